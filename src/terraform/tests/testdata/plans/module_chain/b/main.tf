variable "value" {}
module "shared" {
  source = "../a/inner"
  value  = var.value
}
output "result" { value = "${module.shared.result}>b" }
