locals { names = ["b", "a"] }
resource "local_file" "each" {
  for_each             = toset(local.names)
  filename             = "${path.module}/out/${each.key}.json"
  content              = jsonencode({ name = each.key, n = length(local.names) })
  file_permission      = "0600"
}
resource "local_sensitive_file" "s" {
  filename       = "out/secret"
  content_base64 = base64encode("s")
}
output "names" { value = [for f in local_file.each : f.filename] }
output "hash" { value = local_file.each["a"].content_md5 }
output "permission" { value = local_file.each["b"].file_permission }
