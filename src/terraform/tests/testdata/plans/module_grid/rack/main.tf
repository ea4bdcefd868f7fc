variable "label" { type = string }
variable "weight" { type = string }
resource "terraform_data" "rack" { input = [var.label, var.weight] }
output "label" { value = terraform_data.rack.input[0] }
output "weight" { value = tonumber(var.weight) }
