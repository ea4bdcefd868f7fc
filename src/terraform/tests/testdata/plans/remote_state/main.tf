data "terraform_remote_state" "network" {
  backend = "local"
  config  = { path = "${path.module}/network.tfstate" }
}
resource "terraform_data" "values" {
  input = { fixed = "fixed", subnet = data.terraform_remote_state.network.outputs.subnet }
}
output "backend" { value = data.terraform_remote_state.network.backend }
