variable "list" {
  type        = list(string)
  default     = ["a"]
  description = "kept"
}
resource "random_string" "s" {
  length  = 8
  special = true
  keepers = { a = "base", b = "base" }
  lifecycle { ignore_changes = [length] }
}
resource "terraform_data" "counted" {
  count = 1
  input = "base"
}
module "m" {
  source = "./m"
  a      = "base"
  b      = "base"
}
locals {
  x = 1
  y = local.x + 1
}
output "o" { value = [local.x, local.y, var.list] }
