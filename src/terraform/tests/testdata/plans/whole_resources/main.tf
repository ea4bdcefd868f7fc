terraform {
  required_providers {
    openstack = { source = "terraform-provider-openstack/openstack" }
  }
}
provider "openstack" {
  auth_url    = "https://192.0.2.1:5000/v3"
  user_name   = "user"
  password    = "not-a-secret"
  tenant_name = "tenant"
}
resource "openstack_networking_network_v2" "one" { name = "one" }
resource "openstack_networking_network_v2" "each" {
  for_each = toset(["a", "b"])
  name     = "net-${each.key}"
  tags     = ["x"]
}
module "m" {
  source   = "./m"
  network  = openstack_networking_network_v2.one
  networks = openstack_networking_network_v2.each
  listed   = values(openstack_networking_network_v2.each)
}
resource "openstack_networking_subnet_v2" "each" {
  for_each   = openstack_networking_network_v2.each
  name       = each.value.name
  network_id = each.value.id
  cidr       = "10.0.${index(keys(openstack_networking_network_v2.each), each.key)}.0/24"
}
output "names" { value = { for key, network in openstack_networking_network_v2.each : key => "${network.name}/${join(",", network.tags)}" } }
