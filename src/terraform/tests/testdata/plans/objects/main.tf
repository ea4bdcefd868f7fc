locals {
  key = "dynamic"
  n   = 5
}
resource "terraform_data" "values" {
  input = {
    quoted       = { "a b" = 1, "c" : 2 }
    computed     = { (local.key) = 1, "${local.key}-2" = 2 }
    numeric      = { 1 = "one", (local.n) = "five", true = "bool" }
    last         = { a = 1, a = 2 }
    nested       = { a = { b = { c = [1, { d = "e" }] } } }.a.b.c[1].d
    index        = { a = 1 }["a"]
    reserved     = { null = 2, if = 3, "for" = 1 }
    unicode      = { "é" = "à", "日本" = "語" }
    order        = keys({ b = 1, a = 2, C = 3 })
    comma        = [1, 2, ]
    hyphen-name  = 1
    newlines = {
      a = 1
      b = 2,
      c = 3
    }
  }
}
