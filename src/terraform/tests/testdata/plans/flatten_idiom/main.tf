variable "networks" {
  type = map(object({
    cidr    = string
    subnets = map(object({ newbits = number, public = optional(bool, false) }))
  }))
  default = {
    blue  = { cidr = "10.0.0.0/16", subnets = { app = { newbits = 8 }, web = { newbits = 8, public = true } } }
    green = { cidr = "10.1.0.0/16", subnets = {} }
    red   = { cidr = "10.2.0.0/16", subnets = { app = { newbits = 4 } } }
  }
}
locals {
  subnets = flatten([
    for network_name, network in var.networks : [
      for name, subnet in network.subnets : {
        key    = "${network_name}.${name}"
        cidr   = cidrsubnet(network.cidr, subnet.newbits, 1)
        public = subnet.public
      }
    ]
  ])
}
resource "terraform_data" "subnet" {
  for_each = { for subnet in local.subnets : subnet.key => subnet }
  input    = { cidr = each.value.cidr, public = each.value.public }
}
output "public" { value = [for it in terraform_data.subnet : it.input.cidr if it.input.public] }
