locals {
  people = { alice = { admin = true }, "bob.b" = { admin = false }, "c \"q\"" = { admin = false } }
}
resource "terraform_data" "map" {
  for_each = local.people
  input    = { key = each.key, admin = each.value.admin }
}
resource "terraform_data" "set" {
  for_each = toset([for name, person in local.people : name if person.admin])
  input    = "${each.key}=${each.value}"
}
resource "terraform_data" "chained" {
  for_each = terraform_data.map
  input    = each.value.input.key
}
resource "terraform_data" "empty" {
  for_each = {}
  input    = each.key
}
output "admins" { value = [for key, it in terraform_data.map : key if it.input.admin] }
output "keys" { value = keys(terraform_data.map) }
output "values" { value = values(terraform_data.chained)[*].input }
output "one" { value = terraform_data.map["bob.b"].input.admin }
output "empty" { value = length(terraform_data.empty) }
output "contains" { value = contains(keys(terraform_data.set), "alice") }
