variable "name" { type = string }
variable "fixed" { type = string }
output "name" { value = upper(var.name) }
output "fixed" { value = var.fixed }
output "both" { value = [var.name, var.fixed] }
resource "null_resource" "r" {
  triggers = { name = var.name, fixed = var.fixed }
}
