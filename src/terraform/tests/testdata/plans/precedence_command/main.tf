variable "a" {}
variable "b" {}
variable "c" {}
variable "d" {}
variable "e" { default = "default" }
resource "terraform_data" "values" {
  input = { a = var.a, b = var.b, c = var.c, d = var.d, e = var.e }
}
