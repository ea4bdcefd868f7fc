resource "random_pet" "p" { length = 2 }
resource "random_shuffle" "s" {
  input        = ["a", "b"]
  result_count = 1
}
resource "terraform_data" "values" {
  input = {
    items      = [for x in ["a", random_pet.p.id] : upper(x)]
    unknown    = [for x in random_shuffle.s.result : upper(x)]
    filtered   = [for x in ["a", "b"] : x if x != random_pet.p.id]
    values     = { for k, v in { a = random_pet.p.id, b = "c" } : k => v }
    keys       = { for k in ["a", random_pet.p.id] : k => 1 }
    splat      = [{ n = random_pet.p.id }, { n = "b" }][*].n
    index      = ["a", "b"][length(random_pet.p.id) > 3 ? 0 : 1]
    attribute  = { a = random_pet.p.id, b = "b" }.b
    by_unknown = { a = "x" }[random_pet.p.id]
    string     = "%{for x in ["a", random_pet.p.id]}${x}%{endfor}"
    if         = "%{if random_pet.p.id == ""}a%{else}b%{endif}"
    grouped    = { for x in [{ k = "a", v = random_pet.p.id }, { k = "a", v = "b" }] : x.k => x.v... }
  }
}
