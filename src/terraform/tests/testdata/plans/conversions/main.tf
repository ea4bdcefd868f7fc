variable "list_of_number" {
  type    = list(number)
  default = ["1", 2, "3.50"]
}
variable "set_of_string" {
  type    = set(string)
  default = ["b", "a", "b", 3, true]
}
variable "map_of_bool" {
  type    = map(bool)
  default = { a = "true", b = false, c = "0" }
}
variable "tuple" {
  type    = tuple([string, number, bool])
  default = [1, "2", "true"]
}
variable "list_of_any" {
  type    = list(any)
  default = ["a", 1, true]
}
variable "map_of_any" {
  type    = map(any)
  default = { a = 1, b = "two" }
}
variable "matrix" {
  type    = list(list(string))
  default = [[1, 2], [], ["x"]]
}
variable "object_of_map" {
  type    = object({ a = string })
  default = { a = 1, b = 2 }
}
variable "number" {
  type    = number
  default = "0012.500"
}
variable "big" {
  type    = number
  default = 123456789012345678
}
resource "terraform_data" "values" {
  input = {
    list_of_number = var.list_of_number
    set_of_string  = var.set_of_string
    map_of_bool    = var.map_of_bool
    tuple          = var.tuple
    list_of_any    = var.list_of_any
    map_of_any     = var.map_of_any
    matrix         = var.matrix
    object_of_map  = var.object_of_map
    number         = var.number
    big            = "${var.big}"
  }
}
