variable "input" { type = list(number) }
output "sum" { value = sum(var.input) }
moved {
  from = terraform_data.a
  to   = terraform_data.b
}
resource "terraform_data" "b" { input = max(var.input...) }
