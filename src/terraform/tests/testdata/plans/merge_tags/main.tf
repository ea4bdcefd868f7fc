variable "tags" {
  type    = map(string)
  default = { team = "core" }
}
locals {
  environments = { dev = { size = 1, tags = { tier = "low" } }, prod = { size = 3 } }
  defaults     = { size = 0, tags = {} }
  merged       = { for name, it in local.environments : name => merge(local.defaults, it) }
}
resource "terraform_data" "env" {
  for_each = local.merged
  input    = { size = each.value.size, tags = merge(var.tags, each.value.tags, { env = each.key }) }
}
