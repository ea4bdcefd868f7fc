module "counted" {
  source = "./m"
  count  = 2
  name   = "n${count.index}"
}
module "off" {
  source = "./m"
  count  = 0
  name   = "off"
}
module "each" {
  source   = "./m"
  for_each = { a = 1, b = 2 }
  name     = "${each.key}${each.value}"
}
output "counted" { value = module.counted[*].name }
output "first" { value = module.counted[0].name }
output "off" { value = module.off[*].name }
output "each" { value = { for key, it in module.each : key => it.name } }
output "whole" { value = module.each["a"] }
output "values" { value = values(module.each)[*].list[0] }
