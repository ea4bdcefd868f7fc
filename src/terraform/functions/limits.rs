//! How large results may grow. Terraform has few limits; a linter of untrusted files needs them.

use super::CallError;
use crate::model::{Data, Value};

/// Bytes of a text.
pub(super) const MAX_TEXT: usize = 4 << 20;

/// Items of a list, or members of a map.
pub(super) const MAX_ITEMS: usize = 100_000;

/// Parts of an argument, counted through all levels, that a function will walk.
pub(super) const MAX_PARTS: usize = 1_000_000;

/// Levels of nesting that a function will walk.
pub(super) const MAX_DEPTH: usize = 200;

/// Refuses a result that is too large.
pub(super) fn check_result(result: &Value) -> Result<(), CallError> {
    match &result.data {
        Data::String(text) => check_text(text.len()),
        Data::List(_, items) => check_items(items.len()),
        Data::Map(_, members) => check_items(members.len()),
        _ => Ok(()),
    }
}

/// Refuses a text of `length` bytes when it is too long.
pub(super) fn check_text(length: usize) -> Result<(), CallError> {
    if length > MAX_TEXT {
        return Err(CallError::new(format!(
            "the result is longer than the limit of {MAX_TEXT} bytes"
        )));
    }
    Ok(())
}

/// Refuses a collection of `count` items when it is too large.
pub(super) fn check_items(count: usize) -> Result<(), CallError> {
    if count > MAX_ITEMS {
        return Err(CallError::new(format!(
            "the result has more items than the limit of {MAX_ITEMS}"
        )));
    }
    Ok(())
}

/// Refuses arguments that would take too long to walk: lists that share their parts may be
/// exponentially larger than they look.
pub(super) fn check_parts(values: &[Value]) -> Result<(), CallError> {
    let mut left = MAX_PARTS;
    for value in values {
        spend(value, &mut left, 0)?;
    }
    Ok(())
}

fn spend(value: &Value, left: &mut usize, depth: usize) -> Result<(), CallError> {
    if *left == 0 {
        return Err(CallError::new(format!(
            "the arguments have more parts than the limit of {MAX_PARTS}"
        )));
    }
    if depth > MAX_DEPTH {
        return Err(CallError::new(format!(
            "the arguments are nested deeper than the limit of {MAX_DEPTH} levels"
        )));
    }
    *left -= 1;
    match &value.data {
        Data::List(_, items) => items
            .iter()
            .try_for_each(|item| spend(item, left, depth + 1)),
        Data::Map(_, members) => members
            .values()
            .try_for_each(|member| spend(member, left, depth + 1)),
        _ => Ok(()),
    }
}
