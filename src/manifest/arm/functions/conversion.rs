//! From one kind of value to another.

use std::sync::Arc;

use super::arguments::{null, of_bool, of_number, of_text, text, unknown_part, unsuitable};
use super::{Function, Outcome, Refusal};
use crate::manifest::partial;
use crate::model::{Data, ListKind, Map, MapKind, Number, Span, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("bool", 1, 1, bool),
    Function::new("float", 1, 1, float),
    Function::new("int", 1, 1, int),
    Function::new("json", 1, 1, json),
    Function::new("null", 0, 0, |_| Ok(null())),
    Function::new("string", 1, 1, string),
];

/// A scalar as a text, as .NET writes it: `True`, `7`.
pub(super) fn plain(value: &Value) -> Option<String> {
    match &value.data {
        Data::Bool(true) => Some("True".to_owned()),
        Data::Bool(false) => Some("False".to_owned()),
        _ => partial::text(value),
    }
}

fn bool(arguments: &[Value]) -> Outcome {
    let [value] = arguments else {
        return Err(Refusal::wrong("one argument is expected"));
    };
    match &value.data {
        Data::Bool(bool) => Ok(of_bool(*bool)),
        Data::Number(number) => Ok(of_bool(!number.is_zero())),
        Data::String(text) if text.eq_ignore_ascii_case("true") => Ok(of_bool(true)),
        Data::String(text) if text.eq_ignore_ascii_case("false") => Ok(of_bool(false)),
        Data::String(text) if &**text == "1" || &**text == "0" => Ok(of_bool(&**text == "1")),
        _ => Err(unsuitable(value, 0, "true or false")),
    }
}

fn int(arguments: &[Value]) -> Outcome {
    let [value] = arguments else {
        return Err(Refusal::wrong("one argument is expected"));
    };
    match &value.data {
        Data::Number(number) if number.is_integer() => Ok(value.clone()),
        Data::String(text) => match text.trim().parse::<i64>() {
            Ok(number) => Ok(of_number(number)),
            Err(_) => Err(Refusal::wrong("the text should be a whole number")),
        },
        _ => Err(unsuitable(value, 0, "a whole number, or a text of one")),
    }
}

fn float(arguments: &[Value]) -> Outcome {
    let [value] = arguments else {
        return Err(Refusal::wrong("one argument is expected"));
    };
    match &value.data {
        Data::Number(_) => Ok(value.clone()),
        Data::String(text) => match Number::parse(text.trim()) {
            Some(number) => Ok(of_number(number)),
            None => Err(Refusal::wrong("the text should be a number")),
        },
        _ => Err(unsuitable(value, 0, "a number, or a text of one")),
    }
}

/// A text as it is, a number or boolean in words, anything else as JSON.
fn string(arguments: &[Value]) -> Outcome {
    let [value] = arguments else {
        return Err(Refusal::wrong("one argument is expected"));
    };
    if let Some(text) = plain(value) {
        return Ok(of_text(text));
    }
    match partial::json(value) {
        Some(json) => Ok(of_text(json.to_string())),
        None => Err(Refusal::Open(unknown_part(value).unwrap_or(value).clone())),
    }
}

fn json(arguments: &[Value]) -> Outcome {
    let written = text(arguments, 0)?;
    match serde_json::from_str(written) {
        Ok(json) => Ok(from_json(&json)),
        // Resource Manager takes more than JSON allows, such as single quotes.
        Err(_) => Err(Refusal::Unfixed),
    }
}

/// What JSON says; its depth is bounded where it is parsed.
pub(super) fn from_json(json: &serde_json::Value) -> Value {
    use serde_json::Value as Json;
    let data = match json {
        Json::Null => Data::Null,
        Json::Bool(bool) => Data::Bool(*bool),
        Json::Number(number) => match Number::parse(&number.to_string()) {
            Some(number) => Data::Number(number),
            None => Data::String(number.to_string().into()),
        },
        Json::String(text) => Data::String(text.as_str().into()),
        Json::Array(items) => {
            let items: Arc<[Value]> = items.iter().map(from_json).collect();
            Data::List(ListKind::Tuple, items)
        }
        Json::Object(members) => {
            let members: Map = members
                .iter()
                .map(|(key, value)| (Arc::from(key.as_str()), from_json(value)))
                .collect();
            Data::Map(MapKind::Object, Arc::new(members))
        }
    };
    Value::new(data, Span::NOWHERE)
}
