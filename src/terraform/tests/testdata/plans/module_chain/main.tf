module "a" {
  source = "./a"
  value  = "root"
}
module "b" {
  source = "./b"
  value  = module.a.result
}
resource "terraform_data" "end" { input = module.b.result }
output "through" { value = module.b }
