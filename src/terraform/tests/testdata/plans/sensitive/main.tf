variable "password" {
  type      = string
  sensitive = true
  default   = "not-a-secret"
}
locals { both = { user = "u", password = var.password } }
resource "terraform_data" "whole" { input = var.password }
resource "terraform_data" "part" { input = local.both }
resource "terraform_data" "made" { input = "prefix-${var.password}" }
resource "terraform_data" "length" { input = length(var.password) }
resource "terraform_data" "open" { input = nonsensitive(var.password) }
resource "terraform_data" "conditional" { input = var.password == "" ? "a" : "b" }
resource "terraform_data" "marked" { input = [sensitive("x"), "y"] }
resource "terraform_data" "for" { input = [for k, v in local.both : v] }
resource "terraform_data" "json" { input = jsonencode(local.both) }
resource "terraform_data" "is" { input = [issensitive(var.password), issensitive("a")] }
resource "terraform_data" "merged" { input = merge(local.both, { c = 1 }) }
resource "terraform_data" "user" { input = local.both.user }
resource "terraform_data" "keys" { input = keys(local.both) }
module "m" {
  source = "./m"
  value  = "v"
}
resource "terraform_data" "output" { input = module.m.secret }
