variable "a" { default = "default" }
variable "b" { default = "default" }
variable "c" { default = "default" }
variable "d" { default = "default" }
variable "e" { default = "default" }
variable "f" { default = "default" }
resource "terraform_data" "values" {
  input = { a = var.a, b = var.b, c = var.c, d = var.d, e = var.e, f = var.f }
}
output "all" { value = [var.a, var.b, var.c, var.d, var.e, var.f] }
