//! What works on several sorts of collections: `length`, `contains`, `lookup`, `coalesce`…

use std::sync::Arc;

use super::arguments::Arguments;
use super::propagate::unknown_result;
use super::table::{ANY, SHALLOW, STRING};
use super::{CallError, Function, Kind, Parameter, strings};
use crate::model::{Data, ListKind, MapKind, Number, Reason, Unknown, Value};
use crate::terraform::types::{Type, convert, equal, type_of, typed, unify};

const LIST_OF_BOOL: Parameter = Parameter::of(Kind::ListOfBool).partly_known();

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("alltrue", &[LIST_OF_BOOL], all_true),
    Function::new("anytrue", &[LIST_OF_BOOL], any_true),
    Function::new("coalesce", &[], coalesce)
        .variadic(ANY.maybe_unknown().maybe_null())
        .passes_parts(),
    Function::new("coalescelist", &[], coalesce_list)
        .variadic(ANY.maybe_unknown().maybe_null())
        .passes_parts(),
    Function::new("contains", &[SHALLOW, SHALLOW], contains),
    Function::new("index", &[SHALLOW, SHALLOW], index),
    Function::new("length", &[ANY.maybe_unknown()], length).passes_parts(),
    Function::new("lookup", &[SHALLOW, STRING], lookup)
        .variadic(ANY.maybe_unknown().maybe_null())
        .passes_parts()
        .may_be_null(),
    Function::new("one", &[SHALLOW], one)
        .passes_parts()
        .may_be_null(),
];

/// False as soon as a known element, before any unknown one, is false.
fn all_true(args: &Arguments) -> Result<Value, CallError> {
    for item in args.items(0)? {
        match &item.data {
            Data::Unknown(_) => return args.unknown(),
            Data::Bool(true) => {}
            _ => return args.bool(false),
        }
    }
    args.bool(true)
}

fn any_true(args: &Arguments) -> Result<Value, CallError> {
    let items = args.items(0)?;
    if items.iter().any(|item| item.as_bool() == Some(true)) {
        return args.bool(true);
    }
    if items.iter().any(|item| item.as_unknown().is_some()) {
        return args.unknown();
    }
    args.bool(false)
}

/// The first argument that is neither null nor an empty text, as the type that all share.
fn coalesce(args: &Arguments) -> Result<Value, CallError> {
    let types: Vec<_> = args.values.iter().map(type_of).collect();
    let Some(shared) = unify(&types) else {
        return Err(CallError::new("all arguments must have the same type"));
    };
    for (position, value) in args.values.iter().enumerate() {
        let value =
            convert(value, &shared).map_err(|error| CallError::of(position, error.to_string()))?;
        match &value.data {
            Data::Null => {}
            Data::String(text) if text.is_empty() => {}
            Data::Unknown(unknown) if unknown.candidates.is_empty() => {
                let result = unknown_result(unknown, &args.values, args.span, true);
                return Ok(typed(result, &type_of(&value)));
            }
            _ => return Ok(value),
        }
    }
    Err(CallError::new("no non-null, non-empty-string arguments"))
}

fn coalesce_list(args: &Arguments) -> Result<Value, CallError> {
    if args.count() == 0 {
        return Err(CallError::new("at least one argument is required"));
    }
    for (position, value) in args.values.iter().enumerate() {
        let may_be_list = match type_of(value) {
            Type::List(_) | Type::Tuple(_) => true,
            Type::Any => !value.is_null(),
            _ => false,
        };
        if !may_be_list {
            return Err(CallError::of(
                position,
                "the arguments must be lists or tuples",
            ));
        }
    }
    for value in &args.values {
        match &value.data {
            Data::Unknown(unknown) => {
                return Ok(unknown_result(unknown, &args.values, args.span, true));
            }
            Data::List(_, items) if !items.is_empty() => return Ok(value.clone()),
            _ => {}
        }
    }
    Err(CallError::new("no non-null, non-empty arguments"))
}

/// True when found among the known elements; not known when an unknown one might be it.
fn contains(args: &Arguments) -> Result<Value, CallError> {
    let wanted = args.get(1)?;
    let mut may_match = false;
    for item in args.items(0)? {
        match equal(item, wanted) {
            Some(true) => return args.bool(true),
            Some(false) => {}
            None => may_match = true,
        }
    }
    if may_match {
        args.unknown()
    } else {
        args.bool(false)
    }
}

fn index(args: &Arguments) -> Result<Value, CallError> {
    let Data::List(ListKind::List | ListKind::Tuple | ListKind::Blocks, items) = &args.get(0)?.data
    else {
        return Err(CallError::of(0, "the argument must be a list or tuple"));
    };
    if items.is_empty() {
        return Err(CallError::of(0, "cannot search an empty list"));
    }
    let wanted = args.get(1)?;
    for (position, item) in items.iter().enumerate() {
        match equal(item, wanted) {
            Some(true) => return args.numeric(Number::from(position)),
            Some(false) => {}
            None => return args.unknown(),
        }
    }
    Err(CallError::new("item not found"))
}

/// Known as soon as the elements can be counted, which a set with unknown ones does not allow:
/// two may turn out equal.
fn length(args: &Arguments) -> Result<Value, CallError> {
    let value = args.get(0)?;
    match &value.data {
        Data::String(text) => args.numeric(Number::from(strings::character_count(text))),
        Data::List(ListKind::Set, items) if items.len() > 1 && !value.is_wholly_known() => {
            args.unknown()
        }
        Data::List(_, items) => args.numeric(Number::from(items.len())),
        Data::Map(_, members) => args.numeric(Number::from(members.len())),
        Data::Unknown(_) => match type_of(value) {
            Type::Tuple(types) if value.given_type().is_some() => {
                args.numeric(Number::from(types.len()))
            }
            Type::Object(fields) if value.given_type().is_some() => {
                args.numeric(Number::from(fields.len()))
            }
            Type::Bool | Type::Number => Err(not_countable()),
            _ => args.unknown(),
        },
        _ => Err(not_countable()),
    }
}

fn not_countable() -> CallError {
    CallError::of(
        0,
        "the argument must be a string, a collection type, or a structural type",
    )
}

fn lookup(args: &Arguments) -> Result<Value, CallError> {
    if args.count() > 3 {
        return Err(CallError::new("two or three arguments are required"));
    }
    let Data::Map(kind, members) = &args.get(0)?.data else {
        return Err(CallError::of(0, "a map is required as the first argument"));
    };
    let key = args.text(1)?;
    if *kind == MapKind::Block && !members.contains_key(key) {
        // A block has every attribute of its schema: the provider decides on what is left out.
        let unknown = Unknown::new(Reason::Computed(key.into()), args.span);
        return Ok(Value::new(Data::Unknown(Arc::new(unknown)), args.span));
    }
    // The default must be of the type of the elements of a map, found or not.
    let default = match (args.values.get(2), kind) {
        (Some(default), MapKind::Map) => {
            let element = match type_of(args.get(0)?) {
                Type::Map(element) if *element != Type::Any => Some(*element),
                _ => None,
            };
            match element {
                None => Some(default.clone()),
                Some(ty) => Some(convert(default, &ty).map_err(|_| {
                    CallError::of(
                        2,
                        "the default value must have the same type as the map elements",
                    )
                })?),
            }
        }
        (default, _) => default.cloned(),
    };
    match members.get(key).cloned().or(default) {
        Some(value) => Ok(value),
        None if *kind == MapKind::Map => Err(CallError::of(
            1,
            format!("the map has no element with the key \"{key}\""),
        )),
        None => Err(CallError::of(
            0,
            format!("the given object has no attribute \"{key}\""),
        )),
    }
}

fn one(args: &Arguments) -> Result<Value, CallError> {
    let value = args.get(0)?;
    match &value.data {
        Data::List(ListKind::Set, items) if items.len() > 1 && !value.is_wholly_known() => {
            args.unknown()
        }
        Data::List(_, items) => match &items[..] {
            [] => Ok(Value::null(args.span)),
            [only] => Ok(only.clone()),
            _ => Err(CallError::of(
                0,
                "a list, set or tuple of either zero or one elements is required",
            )),
        },
        _ => Err(CallError::of(
            0,
            "a list, set or tuple of either zero or one elements is required",
        )),
    }
}
