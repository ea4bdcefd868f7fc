variable "which" { default = "one" }
locals { base = "./modules" }
module "m" {
  source = "${local.base}/${var.which}"
}
output "name" { value = module.m.name }
