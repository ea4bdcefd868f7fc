variable "value" {}
resource "terraform_data" "here" { input = "${var.value}>inner" }
output "result" { value = terraform_data.here.input }
