resource "terraform_data" "values" {
  count = terraform.workspace == "staging" ? 2 : 1
  input = "${terraform.workspace}-${count.index}"
}
