variable "settings" {
  type    = any
  default = { a = { b = 1 }, list = [1, 2] }
}
resource "terraform_data" "values" {
  input = {
    deep      = try(var.settings.a.b, "none")
    missing   = try(var.settings.a.c, "none")
    chain     = try(var.settings.x, var.settings.y, "last")
    index     = try(var.settings.list[5], -1)
    can_yes   = can(var.settings.a.b)
    can_no    = can(var.settings.nothing)
    convert   = try(tonumber("x"), 0)
    regex     = can(regex("^[a-z]+$", "abc"))
    no_regex  = can(regex("^[0-9]+$", "abc"))
    null_path = try(null.a, "null has none")
    lookup    = lookup(var.settings, "zz", "default")
    json      = try(jsondecode("{"), { bad = true })
    list      = try(tolist(var.settings.list), [var.settings.list])
  }
}
