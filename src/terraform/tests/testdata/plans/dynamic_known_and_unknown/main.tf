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
variable "pools" {
  type = map(object({
    range = optional(tuple([number, number]), [10, 20])
    use   = optional(bool, true)
  }))
  default = { a = {}, b = { range = [30, 40] }, c = { use = false } }
}
resource "random_pet" "p" { length = 2 }
resource "openstack_networking_subnet_v2" "s" {
  network_id = "00000000-0000-4000-8000-000000000000"
  name       = random_pet.p.id
  cidr       = "10.0.0.0/24"
  dynamic "allocation_pool" {
    for_each = { for key, pool in var.pools : key => pool.range if pool.use }
    iterator = it
    content {
      start = cidrhost("10.0.0.0/24", it.value[0])
      end   = cidrhost("10.0.0.0/24", it.value[1])
    }
  }
}
resource "openstack_compute_instance_v2" "i" {
  name        = "i"
  flavor_name = "b3-8"
  dynamic "network" {
    for_each = [for letter in ["b", "a"] : { name = letter, id = random_pet.p.id }]
    content {
      name = network.value.name
      uuid = network.key == 0 ? network.value.id : null
    }
  }
  dynamic "block_device" {
    for_each = toset(var.pools["a"].use ? ["one"] : [])
    content {
      source_type = "blank"
      volume_size = length(block_device.key) + length(block_device.value)
    }
  }
}
