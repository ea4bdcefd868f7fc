variable "settings" {
  type = object({
    retention = optional(object({ days = number }))
    zones     = optional(set(string))
    ports     = optional(tuple([number, string]), [80, "http"])
  })
  default = {}
}
resource "terraform_data" "values" { input = var.settings }
output "retention" { value = var.settings.retention == null ? "none" : var.settings.retention.days }
output "zones" { value = coalesce(var.settings.zones, toset(["z"])) }
