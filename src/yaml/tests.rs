//! Positions, aliases and limits.

use std::fmt::Write as _;

use super::{Kind, Limits, Node, PathSegment, YamlErrorKind, parse, parse_one};

fn read(text: &str) -> Node {
    parse_one(text, Limits::default()).expect("valid YAML")
}

fn written<'a>(text: &'a str, node: &Node) -> &'a str {
    &text[node.span.clone()]
}

#[test]
fn spans_are_bytes_after_text_that_is_not_ascii() {
    let text = "title: été à la plage\nnested:\n  clé: [héron, \"œuf\", 12]\n  bloc: |\n    où\n    ça\nlast: {a: é, b: ✔}\n";
    let node = read(text);
    let at = |pointer: &str| written(text, node.at_pointer(pointer));
    assert_eq!(at("/title"), "été à la plage");
    assert_eq!(at("/nested/clé"), "[héron, \"œuf\", 12]");
    assert_eq!(at("/nested/clé/1"), "\"œuf\"");
    assert_eq!(at("/nested/clé/2"), "12");
    assert_eq!(
        at("/nested"),
        "clé: [héron, \"œuf\", 12]\n  bloc: |\n    où\n    ça"
    );
    assert_eq!(at("/last/b"), "✔");
    assert_eq!(at("/last"), "{a: é, b: ✔}");
    let entry = node
        .get("nested")
        .and_then(|nested| nested.entry("bloc"))
        .expect("there");
    assert_eq!(&text[entry.key_span.clone()], "bloc");
    assert_eq!(entry.value.as_text(), Some("où\nça\n"));
}

#[test]
fn a_byte_order_mark_moves_every_span() {
    let text = "\u{feff}a: é\nb: x\n";
    let node = read(text);
    assert_eq!(written(text, node.get("a").expect("a")), "é");
    assert_eq!(written(text, node.get("b").expect("b")), "x");
}

#[test]
fn block_collections_end_with_their_last_child() {
    let text = "a:\n  - 1\n  - x: 2\n    y:\n\n# a comment\nb:\n- 3\n- 4   # end\n\nc: plain\n   over two lines\n";
    let node = read(text);
    assert_eq!(written(text, node.at_pointer("/a")), "- 1\n  - x: 2\n    y");
    assert_eq!(written(text, node.at_pointer("/a/1")), "x: 2\n    y");
    assert_eq!(written(text, node.at_pointer("/b")), "- 3\n- 4");
    assert_eq!(
        written(text, node.at_pointer("/c")),
        "plain\n   over two lines"
    );
}

#[test]
fn carriage_returns_do_not_move_spans() {
    let text = "a: é\r\nb:\r\n  - c\r\n  - d\r\n";
    let node = read(text);
    assert_eq!(written(text, node.at_pointer("/b/1")), "d");
    assert_eq!(written(text, node.at_pointer("/a")), "é");
}

#[test]
fn the_deepest_node_of_a_path_answers() {
    let text = "a: {b: [x]}\n0: zero\n";
    let node = read(text);
    assert_eq!(written(text, node.at_pointer("/a/b/7/z")), "[x]");
    assert_eq!(written(text, node.at([PathSegment::Index(0)])), "zero");
    assert_eq!(written(text, node.at_pointer("/a/b/0")), "x");
}

#[test]
fn aliases_are_replaced_and_keep_the_place_of_the_anchor() {
    let text = "base: &b {x: 1}\ncopy: *b\n&k key: &v value\n*k : *v\n";
    // `*k :` is the key `key` again
    let error = parse_one(text, Limits::default()).expect_err("a duplicate");
    assert!(matches!(error.kind, YamlErrorKind::DuplicateKey { ref key, .. } if key == "key"));
    let text = "base: &b {x: 1}\ncopy: *b\n";
    let node = read(text);
    assert_eq!(node.get("copy"), node.get("base"));
    assert_eq!(written(text, node.get("copy").expect("copy")), "{x: 1}");
}

#[test]
fn anchors_belong_to_one_document() {
    let stream = parse("a: &x 1\n---\nb: *x\n", Limits::default());
    assert_eq!(stream.documents.len(), 1);
    assert!(stream.error.is_some());
}

#[test]
fn documents_before_an_error_are_kept() {
    let text = "a: 1\n---\n---\nb: [1\n";
    let stream = parse(text, Limits::default());
    assert_eq!(stream.documents.len(), 2);
    assert_eq!(stream.documents[1].kind, Kind::Null);
    assert!(matches!(
        stream.error.expect("an error").kind,
        YamlErrorKind::Syntax(_)
    ));
    assert_eq!(
        parse_one("a: 1\n---\nb: 2\n", Limits::default())
            .expect_err("two")
            .span,
        9..13
    );
}

#[test]
fn tags_of_the_core_schema_resolve_and_others_are_kept() {
    let text = "a: !!str 12\nb: !Ref thing\nc: !Sub [x]\nd: ! 12\n";
    let node = read(text);
    assert_eq!(node.get("a").and_then(Node::as_text), Some("12"));
    assert_eq!(node.get("b").and_then(|b| b.tag.as_deref()), Some("!Ref"));
    assert_eq!(node.get("c").and_then(|c| c.tag.as_deref()), Some("!Sub"));
    let error = parse_one("a: !!int x\n", Limits::default()).expect_err("not an int");
    assert_eq!(error.kind, YamlErrorKind::Tag("!!int".into()));
}

#[test]
fn mistakes_are_errors_at_their_place() {
    use YamlErrorKind as Error;
    type Expected = fn(&Error) -> bool;
    // (text, kind, bytes)
    let cases: &[(&str, Expected, &str)] = &[
        (
            "é: 1\nb: 2\né: 3\n",
            |kind| matches!(kind, Error::DuplicateKey { first, .. } if *first == (0..2)),
            "é",
        ),
        (
            "a: {x: 1, x: 2}\n",
            |kind| matches!(kind, Error::DuplicateKey { .. }),
            "x",
        ),
        (
            "\"a\": 1\na: 2\n",
            |kind| matches!(kind, Error::DuplicateKey { .. }),
            "a",
        ),
        (
            "? [a, b]\n: 1\n",
            |kind| matches!(kind, Error::ComplexKey),
            "[",
        ),
        (
            "a: &x [1, *x]\n",
            |kind| matches!(kind, Error::CyclicAlias),
            "*x",
        ),
        (
            "a: *nothing\n",
            |kind| matches!(kind, Error::Syntax(_) | Error::UnknownAlias),
            "*",
        ),
        (
            "a: \"never closed\n",
            |kind| matches!(kind, Error::Syntax(_)),
            "",
        ),
        ("a: b: c\n", |kind| matches!(kind, Error::Syntax(_)), ":"),
    ];
    for (text, expected, bytes) in cases {
        let error = parse_one(text, Limits::default()).expect_err(text);
        assert!(expected(&error.kind), "{text:?}: {error:?}");
        let found = text.get(error.span.clone()).expect("inside the text");
        assert!(found.starts_with(bytes), "{text:?}: {found:?}");
    }
}

#[test]
fn an_alias_bomb_is_refused_before_it_grows() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let before = format!("*a{}", level - 1);
        let _ = writeln!(
            text,
            "a{level}: &a{level} [{}]",
            [before.as_str(); 10].join(", ")
        );
    }
    let error = parse_one(&text, Limits::default()).expect_err("too large");
    assert!(matches!(error.kind, YamlErrorKind::TooMany(_)), "{error:?}");
    // A chain of nested aliases grows in depth instead.
    let mut text = String::from("a0: &a0 [x]\n");
    for level in 1..200 {
        let _ = writeln!(text, "a{level}: &a{level} [*a{}]", level - 1);
    }
    let error = parse_one(&text, Limits::default()).expect_err("too deep");
    assert!(matches!(error.kind, YamlErrorKind::TooDeep(_)), "{error:?}");
    // A long text named many times is bounded by its length.
    let text = format!(
        "a: &a \"{}\"\nb: [{}]\n",
        "x".repeat(1 << 20),
        vec!["*a"; 1000].join(",")
    );
    let error = parse_one(&text, Limits::default()).expect_err("too large");
    assert!(matches!(error.kind, YamlErrorKind::TooMany(_)), "{error:?}");
}

#[test]
fn depth_and_length_are_bounded() {
    for nested in [
        "[".repeat(100_000),
        "- ".repeat(100_000),
        "{a: ".repeat(100_000),
    ] {
        assert!(parse_one(&nested, Limits::default()).is_err());
    }
    let limits = Limits {
        bytes: 4,
        ..Limits::default()
    };
    assert_eq!(
        parse_one("a: 12\n", limits).expect_err("long").kind,
        YamlErrorKind::TooLong(4)
    );
}

#[test]
fn no_text_makes_it_panic() {
    let seed = "a: &x [1, \"é\\u00e9\", 'q', *x]\nb: |+\n  t\n? k\n: {c: !!str d, <<: *x}\n---\n%TAG ! x\n... # é\n";
    for cut in 0..seed.len() {
        if let Some(head) = seed.get(..cut) {
            let _ = parse(head, Limits::default());
        }
        if let Some(tail) = seed.get(cut..) {
            let _ = parse(tail, Limits::default());
            for noise in ["\t", "\0", "\u{feff}", "]", "- ", "\r", "&"] {
                let text = format!("{}{noise}{tail}", seed.get(..cut).unwrap_or_default());
                let stream = parse(&text, Limits::default());
                if let Some(error) = stream.error {
                    assert!(
                        text.get(error.span.clone()).is_some(),
                        "{text:?}: {error:?}"
                    );
                }
            }
        }
    }
}
