resource "random_pet" "p" { length = 2 }
resource "terraform_data" "plain" { input = "x" }
resource "terraform_data" "none" { input = null }
variable "unset" {
  type    = string
  default = null
}
resource "terraform_data" "values" {
  input = {
    input     = terraform_data.plain.input
    output    = terraform_data.plain.output == null
    triggers  = terraform_data.plain.triggers_replace == null
    none      = terraform_data.none.input == null
    id        = terraform_data.plain.id != null
    coalesced = coalesce(terraform_data.plain.triggers_replace, var.unset, "d")
    tried     = try(terraform_data.none.input.x, "d")
    branch    = terraform_data.plain.triggers_replace == null ? "unset" : "set"
    pet       = random_pet.p.id == null
    unset     = var.unset == null
    list      = [var.unset, "a"][0] == null
    whole     = terraform_data.plain == null
    prefixed  = "p-${random_pet.p.id}" == "q"
    compact   = compact([var.unset, "a", ""])
    infinite  = 1 / 0 > 5
  }
}
