locals { names = ["a", "b"] }
resource "terraform_data" "named" {
  for_each = toset(local.names)
  input    = each.key
}
import {
  for_each = toset(["a"])
  to       = terraform_data.named[each.key]
  id       = "imported-${each.key}"
}
check "healthy" {
  assert {
    condition     = length(local.names) == 2
    error_message = "two names"
  }
}
