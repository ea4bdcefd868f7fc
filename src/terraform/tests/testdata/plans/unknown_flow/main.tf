resource "random_pet" "p" { length = 2 }
resource "random_shuffle" "s" {
  input        = ["a", "b"]
  result_count = 1
}
locals {
  id  = random_pet.p.id
  map = { a = local.id, b = "known" }
}
resource "terraform_data" "values" {
  input = {
    object      = local.map
    lookup_b    = lookup(local.map, "b", "x")
    merge_over  = merge(local.map, { a = "over" })
    for_b       = [for k, v in local.map : v if k == "b"]
    length_map  = length(local.map)
    length_list = length(random_shuffle.s.result)
    first       = random_shuffle.s.result[0]
    join_list   = join(",", random_shuffle.s.result)
    setlen      = length(toset([local.id, local.id]))
    contains    = contains(["x"], local.id)
    index       = index(["a", local.id], "a")
    sort        = sort(["b", local.id])
    tolist      = tolist(["a", local.id])
    tomap       = tomap({ a = "x", b = local.id })
    coalesce    = coalesce(null, local.id)
    replace     = replace("abc", "b", local.id)
    regex       = can(regex("a", local.id))
    cidr        = cidrsubnet("10.0.0.0/16", 8, length(local.id))
    yaml        = yamlencode({ a = local.id })
    base64      = base64encode(local.id)
    trim        = trimprefix("x-${local.id}", "x-")
    nested      = { a = { b = [local.id, 1] } }.a.b[1]
    try_index   = try([local.id][1], "none")
    alltrue     = alltrue([true, local.id == "x"])
    anytrue     = anytrue([true, local.id == "x"])
    max         = max(1, length(local.id))
    range       = range(length([local.id]))
    keys_for    = keys({ for k, v in local.map : k => v })
    ternary     = true ? { a = local.id } : { a = "b" }
    null_tern   = local.id == "x" ? null : "set"
    splat       = [{ a = local.id, b = 1 }][*].b
    matchkeys   = matchkeys(["x", "y"], ["k1", "k2"], ["k2"])
    transpose   = transpose({ a = ["x"] })
    nonsens     = issensitive(local.id)
    strlen      = length("abc${local.id}")
    endswith    = endswith("${local.id}-x", "-x")
    substr      = substr("abc-${local.id}", 0, 2)
    split_known = split("-", "a-b")[1]
    jsonround   = jsondecode(jsonencode({ a = local.id, b = 1 })).b
  }
}
