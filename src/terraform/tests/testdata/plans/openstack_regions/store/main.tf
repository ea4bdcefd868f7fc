terraform {
  required_providers {
    openstack = { source = "terraform-provider-openstack/openstack" }
  }
}
variable "name" { type = string }
variable "versions" { type = bool }
variable "sizes" {
  type    = map(number)
  default = { small = 10, large = 200 }
}
resource "openstack_objectstorage_container_v1" "this" {
  name       = var.name
  versioning = var.versions
  metadata   = { versions = var.versions, description = "Dossiers médicaux" }
}
resource "openstack_blockstorage_volume_v3" "this" {
  for_each    = var.sizes
  name        = "${var.name}-${each.key}"
  size        = each.value
  volume_type = each.value > 100 ? "classic" : "high-speed"
  metadata    = { container = openstack_objectstorage_container_v1.this.name }
  description = openstack_objectstorage_container_v1.this.id
}
output "name" { value = openstack_objectstorage_container_v1.this.name }
