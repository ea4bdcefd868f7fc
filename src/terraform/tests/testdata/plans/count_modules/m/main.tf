variable "name" { type = string }
resource "terraform_data" "this" {
  count = 2
  input = "${var.name}/${count.index}"
}
output "name" { value = var.name }
output "list" { value = terraform_data.this[*].input }
