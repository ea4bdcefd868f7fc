resource "terraform_data" "values" {
  for_each = ["a", "b"]
  input    = each.key
}
