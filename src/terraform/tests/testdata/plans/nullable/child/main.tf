variable "may" { default = "child default" }
variable "never" {
  default  = "child default"
  nullable = false
}
variable "list" {
  type    = list(string)
  default = null
}
output "all" { value = { may = var.may, never = var.never, list = var.list } }
