variable "string" {
  type    = string
  default = 5
}
variable "number" {
  type    = number
  default = "12.50"
}
variable "bool" {
  type    = bool
  default = "true"
}
variable "any" {
  type    = any
  default = { a = [1, "x"] }
}
variable "list" {
  type    = list(number)
  default = ["1", 2]
}
variable "set" {
  type    = set(string)
  default = ["b", 1, "b"]
}
variable "map" {
  type    = map(bool)
  default = { a = "true", b = false }
}
variable "tuple" {
  type    = tuple([string, number])
  default = [1, "2"]
}
variable "object" {
  type = object({
    name  = string
    ports = optional(list(number), [80])
    extra = optional(map(string))
    inner = optional(object({
      enabled = optional(bool, true)
      label   = optional(string, "none")
    }), { label = "given" })
  })
  default = { name = "x", ignored = 1 }
}
variable "objects" {
  type    = map(object({ a = number, b = optional(string, "b") }))
  default = { one = { a = "1" }, two = { a = 2, b = null } }
}
variable "file" {
  type    = string
  default = "default"
}
variable "auto" {
  type    = list(string)
  default = []
}
resource "terraform_data" "values" {
  input = {
    string  = var.string
    number  = var.number
    bool    = var.bool
    any     = var.any
    list    = var.list
    set     = var.set
    map     = var.map
    tuple   = var.tuple
    object  = var.object
    objects = var.objects
    file    = var.file
    auto    = var.auto
    empty   = var.auto == []
    joined  = join(",", var.set)
  }
}
