variable "node" {
  type = object({ name = string, size = number })
  default = { name = "a", size = 1 }
}
resource "terraform_data" "values" { input = var.node.colour }
