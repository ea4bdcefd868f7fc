variable "template" { type = string }
variable "deep" { type = any }
variable "numbers" { type = list(number) }
variable "nothing" {
  type    = string
  default = "default"
}
resource "terraform_data" "values" {
  input = [var.template, var.deep, var.numbers, var.nothing]
}
