resource "random_pet" "p" { length = 2 }
resource "random_integer" "i" {
  min = 1
  max = 9
}
resource "terraform_data" "values" {
  input = {
    condition  = random_pet.p.id == "x" ? "a" : "b"
    same       = random_pet.p.id == "x" ? "a" : "a"
    branch     = true ? random_pet.p.id : "b"
    other      = false ? random_pet.p.id : "b"
    and_false  = false && random_pet.p.id == "x"
    or_true    = random_pet.p.id == "x" || true
    and_true   = true && random_pet.p.id == "x"
    not        = !(random_pet.p.id == "x")
    compare    = random_integer.i.result > 3
    null_check = random_pet.p.id == null
    not_null   = random_pet.p.id != null
    prefix     = random_pet.p.prefix == null
    lists      = random_pet.p.id == "x" ? ["a"] : ["b"]
    equal_list = [random_pet.p.id] == ["x"]
    negative   = -random_integer.i.result
  }
}
