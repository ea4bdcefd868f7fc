variable "env" { default = "prod" }
locals { nothing = null }
resource "terraform_data" "values" {
  input = {
    simple    = var.env == "prod" ? "p" : "d"
    converted = true ? 1 : "a"
    lists     = true ? [1] : ["a", "b"]
    empty     = false ? ["x"] : []
    objects   = true ? { a = 1 } : { a = "x" }
    null_side = false ? "x" : null
    chained   = var.env == "dev" ? 1 : var.env == "prod" ? 2 : 3
    null_list = true ? null : ["a"]
    logic     = var.env != "" && (var.env == "prod" || false) && !false
    nulls     = local.nothing == null ? "is null" : "not"
    compare   = [1 < 2, 2 <= 2, "10" > 9, 3 >= 4]
    mixed     = [true ? "1" : 2, false ? "1" : 2]
    maps      = true ? tomap({ a = "b" }) : tomap({ c = "d" })
    tuple     = var.env == "prod" ? ["a", 1] : ["b", 2]
  }
}
