variable "name" { type = string }
variable "config" {
  type = object({ port = number, tags = optional(set(string), ["none"]), path = optional(string, "/") })
}
resource "terraform_data" "tag" {
  for_each = var.config.tags
  input    = "${var.name}:${each.key}"
}
output "endpoint" { value = "${var.name}:${var.config.port}${var.config.path}" }
output "port" { value = var.config.port }
