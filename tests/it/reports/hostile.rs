//! Names and values that try to be something else: each format keeps them what they are.

use std::fmt::Write as _;

use crate::program::Sandbox;

/// Names of files, as far as file systems allow them.
const NAMES: [&str; 7] = [
    "a b'c\".tf",
    "x,y=z%0A::error file=q::pwn.tf",
    "new\nline::warning::pwn.tf",
    "r\u{202e}ft.tf",
    "<script>alert(1)<%2Fscript>.tf",
    "]]>&amp;.tf",
    "@everyone | #1 [x](http:).tf",
];

/// Keys of instances, which are part of addresses, and values, which are part of messages.
const KEYS: [&str; 8] = [
    "</script><img src=x onerror=alert(1)>",
    "]]><x/>",
    "@everyone",
    "a | b",
    "`code` [link](https://example.org)",
    "::set-output name=x::y",
    "##[error]z",
    "\\u001b[31mred\\u202e",
];

pub(super) fn sandbox() -> Sandbox {
    let mut keys = String::new();
    for key in KEYS {
        let _ = write!(
            keys,
            "{}, ",
            serde_json::to_string(key)
                .expect("JSON")
                .replace("\\\\u", "\\u")
        );
    }
    let sandbox = Sandbox::new(&[]);
    for (number, name) in NAMES.iter().enumerate() {
        sandbox.write(
            &format!("{number}/{name}"),
            format!(
                "resource \"aws_db_instance\" \"d\" {{\n  for_each          = toset([{keys}])\n  engine            = each.key\n  storage_encrypted = false\n}}\n# \u{202e} </script> ]]> @everyone ::error::x\n"
            ),
        );
    }
    sandbox
}

fn printed(format: &str) -> String {
    let ran = sandbox().run(&["--format", format, "--pack", "secnumcloud-3.2"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    ran.out
}

/// Characters that change what is seen without being seen.
fn steers(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn annotations_are_one_command_a_line() {
    let out = printed("github");
    let mut errors = 0;
    for line in out.lines() {
        let command = line.starts_with("::error ")
            || line.starts_with("::warning ")
            || line.starts_with("::notice ");
        assert!(command || line.starts_with("rempart: "), "{line}");
        if command {
            let (properties, _) = line[2..].split_once("::").expect("a message follows");
            for property in properties
                .split_once(' ')
                .expect("there are some")
                .1
                .split(',')
            {
                let (name, _) = property.split_once('=').expect("a value follows");
                assert!(
                    ["file", "line", "endLine", "col", "endColumn", "title"].contains(&name),
                    "{line}"
                );
            }
        }
        errors += usize::from(line.starts_with("::error "));
    }
    assert_eq!(errors, 10);
    assert!(!out.contains(steers), "{out:?}");
}

#[test]
fn markdown_holds_no_html_link_mention_or_cell_of_theirs() {
    for format in ["markdown", "comment"] {
        let out = printed(format);
        assert!(!out.contains(steers), "{out:?}");
        let mut fenced: Option<String> = None;
        for line in out.lines() {
            match &fenced {
                Some(fence) if line == fence => fenced = None,
                Some(_) => continue,
                None if line.starts_with("```") => {
                    fenced = Some(line.trim_end_matches("text").to_owned());
                }
                None => {}
            }
            let prose = without_code(line);
            for part in ["<script", "<img", "](http", "@everyone", "]]>"] {
                assert!(!prose.contains(part), "{part} in {line}");
            }
        }
        assert_eq!(fenced, None, "every block ends");
    }
    assert!(printed("comment").starts_with("<!-- rempart -->\n"));
}

/// A line without its spans of code, as `CommonMark` finds them.
fn without_code(line: &str) -> String {
    let mut prose = String::new();
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        let (before, code) = rest.split_at(start);
        prose.push_str(before);
        let run = code.len() - code.trim_start_matches('`').len();
        if before.ends_with('\\') {
            rest = &code[1..];
            continue;
        }
        let fence = &code[..run];
        let mut inner = &code[run..];
        let mut end = None;
        let mut offset = run;
        while let Some(found) = inner.find('`') {
            let length = inner[found..].len() - inner[found..].trim_start_matches('`').len();
            if length == run {
                end = Some(offset + found + length);
                break;
            }
            offset += found + length;
            inner = &code[offset..];
        }
        match end {
            Some(end) => rest = &code[end..],
            None => {
                prose.push_str(fence);
                rest = &code[run..];
            }
        }
    }
    prose.push_str(rest);
    prose
}

#[test]
fn xml_and_json_stay_well_formed() {
    let junit = printed("junit");
    // What the schema of Jenkins knows, and no more.
    let root = junit.lines().nth(1).unwrap_or_default();
    assert!(
        root.starts_with("<testsuites name=\"rempart\" tests="),
        "{root}"
    );
    assert!(!root.contains("skipped"), "{root}");
    let mut cases = junit.lines().filter(|line| line.contains("<testcase "));
    assert!(cases.all(|case| !case.contains(" file=\"") && !case.contains(" line=\"")));
    let report = quick_junit::Report::deserialize_from_str(&junit).expect("JUnit");
    let failed: usize = report.test_suites.iter().map(|suite| suite.failures).sum();
    assert!(failed >= NAMES.len() * KEYS.len(), "{failed}");
    assert!(
        !junit.contains("<script") && !junit.contains(steers),
        "{junit}"
    );
    for format in ["sarif", "gitlab", "json"] {
        let out = printed(format);
        let _: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        assert!(
            !out.contains(|c: char| c.is_control() && c != '\n'),
            "{format}"
        );
    }
    let gitlab: serde_json::Value = serde_json::from_str(&printed("gitlab")).expect("JSON");
    for issue in gitlab.as_array().expect("a list") {
        assert!(
            !issue["description"]
                .as_str()
                .expect("a text")
                .contains(steers)
        );
        assert!(
            ["info", "minor", "major", "critical", "blocker"]
                .contains(&issue["severity"].as_str().expect("a text"))
        );
    }
    let sarif: serde_json::Value = serde_json::from_str(&printed("sarif")).expect("JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("a list");
    for result in results {
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            .as_str()
            .expect("a text");
        assert!(
            uri.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"/-._~%".contains(&byte)),
            "{uri}"
        );
        let message = result["message"]["text"].as_str().expect("a text");
        assert!(
            !message.contains("](") && !message.contains(steers),
            "{message}"
        );
    }
}

#[test]
fn a_table_has_its_columns_and_no_formula() {
    let sandbox = Sandbox::new(&[(
        "=cmd.tf",
        "resource \"aws_db_instance\" \"d\" {\n  for_each          = toset([\"=1+1\", \"a,b\\\"c\\nd\"])\n  storage_encrypted = false\n}\n",
    )]);
    let ran = sandbox.run(&["--format", "csv"]);
    let mut table = csv::Reader::from_reader(ran.out.as_bytes());
    let columns = table.headers().expect("a table").len();
    let file = table
        .headers()
        .expect("a table")
        .iter()
        .position(|name| name == "file")
        .expect("it is there");
    let mut rows = 0;
    for row in table.records() {
        let row = row.expect("every row has the columns");
        assert_eq!(row.len(), columns);
        assert_eq!(&row[file], "'=cmd.tf");
        for cell in &row {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
        }
        rows += 1;
    }
    assert!(rows > 4);
}

#[test]
fn no_line_of_the_report_for_a_person_is_a_command() {
    let out = printed("human");
    for line in out.lines() {
        assert!(!line.trim_start().starts_with("::"), "{line}");
        assert!(!line.contains("##["), "{line}");
    }
    assert!(!out.contains(steers), "{out:?}");
}
