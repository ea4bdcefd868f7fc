variable "size" { default = 5 }
locals { colour = "blue" }
resource "terraform_data" "a" { input = { size = var.size * 2, colour = local.colour } }
output "out" { value = "override" }
