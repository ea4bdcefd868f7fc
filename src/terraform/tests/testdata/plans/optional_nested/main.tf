variable "buckets" {
  type = map(object({
    versioning = optional(bool, true)
    tags       = optional(map(string), {})
    lifecycle = optional(object({
      days  = optional(number, 30)
      rules = optional(list(object({ name = string, enabled = optional(bool, false) })), [])
    }), {})
    key = optional(string)
  }))
  default = {
    plain  = {}
    full   = { versioning = "false", tags = { a = 1 }, lifecycle = { days = "7", rules = [{ name = "x" }, { name = "y", enabled = true }] }, key = "k" }
    nulls  = { versioning = null, tags = null, lifecycle = null, key = null }
    excess = { unknown_attribute = 1 }
  }
}
resource "terraform_data" "bucket" {
  for_each = var.buckets
  input    = each.value
}
output "days" { value = { for name, bucket in var.buckets : name => bucket.lifecycle.days } }
