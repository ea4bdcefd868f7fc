terraform {
  required_version = ">= 1.6"
}
variable "size" {
  type    = number
  default = 3
  validation {
    condition     = var.size > 0
    error_message = "The size must be positive."
  }
}
moved {
  from = terraform_data.old
  to   = terraform_data.new[0]
}
moved {
  from = module.old
  to   = module.m["a"]
}
removed {
  from = terraform_data.gone
}
import {
  for_each = { x = "first", y = "second" }
  to       = terraform_data.imported[each.key]
  id       = each.value
}
check "sizes" {
  data "local_file" "notes" { filename = "${path.module}/notes.txt" }
  assert {
    condition     = length(terraform_data.new) == var.size
    error_message = "There are ${length(terraform_data.new)}."
  }
}
resource "terraform_data" "new" {
  count = var.size
  input = count.index
  lifecycle {
    ignore_changes = [input]
    precondition {
      condition     = var.size < 10
      error_message = "Too many."
    }
    postcondition {
      condition     = self.input == count.index
      error_message = "Wrong."
    }
  }
}
resource "terraform_data" "imported" {
  for_each = toset(["x", "y"])
  input    = each.key
}
module "m" {
  source   = "./m"
  for_each = toset(["a"])
  input    = terraform_data.new[*].input
}
output "m" {
  value = module.m["a"].sum
  precondition {
    condition     = module.m["a"].sum == 3
    error_message = "Wrong."
  }
}
