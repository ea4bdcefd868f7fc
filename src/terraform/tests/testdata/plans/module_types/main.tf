module "m" {
  source = "./m"
  sizes  = ["1", 2]
  flags  = { a = "true", b = false }
  node   = { name = 5 }
  any    = [1, "a"]
  set    = ["b", "a", "b"]
}
output "out" { value = module.m.out }
