resource "terraform_data" "values" {
  input = {
    now   = timestamp()
    uuid  = uuid()
    fixed = uuidv5("dns", "example.org")
    date  = formatdate("YYYY", "2026-05-06T07:08:09Z")
    hash  = md5("a")
    crypt = bcrypt("a")
  }
}
