locals {
  b = "overridden"
}
variable "v" {
  default = "2"
}
resource "terraform_data" "counted" {
  count = 1
}
module "m" {
  y = 3
}
