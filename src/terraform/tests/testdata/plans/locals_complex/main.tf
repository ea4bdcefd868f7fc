variable "rules" {
  default = {
    web = { ingress = [{ port = 80 }, { port = 443, cidr = "192.0.2.0/24" }], egress = true }
    db  = { ingress = [{ port = 5432, cidr = "198.51.100.0/24" }] }
  }
}
locals {
  flat = flatten([for name, rule in var.rules : [for index, ingress in rule.ingress : merge({ group = name, index = index, cidr = "0.0.0.0/0" }, ingress)]])
  by_key  = { for rule in local.flat : "${rule.group}-${rule.port}" => rule }
  open    = toset([for rule in local.flat : rule.group if rule.cidr == "0.0.0.0/0"])
  grouped = { for rule in local.flat : rule.group => rule.port... }
  egress  = { for name, rule in var.rules : name => lookup(rule, "egress", false) }
  tried   = { for name, rule in var.rules : name => try(rule.egress, "unset") }
  deep    = merge([for name, ports in local.grouped : { for port in ports : "${name}/${port}" => port > 1000 }]...)
  product = [for pair in setproduct(keys(var.rules), ["a", "b"]) : "${pair[0]}${pair[1]}"]
  zipped  = zipmap([for k, v in var.rules : upper(k)], [for v in values(var.rules) : length(v.ingress)])
  max     = max([for rule in local.flat : rule.port]...)
  text    = join("\n", [for key, rule in local.by_key : format("%-10s|%5d|%s", key, rule.port, rule.cidr)])
}
resource "terraform_data" "rule" {
  for_each = local.by_key
  input    = each.value
}
resource "terraform_data" "values" {
  input = [local.open, local.grouped, local.egress, local.tried, local.deep, local.product, local.zipped, local.max, local.text]
}
