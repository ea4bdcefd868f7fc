locals {
  sizes = { small = 1, large = 10 }
  none  = {}
}
resource "terraform_data" "count" {
  count = length(local.sizes)
  input = count.index * 10
}
resource "terraform_data" "text_count" {
  count = "1"
  input = "text"
}
resource "terraform_data" "set" {
  for_each = toset(["a", "b c", "d\"e", "f.g"])
  input    = "${each.key}|${each.value}"
}
resource "terraform_data" "map" {
  for_each = local.sizes
  input    = { key = each.key, value = each.value }
}
resource "terraform_data" "conditional" {
  for_each = length(local.none) > 0 ? local.sizes : {}
  input    = each.value
}
resource "terraform_data" "chained" {
  for_each = terraform_data.map
  input    = "${each.key} of ${each.value.input.value}"
}
resource "terraform_data" "filtered" {
  for_each = { for k, v in local.sizes : k => v if v > 5 }
  input    = terraform_data.map[each.key].input
}
resource "terraform_data" "readers" {
  input = {
    splat  = terraform_data.count[*].input
    first  = terraform_data.count[0].input
    map    = { for k, r in terraform_data.map : k => r.input.value }
    none   = terraform_data.conditional[*]
    maybe  = try(terraform_data.conditional["x"].input, "absent")
    keys   = keys(terraform_data.set)
    length = length(terraform_data.count)
  }
}
