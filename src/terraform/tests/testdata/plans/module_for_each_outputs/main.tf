locals {
  services = {
    api = { port = 80, tags = ["x"] }
    web = { port = 443, tags = [] }
  }
}
module "service" {
  source   = "./service"
  for_each = local.services
  name     = each.key
  config   = each.value
}
module "gateway" {
  source  = "./gateway"
  targets = { for key, service in module.service : key => service.endpoint }
  all     = module.service
  first   = values(module.service)[0].endpoint
}
resource "terraform_data" "each_module" {
  for_each = module.service
  input    = "${each.key}=${each.value.endpoint}"
}
output "gateway" { value = module.gateway.summary }
output "ports" { value = sort([for service in module.service : service.port]) }
