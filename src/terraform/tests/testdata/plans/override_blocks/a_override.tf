variable "list" { default = ["b", "c"] }
resource "random_string" "s" { keepers = { a = "over" } }
resource "terraform_data" "counted" { count = 3 }
module "m" {
  source = "./other"
  b      = "over"
}
locals { x = 10 }
