variable "name" { type = string }
variable "zones" { type = list(string) }
variable "settings" {
  type    = object({ open = optional(bool, true), weight = optional(number, 10) })
  default = {}
}
module "rack" {
  source   = "../rack"
  for_each = toset(var.zones)
  label    = "${var.name}-${each.value}"
  weight   = var.settings.weight + index(var.zones, each.key)
}
resource "terraform_data" "zone" {
  count = length(var.zones)
  input = { zone = var.zones[count.index], rack = module.rack[var.zones[count.index]].label }
}
output "names" { value = [for zone in terraform_data.zone : zone.input.rack] }
output "zones" { value = reverse(var.zones) }
output "racks" { value = { for key, rack in module.rack : key => { label = rack.label, weight = rack.weight } } }
output "open" { value = var.settings.open }
