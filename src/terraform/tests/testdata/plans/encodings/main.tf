locals { document = { b = [1, "x", null, true], a = { "k<&>" = 1.5 } } }
resource "terraform_data" "values" {
  input = {
    json    = jsonencode(local.document)
    back    = jsondecode(jsonencode(local.document))
    yaml    = yamlencode(local.document)
    base64  = base64encode("é\n")
    decoded = base64decode("aGVsbG8=")
    url     = urlencode("a b/é")
    sha     = substr(sha256("x"), 0, 8)
    csv     = csvdecode("a,b\n1,\"x, y\"\n")
  }
}
