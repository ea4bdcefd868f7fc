//! Whole expressions against the answers of a real OpenTofu, which `testdata/record_expressions.py` recorded.

use std::fmt::Write;

use super::{Evaluated, Options, evaluate_with};
use crate::model::Reason;
use crate::terraform::functions::tests::encode;

/// Expressions that rempart answers otherwise on purpose, with the reason.
const EXEMPTIONS: &[(&str, &str)] = &[
    (
        r#"false && "x""#,
        "what the left operand decides is not asked of the right one",
    ),
    (
        "null && true",
        "OpenTofu takes this null for false, and refuses it everywhere else",
    ),
    (
        r#"true ? "a" : ["b"]"#,
        "the branch taken is the more useful answer",
    ),
    (
        "{local.s = 1}",
        "the parser reads the name as an expression",
    ),
    (
        r#"try(local.missing_thing, "d")"#,
        "OpenTofu checks names before it evaluates",
    ),
];

/// Each expression is an attribute of a resource of its own, so that a broken one stays alone.
fn evaluate_recorded(recorded: &serde_json::Value) -> Evaluated {
    let mut main = recorded["locals"].as_str().unwrap().to_owned();
    for (position, case) in recorded["cases"].as_array().unwrap().iter().enumerate() {
        let expression = case["expression"].as_str().unwrap();
        writeln!(
            main,
            "resource \"test_thing\" \"c{position}\" {{\n  value = [\n{expression}\n]\n}}"
        )
        .unwrap();
    }
    let mut files = vec![("main.tf", main.as_str())];
    for (path, content) in recorded["files"].as_object().unwrap() {
        files.push((path, content.as_str().unwrap()));
    }
    let options = Options {
        workspace: Some("default".to_owned()),
        ..Options::default()
    };
    evaluate_with(&files, &options)
}

#[test]
fn expressions_as_opentofu() {
    let recorded: serde_json::Value =
        serde_json::from_str(include_str!("testdata/expressions.json")).unwrap();
    let evaluated = evaluate_recorded(&recorded);
    let cases = recorded["cases"].as_array().unwrap();
    let mut wrong = Vec::new();
    for (position, case) in cases.iter().enumerate() {
        let expression = case["expression"].as_str().unwrap();
        if EXEMPTIONS.iter().any(|(exempt, _)| *exempt == expression) {
            continue;
        }
        let address = format!("test_thing.c{position}");
        let value = evaluated
            .loaded
            .resources
            .iter()
            .find(|resource| *resource.address == *address)
            .and_then(|resource| resource.body.as_map()?.get("value").cloned());
        let text = value.as_ref().and_then(|value| encode(value).ok());
        match (case["result"].as_str(), text, value) {
            (Some(result), Some(text), _) if text == format!("[{result}]") => {}
            (Some(result), Some(text), _) => {
                wrong.push(format!("{expression}\n    {text}\n    [{result}]"));
            }
            (Some(result), None, value) => {
                wrong.push(format!("{expression}\n    {value:?}\n    [{result}]"));
            }
            (None, Some(text), _) => {
                wrong.push(format!("{expression}\n    {text}\n    {}", case["error"]));
            }
            (None, None, None) => {}
            (None, None, Some(value)) => {
                let unknown = value
                    .as_list()
                    .and_then(|items| items.first()?.as_unknown())
                    .or(value.as_unknown());
                if !unknown.is_some_and(|unknown| {
                    matches!(unknown.reason, Reason::Error(_) | Reason::File(_))
                }) {
                    wrong.push(format!(
                        "{expression}\n    {value:?}\n    {}",
                        case["error"]
                    ));
                }
            }
        }
    }
    assert!(cases.len() > 350);
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}
