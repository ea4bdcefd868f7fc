//! Variables: types, defaults, and where values come from.

use super::{evaluate, evaluate_with, main_tf};
use crate::terraform::{Assignment, Environment, Options};

#[test]
fn later_sources_lead() {
    let files = [
        (
            "main.tf",
            "variable \"v\" { default = \"default\" }\nresource \"t_t\" \"t\" { v = var.v }\n",
        ),
        ("terraform.tfvars", "v = \"tfvars\"\n"),
        ("terraform.tfvars.json", "{\"v\": \"json\"}"),
        ("a.auto.tfvars", "v = \"a\"\n"),
        ("b.auto.tfvars.json", "{\"v\": \"b\"}"),
        ("file.tfvars", "v = \"file\"\n"),
    ];
    let ambient = || vec![("v".to_owned(), "ambient".to_owned())];
    let value = |count: usize, options: &Options| {
        evaluate_with(&files[..count], options).shown("t_t.t", "v")
    };
    assert_eq!(value(1, &Options::default()), "\"default\"");
    let options = Options {
        ambient: ambient(),
        ..Options::default()
    };
    assert_eq!(value(1, &options), "\"ambient\"");
    assert_eq!(value(2, &options), "\"tfvars\"");
    assert_eq!(value(3, &options), "\"json\"");
    assert_eq!(value(4, &options), "\"a\"");
    assert_eq!(value(5, &options), "\"b\"");
    let file = Assignment::File("file.tfvars".into());
    let text = Assignment::Value {
        name: "v".into(),
        text: "text".into(),
    };
    let options = |assignments: Vec<Assignment>| Options {
        assignments,
        ..Options::default()
    };
    assert_eq!(value(6, &options(vec![file.clone()])), "\"file\"");
    assert_eq!(
        value(6, &options(vec![file.clone(), text.clone()])),
        "\"text\""
    );
    assert_eq!(value(6, &options(vec![text, file])), "\"file\"");
}

#[test]
fn environments_are_evaluated_one_after_the_other() {
    let files = [
        (
            "main.tf",
            "variable \"v\" {}\nresource \"t_t\" \"t\" { v = var.v }\n",
        ),
        ("prod.tfvars", "v = 1\n"),
        ("test.tfvars", "v = 2\n"),
    ];
    let environment = |name: &str| Environment {
        name: name.to_owned(),
        var_files: vec![format!("{name}.tfvars").into()],
        ..Environment::default()
    };
    let options = Options {
        environments: vec![environment("prod"), environment("test")],
        ..Options::default()
    };
    let evaluated = evaluate_with(&files, &options);
    let found: Vec<(Option<&str>, String)> = evaluated
        .loaded
        .resources
        .iter()
        .map(|resource| {
            let value = super::show(resource.body.as_map().unwrap().get("v").unwrap());
            (resource.root.environment.as_deref(), value)
        })
        .collect();
    assert_eq!(
        found,
        [
            (Some("prod"), "1".to_owned()),
            (Some("test"), "2".to_owned())
        ]
    );
}

#[test]
fn values_take_the_declared_type() {
    let text = r#"
variable "n" {
  type    = number
  default = "5"
}
variable "s" {
  type    = string
  default = 5
}
variable "o" {
  type = object({ a = string, b = optional(number, 3), c = optional(string) })
  default = { a = 1 }
}
variable "set" {
  type    = set(string)
  default = ["b", "a", "b"]
}
variable "bad" {
  type    = number
  default = "x"
}
variable "nullable" {
  type    = string
  default = null
}
resource "t_t" "t" {
  n = var.n
  s = var.s
  o = var.o
  set = var.set
  bad = var.bad
  nullable = var.nullable
}
"#;
    let evaluated = main_tf(text);
    let expected = [
        ("n", "5"),
        ("s", "\"5\""),
        ("o", "{a:\"1\",b:3,c:null}"),
        ("set", "[\"a\",\"b\"]"),
        ("bad", "?error"),
        ("nullable", "null"),
    ];
    for (name, expected) in expected {
        assert_eq!(evaluated.shown("t_t.t", name), expected, "{name}");
    }
    assert_eq!(evaluated.codes(), ["evaluation-error"]);
}

#[test]
fn null_means_the_default_unless_null_is_allowed() {
    let module = "variable \"a\" {\n  default = \"d\"\n}\nvariable \"b\" {\n  default = \"d\"\n  nullable = false\n}\nresource \"t_t\" \"t\" {\n  a = var.a\n  b = var.b\n}\n";
    let evaluated = evaluate(&[
        (
            "main.tf",
            "module \"m\" {\n  source = \"./m\"\n  a = null\n  b = null\n}\n",
        ),
        ("m/main.tf", module),
    ]);
    assert_eq!(evaluated.shown("module.m.t_t.t", "a"), "null");
    assert_eq!(evaluated.shown("module.m.t_t.t", "b"), "\"d\"");
}

#[test]
fn command_line_texts_are_expressions_for_complex_types_only() {
    let text = "variable \"s\" {}\nvariable \"t\" { type = string }\nvariable \"l\" { type = list(string) }\nvariable \"b\" { type = bool }\nresource \"t_t\" \"t\" {\n  s = var.s\n  t = var.t\n  l = var.l\n  b = var.b\n}\n";
    let value = |name: &str, text: &str| Assignment::Value {
        name: name.into(),
        text: text.into(),
    };
    let options = Options {
        assignments: vec![
            value("s", "[1]"),
            value("t", "a\"b"),
            value("l", "[\"x\", \"y\"]"),
            value("b", "true"),
        ],
        ..Options::default()
    };
    let evaluated = evaluate_with(&[("main.tf", text)], &options);
    for (name, expected) in [
        ("s", "\"[1]\""),
        ("t", "\"a\\\"b\""),
        ("l", "[\"x\",\"y\"]"),
        ("b", "true"),
    ] {
        assert_eq!(evaluated.shown("t_t.t", name), expected, "{name}");
    }
}

#[test]
fn what_nobody_gives_is_unknown_at_its_declaration() {
    let evaluated = main_tf("variable \"v\" {}\nresource \"t_t\" \"t\" {\n  v = var.v\n}\n");
    let value = evaluated.value("t_t.t", "v");
    let unknown = value.as_unknown().unwrap();
    assert_eq!(evaluated.text(unknown.at), "variable \"v\"");
    assert_eq!(evaluated.text(value.origin.span), "var.v");
    assert!(!unknown.is_presumed_set());
}

#[test]
fn values_of_undeclared_variables_are_reported() {
    let options = Options {
        assignments: vec![Assignment::Value {
            name: "regoin".into(),
            text: "x".into(),
        }],
        ambient: vec![("other".into(), "x".into())],
        ..Options::default()
    };
    let files = [
        ("main.tf", "variable \"region\" {}\nvariable \"zone\" {}\n"),
        ("terraform.tfvars", "zome = 1\n"),
    ];
    let evaluated = evaluate_with(&files, &options);
    let messages = evaluated.messages("undeclared-variable");
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(messages.iter().any(|message| message.contains("`zone`")));
    let messages = evaluated.messages("bad-variable");
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(messages.iter().any(|message| message.contains("`region`")));
}

#[test]
fn sensitive_variables_mark_what_is_made_from_them() {
    let evaluated = main_tf(
        "variable \"p\" {\n  sensitive = true\n  default = { k = \"x\" }\n}\nresource \"t_t\" \"t\" {\n  direct = var.p.k\n  text = \"a-${var.p.k}\"\n  other = \"b\"\n  chosen = var.p.k == \"x\" ? 1 : 2\n}\n",
    );
    for (name, expected) in [
        ("direct", true),
        ("text", true),
        ("other", false),
        ("chosen", true),
    ] {
        assert_eq!(
            evaluated.value("t_t.t", name).is_sensitive(),
            expected,
            "{name}"
        );
    }
}
