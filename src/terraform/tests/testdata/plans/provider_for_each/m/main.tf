terraform {
  required_providers {
    null = { source = "hashicorp/null" }
  }
}
variable "region" {}
resource "null_resource" "in_module" { triggers = { region = var.region } }
