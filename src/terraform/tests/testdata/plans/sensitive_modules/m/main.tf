variable "secret" {
  type      = string
  sensitive = true
}
variable "open" { type = string }
output "secret" {
  value     = var.secret
  sensitive = true
}
output "open" { value = var.open }
output "both" {
  value     = [var.secret, var.open]
  sensitive = true
}
output "marked" {
  value     = var.open
  sensitive = true
}
output "length" { value = nonsensitive(length(var.secret)) }
