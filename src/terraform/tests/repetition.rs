//! `count` and `for_each`.

use super::{evaluate, main_tf, references};

#[test]
fn instances_have_keys() {
    let evaluated = main_tf(
        r#"
resource "t_t" "counted" {
  count = 2
  name  = "n${count.index}"
}
resource "t_t" "set" {
  for_each = toset(["b", "a"])
  name     = each.key
}
resource "t_t" "map" {
  for_each = { z = { size = 1 }, y = { size = 1 } }
  size     = each.value.size
}
data "t_d" "d" {
  for_each = { "a b" = 1, "q\"" = 2 }
  n        = each.value
}
resource "t_t" "none" {
  count = 0
  name  = [][0]
}
"#,
    );
    assert_eq!(
        evaluated.addresses(),
        [
            "t_t.counted[0]",
            "t_t.counted[1]",
            "t_t.set[\"a\"]",
            "t_t.set[\"b\"]",
            "t_t.map[\"y\"]",
            "t_t.map[\"z\"]",
            "data.t_d.d[\"a b\"]",
            "data.t_d.d[\"q\\\"\"]",
        ]
    );
    assert_eq!(evaluated.shown("t_t.counted[1]", "name"), "\"n1\"");
    assert_eq!(evaluated.shown("t_t.set[\"a\"]", "name"), "\"a\"");
    assert_eq!(evaluated.shown("t_t.map[\"y\"]", "size"), "1");
    assert_eq!(
        evaluated.codes(),
        Vec::<&str>::new(),
        "what does not exist is not evaluated"
    );
}

#[test]
fn unknown_repetition_gives_one_instance_for_all() {
    let evaluated = main_tf(
        r#"
variable "n" {}
resource "t_t" "counted" {
  count = var.n ? 1 : 0
  name  = "n${count.index}"
  fixed = true
}
resource "t_t" "each" {
  for_each = var.n
  name     = each.value.name
  key      = each.key
}
"#,
    );
    assert_eq!(evaluated.addresses(), ["t_t.counted", "t_t.each"]);
    assert!(
        evaluated
            .loaded
            .resources
            .iter()
            .all(|resource| resource.symbolic)
    );
    assert_eq!(
        evaluated.shown("t_t.counted", "name"),
        "?repetition count.index"
    );
    assert_eq!(evaluated.shown("t_t.counted", "fixed"), "true");
    assert_eq!(
        evaluated.shown("t_t.each", "name"),
        "?repetition each.value"
    );
    assert_eq!(evaluated.shown("t_t.each", "key"), "?repetition each.key");
    assert_eq!(
        evaluated.codes(),
        ["unknown-repetition", "unknown-repetition"]
    );
}

#[test]
fn the_other_branch_makes_a_set_of_a_tuple_for_each() {
    let evaluated = main_tf(
        r#"
variable "given" {}
variable "none" {
  default = null
}
locals {
  names = false ? toset(var.given) : []
}
resource "t_t" "empty" {
  for_each = false ? toset(var.given) : []
}
resource "t_t" "null" {
  for_each = var.none != null ? toset(var.none) : []
}
resource "t_t" "local" {
  for_each = local.names
}
resource "t_t" "filled" {
  for_each = (true ? ["b", "a"] : toset(var.given))
}
"#,
    );
    assert_eq!(
        evaluated.addresses(),
        ["t_t.filled[\"a\"]", "t_t.filled[\"b\"]"]
    );
    assert_eq!(evaluated.codes(), Vec::<&str>::new());
}

#[test]
fn a_bad_for_each_costs_that_block_only() {
    let evaluated = main_tf(
        r#"
resource "t_t" "objects" {
  for_each = toset([{ a = 1 }])
  a        = each.value.a
}
resource "t_t" "tuple" {
  for_each = ["a"]
}
resource "t_t" "negative" {
  count = -1
}
resource "t_t" "good" {
  a = 1
}
"#,
    );
    assert_eq!(
        evaluated.addresses(),
        ["t_t.objects", "t_t.tuple", "t_t.negative", "t_t.good"]
    );
    let symbolic: Vec<bool> = evaluated
        .loaded
        .resources
        .iter()
        .map(|resource| resource.symbolic)
        .collect();
    assert_eq!(symbolic, [true, true, true, false]);
    assert_eq!(evaluated.codes(), ["evaluation-error"; 3]);
}

#[test]
fn instances_are_read_by_key_splat_and_loop() {
    let evaluated = main_tf(
        r#"
variable "u" {}
resource "t_t" "c" {
  count = 2
  name  = "n${count.index}"
}
resource "t_t" "e" {
  for_each = { a = 1, b = 2 }
  name     = each.key
}
resource "t_t" "none" {
  count = 0
  name  = "x"
}
resource "t_t" "maybe" {
  count = var.u
  name  = "m"
}
resource "t_t" "reader" {
  index   = t_t.c[1].name
  splat   = t_t.c[*].name
  each    = t_t.e["b"].name
  loop    = [for k, v in t_t.e : v.name]
  values  = values(t_t.e)[*].name
  id      = t_t.e["a"].id
  one     = one(t_t.none[*].name)
  try     = try(t_t.none[0].name, "none")
  maybe   = t_t.maybe[0].name
  all_ids = t_t.maybe[*].id
  any     = t_t.c[var.u].name
}
"#,
    );
    let expected = [
        ("index", "\"n1\"", vec!["t_t.c[1].name"]),
        ("splat", "[\"n0\",\"n1\"]", vec![]),
        ("each", "\"b\"", vec!["t_t.e[\"b\"].name"]),
        ("loop", "[\"a\",\"b\"]", vec![]),
        ("values", "[\"a\",\"b\"]", vec![]),
        ("id", "?computed t_t.e[\"a\"].id", vec!["t_t.e[\"a\"].id"]),
        ("one", "null", vec![]),
        ("try", "\"none\"", vec![]),
        ("maybe", "\"m\"", vec!["t_t.maybe.name"]),
        ("all_ids", "?variable u", vec!["t_t.maybe.id"]),
        (
            "any",
            "?variable u<\"n0\"|\"n1\">",
            vec!["t_t.c[0].name", "t_t.c[1].name"],
        ),
    ];
    for (name, value, read) in expected {
        assert_eq!(
            evaluated.shown("t_t.reader", name),
            value,
            "{name} {:?}",
            evaluated.loaded.diagnostics
        );
        assert_eq!(
            references(&evaluated.value("t_t.reader", name)),
            read,
            "{name}"
        );
    }
    let splat = evaluated.value("t_t.reader", "splat");
    assert_eq!(references(&splat.as_list().unwrap()[1]), ["t_t.c[1].name"]);
}

#[test]
fn modules_are_repeated_too() {
    let evaluated = evaluate(&[
        (
            "main.tf",
            r#"
variable "u" {}
module "m" {
  for_each = { a = 1, b = 2 }
  source   = "./m"
  n        = each.value
}
module "maybe" {
  count  = var.u
  source = "./m"
  n      = 3
}
resource "t_t" "reader" {
  one   = module.m["a"].n
  all   = { for k, m in module.m : k => m.n }
  maybe = module.maybe[0].n
  list  = module.maybe[*].n
}
"#,
        ),
        (
            "m/main.tf",
            "variable \"n\" {}\nresource \"t_t\" \"t\" { n = var.n }\noutput \"n\" { value = var.n }\n",
        ),
    ]);
    assert_eq!(
        evaluated.addresses(),
        [
            "t_t.reader",
            "module.m[\"a\"].t_t.t",
            "module.m[\"b\"].t_t.t",
            "module.maybe.t_t.t"
        ]
    );
    assert!(evaluated.resource("module.maybe.t_t.t").symbolic);
    assert!(!evaluated.resource("module.m[\"a\"].t_t.t").symbolic);
    let expected = [
        ("one", "1"),
        ("all", "{a:1,b:2}"),
        ("maybe", "3"),
        ("list", "?variable u"),
    ];
    for (name, value) in expected {
        assert_eq!(evaluated.shown("t_t.reader", name), value, "{name}");
    }
}

#[test]
fn open_tofu_enabled() {
    let evaluated = main_tf(
        "resource \"t_t\" \"off\" {\n  lifecycle {\n    enabled = false\n  }\n}\nresource \"t_t\" \"on\" {\n  a = t_t.off\n  lifecycle {\n    enabled = true\n  }\n}\n",
    );
    assert_eq!(evaluated.addresses(), ["t_t.on"]);
    assert_eq!(evaluated.shown("t_t.on", "a"), "null");
}
