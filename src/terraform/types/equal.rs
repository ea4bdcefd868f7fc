//! Equality as the language decides it, in three values.

use crate::model::{Data, ListKind, MapKind, Unknown, Value};

/// Pairs of parts that are compared; beyond, the answer is not known.
const MAX_PAIRS: usize = 1_000_000;

/// Whether the values are equal: of one type and with the same content. None when that depends on
/// something unknown.
///
/// A list is not equal to a tuple, nor a map to an object; an unknown may be of any type.
pub(crate) fn equal(a: &Value, b: &Value) -> Option<bool> {
    equal_within(a, b, &mut MAX_PAIRS.clone())
}

fn equal_within(a: &Value, b: &Value, left: &mut usize) -> Option<bool> {
    *left = left.checked_sub(1)?;
    match (&a.data, &b.data) {
        (Data::Unknown(_), Data::Unknown(_)) => None,
        (Data::Unknown(unknown), _) => unknown_equal(unknown, b, left),
        (_, Data::Unknown(unknown)) => unknown_equal(unknown, a, left),
        (Data::Null, Data::Null) => Some(true),
        (Data::Bool(a), Data::Bool(b)) => Some(a == b),
        (Data::Number(a), Data::Number(b)) => Some(a == b),
        (Data::String(a), Data::String(b)) => Some(a == b),
        (Data::List(a_kind, a), Data::List(b_kind, b)) => {
            if !same_list_kind(*a_kind, *b_kind)
                || a.len() != b.len() && !may_collapse(*a_kind, a, b)
            {
                return Some(false);
            }
            if *a_kind == ListKind::Set && !a.iter().chain(b.iter()).all(Value::is_wholly_known) {
                // What an unknown element will be decides which elements face each other.
                return None;
            }
            all(a.iter().zip(b.iter()), left)
        }
        (Data::Map(a_kind, a), Data::Map(b_kind, b)) => {
            let same_kind = (*a_kind == MapKind::Map) == (*b_kind == MapKind::Map);
            if !same_kind || a.len() != b.len() || !a.keys().all(|key| b.contains_key(key)) {
                return Some(false);
            }
            all(
                a.iter().filter_map(|(key, a)| b.get(key).map(|b| (a, b))),
                left,
            )
        }
        _ => Some(false),
    }
}

fn unknown_equal(unknown: &Unknown, other: &Value, left: &mut usize) -> Option<bool> {
    if unknown.is_certainly_set() && other.is_null() {
        return Some(false);
    }
    if unknown.candidates.is_empty() {
        let begins_otherwise = matches!(&other.data, Data::String(text)
            if !text.starts_with(unknown.prefix()));
        return begins_otherwise.then_some(false);
    }
    let mut answers = unknown
        .candidates
        .iter()
        .map(|candidate| equal_within(candidate, other, left));
    let first = answers.next()??;
    answers.all(|answer| answer == Some(first)).then_some(first)
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
