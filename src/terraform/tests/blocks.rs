//! Nested and `dynamic` blocks.

use super::main_tf;

#[test]
fn blocks_become_lists_and_dynamic_blocks_expand() {
    let evaluated = main_tf(
        r#"
locals {
  rules = { b = { port = 2 }, a = { port = 1 } }
}
resource "t_t" "t" {
  plain { x = 1 }
  plain { x = 2 }
  dynamic "rule" {
    for_each = local.rules
    content {
      name = rule.key
      port = rule.value.port
    }
  }
  rule { name = "last" }
  dynamic "outer" {
    for_each = [["p", "q"]]
    iterator = each_outer
    content {
      n = each_outer.key
      dynamic "inner" {
        for_each = each_outer.value
        content {
          v = "${each_outer.key}${inner.value}"
        }
      }
    }
  }
  dynamic "none" {
    for_each = []
    content {}
  }
}
"#,
    );
    let expected = [
        ("plain", "[{x:1},{x:2}]"),
        (
            "rule",
            "[{name:\"a\",port:1},{name:\"b\",port:2},{name:\"last\"}]",
        ),
        ("outer", "[{n:0,inner:[{v:\"0p\"},{v:\"0q\"}]}]"),
        ("none", "[]"),
    ];
    for (name, value) in expected {
        assert_eq!(evaluated.shown("t_t.t", name), value, "{name}");
    }
    let port = evaluated.value("t_t.t", "rule.0.port");
    assert_eq!(evaluated.text(port.origin.span), "rule.value.port");
    assert_eq!(evaluated.definitions(&port), ["rule.value.port=1"]);
    let block = evaluated.value("t_t.t", "plain.1");
    assert_eq!(evaluated.text(block.origin.span), "plain");
}

#[test]
fn an_unknown_dynamic_block_may_or_may_not_be_there() {
    let evaluated = main_tf(
        r#"
variable "u" {}
resource "t_t" "t" {
  dynamic "a" {
    for_each = var.u
    content {
      fixed = 1
      open  = a.value.x
    }
  }
  dynamic "b" {
    for_each = var.u ? [1] : []
    content { n = b.value }
  }
  dynamic "c" {
    for_each = var.u ? [1] : [2]
    content { n = c.value }
  }
  d { n = 0 }
  dynamic "d" {
    for_each = var.u
    content { n = 1 }
  }
  dynamic "e" {
    for_each = 3
    content { n = 1 }
  }
}
"#,
    );
    let expected = [
        ("a", "?variable u<[]|[{fixed:1,open:?repetition a.value}]>"),
        ("b", "?variable u<[{n:1}]|[]>"),
        ("c", "?variable u<[{n:1}]|[{n:2}]>"),
        ("d", "?variable u<[{n:0}]|[{n:0},{n:1}]>"),
        ("e", "?error<[]|[{n:1}]>"),
    ];
    for (name, value) in expected {
        assert_eq!(evaluated.shown("t_t.t", name), value, "{name}");
    }
}

#[test]
fn arguments_of_the_language_are_not_attributes() {
    let evaluated = main_tf(
        r#"
resource "t_t" "t" {
  count      = 1
  depends_on = [t_t.other, module.m]
  a          = 1
  lifecycle {
    prevent_destroy = true
    ignore_changes  = [tags, rule[0].x]
  }
  provisioner "local-exec" {
    command = self.a
  }
}
resource "t_t" "other" {}
"#,
    );
    let resource = evaluated.resource("t_t.t[0]");
    assert_eq!(
        super::show(&resource.body),
        "{a:1,lifecycle:[{prevent_destroy:true,ignore_changes:[\"tags\",\"rule[0].x\"]}]}"
    );
    let depends: Vec<&str> = resource
        .depends_on
        .iter()
        .map(|reference| &*reference.address)
        .collect();
    assert_eq!(depends, ["t_t.other", "module.m"]);
    assert_eq!(evaluated.text(resource.span), "resource \"t_t\" \"t\"");
}
