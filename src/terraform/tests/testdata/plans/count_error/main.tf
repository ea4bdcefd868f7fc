resource "terraform_data" "values" {
  count = -1
  input = count.index
}
