variable "value" {}
resource "terraform_data" "in" { input = var.value }
