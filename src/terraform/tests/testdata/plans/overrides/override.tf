resource "terraform_data" "kept" {
  triggers_replace = ["override"]
}
resource "terraform_data" "counted" {
  input = "override ${count.index}"
}
