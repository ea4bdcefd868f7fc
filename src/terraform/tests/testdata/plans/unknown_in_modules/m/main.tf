variable "name" { type = string }
variable "tags" { type = map(string) }
variable "list" { type = list(string) }
variable "optional" {
  type    = object({ a = optional(string), b = optional(list(string), ["d"]) })
  default = null
}
resource "terraform_data" "inner" {
  count = length(var.tags)
  input = { index = count.index, name = var.name, tag = values(var.tags)[count.index] }
}
output "name" { value = var.name }
output "tags" { value = var.tags }
output "team" { value = lookup(var.tags, "team", "none") }
output "count" { value = length(terraform_data.inner) }
output "list" { value = var.list }
output "optional" { value = try(var.optional.b, "unset") }
