variable "value" {}
module "inner" {
  source = "./inner"
  value  = "${var.value}>a"
}
output "result" { value = module.inner.result }
