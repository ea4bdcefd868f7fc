//! What a result inherits from its arguments: the reason it is unknown, the values it can still
//! take, and its history.

use std::sync::Arc;

use super::limits;
use crate::model::{Data, Map, Presence, Reason, Span, Unknown, Value};

/// An unknown for a function that nothing here can compute.
pub(super) fn opaque(name: &str, args: &[Value], span: Span) -> Value {
    made_from_all_of(Value::unknown(Reason::Function(name.into()), span), args)
}

/// The result of a call with an argument that is not known: unknown for the same reason.
pub(super) fn unknown_result(
    unknown: &Unknown,
    args: &[Value],
    span: Span,
    not_null: bool,
) -> Value {
    let data = Data::Unknown(Arc::new(Unknown {
        reason: unknown.reason.clone(),
        at: unknown.at,
        candidates: Vec::new(),
        presence: Presence::certain_if(not_null),
        document: None,
        prefix: None,
    }));
    made_from_all_of(Value::new(data, span), args)
}

/// The value with the histories of all parts of `args`; when these are too many to look at, it is
/// taken for sensitive as well.
pub(super) fn made_from_all_of(value: Value, args: &[Value]) -> Value {
    let mut left = limits::MAX_PARTS;
    let value = made_from_within(value, args, &mut left);
    if left == 0 {
        value.marked_sensitive()
    } else {
        value
    }
}

fn made_from_within<'a>(
    value: Value,
    parts: impl IntoIterator<Item = &'a Value>,
    left: &mut usize,
) -> Value {
    parts.into_iter().fold(value, |mut value, part| {
        *left = left.saturating_sub(1);
        if *left == 0 {
            return value;
        }
        value = value.made_from([part]);
        match &part.data {
            Data::List(_, items) => made_from_within(value, &items[..], left),
            Data::Map(_, members) => {
                made_from_within(value, members.values().collect::<Vec<_>>(), left)
            }
            _ => value,
        }
    })
}

/// The first unknown found in a value, when it is not too far to look.
pub(super) fn first_unknown(value: &Value) -> Option<&Arc<Unknown>> {
    first_unknown_within(value, &mut limits::MAX_PARTS.clone())
}

fn first_unknown_within<'a>(value: &'a Value, left: &mut usize) -> Option<&'a Arc<Unknown>> {
    *left = left.checked_sub(1)?;
    match &value.data {
        Data::Unknown(unknown) => Some(unknown),
        Data::List(_, items) => items
            .iter()
            .find_map(|item| first_unknown_within(item, left)),
        Data::Map(_, members) => members
            .values()
            .find_map(|member| first_unknown_within(member, left)),
        _ => None,
    }
}

/// When the arguments hold a single unknown, and that one can only take a few values: what the call
/// gives for each of them. `result` is the unknown that the call gave.
///
/// A value for which the call fails is left out, for Terraform would refuse it.
/// Unless `by_bounds`, what waits for a deployment is not known from the only value it can take.
pub(super) fn over_candidates<E>(
    args: &[Value],
    result: &Value,
    by_bounds: bool,
    call: impl Fn(&[Value]) -> Result<Value, E>,
) -> Option<Value> {
    limits::check_parts(args).ok()?;
    let unknown = args.iter().find_map(first_unknown)?;
    if unknown.candidates.is_empty() || !args.iter().all(|arg| holds_no_other(arg, unknown)) {
        return None;
    }
    let mut results: Vec<Value> = Vec::new();
    for candidate in &unknown.candidates {
        let args: Vec<Value> = args
            .iter()
            .map(|arg| replace(arg, unknown, candidate))
            .collect();
        let Ok(outcome) = call(&args) else { continue };
        if !outcome.is_wholly_known() {
            return None;
        }
        if !results.contains(&outcome) {
            results.push(outcome);
        }
    }
    if let [only] = results.as_slice()
        && (by_bounds || !unknown.waits_for_deployment())
    {
        return Some(only.clone());
    }
    let known = result.as_unknown()?;
    Some(Value {
        data: Data::Unknown(Arc::new(Unknown {
            candidates: results,
            ..known.clone()
        })),
        origin: result.origin.clone(),
    })
}

/// Whether a value that is not known may be a text.
pub(super) fn may_be_text(value: &Value) -> bool {
    value.as_unknown().is_some_and(|unknown| {
        let mut candidates = unknown.candidates.iter();
        candidates.any(|candidate| candidate.as_list().is_none() && candidate.as_map().is_none())
    })
}

fn holds_no_other(value: &Value, unknown: &Arc<Unknown>) -> bool {
    match &value.data {
        Data::Unknown(other) => Arc::ptr_eq(other, unknown) || other == unknown,
        Data::List(_, items) => items.iter().all(|item| holds_no_other(item, unknown)),
        Data::Map(_, members) => members
            .values()
            .all(|member| holds_no_other(member, unknown)),
        _ => true,
    }
}

fn replace(value: &Value, unknown: &Arc<Unknown>, candidate: &Value) -> Value {
    match &value.data {
        Data::Unknown(other) if Arc::ptr_eq(other, unknown) || other == unknown => candidate
            .clone()
            .used_at(value.origin.span)
            .made_from([value]),
        Data::List(kind, items) => Value {
            data: Data::List(
                *kind,
                items
                    .iter()
                    .map(|item| replace(item, unknown, candidate))
                    .collect(),
            ),
            origin: value.origin.clone(),
        },
        Data::Map(kind, members) => {
            let members: Map = members
                .iter()
                .map(|(name, member)| (Arc::clone(name), replace(member, unknown, candidate)))
                .collect();
            Value {
                data: Data::Map(*kind, Arc::new(members)),
                origin: value.origin.clone(),
            }
        }
        _ => value.clone(),
    }
}
