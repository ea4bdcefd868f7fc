variable "deep" {
  type = map(list(object({
    name = string
    opts = optional(map(object({ on = optional(bool, true), n = optional(number) })), { base = {} })
    any  = optional(any)
  })))
  default = { a = [{ name = "x" }, { name = 1, opts = { z = { n = "3" } }, any = null }], b = [] }
}
variable "set_of_objects" {
  type    = set(object({ p = number, q = optional(string, "d") }))
  default = [{ p = "2" }, { p = 1 }, { p = 2, q = "d" }]
}
variable "any_list" {
  type    = any
  default = [{ a = 1 }, { a = "x", b = true }]
}
variable "list_any_objects" {
  type    = list(any)
  default = [{ a = 1 }, { a = "x" }]
}
variable "map_any_null" {
  type    = map(any)
  default = { a = null, b = 1 }
}
variable "tuple_any" {
  type    = tuple([any, list(any)])
  default = [{ a = 1 }, [1, "a"]]
}
variable "nullable_inner" {
  type    = object({ a = optional(object({ b = optional(string, "deep") })), c = optional(list(string)) })
  default = { a = {} }
}
variable "bool_text" {
  type    = string
  default = true
}
variable "number_text" {
  type    = string
  default = 1.10
}
resource "terraform_data" "values" {
  input = [var.deep, var.set_of_objects, var.any_list, var.list_any_objects, var.map_any_null, var.tuple_any, var.nullable_inner, var.bool_text, var.number_text]
}
resource "terraform_data" "for" {
  for_each = { for o in var.set_of_objects : "${o.p}-${o.q}" => o }
  input    = each.value
}
