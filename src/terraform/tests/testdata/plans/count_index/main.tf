variable "create" { default = true }
variable "names" { default = ["a", "b", "c"] }
resource "terraform_data" "parent" {
  count = var.create ? length(var.names) : 0
  input = var.names[count.index]
}
resource "terraform_data" "child" {
  count = length(terraform_data.parent)
  input = "${terraform_data.parent[count.index].input}/${element(terraform_data.parent[*].input, count.index + 1)}"
}
resource "terraform_data" "single" {
  count = var.create && length(var.names) > 2 ? 1 : 0
  input = join(",", terraform_data.parent.*.input)
}
resource "terraform_data" "of_map" {
  for_each = { for index, name in var.names : name => index if index > 0 }
  input    = [terraform_data.parent[each.value].input, each.value + 1]
}
module "m" {
  count  = var.create ? 1 : 0
  source = "./m"
  input  = terraform_data.single[0].input
}
output "m" { value = one(module.m[*].out) }
output "m_try" { value = try(module.m[0].out, null) }
output "concat" { value = concat(terraform_data.single[*].input, [""])[0] }
output "element" { value = element(concat(terraform_data.single.*.input, ["none"]), 0) }
output "coalesce" { value = coalescelist(terraform_data.single[*].input, ["x"])[0] }
