locals {
  list   = [{ name = "a", tags = [{ k = 1 }, { k = 2 }] }, { name = "b", tags = [] }]
  pairs  = [{ t = ["a", "b"] }, { t = ["c"] }]
  single = { name = "only" }
  none   = null
  set    = toset(["y", "x"])
  map    = { p = { n = 1 }, q = { n = 2 } }
}
resource "terraform_data" "values" {
  input = {
    names    = local.list[*].name
    legacy   = local.list.*.name
    nested   = local.list[*].tags[*].k
    indexed  = local.list[0].tags[*].k
    legacy_i = local.pairs.*.t.0
    single   = local.single[*].name
    none     = local.none[*]
    set      = local.set[*]
    values   = values(local.map)[*].n
    flat     = flatten(local.list[*].tags)[*].k
    whole    = local.single[*]
    after    = join(",", local.list[*].name)
  }
}
