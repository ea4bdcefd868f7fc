terraform {
  required_providers {
    null = {
      source                = "hashicorp/null"
      configuration_aliases = [null.first, null.second]
    }
  }
}
variable "places" { type = map(string) }
module "inner" {
  source    = "../inner"
  count     = 2
  label     = values(var.places)[count.index]
  providers = { null.used = null.second }
}
resource "null_resource" "outer" {
  provider = null.first
  triggers = { labels = join("+", module.inner[*].label) }
}
