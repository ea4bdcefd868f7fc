a = "given.tfvars"
b = "given.tfvars"
c = "given.tfvars"
