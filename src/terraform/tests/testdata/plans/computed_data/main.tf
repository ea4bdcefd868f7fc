data "cloudinit_config" "plain" {
  gzip          = false
  base64_encode = false
  part {
    content_type = "text/cloud-config"
    filename     = "init.yaml"
    content      = yamlencode({ packages = ["nginx"], hostname = "web" })
  }
  part {
    content    = "#!/bin/sh\necho é\n"
    merge_type = "list(append)+dict(recurse_array)+str()"
  }
}
data "cloudinit_config" "encoded" {
  gzip     = false
  boundary = "limit"
  dynamic "part" {
    for_each = ["a", "b"]
    content {
      content = "# ${part.value}"
    }
  }
}
data "cloudinit_config" "empty_type" {
  gzip          = false
  base64_encode = false
  part {
    content      = "x"
    filename     = ""
  }
}
data "local_file" "notes" { filename = "${path.module}/notes.txt" }
data "null_data_source" "values" { inputs = { number = 1, flag = true } }
resource "terraform_data" "values" {
  input = {
    plain   = data.cloudinit_config.plain.rendered
    encoded = data.cloudinit_config.encoded.rendered
    empty   = data.cloudinit_config.empty_type.rendered
    notes   = trimspace(data.local_file.notes.content)
    base64  = data.local_file.notes.content_base64
    digest  = data.local_file.notes.content_sha256
    md5     = data.local_file.notes.content_md5
    id      = data.local_file.notes.id
    values  = data.null_data_source.values.outputs
  }
}
