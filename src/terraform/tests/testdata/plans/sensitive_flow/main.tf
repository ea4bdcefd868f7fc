variable "secrets" {
  type      = map(string)
  sensitive = true
  default   = { a = "x", b = "y" }
}
variable "object" {
  type      = object({ user = string, pass = optional(string, "p") })
  sensitive = true
  default   = { user = "u" }
}
module "m" {
  source = "./m"
  secret = var.secrets.a
  plain  = "plain"
}
resource "terraform_data" "template" { input = "x%{if var.object.user == "u"}y%{endif}" }
resource "terraform_data" "map" { input = { for key in ["a", "b"] : key => var.secrets[key] } }
resource "terraform_data" "keys" { input = nonsensitive(keys(var.secrets)) }
resource "terraform_data" "list" { input = ["a", var.object.pass] }
resource "terraform_data" "length" { input = length(var.secrets) }
resource "terraform_data" "try" { input = try(var.object.none, "fallback") }
resource "terraform_data" "can" { input = can(var.object.pass) }
resource "terraform_data" "coalesce" { input = coalesce(var.object.pass, "x") }
resource "terraform_data" "ternary" { input = true ? "plain" : var.object.pass }
resource "terraform_data" "ternary_secret" { input = false ? "plain" : var.object.pass }
resource "terraform_data" "concat" { input = concat(["a"], [var.object.pass]) }
resource "terraform_data" "split" { input = split(",", var.object.pass) }
resource "terraform_data" "lookup" { input = lookup(var.secrets, "a", "none") }
resource "terraform_data" "merge" { input = merge({ c = "z" }, var.secrets) }
resource "terraform_data" "equal" { input = var.object.user == "u" }
resource "terraform_data" "from_module" { input = [module.m.secret, module.m.plain, module.m.both] }
resource "terraform_data" "referenced" { input = terraform_data.list.input[0] }
resource "terraform_data" "referenced_secret" { input = terraform_data.list.input[1] }
resource "terraform_data" "tolist" { input = tolist(["a", var.object.pass]) }
resource "terraform_data" "set" { input = toset(["a", var.object.pass]) }
resource "terraform_data" "sum" { input = sum([1, length(var.object.pass)]) }
resource "terraform_data" "join" { input = join("-", ["a", var.object.pass]) }
resource "terraform_data" "zipmap" { input = zipmap(["a"], [var.object.pass]) }
resource "terraform_data" "element" { input = element(["a", var.object.pass], 0) }
resource "terraform_data" "flatten" { input = flatten([["a"], [var.object.pass]]) }
resource "terraform_data" "values" { input = values({ a = 1, b = var.object.pass }) }
resource "terraform_data" "format" { input = format("%s", var.object.pass) }
resource "terraform_data" "for_value" { input = [for v in ["a", var.object.pass] : upper(v)] }
resource "terraform_data" "for_filter" { input = [for v in ["a", "b"] : v if v != var.object.pass] }
resource "terraform_data" "index" { input = ["a", "b"][length(var.object.user) - 1] }
resource "terraform_data" "convert" { input = tomap({ a = var.object.pass, b = "c" }) }
