//! The JSON syntax, as far as its meaning differs from the native one.

use super::{evaluate, references, show};

#[test]
fn a_module_in_json_is_evaluated_like_one_in_the_native_syntax() {
    let text = r#"{
  "//": "a comment",
  "variable": {
    "size": {"type": "number", "default": "3"},
    "names": {"type": "list(string)", "default": ["a", "b"]},
    "open": {}
  },
  "locals": {"twice": "${var.size * 2}", "literal": "text"},
  "provider": {"p": [{"region": "one"}, {"alias": "other", "region": "two"}]},
  "terraform": {"backend": {"s3": {"bucket": "state"}}, "required_providers": {"p": {"source": "x/p", "version": ">= 2.0"}}},
  "resource": {
    "p_thing": {
      "t": {
        "count": 1,
        "provider": "p.other",
        "depends_on": ["p_thing.key"],
        "twice": "${local.twice}",
        "text": "n${count.index}",
        "rule": [{"on": true}, {"on": "${var.open}"}],
        "dynamic": {
          "block": [{
            "for_each": "${var.names}",
            "content": {"name": "${block.value}"}
          }]
        },
        "key": "${p_thing.key.arn}",
        "lifecycle": {"prevent_destroy": true, "ignore_changes": ["tags"]}
      },
      "key": {}
    }
  },
  "module": {"m": {"source": "./m", "for_each": "${toset(var.names)}", "value": "${each.key}"}},
  "output": {"o": {"value": "${p_thing.t[0].twice}"}}
}"#;
    let evaluated = evaluate(&[
        ("main.tf.json", text),
        (
            "m/main.tf",
            "variable \"value\" {}\nresource \"p_thing\" \"t\" {\n  value = var.value\n}\n",
        ),
    ]);
    assert_eq!(
        evaluated.codes(),
        Vec::<&str>::new(),
        "{:?}",
        evaluated.loaded.diagnostics
    );
    assert_eq!(
        evaluated.addresses(),
        [
            "terraform.backend.s3",
            "provider.p",
            "provider.p.other",
            "p_thing.t[0]",
            "p_thing.key",
            "module.m[\"a\"].p_thing.t",
            "module.m[\"b\"].p_thing.t",
        ]
    );
    let expected = [
        ("twice", "6"),
        ("text", "\"n0\""),
        ("rule", "[{on:true},{on:?variable open}]"),
        ("block", "[{name:\"a\"},{name:\"b\"}]"),
        (
            "lifecycle",
            "[{prevent_destroy:true,ignore_changes:[\"tags\"]}]",
        ),
    ];
    for (name, value) in expected {
        assert_eq!(evaluated.shown("p_thing.t[0]", name), value, "{name}");
    }
    assert_eq!(
        references(&evaluated.value("p_thing.t[0]", "key")),
        ["p_thing.key.arn"]
    );
    let thing = evaluated.resource("p_thing.t[0]");
    assert_eq!(&*thing.depends_on[0].address, "p_thing.key");
    let provider = thing.provider.as_ref().unwrap();
    assert_eq!(show(&provider.config), "{region:\"two\"}");
    assert_eq!((&*provider.source, provider.major), ("x/p", Some(2)));
    assert_eq!(
        evaluated.shown("module.m[\"b\"].p_thing.t", "value"),
        "\"b\""
    );
}

#[test]
fn json_overrides_native_and_the_other_way_round() {
    let evaluated = evaluate(&[
        (
            "main.tf",
            "resource \"t_t\" \"native\" {\n  a = 1\n  rule { n = 1 }\n}\n",
        ),
        (
            "main.tf.json",
            r#"{"resource": {"t_t": {"json": {"a": 1, "b": 2}}}}"#,
        ),
        (
            "a_override.tf.json",
            r#"{"resource": {"t_t": {"native": {"a": 2}}}}"#,
        ),
        ("b_override.tf", "resource \"t_t\" \"json\" {\n  b = 3\n}\n"),
    ]);
    assert_eq!(evaluated.shown("t_t.native", "a"), "2");
    assert_eq!(evaluated.shown("t_t.native", "rule"), "[{n:1}]");
    assert_eq!(evaluated.shown("t_t.json", "a"), "1");
    assert_eq!(evaluated.shown("t_t.json", "b"), "3");
}
