//! Expressions: expected values are those that OpenTofu 1.12 prints.

use std::fmt::Write;

use super::main_tf;

/// Evaluates expressions side by side and compares their compact forms.
#[track_caller]
fn check(declarations: &str, cases: &[(&str, &str)]) {
    let mut text = format!("{declarations}\nresource \"test_thing\" \"t\" {{\n");
    for (position, (expression, _)) in cases.iter().enumerate() {
        writeln!(text, "  case_{position} = {expression}").unwrap();
    }
    text.push_str("}\n");
    let evaluated = main_tf(&text);
    for (position, (expression, expected)) in cases.iter().enumerate() {
        let shown = evaluated.shown("test_thing.t", &format!("case_{position}"));
        assert_eq!(
            shown, *expected,
            "{expression}\n{:?}",
            evaluated.loaded.diagnostics
        );
    }
}

#[test]
fn operators_convert_their_operands() {
    check(
        "",
        &[
            ("1 + 2 * 3", "7"),
            ("7 / 2", "3.5"),
            ("-5 % 3", "-2"),
            ("5 % -3", "2"),
            ("5.5 % 2", "1.5"),
            ("5 % 0", "5"),
            ("\"2\" * 3", "6"),
            ("1 < \"2\"", "true"),
            ("2 >= 2", "true"),
            ("-\"3\"", "-3"),
            ("!\"true\"", "false"),
            ("\"1\" == 1", "false"),
            ("1 == 1.0", "true"),
            ("null == null", "true"),
            ("\"\" == null", "false"),
            ("[] == tolist([])", "false"),
            ("{ a = 1 } == { a = 1 }", "true"),
            ("[1, 2] != [1, 3]", "true"),
            ("true && false || true", "true"),
            ("false && null", "false"),
        ],
    );
}

#[test]
fn conditionals_give_both_branches_one_type() {
    check(
        "",
        &[
            ("true ? 1 : \"a\"", "\"1\""),
            ("true ? null : 1", "null"),
            ("(true ? [1] : []) == tolist([1])", "true"),
            ("false ? { a = 1 } : { b = \"2\" }", "{b:\"2\"}"),
        ],
    );
}

#[test]
fn unknown_conditionals_keep_their_branches() {
    check(
        "variable \"u\" {}\nvariable \"v\" {}",
        &[
            ("var.u ? \"a\" : \"b\"", "?variable u<\"a\"|\"b\">"),
            (
                "var.u ? \"a\" : var.v ? \"b\" : \"c\"",
                "?variable u<\"a\"|\"b\"|\"c\">",
            ),
            ("var.u ? \"a\" : \"a\"", "\"a\""),
            (
                "\"x-${var.u ? \"a\" : \"b\"}\"",
                "?variable u<\"x-a\"|\"x-b\">",
            ),
            ("upper(var.u ? \"a\" : \"b\")", "?variable u<\"A\"|\"B\">"),
            ("(var.u ? { k = 1 } : { k = 2 }).k", "?variable u<1|2>"),
            (
                "(var.u ? 1 : 2) + (var.v ? 10 : 20)",
                "?variable u<11|21|12|22>",
            ),
            (
                "(var.u ? true : false) ? \"a\" : \"b\"",
                "?variable u<\"a\"|\"b\">",
            ),
            ("(var.u ? 1 : 2) > 0", "true"),
            ("var.u ? var.v : null", "?variable u<?variable v|null>"),
            ("var.u == \"x\" ? 1 : 2", "?variable u<1|2>"),
            ("false && var.u", "false"),
            ("true || var.u", "true"),
            ("var.u && false", "false"),
            ("var.u && true", "?variable u"),
        ],
    );
}

#[test]
fn collections_are_iterated_in_the_order_of_terraform() {
    check(
        "variable \"u\" {}",
        &[
            ("[for k, v in { b = 1, a = 2 } : k]", "[\"a\",\"b\"]"),
            (
                "[for i, v in [\"x\", \"y\"] : \"${i}${v}\"]",
                "[\"0x\",\"1y\"]",
            ),
            (
                "[for k, v in toset([\"b\", \"a\"]) : \"${k}${v}\"]",
                "[\"aa\",\"bb\"]",
            ),
            ("[for v in [1, 2, 3] : v * 2 if v != 2]", "[2,6]"),
            (
                "{ for v in [\"a\", \"b\"] : v => upper(v) }",
                "{a:\"A\",b:\"B\"}",
            ),
            (
                "{ for v in [\"ax\", \"bx\", \"ay\"] : substr(v, 0, 1) => v... }",
                "{a:[\"ax\",\"ay\"],b:[\"bx\"]}",
            ),
            ("[for v in [1, 2] : v if var.u]", "?variable u"),
            ("[for v in [1, var.u] : v]", "[1,?variable u]"),
            ("length([var.u, var.u])", "2"),
            ("[for v in var.u ? [1] : [] : v]", "?variable u<[1]|[]>"),
        ],
    );
}

#[test]
fn splats_and_indexes() {
    check(
        "",
        &[
            ("[{ a = 1 }, { a = 2 }][*].a", "[1,2]"),
            ("[{ a = 1 }, { a = 2 }].*.a", "[1,2]"),
            ("null[*]", "[]"),
            ("\"x\"[*]", "[\"x\"]"),
            ("[[1, 2], [3]][*][0]", "[1,3]"),
            ("[{ a = [1, 2] }, { a = [3] }].*.a[0]", "[1,2]"),
            (
                "[{ a = [{ b = 1 }] }, { a = [{ b = 2 }] }].*.a.0.b",
                "[1,2]",
            ),
            ("[1, 2].1", "2"),
            ("tolist([1, 2])[\"1\"]", "2"),
            ("{ \"1\" = \"a\" }[1]", "\"a\""),
            ("{ (\"a\") = 1 }.a", "1"),
            ("try([1][5], \"none\")", "\"none\""),
            ("can({}.a)", "false"),
            ("try(null.a, 3)", "3"),
        ],
    );
}

#[test]
fn templates() {
    check(
        "variable \"u\" {}",
        &[
            ("\"a${1 + 1}b\"", "\"a2b\""),
            ("\"${[1]}\"", "[1]"),
            ("\"%{ if true }yes%{ else }no%{ endif }\"", "\"yes\""),
            ("\"%{ for v in [1, 2] }<${v}>%{ endfor }\"", "\"<1><2>\""),
            ("\"a${var.u}b\"", "?variable u"),
            ("\"$${a}\"", "\"${a}\""),
            ("templatestring(\"<$${x}>\", { x = 1 })", "\"<1>\""),
        ],
    );
}

#[test]
fn errors_cost_one_value_and_are_reported() {
    let evaluated = main_tf(
        "resource \"test_thing\" \"t\" {\n  bad = [1][3]\n  missing = { a = 1 }.b\n  undeclared = var.nope\n  good = 1\n}\n",
    );
    for path in ["bad", "missing", "undeclared"] {
        assert_eq!(evaluated.shown("test_thing.t", path), "?error", "{path}");
    }
    assert_eq!(evaluated.shown("test_thing.t", "good"), "1");
    assert_eq!(evaluated.messages("evaluation-error").len(), 3);
    assert!(evaluated.messages("evaluation-error")[2].contains("`nope`"));
}

#[test]
fn the_span_of_an_attribute_is_its_expression_and_its_definitions_lead_back() {
    let evaluated = main_tf(
        "variable \"a\" {\n  default = { region = \"eu-west-3\" }\n}\nlocals {\n  b = var.a.region\n}\nresource \"test_thing\" \"t\" {\n  region = local.b\n}\n",
    );
    let value = evaluated.value("test_thing.t", "region");
    assert_eq!(evaluated.text(value.origin.span), "local.b");
    let definitions = evaluated.definitions(&value);
    assert_eq!(
        definitions,
        ["local.b=var.a.region", "var.a.region=\"eu-west-3\""]
    );
}
