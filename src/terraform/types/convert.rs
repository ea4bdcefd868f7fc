//! Converting values to types, as an assignment or an argument does it without being asked.

use std::sync::Arc;

use super::block::{computed, member_of};
use super::unify::{is_convertible, types_of};
use super::{ConversionError, Fields, Type, given, set_of, type_of, unify};
use crate::model::{Data, ListKind, Map, MapKind, Number, Unknown, Value};

/// Parts of a value that are converted; lists that share their parts may have many more.
const MAX_PARTS: usize = 1_000_000;

/// The value as one of type `to`, each part keeping its place and its history.
///
/// Unknown parts stay unknown and null stays null. Attributes of objects that the type does not
/// name are dropped; those it declares optional are given their default, or null.
pub(crate) fn convert(value: &Value, to: &Type) -> Result<Value, ConversionError> {
    convert_within(value, to, &mut MAX_PARTS.clone())
}

fn convert_within(value: &Value, to: &Type, left: &mut usize) -> Result<Value, ConversionError> {
    *left = left
        .checked_sub(1)
        .ok_or_else(|| mismatch(value, "the value has too many parts"))?;
    match &value.data {
        _ if *to == Type::Any => Ok(value.clone()),
        Data::Null | Data::Unknown(_) => {
            let own = type_of(value);
            if !is_convertible(&own, to) {
                return Err(mismatch(value, &required(&to.friendly_name())));
            }
            let converted = match &value.data {
                Data::Unknown(unknown) => convert_unknown(value, unknown, to, left),
                _ => value.clone(),
            };
            Ok(given::retyped(converted, &given::resolved(&own, to)))
        }
        data => {
            let data = match to {
                Type::Any => data.clone(),
                Type::Bool => convert_bool(value)?,
                Type::Number => convert_number(value)?,
                Type::String => match string_of(value) {
                    Some(text) => Data::String(text),
                    None => return Err(mismatch(value, "a string is required")),
                },
                Type::List(element) => {
                    let items = convert_items(value, element, "list", left)?;
                    Data::List(ListKind::List, items.into())
                }
                Type::Set(element) => set_of(convert_items(value, element, "set", left)?),
                Type::Map(element) => convert_map(value, element, left)?,
                Type::Tuple(types) => convert_tuple(value, types, left)?,
                Type::Object(fields) => convert_object(value, fields, left)?,
            };
            // The items of a set are where their values put them, which tells about all.
            let tells = matches!(&data, Data::List(ListKind::Set, items)
                if items.iter().any(Value::is_sensitive));
            let converted = Value {
                data,
                origin: value.origin.clone(),
            };
            let converted = match &converted.data {
                Data::List(_, items) if items.is_empty() => {
                    given::retyped(converted, &given::resolved(&type_of(value), to))
                }
                Data::Map(_, members) if members.is_empty() => {
                    given::retyped(converted, &given::resolved(&type_of(value), to))
                }
                _ => converted,
            };
            Ok(if tells {
                converted.marked_sensitive()
            } else {
                converted
            })
        }
    }
}

/// The text of a known text, number or boolean.
pub(crate) fn string_of(value: &Value) -> Option<Arc<str>> {
    match &value.data {
        Data::String(text) => Some(Arc::clone(text)),
        Data::Number(number) => Some(number.to_string().into()),
        Data::Bool(true) => Some("true".into()),
        Data::Bool(false) => Some("false".into()),
        _ => None,
    }
}

/// Keeps the possible values that can be converted.
fn convert_unknown(value: &Value, unknown: &Arc<Unknown>, to: &Type, left: &mut usize) -> Value {
    if unknown.candidates.is_empty() {
        return value.clone();
    }
    let candidates = unknown
        .candidates
        .iter()
        .filter_map(|candidate| convert_within(candidate, to, left).ok())
        .collect();
    Value {
        data: Data::Unknown(Arc::new(Unknown {
            candidates,
            ..(**unknown).clone()
        })),
        origin: value.origin.clone(),
    }
}

fn convert_bool(value: &Value) -> Result<Data, ConversionError> {
    match &value.data {
        Data::Bool(bool) => Ok(Data::Bool(*bool)),
        Data::String(text) => match text.as_ref() {
            "true" | "1" => Ok(Data::Bool(true)),
            "false" | "0" => Ok(Data::Bool(false)),
            other if other.eq_ignore_ascii_case("true") => Err(mismatch(
                value,
                "a bool is required; to convert from string, use lowercase \"true\"",
            )),
            other if other.eq_ignore_ascii_case("false") => Err(mismatch(
                value,
                "a bool is required; to convert from string, use lowercase \"false\"",
            )),
            _ => Err(mismatch(value, "a bool is required")),
        },
        _ => Err(mismatch(value, "a bool is required")),
    }
}

fn convert_number(value: &Value) -> Result<Data, ConversionError> {
    let number = match &value.data {
        Data::Number(number) => Some(number.clone()),
        Data::String(text) => Number::from_text(text),
        _ => None,
    };
    number
        .map(Data::Number)
        .ok_or_else(|| mismatch(value, "a number is required"))
}

/// The elements of a list or a set. `wanted` names the collection.
fn convert_items(
    value: &Value,
    element: &Type,
    wanted: &str,
    left: &mut usize,
) -> Result<Vec<Value>, ConversionError> {
    let Data::List(kind, items) = &value.data else {
        return Err(mismatch(
            value,
            &required(&format!("{wanted} of {}", element.friendly_element())),
        ));
    };
    if *element == Type::Any {
        return match kind {
            ListKind::List | ListKind::Set => Ok(items.to_vec()),
            ListKind::Tuple | ListKind::Blocks => share_type(items.to_vec(), value, wanted, left),
        };
    }
    let converted = items
        .iter()
        .enumerate()
        .map(|(index, item)| {
            convert_within(item, element, left).map_err(|error| error.within(&format!("[{index}]")))
        })
        .collect::<Result<Vec<_>, _>>()?;
    // Elements that left some of their type open still have to agree on it.
    if is_open(element) {
        share_type(converted, value, wanted, left)
    } else {
        Ok(converted)
    }
}

fn convert_map(value: &Value, element: &Type, left: &mut usize) -> Result<Data, ConversionError> {
    let Data::Map(kind, members) = &value.data else {
        return Err(mismatch(
            value,
            &required(&format!("map of {}", element.friendly_element())),
        ));
    };
    if *element == Type::Any && *kind == MapKind::Map {
        return Ok(value.data.clone());
    }
    let mut values = members
        .iter()
        .map(|(name, member)| {
            convert_within(member, element, left)
                .map_err(|error| error.within(&format!("[\"{name}\"]")))
        })
        .collect::<Result<Vec<_>, _>>()?;
    if is_open(element) {
        values = share_type(values, value, "map", left)?;
    }
    let members: Map = members.keys().cloned().zip(values).collect();
    Ok(Data::Map(MapKind::Map, Arc::new(members)))
}

fn convert_tuple(value: &Value, types: &[Type], left: &mut usize) -> Result<Data, ConversionError> {
    let Data::List(ListKind::Tuple | ListKind::Blocks, items) = &value.data else {
        return Err(mismatch(value, "a tuple is required"));
    };
    if items.len() != types.len() {
        let message = format!(
            "a tuple of {} elements is required, this one has {}",
            types.len(),
            items.len()
        );
        return Err(mismatch(value, &message));
    }
    let converted = items
        .iter()
        .zip(types)
        .enumerate()
        .map(|(index, (item, ty))| {
            convert_within(item, ty, left).map_err(|error| error.within(&format!("[{index}]")))
        })
        .collect::<Result<Arc<[Value]>, _>>()?;
    Ok(Data::List(ListKind::Tuple, converted))
}

fn convert_object(
    value: &Value,
    fields: &Fields,
    left: &mut usize,
) -> Result<Data, ConversionError> {
    let Data::Map(kind, members) = &value.data else {
        return Err(mismatch(value, "an object is required"));
    };
    let mut converted = Map::default();
    for (name, field) in fields {
        let given = members
            .get(name)
            .filter(|given| !(given.is_null() && field.default.is_some()));
        let member = match (given, &field.default) {
            (Some(given), _) => member_of(value, *kind, name, given),
            (None, _) if *kind == MapKind::Block => computed(value, name, value.origin.span),
            (None, Some(default)) => default.clone(),
            (None, None) if field.optional => Value::null(value.origin.span),
            (None, None) => {
                return Err(mismatch(
                    value,
                    &format!("attribute \"{name}\" is required"),
                ));
            }
        };
        let member = convert_within(&member, &field.ty, left)
            .map_err(|error| error.within(&format!(".{name}")))?;
        converted.insert(Arc::clone(name), member);
    }
    Ok(Data::Map(MapKind::Object, Arc::new(converted)))
}

/// The elements converted to the one type they share.
fn share_type(
    items: Vec<Value>,
    whole: &Value,
    wanted: &str,
    left: &mut usize,
) -> Result<Vec<Value>, ConversionError> {
    let types = types_of(&items);
    if types
        .windows(2)
        .all(|pair| matches!(pair, [a, b] if a == b))
    {
        return Ok(items);
    }
    match unify(&types) {
        Some(Type::Any) => Ok(items),
        Some(shared) => items
            .iter()
            .map(|item| convert_within(item, &shared, left))
            .collect(),
        None => Err(mismatch(
            whole,
            &format!("all {wanted} elements must have the same type"),
        )),
    }
}

/// Whether some part of the type is any.
fn is_open(ty: &Type) -> bool {
    match ty {
        Type::Any => true,
        Type::Bool | Type::Number | Type::String => false,
        Type::List(element) | Type::Set(element) | Type::Map(element) => is_open(element),
        Type::Tuple(types) => types.iter().any(is_open),
        Type::Object(fields) => fields.values().any(|field| is_open(&field.ty)),
    }
}

fn required(what: &str) -> String {
    format!("{what} required")
}

fn mismatch(value: &Value, message: &str) -> ConversionError {
    ConversionError {
        path: String::new(),
        span: value.origin.span,
        message: message.to_owned(),
    }
}

impl ConversionError {
    /// The same error, seen from what holds the part at `step`.
    fn within(mut self, step: &str) -> Self {
        self.path.insert_str(0, step);
        self
    }
}
