locals {
  first = "first"
}
locals {
  raw = ["a", "", "b"]
}
