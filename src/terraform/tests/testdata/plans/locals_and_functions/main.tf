variable "environment" { default = "prod" }
locals {
  raw       = yamldecode(file("${path.module}/services.yaml"))
  services  = { for service in local.raw.services : service.name => merge(local.raw.defaults, service) }
  exposed   = { for name, service in local.services : name => service if try(service.public, false) }
  subnets   = cidrsubnets("10.0.0.0/16", 4, 4, 8)
  layout    = zipmap(["front", "middle", "back"], local.subnets)
  pairs     = [for pair in setproduct(keys(local.services), ["a", "b"]) : join("-", pair)]
  by_tier   = { for name, service in local.services : service.tier => name... }
  rows      = csvdecode(file("${path.module}/hosts.csv"))
  ids       = { for row in local.rows : row.host => tonumber(row.id) }
  total     = sum([for service in local.services : service.replicas])
  settings  = jsondecode(templatefile("${path.module}/settings.json.tftpl", { environment = var.environment, services = keys(local.services) }))
}
resource "terraform_data" "service" {
  for_each = local.services
  input    = each.value
}
resource "terraform_data" "values" {
  input = {
    exposed  = keys(local.exposed)
    layout   = local.layout
    pairs    = local.pairs
    tiers    = local.by_tier
    ids      = local.ids
    total    = local.total
    settings = local.settings
    digest   = substr(sha256(jsonencode(local.services)), 0, 12)
    uuid     = uuidv5("dns", "example.org")
    lines    = [for line in split("\n", trimspace(file("${path.module}/hosts.csv"))) : trimspace(line) if !startswith(line, "#")]
    hours    = timeadd("2026-01-01T00:00:00Z", "36h")
    day      = formatdate("EEEE DD MMMM YYYY", "2026-01-01T00:00:00Z")
    version  = regex("^v(?P<major>\\d+)\\.(?P<minor>\\d+)", "v12.34.5")
    replaced = replace("a.b.c", "/\\.(\\w)/", "-$1")
    lengths  = [for text in ["é", "日本", "👩‍💻"] : length(text)]
    chunks   = chunklist(sort(local.pairs), 4)
    nested   = flatten([["a", ["b"]], [], [["c"]]])
    path     = basename(dirname("/srv/records/data.db"))
    half     = floor(local.total / 2) + ceil(local.total / 2)
    ratio    = local.total / 3
    encoded  = base64decode(base64encode("à"))
    ranges   = range(10, 0, -3)
    title    = title("dossier patient partagé")
    one      = one([for name in keys(local.exposed) : name])
    urls     = urlencode("a b&c/é")
    alltrue  = alltrue([for service in local.services : service.replicas > 0])
    yaml     = yamlencode({ a = [1, "two", null], b = { c = true } })
  }
}
