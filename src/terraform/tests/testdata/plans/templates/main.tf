locals {
  n    = 3
  flag = true
  list = ["x", "y"]
  map  = { a = 1, b = 2 }
}
resource "terraform_data" "values" {
  input = {
    number    = "${local.n}"
    sole_list = "${local.list}"
    joined    = "n=${local.n} flag=${local.flag}"
    if_else   = "%{if local.n > 2}big%{else}small%{endif}"
    if_only   = "a%{if false}b%{endif}c"
    for_list  = "%{for x in local.list}[${x}]%{endfor}"
    for_map   = "%{for k, v in local.map}${k}=${v};%{endfor}"
    for_index = "%{for i, v in local.list}${i}:${v} %{endfor}"
    nested    = "%{for k, v in local.map}%{if v > 1}${k}%{endif}%{endfor}"
    escapes   = "tab\there \"q\" \\ \u00e9 \U0001F600 $${x} %%{x}"
    strip     = "a  ${~"b"~}  c"
    inner     = "outer ${"inner ${local.n}"}"
    brace     = "${{ a = "}" }.a}"
    dollar    = "100% $5 %d $"
    float     = "${1.50} ${10 / 4} ${1e3}"
  }
}
