terraform {
  required_providers {
    openstack = { source = "terraform-provider-openstack/openstack" }
  }
}
locals { regions = { gra = "GRA9", sbg = "SBG5" } }
provider "openstack" {
  alias       = "by"
  for_each    = local.regions
  auth_url    = "https://192.0.2.1:5000/v3"
  region      = each.value
  user_name   = "user"
  password    = "not-a-secret"
  tenant_name = "tenant"
}
module "store" {
  source    = "./store"
  for_each  = local.regions
  providers = { openstack = openstack.by[each.key] }
  name      = "records-${each.key}"
  versions  = each.key == "gra"
}
output "containers" { value = { for key, it in module.store : key => it.name } }
