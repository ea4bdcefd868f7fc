variable "value" {}
output "secret" {
  value     = var.value
  sensitive = true
}
