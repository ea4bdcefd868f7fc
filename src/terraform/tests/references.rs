//! References between resources.

use super::{main_tf, references};

#[test]
fn configured_attributes_are_known_and_others_are_computed() {
    let evaluated = main_tf(
        r#"
resource "t_key" "k" {
  alias = "a"
  unset = null
  rule {
    on = true
  }
  dynamic "none" {
    for_each = []
    content {}
  }
}
data "t_d" "d" {
  name = "x"
}
resource "t_t" "t" {
  alias   = t_key.k.alias
  long    = resource.t_key.k.alias
  looked  = lookup(t_key.k.rule[0], "id", "none")
  arn     = t_key.k.arn
  text    = "key/${t_key.k.arn}"
  unset   = t_key.k.unset
  rule_on = t_key.k.rule[0].on
  rule_id = t_key.k.rule[0].id
  second  = t_key.k.rule[1].on
  empty   = t_key.k.none
  name    = data.t_d.d.name
  found   = data.t_d.d.found
  whole   = t_key.k
  nothing = t_key.nope.id
}
"#,
    );
    let expected = [
        ("alias", "\"a\"", "t_key.k.alias"),
        ("long", "\"a\"", "t_key.k.alias"),
        ("looked", "?computed id", "t_key.k.rule"),
        ("arn", "?computed t_key.k.arn", "t_key.k.arn"),
        ("text", "?computed t_key.k.arn", "t_key.k.arn"),
        ("unset", "?computed t_key.k.unset", "t_key.k.unset"),
        ("rule_on", "true", "t_key.k.rule"),
        ("rule_id", "?computed t_key.k.rule.id", "t_key.k.rule"),
        ("second", "?computed t_key.k.rule.[1]", "t_key.k.rule"),
        ("empty", "?computed t_key.k.none", "t_key.k.none"),
        ("name", "\"x\"", "data.t_d.d.name"),
        ("found", "?data data.t_d.d", "data.t_d.d.found"),
    ];
    for (name, value, reference) in expected {
        assert_eq!(evaluated.shown("t_t.t", name), value, "{name}");
        assert_eq!(
            references(&evaluated.value("t_t.t", name)),
            [reference],
            "{name}"
        );
    }
    let set = |name: &str| {
        evaluated
            .value("t_t.t", name)
            .as_unknown()
            .unwrap()
            .is_presumed_set()
    };
    assert!(set("arn") && set("found"));
    assert!(!set("unset"), "the provider may choose, or leave it unset");
    assert_eq!(references(&evaluated.value("t_t.t", "whole")), ["t_key.k."]);
    assert_eq!(evaluated.messages("evaluation-error").len(), 1);
}

#[test]
fn references_pass_through_locals_and_functions() {
    let evaluated = main_tf(
        r#"
variable "own" {}
resource "t_key" "k" {}
locals {
  key   = var.own ? t_key.k.arn : null
  group = { key = t_key.k.arn }
}
resource "t_t" "t" {
  a = local.key
  b = local.group.key
  c = coalesce(null, t_key.k.arn)
  d = try(t_key.k.arn, null)
  e = join(",", [t_key.k.arn, "x"])
}
"#,
    );
    for name in ["a", "b", "c", "d", "e"] {
        assert_eq!(
            references(&evaluated.value("t_t.t", name)),
            ["t_key.k.arn"],
            "{name}"
        );
    }
    assert_eq!(
        evaluated.shown("t_t.t", "a"),
        "?variable own<?computed t_key.k.arn|null>"
    );
}

#[test]
fn a_cycle_is_named_once() {
    let evaluated = main_tf(
        "locals {\n  a = local.b\n  b = \"${local.c}\"\n  c = local.a\n  ok = 1\n}\nresource \"t_t\" \"t\" {\n  a = local.c\n  b = local.a\n  ok = local.ok\n}\n",
    );
    let cycle = "local.a -> local.b -> local.c -> local.a";
    assert_eq!(evaluated.shown("t_t.t", "a"), format!("?cycle {cycle}"));
    assert_eq!(evaluated.shown("t_t.t", "b"), format!("?cycle {cycle}"));
    assert_eq!(evaluated.shown("t_t.t", "ok"), "1");
    assert_eq!(evaluated.codes(), ["reference-cycle"]);
    assert!(evaluated.messages("reference-cycle")[0].contains(cycle));
}

#[test]
fn resources_that_need_each_other_are_a_cycle() {
    let evaluated = main_tf(
        "resource \"t_t\" \"a\" {\n  x = t_t.b.x\n}\nresource \"t_t\" \"b\" {\n  x = t_t.a.x\n}\nresource \"t_t\" \"self\" {\n  count = t_t.self[0].n\n  n = 1\n}\n",
    );
    assert_eq!(
        evaluated.shown("t_t.a", "x"),
        "?cycle t_t.a -> t_t.b -> t_t.a"
    );
    assert_eq!(
        evaluated
            .codes()
            .iter()
            .filter(|code| **code == "reference-cycle")
            .count(),
        2
    );
    assert!(evaluated.resource("t_t.self").symbolic);
}

#[test]
fn resources_that_read_what_is_not_known_of_each_other_are_a_cycle_too() {
    let evaluated = main_tf(
        r#"
resource "t_t" "a" {
  group = t_t.b.id
}
resource "t_t" "b" {
  nested {
    group = [for id in local.ids : id]
  }
}
locals {
  ids = [t_t.a.id]
}
resource "t_t" "c" {
  depends_on = [t_t.c]
}
resource "t_t" "fine" {
  a = t_t.a.id
  b = [for t_t in [{ fine = 1 }] : t_t.fine]
}
"#,
    );
    assert_eq!(evaluated.shown("t_t.a", "group"), "?computed t_t.b.id");
    let messages = evaluated.messages("reference-cycle");
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(
        messages[0].ends_with("local.ids -> t_t.a -> t_t.b -> local.ids"),
        "{messages:?}"
    );
    assert!(messages[1].ends_with("t_t.c -> t_t.c"));
}

#[test]
fn ambient_names() {
    let evaluated = main_tf(
        "resource \"t_t\" \"t\" {\n  module = path.module\n  root = path.root\n  workspace = terraform.workspace\n  now = timestamp()\n}\n",
    );
    assert_eq!(evaluated.shown("t_t.t", "module"), "\".\"");
    assert_eq!(evaluated.shown("t_t.t", "root"), "\".\"");
    assert_eq!(
        evaluated.shown("t_t.t", "workspace"),
        "?ambient terraform.workspace"
    );
    assert_eq!(evaluated.shown("t_t.t", "now"), "?function timestamp");
}
