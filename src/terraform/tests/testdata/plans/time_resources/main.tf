variable "base" { default = "2026-01-31T00:00:00Z" }
resource "time_static" "s" { rfc3339 = var.base }
resource "time_offset" "o" {
  base_rfc3339 = time_static.s.rfc3339
  offset_days  = "7"
}
resource "time_rotating" "r" {
  rfc3339       = "2026-02-03T04:05:06Z"
  rotation_days = 30
}
resource "time_sleep" "w" {
  create_duration = "${10 * 2}s"
  triggers        = { base = var.base }
}
output "date" { value = formatdate("DD MMM YYYY", var.base) }
output "added" { value = timeadd(var.base, "24h") }
output "base" { value = time_offset.o.base_rfc3339 }
