variable "sizes" { type = list(number) }
variable "flags" { type = map(bool) }
variable "node" {
  type = object({ name = string, disks = optional(list(number), [10]) })
}
variable "any" { type = any }
variable "set" { type = set(string) }
resource "terraform_data" "d" {
  for_each = var.set
  input    = var.node.disks
}
output "out" { value = { sizes = var.sizes, flags = var.flags, node = var.node, any = var.any, set = var.set } }
