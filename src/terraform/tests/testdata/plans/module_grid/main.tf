locals {
  sites = {
    paris = { zones = ["a", "b"], open = true }
    lille = { zones = ["a"], open = false }
  }
}
module "site" {
  source   = "./site"
  for_each = local.sites
  name     = each.key
  zones    = each.value.zones
  settings = { open = each.value.open }
}
module "mirror" {
  source = "./site"
  count  = length(module.site) > 1 ? 2 : 0
  name   = "mirror-${count.index}"
  zones  = module.site["paris"].zones
}
resource "terraform_data" "all" {
  input = {
    names   = { for key, site in module.site : key => site.names }
    flat    = sort(flatten([for site in module.site : site.names]))
    mirrors = module.mirror[*].names
    first   = module.mirror[0].racks["a"].label
    keys    = keys(module.site)
    count   = length(module.mirror)
    open    = [for key, site in module.site : key if site.open]
    last    = try(module.mirror[2].names, ["none"])
  }
}
resource "terraform_data" "per_site" {
  for_each = module.site
  input    = "${each.key}: ${join(", ", each.value.names)}"
}
output "racks" { value = merge([for site in values(module.site) : site.racks]...) }
