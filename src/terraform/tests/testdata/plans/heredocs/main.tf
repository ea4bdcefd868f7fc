locals {
  name  = "world"
  plain = <<EOT
  kept indent
hello ${local.name}
	tab \n not escaped "quotes"
EOT
  flush = <<-EOT
      four
        six
    two ${local.name}

      after blank
    EOT
  directives = <<-EOT
    %{for item in ["a", "b"]~}
    - ${item}
    %{endfor~}
    %{if local.name == "world"}yes%{else}no%{endif}
    end
  EOT
  escaped = <<EOT
$${literal} %%{literal} $$ %% $
EOT
  trailing = [<<-A
    one
    A
  , "two"]
  flush_zero = <<-EOT
  a
b
    c
  EOT
  interpolated_indent = <<-EOT
      ${local.name}
        x
  EOT
  strip = <<-EOT
    a ${~ local.name ~} b
    c
  EOT
}
resource "terraform_data" "values" {
  input = {
    plain      = local.plain
    flush      = local.flush
    directives = local.directives
    escaped    = local.escaped
    trailing   = local.trailing
    flush_zero = local.flush_zero
    interpolated_indent = local.interpolated_indent
    strip      = local.strip
  }
}
