variable "token" {
  type      = string
  sensitive = true
  default   = "t"
}
module "m" {
  source   = "./m"
  for_each = nonsensitive(toset(["a", "b"]))
  secret   = "${each.key}-${var.token}"
  open     = each.key
}
resource "terraform_data" "secret" { input = module.m["a"].secret }
resource "terraform_data" "open" { input = module.m["a"].open }
resource "terraform_data" "both" { input = { for key, m in module.m : key => m.both } }
resource "terraform_data" "marked" { input = module.m["b"].marked }
resource "terraform_data" "length" { input = module.m["b"].length }
resource "terraform_data" "templated" { input = templatestring(local.template, { secret = var.token, open = "o" }) }
resource "terraform_data" "conditional" { input = var.token == "t" ? { a = "yes" } : { a = "no" } }
resource "terraform_data" "branch" { input = { a = true ? "x" : var.token, b = false ? var.token : ["x"][0] } }
resource "terraform_data" "logic" { input = { and = false && var.token == "t", or = true || var.token == "t" } }
resource "terraform_data" "index" { input = { a = "x", t = "y" }[var.token] }
resource "terraform_data" "encoded" { input = jsondecode(jsonencode({ token = var.token, open = 1 })) }
locals { template = "$${open}: $${secret}" }
output "secret" {
  sensitive = true
  value     = module.m["a"].secret
}
