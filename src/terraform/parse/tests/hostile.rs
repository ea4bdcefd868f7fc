//! The files of `fixtures/hostile`, read and parsed.

use camino::Utf8Path;

use super::super::{json, native};
use super::show;
use crate::source::{SourceKind, Workspace};

/// The code of the first problem of a file, the text under its caret, and what was kept.
fn outcome(name: &str) -> (&'static str, String, String) {
    let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/hostile");
    let workspace = Workspace::new(&root, &root).unwrap();
    let (source, file) = match workspace.source(name.into()) {
        Ok(read) => read,
        Err(error) => return (error.code(), String::new(), String::new()),
    };
    let parsed = match SourceKind::of_path(name.into()) {
        SourceKind::TerraformJson => json(source, &file.text),
        _ => native(source, &file.text),
    };
    let (code, under) = match parsed.problems.first() {
        Some(problem) => (problem.code, file.text[problem.span.range()].to_owned()),
        None => ("", String::new()),
    };
    let kept = show::body(&parsed.body)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    (code, under, kept)
}

#[test]
fn each_file_costs_what_is_broken_in_it() {
    let both = "locals before = 1 locals after = 3";
    for (name, code, under, kept) in [
        ("utf16.tf", "not-text", "", ""),
        ("binary.tf", "not-text", "", ""),
        ("latin1.tf", "not-text", "", ""),
        ("empty.tf", "", "", ""),
        ("byte_order_mark.tf", "", "", "locals région = \"été\""),
        (
            "windows_line_ends.tf",
            "",
            "",
            "locals text = \"one\\r\\n two\\r\\n\" list = for(x in [\"a\"]: x)",
        ),
        ("broken_block.tf", "syntax-error", "=", both),
        ("unclosed_brace.tf", "syntax-error", "{", both),
        ("unclosed_string.tf", "syntax-error", "\"", both),
        ("unclosed_interpolation.tf", "syntax-error", "${", both),
        ("unclosed_heredoc.tf", "syntax-error", "<<-END", both),
        (
            "unclosed_comment.tf",
            "syntax-error",
            "/*",
            "locals before = 1",
        ),
        ("trailing_comma.tf.json", "syntax-error", ",", ""),
        (
            "duplicate_key.tf.json",
            "syntax-error",
            "\"twice\"",
            "locals twice = 1",
        ),
    ] {
        let expected = (code, under.to_owned(), kept.to_owned());
        assert_eq!(outcome(name), expected, "{name}");
    }
}
