locals {
  users = [{ name = "ann", team = "a" }, { name = "bob", team = "b" }, { name = "cid", team = "a" }]
  map   = { z = 1, a = 2, M = 3 }
}
resource "terraform_data" "values" {
  input = {
    by_team  = { for user in local.users : user.team => user.name... }
    by_name  = { for user in local.users : user.name => user }
    indexed  = [for index, user in local.users : "${index}-${user.name}"]
    filtered = [for user in local.users : user.name if user.team == "a"]
    pairs    = [for key, value in local.map : "${key}${value}"]
    inverted = { for key, value in local.map : value => key }
    nested   = [for a in ["x", "y"] : [for b in [1, 2] : "${a}${b}"]]
    set      = [for s in toset(["b", "a"]) : upper(s)]
    flat     = merge([for user in local.users : { (user.name) = user.team }]...)
    objects  = { for k, v in { a = { n = 1 }, b = { n = null } } : k => v.n == null ? "none" : v.n }
    shadow   = [for path in ["p"] : path]
    tuple    = [for v in ["a", 1, true, null] : v]
  }
}
