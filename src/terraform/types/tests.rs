//! Type constraints and conversions against the answers of a real OpenTofu, which
//! `record_expressions.py`, beside the tests of whole configurations, recorded.

use std::sync::Arc;

use super::{Type, convert, equal, parse_type, set_of, type_of, unify};
use crate::model::{Data, ListKind, Map, MapKind, Number, Reason, SourceId, Span, Unknown, Value};
use crate::terraform::ast::{Expr, ExprKind};
use crate::terraform::functions::tests::{encode, read};
use crate::terraform::parse;

/// The value of an expression of literals.
fn constant(expr: &Expr) -> Value {
    let data = match &expr.kind {
        ExprKind::Null => Data::Null,
        ExprKind::Bool(bool) => Data::Bool(*bool),
        ExprKind::Number(number) => Data::Number(number.clone()),
        ExprKind::String(text) => Data::String(Arc::clone(text)),
        ExprKind::Tuple(items) => Data::List(ListKind::Tuple, items.iter().map(constant).collect()),
        ExprKind::Object(members) => {
            let members: Map = members
                .iter()
                .map(|(key, value)| (constant(key).as_str().unwrap().into(), constant(value)))
                .collect();
            Data::Map(MapKind::Object, Arc::new(members))
        }
        other => panic!("not a literal: {other:?}"),
    };
    Value::new(data, expr.span)
}

fn ty(text: &str) -> Result<Type, String> {
    let expr = parse::expression(SourceId(0), text, 0).map_err(|problem| format!("{problem:?}"))?;
    parse_type(&expr, &mut constant).map_err(|error| error.message)
}

/// Types that are read although Terraform refuses them, with the reason.
const EXEMPTIONS: &[(&str, &str)] = &[
    (
        r#"object({ "a" = string })"#,
        "the syntax tree does not tell a quoted name from a bare one",
    ),
    (
        "object({ a = string, a = number })",
        "the parser keeps the last of two members of one name",
    ),
];

#[test]
fn converts_as_opentofu() {
    let recorded: serde_json::Value =
        serde_json::from_str(include_str!("testdata/conversions.json")).unwrap();
    let mut wrong = Vec::new();
    let cases = recorded["cases"].as_array().unwrap();
    for case in cases {
        let text = case["type"].as_str().unwrap();
        if EXEMPTIONS.iter().any(|(exempt, _)| *exempt == text) {
            continue;
        }
        let value = read(&case["value"]);
        let converted =
            ty(text).and_then(|ty| convert(&value, &ty).map_err(|error| error.to_string()));
        let problem = match (converted, case["result"].as_str(), &case["error"]) {
            (Ok(value), Some(result), _) => {
                let encoded = encode(&value).unwrap();
                (encoded != result).then(|| format!("gives {encoded} instead of {result}"))
            }
            (Err(error), Some(_), _) => Some(format!("fails with: {error}")),
            (Ok(value), None, error) => Some(format!("gives {:?} instead of {error}", value.data)),
            (Err(_), None, _) => None,
        };
        if let Some(problem) = problem {
            wrong.push(format!("{text} of {}: {problem}", case["value"]));
        }
    }
    assert!(cases.len() > 130);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_type_prints_as_it_is_written() {
    for text in [
        "map(list(string))",
        "object({ name = string, size = optional(number) })",
        "tuple([string, bool])",
        "object({})",
        "set(any)",
    ] {
        assert_eq!(ty(text).unwrap().to_string(), text);
    }
}

#[test]
fn an_error_says_where_it_is() {
    let value = read(&serde_json::json!({"a": {"ports": [1, "x"]}}));
    let error = convert(
        &value,
        &ty("map(object({ ports = list(number) }))").unwrap(),
    )
    .unwrap_err();
    assert_eq!(error.to_string(), r#"["a"].ports[1]: a number is required"#);
}

#[test]
fn parts_keep_their_place_and_history() {
    let here = Span::new(SourceId(3), 5..9);
    let item = Value::string("1", here).defined_as("var.a".into());
    let list = Value::new(Data::List(ListKind::Tuple, [item].into()), Span::NOWHERE);
    let converted = convert(&list, &ty("list(number)").unwrap()).unwrap();
    let item = &converted.as_list().unwrap()[0];
    assert_eq!(item.origin.span, here);
    assert_eq!(item.definitions().len(), 1);
    assert_eq!(
        *item,
        Value::new(Data::Number(Number::from(1_i64)), Span::NOWHERE)
    );
}

#[test]
fn unknowns_stay_and_their_possible_values_are_converted() {
    let mut unknown = Unknown::new(Reason::Variable("var.n".into()), Span::NOWHERE);
    unknown.candidates = vec![
        Value::string("1", Span::NOWHERE),
        Value::string("x", Span::NOWHERE),
    ];
    let value = Value::new(Data::Unknown(Arc::new(unknown)), Span::NOWHERE);
    let converted = convert(&value, &Type::Number).unwrap();
    assert_eq!(
        converted.as_unknown().unwrap().candidates,
        [Value::new(Data::Number(Number::from(1_i64)), Span::NOWHERE)]
    );
    assert_eq!(type_of(&value), Type::String);
    // Both possible values differ from a third.
    assert_eq!(
        equal(&value, &Value::string("y", Span::NOWHERE)),
        Some(false)
    );
    assert_eq!(equal(&value, &Value::string("1", Span::NOWHERE)), None);
}

#[test]
fn types_unify_to_what_all_can_become() {
    for (types, expected) in [
        (&["string", "number"][..], Some("string")),
        (&["number", "bool"], None),
        (&["number", "bool", "string"], Some("string")),
        (&["any", "number"], Some("number")),
        (&["list(string)", "list(number)"], Some("list(string)")),
        (
            &["list(string)", "tuple([number, bool])"],
            Some("list(string)"),
        ),
        (&["set(string)", "list(number)"], Some("list(number)")),
        (&["set(string)", "tuple([number])"], Some("set(string)")),
        (
            &["tuple([string])", "tuple([number])"],
            Some("tuple([string])"),
        ),
        (
            &["tuple([string])", "tuple([number, bool])"],
            Some("list(string)"),
        ),
        (
            &["object({ a = string })", "object({ a = number })"],
            Some("object({ a = string })"),
        ),
        (
            &["object({ a = string })", "object({ b = number })"],
            Some("map(string)"),
        ),
        (
            &["map(number)", "object({ a = string })"],
            Some("map(string)"),
        ),
        (&["object({ a = string })", "tuple([string])"], None),
        (&["list(string)", "string"], None),
        (&[], Some("any")),
    ] {
        let types: Vec<Type> = types.iter().map(|text| ty(text).unwrap()).collect();
        assert_eq!(
            unify(&types),
            expected.map(|text| ty(text).unwrap()),
            "{types:?}"
        );
    }
}

#[test]
fn sets_are_sorted_without_duplicates() {
    let texts = ["b", "a", "b"].map(|text| Value::string(text, Span::NOWHERE));
    let Data::List(ListKind::Set, items) = set_of(texts.to_vec()) else {
        panic!("not a set");
    };
    assert_eq!(
        items.iter().filter_map(Value::as_str).collect::<Vec<_>>(),
        ["a", "b"]
    );
}
