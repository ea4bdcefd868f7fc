module "sibling" { source = "../sibling" }
output "path" { value = [path.module, path.root, module.sibling.path, basename(path.module)] }
