//! Whole expressions against the answers of a real OpenTofu, which `testdata/record_expressions.py` recorded.

use std::fmt::Write;

use super::{Evaluated, Options, evaluate_with};
use crate::model::{Reason, Value};
use crate::terraform::functions::tests::encode;

/// Expressions that rempart answers otherwise on purpose, with the reason.
const EXEMPTIONS: &[(&str, &str)] = &[
    (
        "1e19000*1e19000 > 0",
        "numbers of that size are not computed",
    ),
    (r#"yamldecode("x:\t1")"#, TABS),
    (r#"yamldecode("-\ta")"#, TABS),
];

const TABS: &str = "the parser of YAML has its own rules for tabs between tokens";
/// Each expression is an attribute of a resource of its own, so that a broken one stays alone.
fn evaluate_recorded(recorded: &serde_json::Value) -> Evaluated {
    let mut main = recorded["locals"].as_str().unwrap().to_owned();
    main.push_str("resource \"terraform_data\" \"unknown\" {\n  input = timestamp()\n}\n");
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
        let address = format!("test_thing.c{position}");
        let value = evaluated
            .loaded
            .resources
            .iter()
            .find(|resource| *resource.address == *address)
            .and_then(|resource| resource.body.as_map()?.get("value").cloned());
        let exempted = EXEMPTIONS.iter().any(|(exempt, _)| *exempt == expression);
        match difference(case, value.as_ref()) {
            Some(difference) if !exempted => wrong.push(format!("{expression}\n    {difference}")),
            None if exempted => wrong.push(format!("{expression}\n    differs no more")),
            _ => {}
        }
    }
    assert!(cases.len() > 700);
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}

/// How the value differs from the recorded answer. It is a list of one item, the answer.
fn difference(case: &serde_json::Value, value: Option<&Value>) -> Option<String> {
    let text = value.and_then(|value| encode(value).ok());
    let (is_same, answer) = match case.get("result") {
        Some(serde_json::Value::String(result)) => {
            let answer = format!("[{result}]");
            (text.as_ref() == Some(&answer), answer)
        }
        // Not known.
        Some(result) => (text.is_none(), result.to_string()),
        None => {
            let unknown = value.and_then(|value| {
                let item = value.as_list().and_then(|items| items.first());
                item.and_then(Value::as_unknown).or(value.as_unknown())
            });
            let is_error = value.is_none()
                || unknown.is_some_and(|unknown| {
                    matches!(unknown.reason, Reason::Error(_) | Reason::File(_))
                });
            (is_error, case["error"].to_string())
        }
    };
    (!is_same).then(|| match text {
        Some(text) => format!("{text} instead of {answer}"),
        None => format!("{value:?} instead of {answer}"),
    })
}
