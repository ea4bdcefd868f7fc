d = "b.auto.tfvars"
e = "b.auto.tfvars"
