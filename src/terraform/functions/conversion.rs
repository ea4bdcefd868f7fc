//! Explicit conversions, and the marks that a value may carry.

use std::sync::Arc;

use super::arguments::Arguments;
use super::table::ANY;
use super::{CallError, Function, Parameter};
use crate::model::{Data, Value};
use crate::terraform::types::{Type, convert, type_of};

/// Anything at all.
const WHATEVER: Parameter = ANY.maybe_unknown().maybe_null();

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("ephemeralasnull", &[WHATEVER], same)
        .passes_parts()
        .may_be_null(),
    Function::new("issensitive", &[WHATEVER], is_sensitive).own_history(),
    Function::new("nonsensitive", &[WHATEVER], non_sensitive)
        .own_history()
        .may_be_null(),
    Function::new("sensitive", &[WHATEVER], |args| {
        Ok(args.get(0)?.clone().marked_sensitive())
    })
    .passes_parts()
    .may_be_null(),
    Function::new("tobool", &[WHATEVER], |args| to(args, &Type::Bool))
        .passes_parts()
        .may_be_null(),
    Function::new("tolist", &[WHATEVER], |args| {
        to(args, &Type::List(Box::new(Type::Any)))
    })
    .passes_parts()
    .may_be_null(),
    Function::new("tomap", &[WHATEVER], |args| {
        to(args, &Type::Map(Box::new(Type::Any)))
    })
    .passes_parts()
    .may_be_null(),
    Function::new("tonumber", &[WHATEVER], |args| to(args, &Type::Number))
        .passes_parts()
        .may_be_null(),
    Function::new("toset", &[WHATEVER], |args| {
        to(args, &Type::Set(Box::new(Type::Any)))
    })
    .passes_parts()
    .may_be_null(),
    Function::new("tostring", &[WHATEVER], |args| to(args, &Type::String))
        .passes_parts()
        .may_be_null(),
];

fn to(args: &Arguments, ty: &Type) -> Result<Value, CallError> {
    let value = args.get(0)?;
    convert(value, ty).map_err(|error| {
        let from = type_of(value).friendly_name();
        CallError::of(
            0,
            format!("cannot convert {from} to {}: {error}", ty.friendly_name()),
        )
    })
}

/// Ephemeral values are not told apart from others.
fn same(args: &Arguments) -> Result<Value, CallError> {
    Ok(args.get(0)?.clone())
}

/// The author says that the value discloses nothing; its parts keep their marks.
fn non_sensitive(args: &Arguments) -> Result<Value, CallError> {
    let mut value = args.get(0)?.clone();
    if let Some(via) = value.origin.via.as_ref().filter(|via| via.sensitive) {
        let mut via = (**via).clone();
        via.sensitive = false;
        value.origin.via = Some(Arc::new(via));
    }
    Ok(value)
}

fn is_sensitive(args: &Arguments) -> Result<Value, CallError> {
    let value = args.get(0)?;
    match &value.data {
        Data::Unknown(_) => args.unknown(),
        _ => args.bool(value.is_sensitive()),
    }
}
