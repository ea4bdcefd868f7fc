locals {
  a = local.b
  b = local.c
  c = local.a
}
resource "terraform_data" "values" { input = local.a }
