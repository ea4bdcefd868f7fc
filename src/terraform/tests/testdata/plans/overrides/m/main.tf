variable "x" {}
variable "y" {}
resource "terraform_data" "this" {
  input = [var.x, var.y]
}
