//! The native syntax, when it is well formed.

use super::super::{expression, native};
use super::{SOURCE, show};

/// The only attribute of a text that must have no problem, as text.
fn only(text: &str) -> String {
    let parsed = native(SOURCE, text);
    assert_eq!(parsed.problems, [], "{text}");
    let [attribute] = parsed.body.attributes.as_slice() else {
        panic!("one attribute in {text}");
    };
    show::expr(&attribute.expr)
}

#[test]
fn expressions() {
    for (text, expected) in [
        ("1 + 2 * 3 - 4", "((1 Add (2 Multiply 3)) Subtract 4)"),
        ("!a && b || c == d", "(((Not a) And b) Or (c Equal d))"),
        ("a < b == c >= d", "((a Less b) Equal (c GreaterOrEqual d))"),
        ("-a.b[0]", "(Negate <a.b[0]>)"),
        ("a - -1", "(a Subtract -1)"),
        ("- 5", "-5"),
        ("- /* c */ 5", "-5"),
        ("1 -1", "(1 Subtract 1)"),
        ("a-b", "a-b"),
        ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
        ("(a)[0]", "<paren a[0]>"),
        ("x.0.y", "<x[0].y>"),
        ("x[\"a\"][b].c", "<x[\"a\"][b].c>"),
        ("x[*].y[0]", "<x[*].y[0]>"),
        // A bracket after `.*` applies to the whole list, a legacy index to each item.
        ("x.*.y.0.z[1].w", "<<x.*.y[0].z>[1].w>"),
        ("x.*.y[*].z", "<<x.*.y>[*].z>"),
        ("f(a, b...)", "f(a, b...)"),
        ("f(\n a, # c\n b,\n)", "f(a, b)"),
        ("provider::ns::fn(x)", "provider::ns::fn(x)"),
        ("[for x in y : x]", "for(x in y: x)"),
        (
            "{for k, v in m : v => k... if k != null}",
            "for(k, v in m: v => k... if (k NotEqual null))",
        ),
        (
            "{ a = 1, \"b\" : 2, (c) = 3, \"d${e}\" = 4, 5 = 6 }",
            "{\"a\" = 1, \"b\" = 2, paren c = 3, template(\"d\" e) = 4, 5 = 6}",
        ),
        ("{ true = 1, null = 2 }", "{\"true\" = 1, \"null\" = 2}"),
        (
            "{\n  a = [1]\n  (b) = 2 # c\n}",
            "{\"a\" = [1], paren b = 2}",
        ),
        ("1e400 > 2", &format!("(1{} Greater 2)", "0".repeat(400))),
        (
            "123456789012345678901234567890",
            "123456789012345678901234567890",
        ),
        ("0.1", "0.1"),
        ("[null, true, nullx]", "[null, true, nullx]"),
    ] {
        assert_eq!(only(&format!("v = {text}\n")), expected, "{text}");
    }
}

#[test]
fn line_breaks_and_comments_where_they_mean_nothing() {
    for (text, expected) in [
        (
            "{ for k, v in m :\n k => v\n if v }",
            "for(k, v in m: k => v if v)",
        ),
        (
            "{\n for k in m : # c\n k => c // d\n ? {\n a = 1\n b = 2 }\n : [1,\n2]\n}",
            "for(k in m: k => (c ? {\"a\" = 1, \"b\" = 2} : [1, 2]))",
        ),
        ("[for x in a ||\n b : x]", "for(x in (a Or b): x)"),
        ("[for\r\n x in b : x]", "for(x in b: x)"),
        (
            "{ for k in m : k => <<E\n k\nE\n if k }",
            "for(k in m: k => \" k\\n\" if k)",
        ),
        (
            "\"%{ if a\n && b }x%{ endif }\"",
            "template(if (a And b) {\"x\"} {})",
        ),
        (
            "\"${ { for k in x :\n k => v\n ? 1 : 2 } }\"",
            "template(for(k in x: k => (v ? 1 : 2)))",
        ),
        ("1 # a\rb", "1"),
    ] {
        assert_eq!(only(&format!("v = {text}\n")), expected, "{text}");
    }
}

#[test]
fn the_last_of_equal_keys_counts() {
    for (text, expected) in [
        ("{ x = 1, y = 2, x = 3 }", "{\"y\" = 2, \"x\" = 3}"),
        ("{\n  x = <<E\nq\nE\n  x = [1,\n 2]\n}", "{\"x\" = [1, 2]}"),
        (
            "{ a = { q = 1, q = 2 }, b = 1, a = { q = 3, q = 4 } }",
            "{\"b\" = 1, \"a\" = {\"q\" = 4}}",
        ),
        (
            "{ \"é${x}\" = 1, \"é${x}\" = 2 }",
            "{template(\"é\" x) = 2}",
        ),
    ] {
        assert_eq!(only(&format!("v = {text}\n")), expected, "{text}");
    }
}

#[test]
fn strings_and_templates() {
    for (text, expected) in [
        (r#""a\n\t\"\\\u00e9\U0001F600""#, r#""a\n\t\"\\é😀""#),
        (
            r#""$${a} %%{b} $$$${c} $ % $$ 100%""#,
            r#""${a} %{b} $$${c} $ % $$ 100%""#,
        ),
        (r#""${a}""#, "template(a)"),
        (r#""x  ${~ y ~}  z""#, r#"template("x" y "z")"#),
        (r#""x\n ${~ y ~} \n z""#, r#"template("x" y "z")"#),
        (
            r#""%{ if a ~} x %{~ else ~} y %{~ endif } z""#,
            r#"template(if a {"x"} {"y"} " z")"#,
        ),
        (
            r#""%{ for k, v in m }${k}=${v},%{ endfor }""#,
            r#"template(for k, v in m {k "=" v ","})"#,
        ),
        (r#""a${"b${c}"}""#, r#"template("a" template("b" c))"#),
        ("\"}{ # /* ${\"}\"}\"", "template(\"}{ # /* \" \"}\")"),
    ] {
        assert_eq!(only(&format!("v = {text}\n")), expected, "{text}");
    }
}

#[test]
fn heredocs() {
    for (text, expected) in [
        ("<<E\n  x\n y\nE", r#""  x\n y\n""#),
        ("<<E\nE", r#""""#),
        (
            "<<-E\n    x\n      y\n\n   z\n    E",
            r#"" x\n   y\n\nz\n""#,
        ),
        ("<<-E\n\t  x\n\t\ty\n\tE", r#"" x\ny\n""#),
        // A line that begins with a sequence has no indentation to remove.
        ("<<-E\n${x}\n   y\n  E", r#"template(x "\n   y\n")"#),
        (
            "<<-E\n  ${x}\n   y ${z}\n  E",
            r#"template("" x "\n y " z "\n")"#,
        ),
        // Outside of quotes a strip marker reaches to the end of its line.
        (
            "<<E\n%{ for x in y ~}\n  - ${x}\n%{ endfor ~}\nend\nE",
            r#"template(for x in y {"  - " x "\n"} "end\n")"#,
        ),
        ("<<E\nA  ${~ x ~}  \n\n B\nE", r#"template("A" x "\n B\n")"#),
        ("<<E\n\\n $${x} %%{y} $x\nE", r#""\\n ${x} %{y} $x\n""#),
        // Only a line of the marker alone ends it.
        (
            "<<EOT\nEOT)\nEOT x\nEOTX\n EOT;\nEOT",
            r#""EOT)\nEOT x\nEOTX\n EOT;\n""#,
        ),
        ("<<E\r\nx\r\n  y\r\nE\r", r#""x\r\n  y\r\n""#),
        ("f(<<E\nx\nE\n, [<<F\ny\nF\n])", r#"f("x\n", ["y\n"])"#),
    ] {
        assert_eq!(only(&format!("v = {text}\n")), expected, "{text}");
    }
    // The marker of the second heredoc must not end the first.
    let parsed = native(SOURCE, "a = <<E\nE\nb {\n c = <<E\nx\nE\n}\n");
    assert_eq!(show::body(&parsed.body), "a = \"\"\nb\n  c = \"x\\n\"\n");
}

#[test]
fn blocks() {
    let text =
        "a {}\nb \"c\" d { x = 1 }\ne { # f\n  /* g */\n  h \"i\\\"j\" {\n  }\n}\n/* k */ l = 2";
    let parsed = native(SOURCE, text);
    assert_eq!(parsed.problems, []);
    assert_eq!(
        show::body(&parsed.body),
        "l = 2\na\nb \"c\" \"d\"\n  x = 1\ne\n  h \"i\\\"j\"\n"
    );
    let block = &parsed.body.blocks[1];
    assert_eq!(&text[block.header.range()], "b \"c\" d");
    let labels: Vec<_> = block
        .labels
        .iter()
        .map(|label| &text[label.span.range()])
        .collect();
    assert_eq!(labels, ["\"c\"", "d"]);
    assert_eq!(&text[parsed.body.attributes[0].name_span.range()], "l");
}

#[test]
fn spans_hold_in_the_source() {
    for (text, expected) in [
        (
            "é = \"à ${b} ${c.d}\"",
            &["\"à ${b} ${c.d}\"", "b", "c.d", "c", "d"][..],
        ),
        (
            "\u{feff}v = f(1 , [x] )",
            &["f(1 , [x] )", "f", "1", "[x]", "x"],
        ),
        ("v = ns::f(x)", &["ns::f(x)", "ns::f", "x"]),
        (
            "v = a.b [ 0 ].*.c",
            &["a.b [ 0 ].*.c", "a", "b", "0", ".*", "c"],
        ),
        ("v = x.*.y[0]", &["x.*.y[0]", "x.*.y", "x", ".*", "y", "0"]),
        ("v = 1 + 2 * -3", &["1 + 2 * -3", "1", "2 * -3", "2", "-3"]),
        (
            "v = ( a ? b : !c )",
            &["( a ? b : !c )", "a ? b : !c", "a", "b", "!c", "c"],
        ),
        (
            "v = { a = 1, (b) : 2 }",
            &["{ a = 1, (b) : 2 }", "a", "1", "(b)", "b", "2"],
        ),
        // Repaired texts keep their spans.
        (
            "v = { for k in é :\n # ç\n k => v\n if w }",
            &["{ for k in é :\n # ç\n k => v\n if w }", "é", "k", "v", "w"],
        ),
        (
            "v = { ç = 1, b = \"é\", ç = 2 }",
            &["{ ç = 1, b = \"é\", ç = 2 }", "b", "\"é\"", "ç", "2"],
        ),
        ("v = [1e400, x]", &["[1e400, x]", "1e400", "x"]),
        ("v = <<-E\n  é ${x}\n  E\n", &["<<-E\n  é ${x}\n  E", "x"]),
    ] {
        let parsed = native(SOURCE, text);
        assert_eq!(parsed.problems, [], "{text}");
        assert_eq!(
            show::texts(text, &parsed.body.attributes[0].expr),
            expected,
            "{text}"
        );
    }
}

#[test]
fn an_expression_that_stands_alone() {
    for (text, expected) in [
        (" list(\n string) ", "list(string)"),
        ("# a\n x.y # b\n", "<x.y>"),
        ("{ for k in m :\n k => 1 }", "for(k in m: k => 1)"),
    ] {
        let source = format!("éé{text}");
        let expr = expression(SOURCE, text, 4).unwrap();
        assert_eq!(show::expr(&expr), expected, "{text}");
        let whole = &source[expr.span.range()];
        assert!(
            source.contains(whole) && whole.starts_with(|c: char| !c.is_whitespace()),
            "{whole}"
        );
    }
    for text in ["", "a b", "[1", "\"a", "1 +"] {
        assert!(expression(SOURCE, text, 0).is_err(), "{text}");
    }
}
