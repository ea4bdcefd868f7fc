variable "untyped" {}
variable "any" { type = any }
variable "text" { type = string }
variable "number" { type = number }
variable "flag" { type = bool }
variable "list" { type = list(string) }
variable "map" { type = map(number) }
variable "object" { type = object({ a = string, b = optional(number, 7) }) }
variable "nothing" { type = string }
variable "empty" { type = string }
variable "environment" { type = set(number) }
resource "terraform_data" "values" {
  input = {
    untyped     = var.untyped
    any         = var.any
    text        = var.text
    number      = var.number
    flag        = var.flag
    list        = var.list
    map         = var.map
    object      = var.object
    nothing     = var.nothing
    empty       = var.empty
    environment = var.environment
  }
}
