resource "random_pet" "name" { length = 2 }
module "m" {
  source = "./m"
  name   = random_pet.name.id
  tags   = { name = random_pet.name.id, team = "care" }
  list   = ["a", random_pet.name.id]
}
resource "terraform_data" "values" {
  input = {
    name   = module.m.name
    team   = module.m.tags.team
    tag    = module.m.tags["name"]
    count  = module.m.count
    second = module.m.list[0]
    keys   = keys(module.m.tags)
    text   = "x-${module.m.team}"
    unset  = module.m.optional
    known  = [for key, value in module.m.tags : key]
    sizes  = { for key, value in module.m.tags : upper(key) => length(key) }
  }
}
