resource "terraform_data" "values" {
  input = { for k, v in { a = 1 } :
    k
    =>
    v
    if v
    > 0
  }
}
