variable "length" {
  type    = number
  default = 16
}
resource "random_string" "s" {
  length  = var.length
  special = false
  upper   = "true"
}
resource "random_integer" "i" {
  min = 1
  max = 10
  keepers = {
    name = "${var.length}"
    also = var.length
  }
}
resource "random_password" "p" {
  length           = var.length * 2
  override_special = "_-"
}
resource "random_id" "id" {
  byte_length = 4
  prefix      = "x-"
}
resource "random_shuffle" "z" {
  input        = ["a", "b", "c"]
  result_count = 2
}
resource "random_uuid" "u" {}
output "values" { value = { string = random_string.s.result, length = random_string.s.length, max = random_integer.i.max, hex = random_id.id.hex, first = random_shuffle.z.result[0], input = random_shuffle.z.input[2] } }
output "keeper" { value = random_integer.i.keepers.name }
