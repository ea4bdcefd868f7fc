variable "size" {
  type    = number
  default = 1
}
locals { colour = "red" }
resource "terraform_data" "a" {
  input            = { size = var.size, colour = local.colour }
  triggers_replace = "kept"
}
resource "null_resource" "b" {
  triggers = { from = "main" }
}
output "out" { value = "main" }
module "m" {
  source = "./m"
  value  = "main"
}
