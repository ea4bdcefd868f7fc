terraform {
  required_providers {
    outscale = { source = "outscale/outscale" }
  }
}
provider "outscale" {
  access_key_id = "example"
  secret_key_id = "not-a-secret"
  region        = "eu-west-2"
}
variable "listeners" {
  default = {
    https = { port = 443, protocol = "HTTPS", certificate = "orn:certificate" }
    http  = { port = 80, protocol = "HTTP", certificate = null }
  }
}
resource "outscale_load_balancer" "web" {
  load_balancer_name = "web-${terraform.workspace}"
  load_balancer_type = "internal"
  subregion_names    = ["eu-west-2a"]
  dynamic "listeners" {
    for_each = { for name, listener in var.listeners : name => listener if listener.protocol == "HTTPS" }
    content {
      backend_port           = 8080
      backend_protocol       = "HTTP"
      load_balancer_port     = listeners.value.port
      load_balancer_protocol = listeners.value.protocol
      server_certificate_id  = listeners.value.certificate
    }
  }
}
resource "outscale_security_group" "web" {
  description         = "web"
  security_group_name = lower("WEB")
}
resource "outscale_security_group_rule" "in" {
  flow              = "Inbound"
  security_group_id = outscale_security_group.web.security_group_id
  rules {
    from_port_range = "443"
    to_port_range   = 443
    ip_protocol     = "tcp"
    ip_ranges       = concat(["192.0.2.0/24"], [for n in range(2) : cidrsubnet("198.51.100.0/24", 4, n)])
  }
}
output "protocols" { value = [for listener in outscale_load_balancer.web.listeners : listener.load_balancer_protocol] }
