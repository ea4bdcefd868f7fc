locals {
  middle = "${local.first}-middle"
  names  = [for name in local.raw : upper(name) if name != ""]
  nested = { inner = { deep = local.last } }
}
resource "terraform_data" "values" {
  input = { last = local.last, names = local.names, total = local.total, deep = local.nested.inner.deep, self = local.first }
}
