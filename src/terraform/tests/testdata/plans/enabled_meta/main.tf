variable "on" { default = true }
resource "terraform_data" "on" {
  input = "on"
  lifecycle { enabled = var.on }
}
resource "terraform_data" "off" {
  input = "off"
  lifecycle { enabled = !var.on }
}
module "m" {
  source = "./m"
  lifecycle { enabled = var.on }
}
output "off" { value = try(terraform_data.off.input, "nothing") }
output "on" { value = terraform_data.on.input }
