# a comment
// another
/* a block
   comment */
resource "terraform_data" "values" { # at the end
  input = { /* inside */
    a = 1 # one
    // b = 2
    c = "# not a comment // nor this /* or this */"
    d = [ # list
      1, // first
      /* 2, */ 3
    ]
  }
}
resource terraform_data unquoted {
  input = "unquoted labels"
}
