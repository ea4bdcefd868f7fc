terraform {
  required_providers {
    null  = { source = "hashicorp/null" }
    other = { source = "hashicorp/null" }
  }
}
provider "null" {
  alias = "second"
}
resource "null_resource" "first" { triggers = { a = "first" } }
resource "null_resource" "second" {
  provider = null.second
  triggers = { a = "second" }
}
module "m" {
  source = "./m"
  providers = {
    null     = null.second
    null.sub = null
  }
}
