variable "count_of" {
  type    = number
  default = 1
}
resource "terraform_data" "values" { input = var.count_of }
