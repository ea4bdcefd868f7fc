//! The values at a path.

use crate::model::{Data, ListKind, Value};
use crate::policy::definition::{LocationSource, Path, PathScope, Step};

/// The values at `path` that are set, in source order. Where a container on the way is unknown,
/// that unknown stands for what it would hold.
pub(super) fn values<'v>(
    path: &Path,
    body: &'v Value,
    configuration: Option<&'v Value>,
) -> Vec<&'v Value> {
    let start = match path.scope {
        PathScope::Body => Some(body),
        PathScope::Provider => configuration,
    };
    let Some(mut value) = start else {
        return Vec::new();
    };
    // Most paths are not set, and are not by their first key.
    let mut steps = path.steps.as_slice();
    while let (Data::Map(_, members), [Step::Key(key), rest @ ..]) = (&value.data, steps) {
        match members.get(key.as_str()) {
            Some(member) => (value, steps) = (member, rest),
            None => return Vec::new(),
        }
    }
    let mut current = vec![value];
    for step in steps {
        let mut next = Vec::new();
        for value in current {
            descend(value, step, &mut next);
        }
        current = next;
    }
    current.retain(|value| !value.is_null());
    current
}

/// The path as people write it, without saying whose body it starts in.
pub(super) fn text(path: &Path) -> String {
    let text = path.to_string();
    match text.strip_prefix("provider:") {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// Whether the source reads the resource's own attributes.
pub(super) fn is_own(source: &LocationSource) -> bool {
    source.path.scope == PathScope::Body
}

fn descend<'v>(value: &'v Value, step: &Step, into: &mut Vec<&'v Value>) {
    match (&value.data, step) {
        (Data::Unknown(_), _) => into.push(value),
        (Data::Map(_, members), Step::Key(key)) => into.extend(members.get(key.as_str())),
        (Data::Map(_, members), Step::Any) => into.extend(members.values()),
        // Blocks of one name are one body: any key of theirs.
        (Data::List(ListKind::Blocks, items), Step::Any) => {
            for item in items.iter() {
                match &item.data {
                    Data::Map(_, members) => into.extend(members.values()),
                    _ => into.push(item),
                }
            }
        }
        (Data::List(_, items), Step::Any) => into.extend(items.iter()),
        (Data::List(_, items), Step::Index(index)) => into.extend(items.get(*index)),
        // A key applied to blocks applies to each of them; blocks do not nest in lists of lists.
        (Data::List(_, items), Step::Key(key)) => {
            for item in items.iter() {
                match &item.data {
                    Data::Unknown(_) => into.push(item),
                    Data::Map(_, members) => into.extend(members.get(key.as_str())),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}
