//! Broken and hostile texts.

use super::super::{Parsed, expression, json, native};
use super::{SOURCE, show, told};

/// The names of what was kept, and what was told.
fn outcome(text: &str) -> (Vec<String>, Vec<(&str, String)>) {
    let Parsed { body, problems } = native(SOURCE, text);
    let attributes = body
        .attributes
        .iter()
        .map(|attribute| attribute.name.to_string());
    let blocks = body.blocks.iter().map(|block| {
        let label = block.labels.last().map_or(&block.kind, |label| &label.text);
        label.to_string()
    });
    let problems = problems.iter().map(|problem| told(text, problem)).collect();
    (attributes.chain(blocks).collect(), problems)
}

#[test]
fn a_broken_item_costs_that_item_only() {
    let before = "a = 1\nresource \"t\" \"before\" {\n  x = 1\n}\n";
    let after = "\n# c\nresource \"t\" \"after\" {\n  y = { z = 2 }\n}\n";
    for (broken, at, message) in [
        (
            "resource \"t\" \"b\" {\n  x = \n}",
            "",
            "expected a value, found the end of the line",
        ),
        (
            "resource \"t\" \"b\" {\n  x = é$\n}",
            "$",
            "expected a line break or the end of the text, found `$`",
        ),
        (
            "resource \"t\" \"b\" {\n  x = [1, 2\n}",
            "}",
            "expected `]`, found `}`",
        ),
        (
            "resource \"t\" \"b\" {\n  x = f(1, 2]\n}",
            "]",
            "expected `)`, found `]`",
        ),
        (
            "resource \"t\" \"b\" {\n  x = \"a\n}",
            "\"",
            "this string is not closed on its line",
        ),
        (
            "resource \"t\" \"b\" {\n  x = \"a ${b\"\n}",
            "${",
            "`${` is never closed",
        ),
        (
            "resource \"t\" \"b\" {\n  x = \"a ${f(\"b\"}\"\n}",
            "}",
            "expected `)`, found `}`",
        ),
        (
            "resource \"t\" \"b\" {\n  x = \"é\\d\"\n}",
            "\\d",
            "unknown escape sequence",
        ),
        (
            "resource \"t\" \"b\" {\n  x = 1 2\n}",
            "2",
            "expected a line break or the end of the text, found `2`",
        ),
        (
            "resource \"t\" \"b\" {\n  x = 1;\n}",
            ";",
            "expected a line break or the end of the text, found `;`",
        ),
        (
            "resource \"t\" \"b${c}\" {\n}",
            "\"",
            "a label cannot hold a template",
        ),
        (
            "resource \"t\" \"b\" {\n  x {\n",
            "{",
            "`{` is never closed",
        ),
        (
            "resource \"t\" \"b\" {\n  x = {\n    y = [\n",
            "{",
            "`{` is never closed",
        ),
        (
            "resource \"t\" \"b\" {\n  x = <<E\n  text ${y}\n}",
            "<<E",
            "this heredoc is never closed",
        ),
        (
            "resource \"t\" \"b\" \n{\n}",
            "",
            "expected `{`, found the end of the line",
        ),
        ("}", "}", "`}` closes nothing"),
        ("x y z", "", "expected `{`, found the end of the line"),
        ("= 1", "=", "`=` cannot stand here"),
    ] {
        let text = format!("{before}{broken}{after}");
        let (kept, problems) = outcome(&text);
        assert_eq!(kept, ["a", "before", "after"], "{broken}");
        let (found_at, found) = &problems[0];
        assert_eq!(*found_at, at, "{broken}: {found}");
        assert!(found.starts_with(message), "{broken}: {found}");
    }
}

#[test]
fn an_unclosed_comment_takes_the_rest() {
    let (kept, problems) = outcome("a = 1\nb {} /* c\n");
    assert_eq!(kept, ["a"]);
    assert_eq!(problems[0].0, "/*");
    assert!(problems[0].1.starts_with("this comment is never closed"));
}

#[test]
fn what_is_set_again_is_told_and_the_first_is_kept() {
    let text = "a = 1\nb {\n  c = 1\n  d = [\n  ]\n  c = {\n  }\n}\na = 2\n";
    let parsed = native(SOURCE, text);
    assert_eq!(show::body(&parsed.body), "a = 1\nb\n  c = 1\n  d = []\n");
    let mut problems = parsed
        .problems
        .iter()
        .map(|problem| (problem.span.start, problem.labels[0].0.start));
    assert_eq!(problems.next(), Some((32, 12)));
    assert_eq!(problems.next(), Some((44, 0)));
}

#[test]
fn a_line_break_in_a_string_is_refused_even_when_it_could_be_read() {
    for text in ["a = \"x\ny\"\n", "a = \"x ${b}\ny\"\n"] {
        let (_, problems) = outcome(text);
        assert!(
            problems[0].1.contains("not closed on its line"),
            "{problems:?}"
        );
    }
}

#[test]
fn many_problems_are_counted() {
    let text = "a = \nb {}\n".repeat(150);
    let (kept, problems) = outcome(&text);
    assert_eq!((kept.len(), problems.len()), (150, 101));
    assert!(
        problems[100].1.starts_with("50 more"),
        "{}",
        problems[100].1
    );
}

#[test]
fn texts_without_anything() {
    for text in ["", "\u{feff}", " \n\t\r\n", "# c", "/* c */", "# c\n// d\n"] {
        let parsed = native(SOURCE, text);
        assert_eq!(
            (show::body(&parsed.body), parsed.problems),
            (String::new(), vec![]),
            "{text:?}"
        );
    }
}

/// Runs on a stack of 2 MiB, the smallest that the standard library gives to threads.
fn on_small_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(test)
        .unwrap();
    thread
        .join()
        .expect("neither panics nor overflows the stack");
}

#[test]
fn nesting_is_bounded() {
    on_small_stack(|| {
        for (open, close) in [
            ("(", ")"),
            ("[", "]"),
            ("{a=", "}"),
            ("f(", ")"),
            ("\"${", "}\""),
            ("a[", "]"),
            ("!", ""),
            ("a?b:", ""),
            ("[for k in v:", "]"),
            ("{for k in v: k=>\n", "}"),
            ("1+", ""),
        ] {
            for levels in [40, 2_000, 20_000] {
                let text = format!(
                    "v = {}1{}\nw = 1\n",
                    open.repeat(levels),
                    close.repeat(levels)
                );
                let parsed = native(SOURCE, &text);
                let codes: Vec<_> = parsed.problems.iter().map(|problem| problem.code).collect();
                let deep = if levels == 40 {
                    vec![]
                } else {
                    vec!["too-deep"]
                };
                assert_eq!(codes, deep, "{levels} of {open}");
                // The next item is there all the same.
                assert_eq!(
                    parsed.body.attributes.last().map(|last| &*last.name),
                    Some("w"),
                    "{open}"
                );
            }
        }
        let blocks = format!("{}{}", "a {\n".repeat(20_000), "}\n".repeat(20_000));
        assert_eq!(native(SOURCE, &blocks).problems[0].code, "too-deep");
        let directives = format!(
            "v = \"{}x{}\"\n",
            "%{if a}".repeat(10_000),
            "%{endif}".repeat(10_000)
        );
        assert_eq!(native(SOURCE, &directives).problems[0].code, "too-deep");
    });
}

#[test]
fn endless_texts_end() {
    on_small_stack(|| {
        for piece in [
            "(",
            "[",
            "{",
            "!",
            "-",
            "a?b:",
            "\"${",
            "\"",
            "${",
            "%{if a}",
            "f(",
            "a.",
            "a.*",
            "a[",
            "/*",
            "<<E\n",
            "a {\n",
            "a=<<E\n",
            "resource \"a\" \"b\" {\n",
            "resource \"a\" \"b\" {\na=<<E\n",
            "}\n",
            "a = \"x\n",
            "a=1;\n",
            "{for a in b:a=>",
            "\\",
            "\r",
            "#\r",
            "é",
            "\u{feff}",
        ] {
            let endless = piece.repeat(20_000 / piece.len());
            for text in [
                endless.clone(),
                format!("v = {endless}"),
                format!("v = \"{endless}"),
                format!("v = <<E\n{endless}\nE\n"),
            ] {
                let parsed = native(SOURCE, &text);
                assert!(
                    parsed
                        .problems
                        .iter()
                        .all(|problem| text.get(problem.span.range()).is_some()),
                    "{piece}"
                );
                drop(expression(SOURCE, &text, 0));
                drop(json(SOURCE, &text));
            }
        }
    });
}

#[test]
fn objects_with_too_many_keys_are_refused() {
    let object = |keys: usize| {
        let keys: Vec<_> = (0..keys).map(|key| format!("  k{key} = 1\n")).collect();
        let keys = keys.concat();
        format!("v = {{\n{keys}}}\nw = 1\n")
    };
    assert_eq!(outcome(&object(3_000)).1, []);
    let text = object(30_000);
    let parsed = native(SOURCE, &text);
    assert_eq!(parsed.problems[0].code, "too-large");
    assert_eq!(parsed.body.attributes.len(), 1);
    let alone = expression(SOURCE, &text[4..text.len() - 7], 0);
    assert_eq!(alone.unwrap_err().code, "too-large");
}
