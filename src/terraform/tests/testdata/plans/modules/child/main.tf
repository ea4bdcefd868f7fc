variable "name" {
  type = string
}
variable "number" {
  type     = number
  default  = 7
  nullable = false
}
variable "tags" {
  type    = map(string)
  default = {}
}
variable "list" {
  type    = list(string)
  default = ["x"]
}
variable "settings" {
  type = object({
    mode    = optional(string, "fast")
    retries = optional(number)
    nested  = optional(object({ on = optional(bool, true) }), {})
  })
  default = {}
}
module "grandchild" {
  source = "./grandchild"
  name   = "${var.name}/grandchild"
}
resource "terraform_data" "this" {
  input = {
    name   = var.name
    tags   = var.tags
    list   = var.list
    path   = path.module
    root   = path.root
  }
}
output "name" {
  value = upper(var.name)
}
output "doubled" {
  value = var.number * 2
}
output "grandchild" {
  value = module.grandchild
}
output "settings" {
  value = var.settings
}
