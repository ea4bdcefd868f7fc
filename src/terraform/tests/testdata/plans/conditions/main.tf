variable "size" {
  type    = number
  default = 4
  validation {
    condition     = var.size > 0
    error_message = "positive"
  }
}
resource "terraform_data" "values" {
  input = var.size
  lifecycle {
    precondition {
      condition     = var.size % 2 == 0
      error_message = "even"
    }
    postcondition {
      condition     = self.input == 4
      error_message = "four"
    }
    create_before_destroy = true
    ignore_changes        = [triggers_replace]
  }
}
output "size" {
  value = var.size
  precondition {
    condition     = var.size < 10
    error_message = "small"
  }
}
