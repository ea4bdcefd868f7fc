terraform {
  required_providers {
    outscale = { source = "outscale/outscale" }
  }
}
variable "tags" {
  type    = map(string)
  default = { project = "records", owner = "team" }
}
variable "zones" { default = ["a", "b"] }
provider "outscale" {
  access_key_id = "example"
  secret_key_id = "not-a-secret"
  region        = "eu-west-2"
}
resource "outscale_net" "main" {
  ip_range = "10.0.0.0/16"
  dynamic "tags" {
    for_each = var.tags
    content {
      key   = tags.key
      value = tags.value
    }
  }
}
resource "outscale_subnet" "zone" {
  for_each       = toset(var.zones)
  net_id         = outscale_net.main.net_id
  ip_range       = cidrsubnet(outscale_net.main.ip_range, 8, index(var.zones, each.key))
  subregion_name = "eu-west-2${each.key}"
}
resource "outscale_volume" "data" {
  count          = length(var.zones)
  subregion_name = outscale_subnet.zone[var.zones[count.index]].subregion_name
  size           = 10 * (count.index + 1)
  volume_type    = "io1"
  iops           = "300"
  tags {
    key   = "name"
    value = "data-${count.index}"
  }
  tags {
    key   = "osc.fcu.encrypted"
    value = true
  }
}
output "ranges" { value = { for key, it in outscale_subnet.zone : key => it.ip_range } }
output "sizes" { value = sum(outscale_volume.data[*].size) }
