resource "terraform_data" "a" { input = "hidden" }
resource "terraform_data" "b" { input = "hidden" }
