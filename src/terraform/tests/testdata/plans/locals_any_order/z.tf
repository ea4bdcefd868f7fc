locals {
  last  = "${local.middle}-last"
  total = length(local.names)
}
