output "name" { value = "one" }
resource "terraform_data" "x" { input = "one" }
