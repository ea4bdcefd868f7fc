variable "network" { type = object({ id = string, name = string }) }
variable "networks" { type = map(object({ id = string, name = string, tags = optional(set(string)) })) }
variable "listed" { type = list(object({ id = string, name = string })) }
resource "terraform_data" "m" {
  input = {
    name   = var.network.name
    id     = var.network.id
    names  = [for key, network in var.networks : "${key}=${network.name}"]
    tags   = { for key, network in var.networks : key => tolist(network.tags) }
    listed = var.listed[*].name
  }
}
