resource "terraform_data" "new" { input = "new" }
moved {
  from = terraform_data.old
  to   = terraform_data.new
}
removed {
  from = terraform_data.gone
  lifecycle { destroy = false }
}
module "m" { source = "./m" }
moved {
  from = module.before
  to   = module.m
}
