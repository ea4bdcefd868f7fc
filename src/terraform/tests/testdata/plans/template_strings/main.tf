locals {
  greeting = "Hello $${name}%%{ if formal }, Dr%%{ endif }!"
  loop     = "%%{ for key, value in items ~}\n$${key}=$${value}\n%%{ endfor ~}\n"
  sole     = "$${items}"
  nested   = "$${join(\",\", [for n in numbers : n * 2])}"
}
resource "terraform_data" "values" {
  input = {
    greeting = templatestring(local.greeting, { name = "Léa", formal = false })
    formal   = templatestring(local.greeting, { name = "Léa", formal = true })
    loop     = templatestring(local.loop, { items = { b = 2, a = 1 } })
    sole     = templatestring(local.sole, { items = ["x"] })
    nested   = templatestring(local.nested, { numbers = [1, 2, 3] })
    missing  = try(templatestring(local.greeting, { name = "x" }), "missing")
    plain    = templatestring("$${plain}", { plain = "as it is" })
    file     = templatefile("${path.module}/page.tftpl", { title = "T", rows = [{ n = 1 }, { n = 2 }], footer = null })
    escaped  = "$${not} %%{not}"
    trimmed  = "a ${~ "b" ~} c"
    marker   = <<-EOT
      first
        second ${1 + 1}
      %{~ if true }
      third
      %{~ endif }
    EOT
  }
}
