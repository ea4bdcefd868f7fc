terraform {
  required_providers {
    null = {
      source                = "hashicorp/null"
      configuration_aliases = [null.sub]
    }
  }
}
resource "null_resource" "own" { triggers = { a = "own" } }
resource "null_resource" "sub" {
  provider = null.sub
  triggers = { a = "sub" }
}
module "deeper" {
  source    = "./deeper"
  providers = { null = null.sub }
}
