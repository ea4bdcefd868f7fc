variable "nothing" {
  type    = string
  default = null
}
locals {
  list   = ["b", "a", "c"]
  object = { z = 1, y = [true, "x"], nested = { k = null } }
  people = [{ name = "ann", age = 30 }, { name = "bob", age = 20 }]
}
resource "terraform_data" "arithmetic" {
  input = {
    divided   = 10 / 4
    third     = 1 / 3
    modulo    = -7 % 3
    negative  = -(2 + 3)
    compared  = [1 < 2, "10" < 9, 2 >= 2.0, 1 != 1]
    logical   = [true && !false, false || true, !("true" == true)]
    large     = 9007199254740993 + 1
    small     = 0.1 + 0.2
    text      = "${1.50}|${1e3}|${100000000000000000000000}"
  }
}
resource "terraform_data" "conditional" {
  input = {
    null_chosen = var.nothing != null ? var.nothing : "default"
    number      = true ? 1 : "two"
    list        = (true ? ["a"] : [])
    equal       = (true ? ["a"] : []) == tolist(["a"])
    maps        = false ? { a = 1 } : { b = "x" }
    objects     = true ? { a = 1, b = "x" } : { a = 2, b = "y" }
    nested      = true ? false ? 1 : 2 : 3
    null_branch = false ? "x" : null
  }
}
resource "terraform_data" "collections" {
  input = {
    for_list     = [for v in local.list : upper(v)]
    for_index    = [for i, v in local.list : "${i}=${v}" if i != 1]
    for_object   = { for p in local.people : p.name => p.age if p.age > 25 }
    for_group    = { for p in local.people : (p.age > 25 ? "old" : "young") => p.name... }
    for_map      = [for k, v in local.object : k]
    for_nested   = flatten([for p in local.people : [for n in range(2) : "${p.name}${n}"]])
    splat        = local.people[*].name
    legacy       = local.people.*.age
    null_splat   = var.nothing[*]
    one_splat    = local.object[*].z
    index        = [local.list[0], local.object["z"], local.people[1]["name"], local.list.2]
    set          = toset(["b", "a", "b"])
    element      = element(local.list, 4)
    merged       = merge({ a = 1, b = 2 }, { b = 3 })
    expanded     = max([1, 5, 3]...)
    keys         = keys(local.object)
    tuple_equal  = ["a", "b"] == ["a", "b"]
    object_equal = { a = 1 } == { a = "1" }
    key_expr     = { (local.list[0]) = 1, "x-${local.list[1]}" = 2, 3 = 4 }
  }
}
resource "terraform_data" "templates" {
  input = {
    plain     = "a ${local.list[0]} ${1 + 1} ${true}"
    if        = "%{if local.list[0] == "b"}yes%{else}no%{endif}"
    for       = "%{for k, v in { b = 2, a = 1 }}${k}${v};%{endfor}"
    strip     = "x   %{~if true~}   y   %{~endif~}   z"
    escaped   = "$${not} %%{this} \"quoted\" \u00e9 \n tab\t"
    heredoc   = <<-EOT
      first ${local.list[0]}
        indented
      %{for v in local.list~}
      - ${v}
      %{endfor~}
      last
    EOT
    flush     = <<EOT
  kept
EOT
    same_type = "${[1, 2]}"
    direct    = templatefile("${path.module}/greeting.tftpl", { names = ["x", "y"], loud = true })
  }
}
resource "terraform_data" "tries" {
  input = {
    missing  = try(local.object.absent, "fallback")
    deep     = try(local.object.nested.k.x.y, "deep")
    second   = try(tonumber("x"), tonumber("7"))
    can      = [can(local.list[9]), can(local.list[0]), can(regex("b+", "a"))]
    coalesce = coalesce(var.nothing, "", "first")
    lookup   = lookup({ a = 1 }, "b", 2)
  }
}
