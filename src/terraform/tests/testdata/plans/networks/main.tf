variable "cidr" { default = "10.20.0.0/16" }
locals {
  zones   = ["a", "b", "c"]
  subnets = { for index, zone in local.zones : zone => cidrsubnet(var.cidr, 8, index) }
}
resource "terraform_data" "subnet" {
  for_each = local.subnets
  input    = { cidr = each.value, gateway = cidrhost(each.value, 1), mask = cidrnetmask(each.value) }
}
output "many" { value = cidrsubnets("10.0.0.0/16", 4, 4, 8) }
output "v6" { value = cidrsubnet("2001:db8::/56", 8, 17) }
