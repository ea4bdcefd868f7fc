resource "terraform_data" "values" {
  input = {
    rendered = templatefile("${path.module}/hello.tftpl", { name = "Ada", items = ["a", "b"], flag = false })
    typed    = templatefile("${path.module}/typed.tftpl", { n = 5 })
    nested   = templatefile("outer.tftpl", { name = "in", list = [1, 2] })
    json     = jsondecode(templatefile("doc.json.tftpl", { ports = [80, 443] }))
    string   = templatestring(local.template, { who = "me" })
    missing  = try(templatefile("none.tftpl", {}), "no file")
    unset    = try(templatefile("hello.tftpl", {}), "no variable")
  }
}
locals { template = "hi $${who}" }
