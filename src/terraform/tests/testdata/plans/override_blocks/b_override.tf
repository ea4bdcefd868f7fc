resource "terraform_data" "counted" { input = "last-${count.index}" }
module "m" { b = "last" }
