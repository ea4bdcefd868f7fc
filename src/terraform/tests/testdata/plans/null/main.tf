variable "maybe" {
  type    = string
  default = null
}
variable "maybe_list" {
  type    = list(string)
  default = null
}
locals {
  object = { a = null, b = "x" }
}
resource "terraform_data" "null_input" { input = var.maybe }
resource "terraform_data" "values" {
  input = {
    coalesce  = coalesce(var.maybe, local.object.a, "last")
    try       = try(var.maybe.x, "no attribute")
    list      = var.maybe_list == null ? "null list" : join(",", var.maybe_list)
    compact   = compact([var.maybe, "a", ""])
    keep      = [var.maybe, "b"]
    merge     = merge({ a = 1 }, var.maybe == null ? {} : { b = 2 })
    lookup    = lookup(local.object, "a", "default")
    filter    = { for k, v in local.object : k => v if v != null }
    concat    = concat(["a"], var.maybe == null ? [] : [var.maybe])
    cond_type = var.maybe != null ? var.maybe : 5
    interp    = try("x${var.maybe}", "cannot")
    equality  = [var.maybe == null, null == null, local.object.a == local.object.b]
    length    = try(length(var.maybe_list), -1)
    not_null  = local.object.b != null && var.maybe == null
    contains  = contains([null, "a"], "a")
    json      = jsonencode({ a = var.maybe })
    tostring  = tostring(null)
    one       = one([])
    nested    = { inner = var.maybe_list }
  }
}
output "null" { value = var.maybe }
