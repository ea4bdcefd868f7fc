variable "a" {}
variable "b" {}
resource "terraform_data" "other" { input = [var.a, var.b] }
