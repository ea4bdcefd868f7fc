variable "may" {
  type    = string
  default = "default"
}
variable "never" {
  type     = string
  default  = "default"
  nullable = false
}
variable "absent" { default = null }
module "child" {
  source = "./child"
  may    = null
  never  = null
}
module "defaults" {
  source = "./child"
}
resource "terraform_data" "values" {
  input = { may = var.may, never = var.never, absent = var.absent }
}
output "child" { value = module.child.all }
output "defaults" { value = module.defaults.all }
