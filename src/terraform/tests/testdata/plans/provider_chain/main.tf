terraform {
  required_providers {
    null = { source = "hashicorp/null" }
  }
}
locals { places = { north = "lille", south = "nice" } }
provider "null" {
  alias    = "place"
  for_each = local.places
}
provider "null" { alias = "main" }
module "outer" {
  source = "./outer"
  places = local.places
  providers = {
    null.first  = null.main
    null.second = null.place["south"]
  }
}
module "each" {
  source    = "./inner"
  for_each  = local.places
  label     = each.value
  providers = { null.used = null.place[each.key] }
}
resource "null_resource" "direct" {
  for_each = local.places
  provider = null.place[each.key]
  triggers = { town = each.value }
}
output "labels" { value = { for key, it in module.each : key => it.label } }
