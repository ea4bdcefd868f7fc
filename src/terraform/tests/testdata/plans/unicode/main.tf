locals {
  composed   = "é"
  decomposed = "é"
}
resource "terraform_data" "values" {
  input = {
    equal    = local.composed == local.decomposed
    length   = [length(local.composed), length(local.decomposed), length("👩‍👩‍👧")]
    text     = local.decomposed
    upper    = upper("straße")
    substr   = substr("日本語", 1, 1)
    escaped  = "\u0065\u0301"
    template = "e${"\u0301"}"
    keys     = { "é" = 1 }
    reverse  = strrev("añb")
  }
}
