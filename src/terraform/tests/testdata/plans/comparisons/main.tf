resource "terraform_data" "values" {
  input = {
    list_tuple  = tolist(["a"]) == ["a"]
    map_object  = tomap({ a = 1 }) == { a = 1 }
    set_order   = toset(["a", "b"]) == toset(["b", "a"])
    numbers     = [1 == 1.0, 0.1 + 0.2 == 0.3, 1e2 == 100]
    text_number = "1" == 1
    bool_text   = true == "true"
    nested      = { a = [1, { b = null }] } == { a = [1, { b = null }] }
    empty       = [[] == [], {} == {}, tolist([]) == []]
    lengths     = [1, 2] == [1]
    text_order  = ["a" != "b", !("a" == "a")]
    converted   = [1 + "1", "2" * "3", "10" > "9", "5" % 3]
    logic_text  = ["true" && true, "false" || false, !"false"]
    conditional = "true" ? 1 : 2
  }
}
