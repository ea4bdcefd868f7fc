resource "random_pet" "p" { length = 2 }
resource "terraform_data" "values" {
  for_each = toset([random_pet.p.id])
  input    = each.key
}
