locals { regions = toset(["eu-west-3", "eu-central-1"]) }
provider "null" {
  alias    = "by_region"
  for_each = local.regions
}
resource "null_resource" "each" {
  for_each = local.regions
  provider = null.by_region[each.key]
  triggers = { region = each.key }
}
module "m" {
  source    = "./m"
  for_each  = local.regions
  providers = { null = null.by_region[each.key] }
  region    = each.value
}
