variable "secret" {}
variable "plain" { sensitive = true }
output "secret" { value = "s-${var.secret}" }
output "plain" {
  value     = var.plain
  sensitive = true
}
output "both" {
  value     = [var.secret, "open"]
  sensitive = true
}
