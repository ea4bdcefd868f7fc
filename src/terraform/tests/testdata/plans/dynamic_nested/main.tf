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
variable "ports" {
  default = {
    a = { pairs = [{ ip = "192.0.2.1" }, { ip = "192.0.2.2", mac = "fa:16:3e:00:00:01" }], ips = ["192.0.2.5"] }
    b = { pairs = [], ips = [] }
  }
}
resource "openstack_networking_port_v2" "p" {
  for_each       = var.ports
  name           = each.key
  network_id     = "00000000-0000-4000-8000-000000000000"
  admin_state_up = true
  dynamic "allowed_address_pairs" {
    for_each = each.value.pairs
    iterator = pair
    content {
      ip_address  = pair.value.ip
      mac_address = lookup(pair.value, "mac", null)
    }
  }
  dynamic "fixed_ip" {
    for_each = toset(each.value.ips)
    content {
      subnet_id  = "00000000-0000-4000-8000-000000000001"
      ip_address = fixed_ip.key
    }
  }
  binding {
    vnic_type = "normal"
    profile   = jsonencode({ trusted = each.key == "a" })
  }
}
resource "random_pet" "p" { length = 2 }
resource "openstack_networking_port_v2" "unknown" {
  binding { vnic_type = "normal" }
  name       = random_pet.p.id
  network_id = random_pet.p.id
  dynamic "extra_dhcp_option" {
    for_each = { known = random_pet.p.id }
    content {
      name  = extra_dhcp_option.key
      value = extra_dhcp_option.value
    }
  }
}
output "pairs" { value = { for key, port in openstack_networking_port_v2.p : key => length(port.allowed_address_pairs) } }
