resource "terraform_data" "a" { input = { name = "a", list = [1, 2] } }
resource "terraform_data" "b" { input = terraform_data.a.input.name }
resource "terraform_data" "c" {
  input            = "${terraform_data.b.input}-c"
  triggers_replace = [terraform_data.a.id, terraform_data.a.input.list[1]]
  depends_on       = [terraform_data.b]
}
resource "terraform_data" "d" { input = terraform_data.c.output }
resource "null_resource" "e" { triggers = { id = terraform_data.d.id, name = terraform_data.a.input["name"] } }
output "unknown" { value = null_resource.e.id }
output "known" { value = null_resource.e.triggers.name }
output "whole" { value = terraform_data.b }
