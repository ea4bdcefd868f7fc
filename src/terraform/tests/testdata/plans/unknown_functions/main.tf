resource "random_pet" "p" { length = 2 }
resource "random_integer" "i" {
  min = 1
  max = 9
}
locals { id = random_pet.p.id }
resource "terraform_data" "values" {
  input = {
    upper     = upper(local.id)
    length    = length([local.id, "a"])
    joined    = join("-", ["a", local.id])
    list      = ["a", local.id]
    concat    = concat(["a"], [local.id])
    merge     = merge({ a = 1 }, { b = local.id })
    lookup    = lookup({ a = "x", b = local.id }, "a", "d")
    coalesce  = coalesce("first", local.id)
    coalesce2 = coalesce(local.id, "second")
    keys      = keys({ a = local.id, b = 1 })
    values    = values({ a = local.id, b = 1 })
    element   = element(["a", local.id], 0)
    json      = jsonencode({ a = local.id })
    try       = try(local.id, "x")
    can       = can(local.id)
    contains  = contains(["a", local.id], "a")
    sum       = 1 + random_integer.i.result
    set       = length(toset(["a", local.id]))
    flatten   = flatten([["a"], [local.id]])
    zipmap    = zipmap(["k"], [local.id])
    split     = split("-", local.id)
    tostring  = tostring(random_integer.i.result)
    format    = format("%s-%s", "a", local.id)
    slice     = slice(["a", local.id, "c"], 0, 1)
    compact   = compact(["a", local.id])
    distinct  = distinct(["a", "a", local.id])
    reverse   = reverse([local.id, "z"])
    chunk     = chunklist(["a", local.id, "b"], 2)
    setprod   = setproduct(["a"], ["b", local.id])
    one       = one([local.id])
    template  = "a-${local.id}"
    starts    = startswith("a-${local.id}", "a-")
  }
}
