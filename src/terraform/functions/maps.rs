//! Maps and objects: `keys`, `values`, `merge`, `zipmap`, `transpose`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::arguments::Arguments;
use super::propagate::unknown_result;
use super::table::{ANY, SHALLOW};
use super::{CallError, Function, Kind, Parameter, limits};
use crate::model::{Data, ListKind, Map, MapKind, Value};
use crate::terraform::types::{Type, type_of};

const LIST_OF_STRING: Parameter = Parameter::of(Kind::ListOfString);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("keys", &[SHALLOW], keys).passes_parts(),
    Function::new("map", &[], |_| {
        Err(CallError::new(
            "the function map is gone since Terraform 0.12; use tomap({ ... })",
        ))
    })
    .variadic(ANY.maybe_unknown().maybe_null()),
    Function::new("merge", &[], merge)
        .variadic(ANY.maybe_unknown().maybe_null())
        .passes_parts(),
    Function::new("transpose", &[Parameter::of(Kind::MapOfLists)], transpose),
    Function::new("values", &[SHALLOW], values).passes_parts(),
    Function::new("zipmap", &[LIST_OF_STRING, SHALLOW], zip_map).passes_parts(),
];

/// The members in the order of their names, in which Terraform walks them.
fn sorted<'a>(args: &'a Arguments) -> Result<Vec<(&'a Arc<str>, &'a Value)>, CallError> {
    let mut members: Vec<_> = args.members(0)?.iter().collect();
    members.sort_unstable_by_key(|(name, _)| *name);
    Ok(members)
}

/// A list from a map, a tuple from an object.
fn list_kind(args: &Arguments) -> Result<ListKind, CallError> {
    match &args.get(0)?.data {
        Data::Map(MapKind::Map, _) => Ok(ListKind::List),
        Data::Map(..) => Ok(ListKind::Tuple),
        _ => Err(CallError::of(0, "a map or an object is required")),
    }
}

fn keys(args: &Arguments) -> Result<Value, CallError> {
    let kind = list_kind(args)?;
    let names = sorted(args)?
        .into_iter()
        .map(|(name, _)| Value::string(Arc::clone(name), args.span));
    args.list(kind, names.collect())
}

fn values(args: &Arguments) -> Result<Value, CallError> {
    let kind = list_kind(args)?;
    let values = sorted(args)?.into_iter().map(|(_, value)| value.clone());
    args.list(kind, values.collect())
}

/// A map when all arguments are maps of one type, an object otherwise.
fn merge(args: &Arguments) -> Result<Value, CallError> {
    let mut merged = Map::default();
    let mut unknown = None;
    let mut all_maps = args.values.iter().any(|value| !value.is_null());
    for (position, value) in args.values.iter().enumerate() {
        match &value.data {
            // A null that is of no type is no map.
            Data::Null => all_maps &= type_of(value) != Type::Any,
            Data::Unknown(reason) => unknown = unknown.or(Some(reason)),
            Data::Map(kind, members) => {
                all_maps &= *kind == MapKind::Map;
                merged.extend(
                    members
                        .iter()
                        .map(|(name, member)| (Arc::clone(name), member.clone())),
                );
                limits::check_items(merged.len())?;
            }
            _ => {
                return Err(CallError::of(
                    position,
                    "the arguments must be maps or objects",
                ));
            }
        }
    }
    if let Some(unknown) = unknown {
        return Ok(unknown_result(unknown, &args.values, args.span, true));
    }
    if all_maps {
        let mut types = args
            .values
            .iter()
            .map(type_of)
            .filter(|ty| !is_open_map(ty));
        let first = types.next();
        all_maps = types.all(|ty| Some(&ty) == first.as_ref());
    }
    args.map(
        if all_maps {
            MapKind::Map
        } else {
            MapKind::Object
        },
        merged,
    )
}

fn is_open_map(ty: &Type) -> bool {
    matches!(ty, Type::Any) || matches!(ty, Type::Map(element) if **element == Type::Any)
}

fn transpose(args: &Arguments) -> Result<Value, CallError> {
    let mut transposed: BTreeMap<Arc<str>, Vec<Arc<str>>> = BTreeMap::new();
    for (name, list) in args.members(0)? {
        let Some(items) = list.as_list() else {
            return Err(CallError::of(
                0,
                format!("cannot use the null list of \"{name}\""),
            ));
        };
        for item in items {
            let Data::String(text) = &item.data else {
                return Err(CallError::of(
                    0,
                    format!("cannot use a null string of \"{name}\""),
                ));
            };
            transposed
                .entry(Arc::clone(text))
                .or_default()
                .push(Arc::clone(name));
        }
    }
    let mut members = Map::default();
    for (name, mut texts) in transposed {
        texts.sort_unstable();
        members.insert(name, args.strings(texts)?);
    }
    args.map(MapKind::Map, members)
}

/// A map when the values are a list, an object when they are a tuple.
fn zip_map(args: &Arguments) -> Result<Value, CallError> {
    let (keys, values) = (args.items(0)?, args.get(1)?);
    let (kind, items) = match &values.data {
        Data::List(ListKind::List, items) => (MapKind::Map, items),
        Data::List(ListKind::Tuple | ListKind::Blocks, items) => (MapKind::Object, items),
        _ => return Err(CallError::of(1, "the values must be a list or tuple")),
    };
    if keys.len() != items.len() {
        return Err(CallError::new(format!(
            "the number of keys ({}) does not match the number of values ({})",
            keys.len(),
            items.len()
        )));
    }
    let mut members = Map::default();
    for (index, (key, value)) in keys.iter().zip(items.iter()).enumerate() {
        let Data::String(name) = &key.data else {
            return Err(CallError::of(
                0,
                format!("the keys have a null value at index {index}"),
            ));
        };
        members.insert(Arc::clone(name), value.clone());
    }
    let map = args.map(kind, members)?;
    // Keys carry no history of their own in the result, so the whole takes it.
    Ok(map.made_from(keys))
}
