locals {
  text = <<EOT
one
two
EOT
  flush = <<-EOT
    a
      b
  EOT
}
resource "terraform_data" "values" {
  input = [local.text, local.flush, "x"]
}
