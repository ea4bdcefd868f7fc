//! Reading arguments, and making results.

use std::sync::Arc;

use super::Refusal;
use crate::model::{Data, ListKind, Map, MapKind, Number, Span, Value};

/// The text at `position`.
pub(super) fn text(arguments: &[Value], position: usize) -> Result<&str, Refusal> {
    match arguments.get(position) {
        Some(value) => match value.as_str() {
            Some(text) => Ok(text),
            None => Err(unsuitable(value, position, "a text")),
        },
        None => Err(missing(position)),
    }
}

/// The whole number at `position`.
pub(super) fn integer(arguments: &[Value], position: usize) -> Result<i64, Refusal> {
    let Some(value) = arguments.get(position) else {
        return Err(missing(position));
    };
    match &value.data {
        Data::Number(number) => number
            .as_i64()
            .ok_or_else(|| unsuitable(value, position, "a whole number")),
        _ => Err(unsuitable(value, position, "a whole number")),
    }
}

/// The items of the array at `position`.
pub(super) fn list(arguments: &[Value], position: usize) -> Result<&[Value], Refusal> {
    let Some(value) = arguments.get(position) else {
        return Err(missing(position));
    };
    value
        .as_list()
        .ok_or_else(|| unsuitable(value, position, "an array"))
}

/// The members of the object at `position`.
pub(super) fn map(arguments: &[Value], position: usize) -> Result<&Map, Refusal> {
    let Some(value) = arguments.get(position) else {
        return Err(missing(position));
    };
    value
        .as_map()
        .ok_or_else(|| unsuitable(value, position, "an object"))
}

/// The refusal of an argument: it is not known, or of another kind than is wanted.
pub(super) fn unsuitable(value: &Value, position: usize, wanted: &str) -> Refusal {
    if value.as_unknown().is_some() {
        Refusal::Open(value.clone())
    } else {
        Refusal::wrong(format!("argument {} should be {wanted}", position + 1))
    }
}

fn missing(position: usize) -> Refusal {
    Refusal::wrong(format!("argument {} is missing", position + 1))
}

/// The first part of a value that is not known.
pub(super) fn unknown_part(value: &Value) -> Option<&Value> {
    match &value.data {
        Data::Unknown(_) => Some(value),
        Data::List(_, items) => items.iter().find_map(unknown_part),
        Data::Map(_, members) => members.values().find_map(unknown_part),
        _ => None,
    }
}

pub(super) fn of_text(text: impl Into<Arc<str>>) -> Value {
    Value::string(text, Span::NOWHERE)
}

pub(super) fn of_bool(bool: bool) -> Value {
    Value::new(Data::Bool(bool), Span::NOWHERE)
}

pub(super) fn of_number(number: impl Into<Number>) -> Value {
    Value::new(Data::Number(number.into()), Span::NOWHERE)
}

pub(super) fn of_list(items: impl IntoIterator<Item = Value>) -> Value {
    let items: Arc<[Value]> = items.into_iter().collect();
    Value::new(Data::List(ListKind::Tuple, items), Span::NOWHERE)
}

pub(super) fn of_map(members: Map) -> Value {
    Value::new(Data::Map(MapKind::Object, Arc::new(members)), Span::NOWHERE)
}

pub(super) fn null() -> Value {
    Value::null(Span::NOWHERE)
}
