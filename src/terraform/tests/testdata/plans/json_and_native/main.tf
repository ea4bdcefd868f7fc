variable "b" { default = "from native" }
resource "terraform_data" "native" { input = local.from_json }
