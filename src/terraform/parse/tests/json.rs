//! The JSON syntax.

use super::super::{Parsed, json, json_variables};
use super::{SOURCE, show, told};

fn good(text: &str) -> String {
    let parsed = json(SOURCE, text);
    assert_eq!(parsed.problems, [], "{text}");
    show::body(&parsed.body)
}

fn problems(parsed: &Parsed, text: &str) -> Vec<(String, String)> {
    let problems = parsed.problems.iter().map(|problem| told(text, problem));
    problems
        .map(|(at, message)| (at.to_owned(), message))
        .collect()
}

#[test]
fn labels_become_blocks() {
    let text = r#"{
      "//": "a comment",
      "resource": {
        "thing": {
          "one": { "name": "x", "size": -1.50, "on": true, "off": null },
          "two": [{ "name": "y" }, { "name": "z" }]
        }
      },
      "provider": [{ "cloud": { "region": "r" } }, { "cloud": [{ "alias": "b" }] }],
      "locals": [{ "a": 1 }, { "b": "${local.a}" }],
      "variable": { "v": { "type": "list(string)", "default": ["${not.a.template}"] }, "gone": null },
      "terraform": { "required_providers": { "cloud": { "source": "x/cloud", "configuration_aliases": ["cloud.b"] } },
        "backend": { "s3": { "bucket": "state", "//": "c" } } }
    }"#;
    let expected = r#"resource "thing" "one"
  name = "x"
  size = -1.5
  on = true
  off = null
resource "thing" "two"
  name = "y"
resource "thing" "two"
  name = "z"
provider "cloud"
  region = "r"
provider "cloud"
  alias = "b"
locals
  a = 1
locals
  b = template(<local.a>)
variable "v"
  type = list(string)
  default = ["${not.a.template}"]
terraform
  required_providers
    cloud = {"source" = "x/cloud", "configuration_aliases" = [<cloud.b>]}
  backend "s3"
    bucket = "state"
"#;
    assert_eq!(good(text), expected);
}

#[test]
fn references_are_given_as_strings() {
    let text = r#"{
      "resource": { "t": { "n": {
        "provider": "cloud.b",
        "depends_on": ["a.b", "${module.c}"],
        "count": "${var.n}",
        "rule": [{ "port": "${each.value}", "//": "c" }],
        "lifecycle": { "ignore_changes": ["tags[\"x\"]"], "prevent_destroy": true,
          "action_trigger": { "events": ["after_create"], "actions": ["action.t.n"] },
          "precondition": [{ "condition": "${self.x}", "error_message": "no" }] },
        "dynamic": { "disk": { "for_each": "${var.d}", "iterator": "it", "content": { "size": "${it.value}" } } },
        "provisioner": [{ "local-exec": { "command": "x" } }]
      } } },
      "module": { "m": { "source": "./m", "providers": { "cloud": "cloud.b", "cloud.c": "cloud" } } },
      "moved": [{ "from": "a.b[0]", "to": "a.c" }],
      "action": { "t": { "n": { "config": { "x": 1 } } } },
      "import": { "for_each": "[1, 2]", "to": "a.b[each.key]", "id": "${each.value}" },
      "output": { "o": { "value": "${a.b}", "depends_on": ["a.b"] } },
      "check": { "c": { "data": { "t": { "n": { "x": 1 } } }, "assert": { "condition": "${true}" } } }
    }"#;
    let expected = r#"resource "t" "n"
  provider = <cloud.b>
  depends_on = [<a.b>, <module.c>]
  count = template(<var.n>)
  rule = [{"port" = template(<each.value>)}]
  lifecycle
    ignore_changes = [<tags["x"]>]
    prevent_destroy = true
    action_trigger
      events = [after_create]
      actions = [<action.t.n>]
    precondition
      condition = template(<self.x>)
      error_message = "no"
  dynamic "disk"
    for_each = template(<var.d>)
    iterator = it
    content
      size = template(<it.value>)
  provisioner "local-exec"
    command = "x"
module "m"
  source = "./m"
  providers = {"cloud" = <cloud.b>, <cloud.c> = cloud}
moved
  from = <a.b[0]>
  to = <a.c>
action "t" "n"
  config = {"x" = 1}
import
  for_each = [1, 2]
  to = <a.b[<each.key>]>
  id = template(<each.value>)
output "o"
  value = template(<a.b>)
  depends_on = [<a.b>]
check "c"
  data "t" "n"
    x = 1
  assert
    condition = template(true)
"#;
    assert_eq!(good(text), expected);
}

#[test]
fn strings_are_templates_with_true_spans() {
    let text = "\u{feff}{ \"locals\": { \"é\": \"à\\n\\u00e9\\ud83d\\ude00 ${ a.b[\\\"k\\\"] } $${x} %{ if c }\\t%{ endif }\\\"\" } }";
    let parsed = json(SOURCE, text);
    assert_eq!(parsed.problems, []);
    let attribute = &parsed.body.blocks[0].body.attributes[0];
    assert_eq!(
        show::expr(&attribute.expr),
        r#"template("à\né😀 " <a.b["k"]> " ${x} " if c {"\t"} {} "\"")"#
    );
    let texts = show::texts(text, &attribute.expr);
    assert!(
        texts[0].starts_with("\"à") && texts[0].ends_with("\\\"\""),
        "{texts:?}"
    );
    assert_eq!(texts[1..], ["a.b[\\\"k\\\"]", "a", "b", "\\\"k\\\""]);
    assert_eq!(&text[attribute.name_span.range()], "\"é\"");
}

#[test]
fn keys_are_templates_too() {
    assert_eq!(
        good(r#"{ "locals": { "m": { "a${b}": 1, "//": 2 } } }"#),
        "locals\n  m = {template(\"a\" b) = 1, \"//\" = 2}\n"
    );
}

#[test]
fn variable_values_are_literal() {
    let parsed = json_variables(
        SOURCE,
        r#"{ "a": "${b}", "resource": { "x": ["y"] }, "//": 1 }"#,
    );
    assert_eq!(parsed.problems, []);
    assert_eq!(
        show::body(&parsed.body),
        "a = \"${b}\"\nresource = {\"x\" = [\"y\"]}\n"
    );
}

#[test]
fn what_is_wrong_is_told_where_it_is() {
    for (text, at, message) in [
        ("{ \"locals\": { \"a\": 1, } }", ",", "remove this comma"),
        ("{ \"locals\": { \"a\": 1 \"b\": 2 } }", "", "expected `,`"),
        ("{ \"locals\": { // c\n } }", "// c", "JSON has no comments"),
        ("{ 'a': 1 }", "'", "use double quotes"),
        ("{ a: 1 }", "a", "expected the name of a property"),
        ("{ \"a\" 1 }", "1", "expected `:`"),
        ("{ \"a\": \"b", "", "this string is never closed"),
        ("{ \"a\": [1, 2 }", "}", ""),
        ("{ \"a\": 01 }", "", ""),
        ("", "", "expected an object"),
        ("[1]", "1", "expected an object"),
        ("{} {}", "{", "nothing may follow"),
        (
            "{ \"resource\": { \"t\": \"x\" } }",
            "\"x\"",
            "expected an object",
        ),
        (
            "{ \"resource\": { \"t\": { \"n\": 1 } } }",
            "1",
            "expected an object",
        ),
        (
            "{ \"locals\": { \"é\": 1, \"é\": 2 } }",
            "\"é\"",
            "`é` is already set",
        ),
        (
            "{ \"locals\": { \"m\": { \"a\": 1, \"a\": 2 } } }",
            "\"a\"",
            "`a` is already set",
        ),
        (
            "{ \"locals\": { \"m\": \"à\\n ${b c}\" } }",
            "c",
            "expected `}`",
        ),
        (
            "{ \"locals\": { \"m\": 1e99999999 } }",
            "1e99999999",
            "this number is too large",
        ),
    ] {
        let parsed = json(SOURCE, text);
        let problems = problems(&parsed, text);
        let (found_at, found) = problems
            .first()
            .unwrap_or_else(|| panic!("no problem in {text}"));
        assert!(found.starts_with(message), "{text}: {found}");
        assert!(
            at.is_empty() || found_at.starts_with(at),
            "{text}: at `{found_at}`: {found}"
        );
    }
}

#[test]
fn a_problem_in_a_value_costs_that_value() {
    let text = r#"{ "locals": { "a": "${", "b": 2 } }"#;
    let parsed = json(SOURCE, text);
    assert_eq!(show::body(&parsed.body), "locals\n  a = invalid\n  b = 2\n");
    assert_eq!(parsed.problems.len(), 1);
}

#[test]
fn nesting_is_bounded_before_parsing() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let nested = |levels: usize| {
            format!(
                "{{ \"locals\": {{ \"a\": {}1{} }} }}",
                open.repeat(levels),
                close.repeat(levels)
            )
        };
        assert_eq!(json(SOURCE, &nested(100)).problems, []);
        assert_eq!(json(SOURCE, &nested(100_000)).problems[0].code, "too-deep");
        assert_eq!(
            json(SOURCE, &open.repeat(1_000_000)).problems[0].code,
            "too-deep"
        );
    }
}
