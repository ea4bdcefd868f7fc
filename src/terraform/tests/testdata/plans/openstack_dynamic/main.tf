terraform {
  required_providers {
    openstack = { source = "terraform-provider-openstack/openstack" }
  }
}
variable "region" { default = "GRA9" }
variable "disks" {
  type = list(object({ size = number, boot = optional(bool, false) }))
  default = [{ size = 20, boot = true }, { size = "100" }]
}
variable "networks" {
  type    = map(object({ fixed_ip = optional(string) }))
  default = { private = { fixed_ip = "192.0.2.10" }, public = {} }
}
locals { common = { team = "records", environment = terraform.workspace == "default" ? "none" : terraform.workspace } }
provider "openstack" {
  auth_url    = "https://192.0.2.1:5000/v3"
  region      = var.region
  user_name   = "user"
  password    = "not-a-secret"
  tenant_name = "tenant"
}
resource "openstack_compute_instance_v2" "web" {
  count             = 2
  name              = format("web-%02d", count.index + 1)
  flavor_name       = "b2-7"
  region            = var.region
  availability_zone = element(["nova-a", "nova-b"], count.index)
  security_groups   = ["web", "default", "web"]
  metadata          = merge(local.common, { index = count.index, last = count.index == 1 })
  dynamic "block_device" {
    for_each = var.disks
    iterator = disk
    content {
      source_type           = "blank"
      destination_type      = "volume"
      volume_size           = disk.value.size
      boot_index            = disk.value.boot ? 0 : -1
      delete_on_termination = !disk.value.boot
    }
  }
  dynamic "network" {
    for_each = { for name, network in var.networks : name => network if count.index == 0 || network.fixed_ip == null }
    content {
      name        = network.key
      fixed_ip_v4 = network.value.fixed_ip
    }
  }
  network { uuid = openstack_networking_network_v2.data.id }
  dynamic "personality" {
    for_each = []
    content {
      file    = "/x"
      content = personality.value
    }
  }
  timeouts { create = "30m" }
}
resource "openstack_networking_network_v2" "data" {
  name           = "data"
  admin_state_up = "true"
}
output "names" { value = openstack_compute_instance_v2.web[*].name }
output "sizes" { value = openstack_compute_instance_v2.web[0].block_device[*].volume_size }
output "first_network" { value = openstack_compute_instance_v2.web[0].network[0].name }
output "metadata" { value = openstack_compute_instance_v2.web[1].metadata["index"] }
