resource "null_resource" "deep" { triggers = { a = path.module } }
