resource "random_pet" "name" { length = 2 }
module "m" {
  source = "./m"
  name   = random_pet.name.id
  fixed  = "fixed"
}
resource "terraform_data" "values" {
  input = { name = module.m.name, fixed = module.m.fixed, both = module.m.both }
}
