//! Input made to be slow, deep or endless.

use std::fmt::Write;

use super::{evaluate, main_tf};

#[test]
fn a_long_chain_of_definitions_is_followed() {
    let mut text = String::from("locals {\n  a0 = 1\n");
    for position in 1..=10_000 {
        writeln!(text, "  a{position} = local.a{} + 1", position - 1).unwrap();
    }
    text.push_str("}\nresource \"t_t\" \"t\" {\n  last = local.a10000\n}\n");
    let evaluated = main_tf(&text);
    assert_eq!(evaluated.shown("t_t.t", "last"), "10001");
}

#[test]
fn a_chain_beyond_the_limit_is_unknown() {
    let mut text = String::from("locals {\n  a0 = 1\n");
    for position in 1..=60_000 {
        writeln!(text, "  a{position} = local.a{}", position - 1).unwrap();
    }
    text.push_str("}\nresource \"t_t\" \"t\" {\n  last = local.a60000\n}\n");
    let evaluated = main_tf(&text);
    assert_eq!(
        evaluated.shown("t_t.t", "last"),
        "?limit nesting of definitions"
    );
    assert_eq!(evaluated.codes(), ["evaluation-limit"]);
}

#[test]
fn doubling_values_are_cut_off() {
    let mut text = String::from("locals {\n  l0 = [1]\n  s0 = \"xxxxxxxx\"\n  d0 = 1\n");
    for position in 1..=200 {
        let before = position - 1;
        writeln!(text, "  l{position} = [local.l{before}, local.l{before}]").unwrap();
        writeln!(
            text,
            "  s{position} = \"${{local.s{before}}}${{local.s{before}}}\""
        )
        .unwrap();
        writeln!(text, "  d{position} = [local.d{before}]").unwrap();
    }
    text.push_str(
        "}\nresource \"t_t\" \"t\" {\n  l = local.l200\n  s = local.s200\n  d = local.d200\n}\n",
    );
    let evaluated = main_tf(&text);
    for name in ["l", "s", "d"] {
        let shown = evaluated.shown("t_t.t", name);
        assert!(shown.contains("?limit"), "{name}: {} bytes", shown.len());
    }
    assert!(
        evaluated
            .codes()
            .iter()
            .all(|code| *code == "evaluation-limit"),
        "{:?}",
        evaluated.codes()
    );
}

#[test]
fn nested_loops_are_cut_off() {
    let mut text =
        String::from("locals {\n  n = range(1000)\n}\nresource \"t_t\" \"t\" {\n  many = ");
    text.push_str(
        "[for a in local.n : [for b in local.n : [for c in local.n : [for d in local.n : a]]]]\n",
    );
    text.push_str("  after = 1\n}\n");
    let evaluated = main_tf(&text);
    assert!(evaluated.shown("t_t.t", "many").contains("?limit"));
    assert_eq!(evaluated.shown("t_t.t", "after"), "1");
}

#[test]
fn loops_over_calls_that_make_long_lists_are_cut_off() {
    let evaluated = main_tf(
        r#"
resource "t_t" "t" {
  lists = [for a in range(1024) : [for b in range(1024) : range(1024)]]
  texts = [for a in range(1000) : [for b in range(1000) : format("%10000s", b)]]
  after = 1
}
"#,
    );
    for name in ["lists", "texts"] {
        assert!(evaluated.shown("t_t.t", name).contains("?limit"), "{name}");
    }
    assert_eq!(evaluated.shown("t_t.t", "after"), "1");
    assert_eq!(evaluated.codes(), ["evaluation-limit"]);
}

#[test]
fn millions_of_instances_are_one() {
    let evaluated = main_tf("resource \"t_t\" \"t\" {\n  count = 1000000000\n}\n");
    assert_eq!(evaluated.addresses(), ["t_t.t"]);
    assert!(evaluated.resource("t_t.t").symbolic);
    assert!(evaluated.codes().contains(&"evaluation-limit"));
}

#[test]
fn modules_that_multiply_are_cut_off() {
    let mut files = vec![(
        "main.tf".to_owned(),
        "module \"m\" {\n  source = \"./m0\"\n}\n".to_owned(),
    )];
    for level in 0..20 {
        let text = format!(
            "module \"m\" {{\n  count = 10\n  source = \"../m{}\"\n}}\n",
            level + 1
        );
        files.push((format!("m{level}/main.tf"), text));
    }
    files.push((
        "m20/main.tf".to_owned(),
        "resource \"t_t\" \"t\" {}\n".to_owned(),
    ));
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let evaluated = evaluate(&files);
    assert!(evaluated.codes().contains(&"evaluation-limit"));
}

#[test]
fn a_template_that_reads_itself_ends() {
    let evaluated = evaluate(&[
        (
            "main.tf",
            "resource \"t_t\" \"t\" {\n  a = templatefile(\"a.tftpl\", {})\n}\n",
        ),
        ("a.tftpl", "${templatefile(\"a.tftpl\", {})}"),
    ]);
    assert!(evaluated.shown("t_t.t", "a").starts_with('?'));
}

#[test]
fn a_long_chain_of_resources_is_followed_as_far_as_the_stack_goes() {
    let mut text = String::new();
    // The last comes first, so that each waits for all before it.
    for position in (1..=30_000).rev() {
        write!(text, "resource \"t_t\" \"r{position}\" {{\n  nested {{\n    a = max([for x in [t_t.r{}.nested[0].a] : x]...)\n  }}\n}}\n",
            position - 1
        ).unwrap();
    }
    text.push_str("resource \"t_t\" \"r0\" {\n  nested {\n    a = 1\n  }\n}\n");
    let evaluated = main_tf(&text);
    assert_eq!(evaluated.codes(), ["evaluation-limit"]);
    assert_eq!(evaluated.shown("t_t.r5000", "nested.0.a"), "1");
}

#[test]
fn a_long_chain_of_modules_is_followed() {
    let mut text = String::new();
    for position in (1..=3_000).rev() {
        write!(
            text,
            "module \"m{position}\" {{\n  source = \"./m\"\n  v = module.m{}.v\n}}\n",
            position - 1
        )
        .unwrap();
    }
    text.push_str("module \"m0\" {\n  source = \"./m\"\n  v = 0\n}\n");
    let module = "variable \"v\" {}\nlocals {\n  next = var.v + 1\n}\noutput \"v\" {\n  value = local.next\n}\nresource \"t_t\" \"t\" {\n  v = local.next\n}\n";
    let evaluated = evaluate(&[("main.tf", &text), ("m/main.tf", module)]);
    assert_eq!(evaluated.shown("module.m3000.t_t.t", "v"), "3001");
}
