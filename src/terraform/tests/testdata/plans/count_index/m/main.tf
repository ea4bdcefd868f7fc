variable "input" {}
output "out" { value = split(",", var.input) }
