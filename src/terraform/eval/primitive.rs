//! Conversions between booleans, numbers and texts, as operators apply them.

use crate::model::{Data, Number, Value};

/// A value as a boolean: itself, or the texts that Terraform accepts for one.
pub(crate) fn to_bool(value: &Value) -> Option<bool> {
    match &value.data {
        Data::Bool(bool) => Some(*bool),
        Data::String(text) => match &**text {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// A value as a number: itself, or a text that reads as one.
pub(crate) fn to_number(value: &Value) -> Option<Number> {
    match &value.data {
        Data::Number(number) => Some(number.clone()),
        Data::String(text) => Number::from_text(text),
        _ => None,
    }
}

/// A value as a whole number, zero or more, such as a position or a count.
pub(crate) fn to_index(value: &Value) -> Option<usize> {
    to_number(value)?
        .as_i64()
        .and_then(|number| usize::try_from(number).ok())
}

/// What a value is, for messages.
pub(crate) fn describe(value: &Value) -> &'static str {
    match &value.data {
        Data::Null => "null",
        Data::Bool(_) => "a boolean",
        Data::Number(_) => "a number",
        Data::String(_) => "a string",
        Data::List(..) => "a list",
        Data::Map(..) => "an object",
        Data::Unknown(_) => "an unknown value",
    }
}
