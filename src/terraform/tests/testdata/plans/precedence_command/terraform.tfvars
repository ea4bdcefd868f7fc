b = "terraform.tfvars"
