variable "targets" { type = map(string) }
variable "all" { type = any }
variable "first" {}
output "summary" {
  value = { targets = var.targets, ports = { for key, it in var.all : key => it.port }, first = var.first, count = length(var.all) }
}
