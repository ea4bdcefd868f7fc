//! Equality as the language decides it, in three values.

use std::cmp::Ordering;

use super::{Type, given, prefix, type_of};
use crate::model::{Data, ListKind, MapKind, Number, Unknown, Value};

/// Pairs of parts that are compared; beyond, the answer is not known.
const MAX_PAIRS: usize = 1_000_000;

/// Whether the values are equal: of one type and with the same content. None when that depends on
/// something unknown.
///
/// A list is not equal to a tuple, nor a map to an object, nor a collection without items to one that could
/// only hold others. Nulls are equal, but what holds nulls of different types is not.
pub(crate) fn equal(a: &Value, b: &Value) -> Option<bool> {
    if a.is_null() && b.is_null() {
        return Some(true);
    }
    equal_within(a, b, &mut MAX_PAIRS.clone())
}

fn equal_within(a: &Value, b: &Value, left: &mut usize) -> Option<bool> {
    *left = left.checked_sub(1)?;
    match (&a.data, &b.data) {
        (Data::Unknown(_), Data::Unknown(_)) => None,
        (Data::Unknown(unknown), _) => unknown_equal(a, unknown, b, left),
        (_, Data::Unknown(unknown)) => unknown_equal(b, unknown, a, left),
        // A null that was given no type is of none, which is a type of its own.
        (Data::Null, Data::Null) => Some(a.given_type() == b.given_type()),
        (Data::Bool(a), Data::Bool(b)) => Some(a == b),
        (Data::Number(a), Data::Number(b)) => Some(a == b),
        (Data::String(a), Data::String(b)) => Some(a == b),
        (Data::List(a_kind, a_items), Data::List(b_kind, b_items)) => {
            if a_items.is_empty() && b_items.is_empty() && given::differ(a, b)
                || !same_list_kind(*a_kind, *b_kind)
                || a_items.len() != b_items.len() && !may_collapse(*a_kind, a_items, b_items)
            {
                return Some(false);
            }
            if *a_kind == ListKind::Set
                && !a_items
                    .iter()
                    .chain(b_items.iter())
                    .all(Value::is_wholly_known)
            {
                // What an unknown element will be decides which elements face each other.
                return None;
            }
            all(a_items.iter().zip(b_items.iter()), left)
        }
        (Data::Map(a_kind, a_members), Data::Map(b_kind, b_members)) => {
            let same_kind = (*a_kind == MapKind::Map) == (*b_kind == MapKind::Map);
            if !same_kind
                || a_members.is_empty() && b_members.is_empty() && given::differ(a, b)
                || a_members.len() != b_members.len()
                || !a_members.keys().all(|key| b_members.contains_key(key))
            {
                return Some(false);
            }
            let pairs = a_members
                .iter()
                .filter_map(|(key, a)| b_members.get(key).map(|b| (a, b)));
            all(pairs, left)
        }
        _ => Some(false),
    }
}

/// What of a value waits for a deployment is not decided by the few values that it can take, as little as a
/// plan decides it; but of a value that somebody will give, or that lies in a source not at hand, the plan
/// will tell.
fn unknown_equal(
    value: &Value,
    unknown: &Unknown,
    other: &Value,
    left: &mut usize,
) -> Option<bool> {
    if other.is_null() {
        return unknown.is_certainly_set().then_some(false);
    }
    if value
        .given_type()
        .is_some_and(|ty| is_of_another(ty, other))
    {
        return Some(false);
    }
    if let Data::Number(number) = &other.data
        && lies_outside(number, &unknown.candidates)
    {
        return Some(false);
    }
    if unknown.candidates.is_empty() || unknown.waits_for_deployment() {
        let begins_otherwise = matches!(&other.data, Data::String(text)
            if !text.starts_with(prefix::lasting(unknown.prefix())));
        return begins_otherwise.then_some(false);
    }
    let mut answers = unknown
        .candidates
        .iter()
        .map(|candidate| equal_within(candidate, other, left));
    let first = answers.next()??;
    answers.all(|answer| answer == Some(first)).then_some(first)
}

/// Whether a number is less than all of some, or greater.
fn lies_outside(number: &Number, others: &[Value]) -> bool {
    let orders: Option<Vec<_>> = others
        .iter()
        .map(|other| match &other.data {
            Data::Number(other) => Some(number.cmp(other)),
            _ => None,
        })
        .collect();
    orders.is_some_and(|orders| match orders.as_slice() {
        [] => false,
        [first, rest @ ..] => *first != Ordering::Equal && rest.iter().all(|order| order == first),
    })
}

/// Whether a known value is no primitive of the type `ty`.
fn is_of_another(ty: &Type, value: &Value) -> bool {
    match ty {
        Type::Bool | Type::Number | Type::String => type_of(value) != *ty,
        _ => false,
    }
}

fn same_list_kind(a: ListKind, b: ListKind) -> bool {
    let kind = |kind| match kind {
        ListKind::Blocks => ListKind::List,
        other => other,
    };
    kind(a) == kind(b)
}

/// Whether sets of different sizes may still turn out equal, an unknown element being a duplicate.
fn may_collapse(kind: ListKind, a: &[Value], b: &[Value]) -> bool {
    kind == ListKind::Set && !a.iter().chain(b).all(Value::is_wholly_known)
}

fn all<'a>(pairs: impl Iterator<Item = (&'a Value, &'a Value)>, left: &mut usize) -> Option<bool> {
    let mut answer = Some(true);
    for (a, b) in pairs {
        match equal_within(a, b, left) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => answer = None,
        }
    }
    answer
}
