terraform {
  required_version = ">= 1.0"
  backend "local" {
    path = "state/terraform.tfstate"
  }
}
variable "x" { default = 1 }
resource "terraform_data" "values" { input = var.x }
