resource "random_pet" "p" { length = 2 }
resource "terraform_data" "values" {
  for_each = { a = random_pet.p.id, b = "known" }
  input    = { key = each.key, value = each.value }
}
output "b" { value = terraform_data.values["b"].input.value }
output "a" { value = terraform_data.values["a"].input }
