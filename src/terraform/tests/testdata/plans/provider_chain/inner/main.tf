terraform {
  required_providers {
    null = {
      source                = "hashicorp/null"
      configuration_aliases = [null.used]
    }
  }
}
variable "label" { type = string }
resource "null_resource" "inner" {
  provider = null.used
  triggers = { label = upper(var.label) }
}
output "label" { value = null_resource.inner.triggers["label"] }
