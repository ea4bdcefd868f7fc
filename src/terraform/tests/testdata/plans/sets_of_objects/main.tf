variable "rules" {
  type = set(object({ port = number, cidrs = set(string), name = optional(string) }))
  default = [
    { port = 443, cidrs = ["10.0.0.0/8", "192.0.2.0/24"] },
    { port = 22, cidrs = [], name = "ssh" },
    { port = "443", cidrs = ["192.0.2.0/24", "10.0.0.0/8", "10.0.0.0/8"] },
  ]
}
variable "more" {
  type    = list(object({ port = number, cidrs = set(string), name = optional(string) }))
  default = [{ port = 22, cidrs = [], name = "ssh" }, { port = 80, cidrs = ["0.0.0.0/0"] }]
}
locals {
  by_port = { for rule in var.rules : rule.port => rule... }
  all     = setunion(var.rules, var.more)
}
resource "terraform_data" "rules" { input = var.rules }
resource "terraform_data" "union" { input = local.all }
resource "terraform_data" "values" {
  input = {
    count     = length(var.rules)
    union     = length(local.all)
    common    = length(setintersection(var.rules, var.more))
    left      = length(setsubtract(var.more, var.rules))
    ports     = sort([for rule in var.rules : rule.port])
    contains  = contains(var.rules, var.more[0])
    grouped   = { for port, rules in local.by_port : port => length(rules) }
    names     = toset([for rule in local.all : rule.name if rule.name != null])
    same      = toset(var.more) == toset(reverse(var.more))
    nested    = [for rule in var.rules : length(rule.cidrs)]
    converted = [for rule in tolist(var.rules) : rule.port]
    flat      = distinct(flatten([for rule in local.all : [for cidr in rule.cidrs : cidr]]))
    product   = length(setproduct(var.rules, ["a", "b"]))
  }
}
resource "terraform_data" "each" {
  for_each = { for rule in var.rules : "${rule.port}-${coalesce(rule.name, "none")}" => rule }
  input    = each.value.cidrs
}
