//! Patches of RFC 6902: operations at places that JSON pointers name.

use crate::model::{Data, Map, MapKind, Value};

use super::edit::{items, members};

/// Why an operation cannot be applied; the pointer it names.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Nothing is at the place.
    NotThere(String),
    /// The operation has no such form.
    NoOperation,
}

/// Applies the operations of a patch in order; all or none.
pub(super) fn patched(body: &Map, operations: &[Value]) -> Result<Map, Failure> {
    let span = body
        .values()
        .next()
        .map_or(crate::model::Span::NOWHERE, |first| first.origin.span);
    let mut whole = Value::new(
        Data::Map(MapKind::Object, std::sync::Arc::new(body.clone())),
        span,
    );
    for operation in operations {
        let operation = operation.as_map().ok_or(Failure::NoOperation)?;
        apply(&mut whole, operation)?;
    }
    match whole.data {
        Data::Map(_, members) => Ok(std::sync::Arc::unwrap_or_clone(members)),
        _ => Err(Failure::NoOperation),
    }
}

fn apply(whole: &mut Value, operation: &Map) -> Result<(), Failure> {
    let text = |key: &str| operation.get(key).and_then(Value::as_str);
    let path = text("path").ok_or(Failure::NoOperation)?;
    let value = || operation.get("value").cloned().ok_or(Failure::NoOperation);
    match text("op").ok_or(Failure::NoOperation)? {
        "add" => add(whole, path, value()?),
        // Of a map, Kustomize also replaces what is not there.
        "replace" => match remove(whole, path) {
            Ok(_) => add(whole, path, value()?),
            Err(failure) => replace_missing(whole, path, value()?).ok_or(failure),
        },
        "remove" => remove(whole, path).map(drop),
        "test" => {
            let found = get(whole, path).ok_or_else(|| not_there(path))?;
            if *found == value()? {
                Ok(())
            } else {
                Err(not_there(path))
            }
        }
        "move" => {
            let moved = remove(whole, text("from").ok_or(Failure::NoOperation)?)?;
            add(whole, path, moved)
        }
        "copy" => {
            let from = text("from").ok_or(Failure::NoOperation)?;
            let copied = get(whole, from).ok_or_else(|| not_there(from))?.clone();
            add(whole, path, copied)
        }
        _ => Err(Failure::NoOperation),
    }
}

fn not_there(path: &str) -> Failure {
    Failure::NotThere(path.to_owned())
}

/// The steps of a pointer: `/metadata/annotations/a~1b`.
fn steps(pointer: &str) -> Option<Vec<String>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    let steps = pointer.strip_prefix('/')?.split('/');
    Some(
        steps
            .map(|step| step.replace("~1", "/").replace("~0", "~"))
            .collect(),
    )
}

fn get<'v>(value: &'v Value, pointer: &str) -> Option<&'v Value> {
    steps(pointer)?
        .iter()
        .try_fold(value, |value, step| match &value.data {
            Data::Map(_, members) => members.get(step.as_str()),
            Data::List(_, items) => items.get(index(step, items.len())?),
            _ => None,
        })
}

/// A place in a list; a negative one counts from its end, as the library of Kustomize has it.
fn index(step: &str, length: usize) -> Option<usize> {
    let at: i64 = step.parse().ok()?;
    let at = if at < 0 {
        at + i64::try_from(length).ok()?
    } else {
        at
    };
    usize::try_from(at).ok().filter(|at| *at <= length)
}

/// Goes to the value that holds the last step, and lets it be changed.
fn at_parent<T>(
    value: &mut Value,
    steps: &[String],
    change: &mut dyn FnMut(&mut Value, &str) -> Option<T>,
) -> Option<T> {
    let (first, rest) = steps.split_first()?;
    if rest.is_empty() {
        return change(value, first);
    }
    if let Data::List(_, listed) = &value.data {
        let at = index(first, listed.len())?;
        let mut changed = None;
        items(value, |items| {
            if let Some(item) = items.get_mut(at) {
                changed = at_parent(item, rest, change);
            }
        });
        return changed;
    }
    at_parent(members(value)?.get_mut(first.as_str())?, rest, change)
}

fn add(whole: &mut Value, pointer: &str, new: Value) -> Result<(), Failure> {
    let steps = steps(pointer).ok_or(Failure::NoOperation)?;
    if steps.is_empty() {
        *whole = new;
        return Ok(());
    }
    let mut new = Some(new);
    at_parent(whole, &steps, &mut |parent, step| {
        let new = new.take()?;
        if let Data::List(_, listed) = &parent.data {
            let at = if step == "-" {
                listed.len()
            } else {
                index(step, listed.len())?
            };
            items(parent, |items| items.insert(at, new));
        } else {
            members(parent)?.insert(step.into(), new);
        }
        Some(())
    })
    .ok_or_else(|| not_there(pointer))
}

fn replace_missing(whole: &mut Value, pointer: &str, new: Value) -> Option<()> {
    let mut new = Some(new);
    at_parent(whole, &steps(pointer)?, &mut |parent, step| {
        members(parent)?.insert(step.into(), new.take()?);
        Some(())
    })
}

fn remove(whole: &mut Value, pointer: &str) -> Result<Value, Failure> {
    let steps = steps(pointer).ok_or(Failure::NoOperation)?;
    at_parent(whole, &steps, &mut |parent, step| {
        if let Data::List(_, listed) = &parent.data {
            let at = index(step, listed.len())?;
            let mut removed = None;
            items(parent, |items| {
                removed = (at < items.len()).then(|| items.remove(at));
            });
            removed
        } else {
            members(parent)?.shift_remove(step)
        }
    })
    .ok_or_else(|| not_there(pointer))
}
