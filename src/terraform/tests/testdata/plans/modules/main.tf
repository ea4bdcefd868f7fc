module "plain" {
  source = "./child"
  name   = "plain"
  tags   = { owner = "team", size = 3 }
}
module "each" {
  for_each = { one = 1, two = 2 }
  source   = "./child"
  name     = each.key
  number   = each.value
}
module "counted" {
  count  = 2
  source = "./child"
  name   = "counted-${count.index}"
  list   = [module.plain.name, module.each["one"].name]
}
module "none" {
  count  = 0
  source = "./child"
  name   = "none"
}
resource "terraform_data" "outputs" {
  input = {
    plain    = module.plain.name
    doubled  = module.each["two"].doubled
    names    = [for k, m in module.each : "${k}:${m.name}"]
    splat    = module.counted[*].name
    none     = one(module.none[*].name)
    values   = values(module.each)[*].doubled
    nested   = module.plain.grandchild.path
    settings = module.plain.settings
  }
}
