locals {
  configuration = yamldecode(file("${path.module}/data/config.yaml"))
  rows          = csvdecode(file("data/rows.csv"))
}
resource "terraform_data" "values" {
  input = {
    text   = trimspace(file("data/a.txt"))
    exists = [fileexists("data/a.txt"), fileexists("data/none.txt")]
    set    = fileset(path.module, "data/*.txt")
    deep   = fileset("data", "**/*.txt")
    braces = fileset("data", "*.{yaml,csv}")
    class  = fileset("data", "[a-c].txt")
    single = fileset("data", "?.txt")
    none   = fileset("data", "*.none")
    hash   = filesha256("data/a.txt")
    base64 = filebase64("data/a.txt")
    yaml   = local.configuration
    tried  = try(file("data/none.txt"), "fallback")
    json   = jsondecode(file("data/sub/d.json")).key
  }
}
resource "terraform_data" "row" {
  for_each = { for row in local.rows : row.name => row }
  input    = each.value.size
}
resource "terraform_data" "file" {
  for_each = fileset(path.module, "data/**/*.txt")
  input    = basename(each.value)
}
