data "local_file" "a" { filename = "${path.module}/a.txt" }
data "local_file" "many" {
  count    = 2
  filename = "a.txt"
}
resource "local_file" "copy" {
  filename = "copy-of-${basename(data.local_file.a.filename)}"
  content  = "x"
}
data "local_file" "later" { filename = local_file.copy.filename }
output "filename" { value = data.local_file.a.filename }
output "many" { value = data.local_file.many[*].filename }
output "later" { value = data.local_file.later.content }
