//! The functions against the answers of a real OpenTofu.
//!
//! `testdata/cases.json` holds calls and what OpenTofu made of them; `record_expressions.py`, beside the
//! tests of whole configurations, recorded it. An argument or a result is written as JSON: an array is a
//! tuple and an object an object, unless an object of one member says otherwise (`$list`, `$set`, `$map`,
//! `$number`, `$sensitive`, `$unknown`).

use std::sync::Arc;

pub(in crate::terraform) use super::json::encode;
use super::returns::returned_by;
use super::{CallError, Context, FileError, Files, call, table};
use crate::model::{Data, ListKind, Map, MapKind, Number, Reason, Reference, Span, Unknown, Value};
use crate::terraform::types::{Type, convert, equal, set_of, type_of, typed};

/// The files that were there when the cases were recorded.
struct Recorded;

impl Files for Recorded {
    fn working_directory(&self) -> &'static str {
        "/run"
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        match path {
            "hello.txt" | "./hello.txt" | "sub/../hello.txt" => Ok(b"Hello, file!\n".to_vec()),
            "sub/a.txt" => Ok(b"a".to_vec()),
            "binary.bin" => Ok(vec![0xff, 0, 1]),
            "sub" => Err(FileError::Unreadable),
            "/outside" => Err(FileError::OutsideRoot),
            _ => Err(FileError::NotFound),
        }
    }

    fn exists(&self, path: &str) -> Result<bool, FileError> {
        match self.read(path) {
            Ok(_) => Ok(true),
            Err(FileError::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn glob(&self, _: &str, pattern: &str) -> Result<Vec<String>, FileError> {
        match pattern {
            "*" => Ok(vec!["a.txt".to_owned(), "b.json".to_owned()]),
            _ => Err(FileError::NotFound),
        }
    }
}

fn evaluate(name: &str, args: &[Value]) -> Result<Value, CallError> {
    call(name, args, Span::NOWHERE, &Context { files: &Recorded })
}

#[test]
fn answers_as_opentofu() {
    let recorded: serde_json::Value =
        serde_json::from_str(include_str!("testdata/cases.json")).unwrap();
    let mut wrong = Vec::new();
    let cases = recorded["cases"].as_array().unwrap();
    let mut typed_cases = 0;
    for case in cases {
        let name = case["call"].as_str().unwrap();
        let arguments = case["arguments"].to_string();
        let args: Vec<Value> = case["arguments"]
            .as_array()
            .unwrap()
            .iter()
            .map(read)
            .collect();
        let answer = evaluate(name, &args);
        // What is said of all results of a function.
        if let (Some(ty), Some(recorded)) = (returned_by(name), case.get("type")) {
            typed_cases += 1;
            if !is_of(ty, recorded) {
                wrong.push(format!("{name}{arguments} is not always of type {ty}"));
            }
        }
        if let Some(problem) = compare(&answer, case) {
            wrong.push(format!("{name}{arguments}: {problem}"));
        }
    }
    assert!(cases.len() > 2500);
    assert!(typed_cases > 1000, "{typed_cases}");
    assert!(
        wrong.is_empty(),
        "{} of {} cases:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}

fn compare(answer: &Result<Value, CallError>, case: &serde_json::Value) -> Option<String> {
    let value = match (answer, case.get("error")) {
        (Err(_), Some(_)) => return None,
        (Err(error), None) => return Some(format!("fails with: {error}")),
        (Ok(value), Some(error)) => {
            return Some(format!(
                "gives {:?} instead of the error {error}",
                value.data
            ));
        }
        (Ok(value), None) => value,
    };
    if let Some(partly) = case.get("partly") {
        return (!fits(value, partly))
            .then(|| format!("gives {:?} instead of {partly}", value.data));
    }
    let result = case["result"].as_str().unwrap();
    match encode(value) {
        Ok(text) if text == result => {}
        Ok(text) => return Some(format!("gives {text} instead of {result}")),
        Err(_) => {
            return Some(format!(
                "gives an unknown instead of {result}: {:?}",
                value.data
            ));
        }
    }
    match case.get("type") {
        Some(expected) if !is_of(&type_of(value), expected) => Some(format!(
            "is of type {} instead of {expected}",
            type_of(value)
        )),
        _ => None,
    }
}

/// Whether a value, known or not in each part, is as recorded.
fn fits(value: &Value, recorded: &serde_json::Value) -> bool {
    if recorded.get("$unknown").is_some() {
        return value.as_unknown().is_some();
    }
    match (&value.data, recorded) {
        (Data::List(_, items), serde_json::Value::Array(others)) => {
            items.len() == others.len()
                && items
                    .iter()
                    .zip(others)
                    .all(|(item, other)| fits(item, other))
        }
        (Data::Map(_, members), serde_json::Value::Object(others)) => {
            members.len() == others.len()
                && members.iter().all(|(name, member)| {
                    others.get(&**name).is_some_and(|other| fits(member, other))
                })
        }
        _ => *value == read(recorded),
    }
}

/// Whether a type, where it is known, is the recorded one.
fn is_of(ty: &Type, recorded: &serde_json::Value) -> bool {
    let element = &recorded[1];
    match (ty, recorded[0].as_str().or(recorded.as_str())) {
        (Type::Any, _)
        | (_, Some("dynamic"))
        | (Type::Bool, Some("bool"))
        | (Type::Number, Some("number"))
        | (Type::String, Some("string")) => true,
        (Type::List(inner), Some("list"))
        | (Type::Set(inner), Some("set"))
        | (Type::Map(inner), Some("map")) => is_of(inner, element),
        (Type::Tuple(types), Some("tuple")) => {
            let others = element.as_array().unwrap();
            types.len() == others.len()
                && types.iter().zip(others).all(|(ty, other)| is_of(ty, other))
        }
        (Type::Object(fields), Some("object")) => {
            let others = element.as_object().unwrap();
            fields.len() == others.len()
                && fields.iter().all(|(name, field)| {
                    others
                        .get(&**name)
                        .is_some_and(|other| is_of(&field.ty, other))
                })
        }
        _ => false,
    }
}

/// The value of an argument as the cases write it.
pub(in crate::terraform) fn read(json: &serde_json::Value) -> Value {
    let data = match json {
        serde_json::Value::Null => Data::Null,
        serde_json::Value::Bool(bool) => Data::Bool(*bool),
        serde_json::Value::Number(number) => {
            Data::Number(Number::parse(&number.to_string()).unwrap())
        }
        serde_json::Value::String(text) => Data::String(text.as_str().into()),
        serde_json::Value::Array(items) => list(ListKind::Tuple, items.iter().map(read)),
        serde_json::Value::Object(members) => match members.iter().next() {
            Some((tag, inner)) if members.len() == 1 && tag.starts_with('$') => {
                return read_tagged(tag, inner);
            }
            _ => map(MapKind::Object, members),
        },
    };
    Value::new(data, Span::NOWHERE)
}

fn read_tagged(tag: &str, inner: &serde_json::Value) -> Value {
    let items = || read(inner).as_list().unwrap().to_vec();
    let of_one_type = |name: &str| evaluate(name, &[read(inner)]).unwrap();
    match tag {
        "$list" => of_one_type("tolist"),
        "$map" => of_one_type("tomap"),
        "$set" if items().iter().all(Value::is_wholly_known) => of_one_type("toset"),
        "$set" => Value::new(set_of(items()), Span::NOWHERE),
        "$number" => Value::new(
            Data::Number(Number::parse(inner.as_str().unwrap()).unwrap()),
            Span::NOWHERE,
        ),
        "$sensitive" => read(inner).marked_sensitive(),
        "$unknown" => {
            let ty = if *inner == "string" {
                Type::String
            } else {
                Type::Any
            };
            typed(unknown("aws_thing.a.id", &[]), &ty)
        }
        other => panic!("no such tag: {other}"),
    }
}

fn list(kind: ListKind, items: impl Iterator<Item = Value>) -> Data {
    Data::List(kind, items.collect())
}

fn map(kind: MapKind, members: &serde_json::Map<String, serde_json::Value>) -> Data {
    let members: Map = members
        .iter()
        .map(|(name, member)| (name.as_str().into(), read(member)))
        .collect();
    Data::Map(kind, Arc::new(members))
}

fn unknown(reason: &str, candidates: &[&str]) -> Value {
    let reason = match reason.strip_prefix("var.") {
        Some(name) => Reason::Variable(name.into()),
        None => Reason::Computed(reason.into()),
    };
    let mut unknown = Unknown::new(reason, Span::NOWHERE);
    unknown.candidates = candidates.iter().map(|text| string(text)).collect();
    Value::new(Data::Unknown(Arc::new(unknown)), Span::NOWHERE)
}

fn string(text: &str) -> Value {
    Value::string(text, Span::NOWHERE)
}

fn tuple(items: &[Value]) -> Value {
    Value::new(Data::List(ListKind::Tuple, items.into()), Span::NOWHERE)
}

fn number(text: &str) -> Value {
    Value::new(Data::Number(Number::parse(text).unwrap()), Span::NOWHERE)
}

/// Every function has a case, but for those whose result is not fixed, and all that OpenTofu and
/// Terraform document are there.
#[test]
fn knows_the_documented_functions() {
    let documented = "abs abspath alltrue anytrue base64decode base64encode base64gunzip base64gzip base64sha256 \
        base64sha512 basename bcrypt ceil chomp chunklist cidrcontains cidrhost cidrnetmask cidrsubnet cidrsubnets \
        coalesce coalescelist compact concat contains csvdecode dirname distinct element endswith ephemeralasnull \
        file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5 fileset filesha1 filesha256 filesha512 \
        flatten floor format formatdate formatlist indent index issensitive join jsondecode jsonencode keys length \
        log lookup lower matchkeys max md5 merge min nonsensitive one parseint pathexpand plantimestamp pow range \
        regex regexall replace reverse rsadecrypt sensitive setintersection setproduct setsubtract setunion sha1 \
        sha256 sha512 signum slice sort split startswith strcontains strrev substr sum textdecodebase64 \
        textencodebase64 timeadd timecmp timestamp title tobool tolist tomap tonumber toset tostring transpose trim \
        trimprefix trimspace trimsuffix upper urldecode urlencode uuid uuidv5 values yamldecode yamlencode \
        zipmap";
    for name in documented.split_whitespace() {
        assert!(table::find(name).is_some(), "{name} is missing");
    }
    let known = table::all().count();
    assert_eq!(
        known,
        documented.split_whitespace().count() + ["list", "map"].len()
    );
    assert_eq!(
        evaluate("core::upper", &[string("a")]).unwrap(),
        string("A")
    );
    let error = evaluate("jsonencod", &[]).unwrap_err();
    assert_eq!(
        error.message,
        "there is no function named \"jsonencod\"; did you mean jsonencode?"
    );
}

#[test]
fn maps_possible_values() {
    let region = unknown("var.region", &["eu-west-3", "us-east-1"]);
    let upper = evaluate("upper", std::slice::from_ref(&region)).unwrap();
    assert_eq!(
        upper.as_unknown().unwrap().candidates,
        [string("EU-WEST-3"), string("US-EAST-1")]
    );
    // One possible result is a known one, wherever the unknown stands.
    let length = evaluate("length", std::slice::from_ref(&region)).unwrap();
    assert_eq!(length, number("9"));
    let joined = evaluate("join", &[string("-"), tuple(&[string("logs"), region])]).unwrap();
    assert_eq!(
        joined.as_unknown().unwrap().candidates,
        [string("logs-eu-west-3"), string("logs-us-east-1")]
    );
}

#[test]
fn an_unknown_keeps_its_reason_and_the_references_of_all_parts() {
    let arn = unknown("aws_thing.a.arn", &[]).read_from(Reference {
        address: "aws_thing.a".into(),
        attribute: "arn".into(),
    });
    let members: Map = [(Arc::from("key"), tuple(&[arn]))].into_iter().collect();
    let policy = Value::new(Data::Map(MapKind::Object, Arc::new(members)), Span::NOWHERE);
    let encoded = evaluate("jsonencode", std::slice::from_ref(&policy)).unwrap();
    assert_eq!(encoded.references().len(), 1);
    let unknown = encoded.as_unknown().unwrap();
    assert_eq!(unknown.reason, Reason::Computed("aws_thing.a.arn".into()));
    assert_eq!(unknown.document(), Some(&policy));
    assert_eq!(evaluate("jsondecode", &[encoded]).unwrap(), policy);
}

#[test]
fn sensitivity_passes_through() {
    let secret = string("s").marked_sensitive();
    assert!(
        evaluate("upper", std::slice::from_ref(&secret))
            .unwrap()
            .is_sensitive()
    );
    assert!(
        evaluate("join", &[string(","), tuple(std::slice::from_ref(&secret))])
            .unwrap()
            .is_sensitive()
    );
    let list = evaluate(
        "concat",
        &[tuple(std::slice::from_ref(&secret)), tuple(&[string("a")])],
    )
    .unwrap();
    assert!(!list.is_sensitive());
    assert!(list.as_list().unwrap()[0].is_sensitive());
    assert!(!evaluate("nonsensitive", &[secret]).unwrap().is_sensitive());
}

#[test]
fn what_only_deployment_or_a_provider_tells_is_unknown() {
    for (name, args) in [
        ("timestamp", vec![]),
        ("plantimestamp", vec![]),
        ("uuid", vec![]),
        ("bcrypt", vec![string("a")]),
        ("base64gzip", vec![string("a")]),
        ("provider::cloud::parse", vec![string("a")]),
    ] {
        let value = evaluate(name, &args).unwrap();
        assert_eq!(
            value.as_unknown().unwrap().reason,
            Reason::Function(name.into())
        );
    }
    let outside = evaluate("file", &[string("/outside")]).unwrap();
    assert_eq!(
        outside.as_unknown().unwrap().reason,
        Reason::File("/outside".into())
    );
    let missing = evaluate("file", &[string("missing")]).unwrap_err();
    assert_eq!(missing.file.as_deref(), Some("missing"));
    assert_eq!(
        evaluate("abspath", &[string("./x/../y")]).unwrap(),
        string("/run/y")
    );
    assert!(matches!(
        evaluate("pathexpand", &[string("~/x")])
            .unwrap()
            .as_unknown()
            .unwrap()
            .reason,
        Reason::Ambient(_)
    ));
    let set = evaluate("fileset", &[string("."), string("*")]).unwrap();
    assert_eq!(encode(&set).unwrap(), r#"["a.txt","b.json"]"#);
}

#[test]
fn hostile_calls_are_bounded() {
    let long = "x".repeat(super::limits::MAX_TEXT);
    let lines = "\n".repeat(100_000);
    let many = tuple(&vec![string("a"); 2000]);
    // A list that shares its halves has 2^60 leaves.
    let mut doubling = tuple(&[string("a")]);
    for _ in 0..60 {
        doubling = tuple(&[doubling.clone(), doubling]);
    }
    let mut deep = tuple(&[]);
    for _ in 0..1000 {
        deep = tuple(&[deep]);
    }
    let calls: Vec<(&str, Vec<Value>)> = vec![
        ("range", vec![number("1000000000")]),
        ("format", vec![string("%999999999d"), number("1")]),
        ("format", vec![string("%.999999999f"), number("1")]),
        ("replace", vec![string(&long), string(""), string("yy")]),
        ("replace", vec![string(&long), string("/x/"), string("yy")]),
        ("indent", vec![number("1000000"), string(&lines)]),
        (
            "join",
            vec![string(&long), tuple(&[string("a"), string("b")])],
        ),
        ("setproduct", vec![many.clone(), many]),
        (
            "regex",
            vec![string("(((a{1000}){1000}){1000}){1000}"), string("a")],
        ),
        ("regex", vec![string(&"(".repeat(9_000)), string("a")]),
        (
            "regexall",
            vec![string(&"(a?)".repeat(2_000)), string("aaaa")],
        ),
        ("split", vec![string(""), string(&long)]),
        ("flatten", vec![doubling.clone()]),
        ("jsonencode", vec![doubling.clone()]),
        ("yamlencode", vec![doubling.clone()]),
        ("distinct", vec![doubling.clone()]),
        ("jsonencode", vec![deep.clone()]),
        ("flatten", vec![deep]),
        ("jsondecode", vec![string(&"[".repeat(1_000_000))]),
        ("yamldecode", vec![string(&"[".repeat(100_000))]),
        ("yamldecode", vec![string(&"- ".repeat(100_000))]),
        ("csvdecode", vec![string(&",".repeat(1_000_000))]),
        (
            "parseint",
            vec![string(&"9".repeat(1_000_000)), number("10")],
        ),
        ("tonumber", vec![string(&"9".repeat(1_000_000))]),
        (
            "timeadd",
            vec![
                string("2017-11-22T00:00:00Z"),
                string(&"9h".repeat(1_000_000)),
            ],
        ),
    ];
    for (name, args) in calls {
        assert!(evaluate(name, &args).is_err(), "{name} should be refused");
    }
    // Walking what is shared is bounded even where it is allowed.
    assert_eq!(
        evaluate("length", &[doubling.clone()]).unwrap(),
        number("2")
    );
    assert!(evaluate("contains", &[tuple(&[string("a")]), doubling.clone()]).is_err());
    assert!(evaluate("coalesce", &[doubling.clone()]).is_ok());
    assert_eq!(equal(&doubling, &doubling.clone()), None);
    let mut nested = Type::Any;
    for _ in 0..50 {
        nested = Type::List(Box::new(nested));
    }
    assert!(convert(&doubling, &nested).is_err());
    let element = evaluate("element", &[doubling, unknown("var.index", &[])]).unwrap();
    assert!(element.as_unknown().is_some());
}

/// Calls of every function with arguments of all sorts, most of them wrong: none may panic.
#[test]
fn no_call_panics() {
    let values: Vec<Value> = [
        serde_json::json!(null),
        serde_json::json!(true),
        serde_json::json!(-1),
        serde_json::json!({"$number": "1e300"}),
        serde_json::json!({"$number": "-0.5"}),
        serde_json::json!(""),
        serde_json::json!("é\u{301}😀%[9]s'\\"),
        serde_json::json!("/(["),
        serde_json::json!("2001:db8::/127"),
        serde_json::json!("2024-02-29T23:59:59-23:59"),
        serde_json::json!("{\"a\": [1"),
        serde_json::json!([]),
        serde_json::json!(["a", null, [1], {"b": {"$unknown": true}}]),
        serde_json::json!({"$set": ["a", {"$unknown": true}]}),
        serde_json::json!({"é": [null], "": {}}),
        serde_json::json!({"$map": {"a": ["x"]}}),
        serde_json::json!({"$unknown": true}),
    ]
    .iter()
    .map(read)
    .collect();
    for name in table::all().map(|function| function.name) {
        let _ = evaluate(name, &[]);
        for (index, first) in values.iter().enumerate() {
            let _ = evaluate(name, std::slice::from_ref(first));
            for (other, second) in values.iter().enumerate() {
                let _ = evaluate(name, &[first.clone(), second.clone()]);
                let third = &values[(index * 7 + other) % values.len()];
                let _ = evaluate(name, &[first.clone(), second.clone(), third.clone()]);
            }
        }
    }
}
