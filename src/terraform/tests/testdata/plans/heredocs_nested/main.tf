locals {
  heredoc_in_list = [<<-A
    first
  A
  , <<B
second
B
  ]
  in_call = upper(<<-X
    shout
      more
  X
  )
  nested = <<-EOT
    %{~ for name, ports in { web = [80, 443], db = [] }}
    ${name}:
      %{~ for index, port in ports}
      - ${index}=${port}
      %{~ endfor}
      %{~ if length(ports) == 0}
      (none)
      %{~ else}
      total ${length(ports)}
      %{~ endif}
    %{~ endfor}
  EOT
  json = jsondecode(<<-EOT
    {"a": "${upper("b")}", "list": [1, 2]}
  EOT
  )
  tabs = <<-EOT
	one
	  two
EOT
  blank = <<-EOT

    x

      y

  EOT
  quotes = "a \"b\" 'c' \\ ${"d \"e\""} $$ %% $${f} %%{g}"
  object_key = { "${"k"}-1" = 1, ("k-${2}") = 2 }
  backslash = <<EOT
C:\path\n "x" \$${y}
EOT
}
resource "terraform_data" "values" {
  input = [local.heredoc_in_list, local.in_call, local.nested, local.json, local.tabs, local.blank, local.quotes, local.object_key]
}
resource "terraform_data" "trim" {
  input = trimspace(<<-EOT
    ${~ "left" ~}
       middle
    ${~ "right" ~}
  EOT
  )
}
