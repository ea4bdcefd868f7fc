resource "terraform_data" "values" {
  input = {
    module    = path.module
    root      = path.root
    cwd       = path.cwd == abspath(path.root)
    workspace = terraform.workspace
    tofu      = tofu.workspace
    by        = { prod = "large", default = "small" }[terraform.workspace]
  }
}
module "m" { source = "./nested/m" }
output "m" { value = module.m.path }
