resource "terraform_data" "c" { input = "other" }
