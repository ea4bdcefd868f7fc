file = "from terraform.tfvars"
auto = ["weak"]
