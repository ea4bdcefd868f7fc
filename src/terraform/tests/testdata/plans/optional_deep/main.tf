variable "services" {
  type = map(object({
    image = string
    ports = optional(list(object({
      number   = number
      protocol = optional(string, "tcp")
      allow    = optional(set(string), ["10.0.0.0/8"])
    })), [])
    storage = optional(object({
      size   = optional(number, 10)
      backup = optional(object({ days = optional(number, 7), copies = optional(list(string), ["local"]) }), {})
    }))
    limits = optional(map(number), { cpu = 1 })
    labels = optional(map(string))
  }))
  default = {
    web     = { image = "web:1", ports = [{ number = "443" }, { number = 80, protocol = null, allow = [] }], unknown_field = true }
    records = { image = "db:2", storage = { backup = { days = 35 } }, limits = null, labels = { tier = 1 } }
    cache   = { image = "c", storage = {} }
  }
}
variable "matrix" {
  type    = list(set(object({ a = optional(number, 1), b = optional(string) })))
  default = [[{ a = 2 }, {}, { a = 1 }], []]
}
variable "pair" {
  type    = tuple([string, object({ n = optional(number, 3) })])
  default = [1, {}]
}
output "pair" { value = var.pair }
resource "terraform_data" "service" {
  for_each = var.services
  input    = each.value
}
resource "terraform_data" "matrix" { input = var.matrix }
output "days" { value = { for name, service in var.services : name => try(service.storage.backup.days, 0) } }
