variable "name" {}
resource "terraform_data" "this" {
  input = var.name
}
output "path" {
  value = "${path.module}:${var.name}"
}
