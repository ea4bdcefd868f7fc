variable "v" {
  type    = number
  default = 1
}
locals {
  a = "main"
  b = "main"
}
resource "terraform_data" "kept" {
  input            = "${local.a} ${local.b} ${var.v}"
  triggers_replace = ["main"]
}
resource "terraform_data" "counted" {
  count = 2
  input = "main ${count.index}"
}
module "m" {
  source = "./m"
  x      = 1
  y      = 2
}
