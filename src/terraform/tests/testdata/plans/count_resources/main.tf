variable "enabled" { default = true }
resource "terraform_data" "some" {
  count = 3
  input = "some-${count.index}"
}
resource "terraform_data" "none" {
  count = var.enabled ? 0 : 1
  input = "none"
}
resource "terraform_data" "one" {
  count = var.enabled ? 1 : 0
  input = terraform_data.some[1].input
}
resource "terraform_data" "text" {
  count = "2"
  input = count.index * 10
}
output "some" { value = terraform_data.some[*].input }
output "legacy" { value = terraform_data.some.*.input }
output "none" { value = terraform_data.none[*].input }
output "one" { value = one(terraform_data.one[*].input) }
output "nothing" { value = one(terraform_data.none[*].input) }
output "lengths" { value = [length(terraform_data.some), length(terraform_data.none)] }
output "tried" { value = try(terraform_data.none[0].input, "fallback") }
output "for" { value = { for index, it in terraform_data.some : index => it.input } }
output "ids" { value = terraform_data.some[*].id }
