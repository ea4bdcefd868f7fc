//! Comparisons.

use std::cmp::Ordering;

use super::arguments::{of_bool, unknown_part, unsuitable};
use super::{Function, Outcome, Refusal};
use crate::model::{Data, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("equals", 2, 2, equals).takes_unknown(),
    Function::new("greater", 2, 2, |arguments| {
        compare(arguments, Ordering::is_gt)
    }),
    Function::new("greaterOrEquals", 2, 2, |arguments| {
        compare(arguments, Ordering::is_ge)
    }),
    Function::new("less", 2, 2, |arguments| {
        compare(arguments, Ordering::is_lt)
    }),
    Function::new("lessOrEquals", 2, 2, |arguments| {
        compare(arguments, Ordering::is_le)
    }),
    Function::new("not", 1, 1, not),
    Function::new("true", 0, 0, |_| Ok(of_bool(true))),
    Function::new("false", 0, 0, |_| Ok(of_bool(false))),
];

fn equals(arguments: &[Value]) -> Outcome {
    let [left, right] = arguments else {
        return Err(Refusal::wrong("two arguments are expected"));
    };
    match equal(left, right) {
        Some(equal) => Ok(of_bool(equal)),
        None => {
            let open = unknown_part(left).or(unknown_part(right)).unwrap_or(left);
            Err(Refusal::Open(open.clone()))
        }
    }
}

/// Whether two values are equal; none when that is not known.
pub(super) fn equal(left: &Value, right: &Value) -> Option<bool> {
    match (&left.data, &right.data) {
        (Data::Unknown(unknown), _) | (_, Data::Unknown(unknown)) => {
            let other = if left.as_unknown().is_some() {
                right
            } else {
                left
            };
            if other.as_unknown().is_some() {
                return None;
            }
            if other.is_null() {
                return unknown.is_certainly_set().then_some(false);
            }
            let prefix = unknown.prefix();
            let begins = other.as_str().is_none_or(|text| text.starts_with(prefix));
            if !prefix.is_empty() && !begins {
                return Some(false);
            }
            let mut answers = unknown.candidates.iter().map(|one| equal(one, other));
            let first = answers.next()??;
            answers.all(|one| one == Some(first)).then_some(first)
        }
        (Data::List(_, left), Data::List(_, right)) => {
            if left.len() != right.len() {
                return Some(false);
            }
            every(left.iter().zip(right.iter()))
        }
        (Data::Map(_, left), Data::Map(_, right)) => {
            if left.len() != right.len() || !left.keys().all(|key| right.contains_key(key)) {
                return Some(false);
            }
            every(
                left.iter()
                    .filter_map(|(key, value)| Some((value, right.get(key)?))),
            )
        }
        _ => Some(left == right),
    }
}

/// Whether all pairs are equal: one that is not decides.
fn every<'v>(pairs: impl Iterator<Item = (&'v Value, &'v Value)>) -> Option<bool> {
    crate::manifest::partial::all(pairs.map(|(left, right)| equal(left, right)))
}

fn compare(arguments: &[Value], holds: fn(Ordering) -> bool) -> Outcome {
    let [left, right] = arguments else {
        return Err(Refusal::wrong("two arguments are expected"));
    };
    match (&left.data, &right.data) {
        (Data::Number(left), Data::Number(right)) => match left.partial_cmp(right) {
            Some(ordering) => Ok(of_bool(holds(ordering))),
            None => Err(Refusal::Unfixed),
        },
        (Data::String(left), Data::String(right)) => match alphabetical(left, right) {
            Some(ordering) => Ok(of_bool(holds(ordering))),
            None => Err(Refusal::Unfixed),
        },
        (Data::Number(_) | Data::String(_), _) => {
            Err(unsuitable(right, 1, "of the kind of the first"))
        }
        _ => Err(unsuitable(left, 0, "a number or a text")),
    }
}

/// Texts as a dictionary has them, `a` before `A` before `b`: that is documented of letters and digits only.
fn alphabetical(left: &str, right: &str) -> Option<Ordering> {
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_plain(left) || !is_plain(right) {
        return (left == right).then_some(Ordering::Equal);
    }
    let folded = left.to_ascii_lowercase().cmp(&right.to_ascii_lowercase());
    // Of two that differ in case only, the small letters come first.
    Some(folded.then_with(|| right.cmp(left)))
}

fn not(arguments: &[Value]) -> Outcome {
    match arguments {
        [value] => match &value.data {
            Data::Bool(bool) => Ok(of_bool(!bool)),
            _ => Err(unsuitable(value, 0, "true or false")),
        },
        _ => Err(Refusal::wrong("one argument is expected")),
    }
}
