terraform {
  required_providers {
    openstack = { source = "terraform-provider-openstack/openstack" }
  }
}
provider "openstack" {
  auth_url    = "https://192.0.2.1:5000/v3"
  region      = "GRA9"
  user_name   = "user"
  password    = "not-a-secret"
  tenant_name = "tenant"
}
variable "rules" {
  type = list(object({
    port     = number
    to_port  = optional(number)
    protocol = optional(string, "tcp")
    cidrs    = optional(list(string), ["192.0.2.0/24"])
  }))
  default = [{ port = 443, cidrs = ["0.0.0.0/0", "198.51.100.0/24"] }, { port = "8000", to_port = 8080 }]
}
locals {
  rules = merge([
    for rule in var.rules : {
      for cidr in rule.cidrs : "${rule.protocol}-${rule.port}-${replace(cidr, "/", "_")}" => {
        cidr = cidr, from = rule.port, to = coalesce(rule.to_port, rule.port), protocol = rule.protocol
      }
    }
  ]...)
}
resource "openstack_networking_secgroup_v2" "web" {
  name                 = "web"
  description          = "Entrée"
  delete_default_rules = true
}
resource "openstack_networking_secgroup_rule_v2" "in" {
  for_each          = local.rules
  direction         = "ingress"
  ethertype         = "IPv4"
  protocol          = each.value.protocol
  port_range_min    = each.value.from
  port_range_max    = each.value.to
  remote_ip_prefix  = each.value.cidr
  security_group_id = openstack_networking_secgroup_v2.web.id
}
output "open" { value = [for key, it in openstack_networking_secgroup_rule_v2.in : key if it.remote_ip_prefix == "0.0.0.0/0"] }
