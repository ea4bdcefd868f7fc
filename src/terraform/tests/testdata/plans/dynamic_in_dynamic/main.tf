terraform {
  required_providers {
    outscale = { source = "outscale/outscale" }
  }
}
provider "outscale" {
  access_key_id = "example"
  secret_key_id = "not-a-secret"
  region        = "eu-west-2"
}
variable "disks" {
  default = [
    { name = "/dev/sda1", size = 20, type = "gp2" },
    { name = "/dev/sdb", size = 100, type = null },
    { name = "/dev/sdc", size = null, type = "io1" },
  ]
}
resource "outscale_vm" "vm" {
  image_id = "ami-00000000"
  vm_type  = "tinav5.c2r4p1"
  dynamic "block_device_mappings" {
    for_each = { for disk in var.disks : disk.name => disk }
    content {
      device_name = block_device_mappings.key
      dynamic "bsu" {
        for_each = block_device_mappings.value.size == null ? [] : [block_device_mappings.value]
        iterator = it
        content {
          volume_size           = it.value.size
          volume_type           = it.value.type
          delete_on_vm_deletion = "true"
        }
      }
    }
  }
}
output "count" { value = length(outscale_vm.vm.block_device_mappings) }
output "first" { value = outscale_vm.vm.block_device_mappings[0].bsu[0].volume_size }
