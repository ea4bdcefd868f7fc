//! Functions on arrays, and those that take arrays, objects and texts alike.

use rustc_hash::FxHashSet;

use super::arguments::{
    integer, list, of_bool, of_list, of_map, of_number, of_text, text, unknown_part, unsuitable,
};
use super::canonical::canonical;
use super::comparison::equal;
use super::format::printed;
use super::{Function, MANY, Outcome, Refusal};
use crate::manifest::joined::joined;
use crate::model::{Data, Map, Span, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("array", 1, 1, array),
    Function::new("concat", 1, MANY, concat).takes_unknown(),
    Function::new("contains", 2, 2, contains).takes_unknown(),
    Function::new("createArray", 0, MANY, create_array).takes_unknown(),
    Function::new("empty", 1, 1, empty).takes_unknown(),
    Function::new("first", 1, 1, first),
    Function::new("flatten", 1, 1, flatten),
    Function::new("indexFromEnd", 2, 2, from_end),
    Function::new("indexOf", 2, 2, index_of),
    Function::new("intersection", 2, MANY, intersection),
    Function::new("last", 1, 1, last),
    Function::new("lastIndexOf", 2, 2, last_index_of),
    Function::new("length", 1, 1, length),
    Function::new("range", 2, 2, range),
    Function::new("skip", 2, 2, skip),
    Function::new("take", 2, 2, take),
    Function::new("tryIndexFromEnd", 2, 2, try_from_end),
    Function::new("union", 2, MANY, union),
];

/// Most numbers that `range` makes ("Array functions": `count` is at most 10,000).
const MAX_RANGE: i64 = 10_000;

// An `Outcome` like that of the others, so that it stands in the table.
#[allow(clippy::unnecessary_wraps)]
fn array(arguments: &[Value]) -> Outcome {
    match arguments {
        [one] if one.as_list().is_some() => Ok(one.clone()),
        _ => Ok(of_list(arguments.iter().cloned())),
    }
}

/// Texts one after the other, or arrays.
fn concat(arguments: &[Value]) -> Outcome {
    let is_list = arguments.iter().any(|value| value.as_list().is_some());
    if !is_list {
        let parts: Vec<Value> = arguments.iter().map(printed).collect();
        return Ok(joined(&parts, Span::NOWHERE));
    }
    let mut items = Vec::new();
    for position in 0..arguments.len() {
        items.extend(list(arguments, position)?.iter().cloned());
    }
    Ok(of_list(items))
}

fn contains(arguments: &[Value]) -> Outcome {
    let [container, wanted] = arguments else {
        return Err(Refusal::wrong("two arguments are expected"));
    };
    match &container.data {
        Data::List(_, items) => {
            let mut open = None;
            for item in items.iter() {
                match equal(item, wanted) {
                    Some(true) => return Ok(of_bool(true)),
                    Some(false) => {}
                    None => {
                        open = open.or(unknown_part(item)).or(unknown_part(wanted));
                    }
                }
            }
            match open {
                Some(open) => Err(Refusal::Open(open.clone())),
                None => Ok(of_bool(false)),
            }
        }
        Data::Map(_, members) => match super::conversion::plain(wanted) {
            Some(name) => {
                let mut keys = members.keys();
                Ok(of_bool(keys.any(|key| key.eq_ignore_ascii_case(&name))))
            }
            None => Err(unsuitable(wanted, 1, "a text")),
        },
        Data::String(text) => match super::conversion::plain(wanted) {
            Some(part) => Ok(of_bool(text.contains(&part))),
            None => Err(unsuitable(wanted, 1, "a text")),
        },
        Data::Null => Ok(of_bool(false)),
        Data::Unknown(unknown) => {
            // Whatever comes after, the beginning may hold it.
            let found = wanted
                .as_str()
                .filter(|part| unknown.prefix().contains(part));
            let answers: Vec<Option<bool>> = unknown
                .candidates
                .iter()
                .map(|one| contains(&[one.clone(), wanted.clone()]).ok()?.as_bool())
                .collect();
            match (found, &answers[..]) {
                (Some(_), _) => Ok(of_bool(true)),
                (None, [Some(first), rest @ ..]) if rest.iter().all(|one| *one == Some(*first)) => {
                    Ok(of_bool(*first))
                }
                _ => Err(Refusal::Open(container.clone())),
            }
        }
        _ => Err(unsuitable(container, 0, "an array, an object or a text")),
    }
}

// An `Outcome` like that of the others, so that it stands in the table.
#[allow(clippy::unnecessary_wraps)]
fn create_array(arguments: &[Value]) -> Outcome {
    Ok(of_list(arguments.iter().cloned()))
}

fn empty(arguments: &[Value]) -> Outcome {
    let [value] = arguments else {
        return Err(Refusal::wrong("one argument is expected"));
    };
    match &value.data {
        Data::Null => Ok(of_bool(true)),
        Data::String(text) => Ok(of_bool(text.is_empty())),
        Data::List(_, items) => Ok(of_bool(items.is_empty())),
        Data::Map(_, members) => Ok(of_bool(members.is_empty())),
        Data::Unknown(unknown) => {
            if !unknown.prefix().is_empty() {
                return Ok(of_bool(false));
            }
            let answers: Vec<Option<bool>> = unknown
                .candidates
                .iter()
                .map(|one| empty(std::slice::from_ref(one)).ok()?.as_bool())
                .collect();
            match &answers[..] {
                [Some(first), rest @ ..] if rest.iter().all(|one| *one == Some(*first)) => {
                    Ok(of_bool(*first))
                }
                _ => Err(Refusal::Open(value.clone())),
            }
        }
        Data::Bool(_) | Data::Number(_) => {
            Err(unsuitable(value, 0, "an array, an object or a text"))
        }
    }
}

fn first(arguments: &[Value]) -> Outcome {
    match arguments {
        [value] => match &value.data {
            Data::List(_, items) => Ok(items
                .first()
                .cloned()
                .unwrap_or_else(super::arguments::null)),
            Data::String(text) => Ok(of_text(text.chars().take(1).collect::<String>())),
            _ => Err(unsuitable(value, 0, "an array or a text")),
        },
        _ => Err(Refusal::wrong("one argument is expected")),
    }
}

fn last(arguments: &[Value]) -> Outcome {
    match arguments {
        [value] => match &value.data {
            Data::List(_, items) => {
                Ok(items.last().cloned().unwrap_or_else(super::arguments::null))
            }
            Data::String(text) => Ok(of_text(
                text.chars()
                    .next_back()
                    .map_or_else(String::new, String::from),
            )),
            _ => Err(unsuitable(value, 0, "an array or a text")),
        },
        _ => Err(Refusal::wrong("one argument is expected")),
    }
}

fn flatten(arguments: &[Value]) -> Outcome {
    let mut items = Vec::new();
    for item in list(arguments, 0)? {
        match &item.data {
            Data::List(_, inner) => items.extend(inner.iter().cloned()),
            Data::Unknown(_) => return Err(Refusal::Open(item.clone())),
            _ => return Err(Refusal::wrong("the items of the array should be arrays")),
        }
    }
    Ok(of_list(items))
}

/// The item at a place counted from the end, of which the last is 1.
fn from_end(arguments: &[Value]) -> Outcome {
    let items = list(arguments, 0)?;
    item_from_end(items, integer(arguments, 1)?)
        .ok_or_else(|| Refusal::wrong(format!("there are {} items", items.len())))
}

fn try_from_end(arguments: &[Value]) -> Outcome {
    let found = item_from_end(list(arguments, 0)?, integer(arguments, 1)?);
    Ok(found.unwrap_or_else(super::arguments::null))
}

fn item_from_end(items: &[Value], place: i64) -> Option<Value> {
    let place = usize::try_from(place).ok().filter(|place| *place > 0)?;
    items.get(items.len().checked_sub(place)?).cloned()
}

/// Where an item is in an array, or a text in another, where case does not count.
fn index_of(arguments: &[Value]) -> Outcome {
    position(arguments, false)
}

fn last_index_of(arguments: &[Value]) -> Outcome {
    position(arguments, true)
}

fn position(arguments: &[Value], from_end: bool) -> Outcome {
    let [whole, wanted] = arguments else {
        return Err(Refusal::wrong("two arguments are expected"));
    };
    let found = match &whole.data {
        Data::List(_, items) => {
            let mut found = None;
            for (place, item) in items.iter().enumerate() {
                match equal(item, wanted) {
                    Some(true) => {
                        found = Some(place);
                        if !from_end {
                            break;
                        }
                    }
                    Some(false) => {}
                    None => {
                        let open = unknown_part(item).or(unknown_part(wanted));
                        return Err(Refusal::Open(open.unwrap_or(item).clone()));
                    }
                }
            }
            found
        }
        Data::String(whole) => {
            let (whole, wanted) = (whole.to_lowercase(), text(arguments, 1)?.to_lowercase());
            let at = if from_end {
                whole.rfind(&wanted)
            } else {
                whole.find(&wanted)
            };
            at.map(|at| whole.get(..at).unwrap_or_default().encode_utf16().count())
        }
        _ => return Err(unsuitable(whole, 0, "an array or a text")),
    };
    let place = found.and_then(|place| i64::try_from(place).ok());
    Ok(of_number(place.unwrap_or(-1)))
}

fn length(arguments: &[Value]) -> Outcome {
    match arguments {
        [value] => match &value.data {
            Data::List(_, items) => Ok(of_number(items.len())),
            Data::Map(_, members) => Ok(of_number(members.len())),
            Data::String(text) => Ok(of_number(text.encode_utf16().count())),
            _ => Err(unsuitable(value, 0, "an array, an object or a text")),
        },
        _ => Err(Refusal::wrong("one argument is expected")),
    }
}

fn range(arguments: &[Value]) -> Outcome {
    let (start, count) = (integer(arguments, 0)?, integer(arguments, 1)?);
    if !(0..=MAX_RANGE).contains(&count) {
        return Err(Refusal::wrong(format!(
            "a range has at most {MAX_RANGE} numbers"
        )));
    }
    match start.checked_add(count) {
        Some(end) => Ok(of_list((start..end).map(of_number))),
        None => Err(Refusal::wrong("the range passes the largest number")),
    }
}

fn skip(arguments: &[Value]) -> Outcome {
    let count = usize::try_from(integer(arguments, 1)?).unwrap_or_default();
    match arguments.first().map(|value| &value.data) {
        Some(Data::String(text)) => Ok(of_text(text.chars().skip(count).collect::<String>())),
        _ => Ok(of_list(list(arguments, 0)?.iter().skip(count).cloned())),
    }
}

fn take(arguments: &[Value]) -> Outcome {
    let count = usize::try_from(integer(arguments, 1)?).unwrap_or_default();
    match arguments.first().map(|value| &value.data) {
        Some(Data::String(text)) => Ok(of_text(text.chars().take(count).collect::<String>())),
        _ => Ok(of_list(list(arguments, 0)?.iter().take(count).cloned())),
    }
}

/// What identifies an item; an item that is not known stops the function, since it may be any other.
fn identity(item: &Value) -> Result<String, Refusal> {
    canonical(item).ok_or_else(|| Refusal::Open(unknown_part(item).unwrap_or(item).clone()))
}

/// What all the arrays or objects have in common.
fn intersection(arguments: &[Value]) -> Outcome {
    if arguments.iter().all(|value| value.as_map().is_some()) {
        let [first, rest @ ..] = arguments else {
            return Err(Refusal::wrong("two arguments are expected"));
        };
        let mut members = Map::default();
        for (key, value) in first.as_map().into_iter().flatten() {
            let own = identity(value)?;
            let mut is_common = true;
            for other in rest {
                let other = other.as_map().and_then(|other| other.get(key));
                is_common &= match other {
                    Some(other) => identity(other)? == own,
                    None => false,
                };
            }
            if is_common {
                members.insert(key.clone(), value.clone());
            }
        }
        return Ok(of_map(members));
    }
    let mut common = list(arguments, 0)?.to_vec();
    for position in 1..arguments.len() {
        let other: FxHashSet<String> = list(arguments, position)?
            .iter()
            .map(identity)
            .collect::<Result<_, _>>()?;
        let mut kept = Vec::new();
        for item in common {
            if other.contains(&identity(&item)?) {
                kept.push(item);
            }
        }
        common = kept;
    }
    let mut seen = FxHashSet::default();
    let mut kept = Vec::new();
    for item in common {
        if seen.insert(identity(&item)?) {
            kept.push(item);
        }
    }
    Ok(of_list(kept))
}

/// All items of the arrays, each once; or all members of the objects, of which the last one wins, and objects
/// inside of them are joined likewise.
fn union(arguments: &[Value]) -> Outcome {
    if arguments.iter().all(|value| value.as_map().is_some()) {
        let mut members = Map::default();
        for value in arguments {
            merge(&mut members, value);
        }
        return Ok(of_map(members));
    }
    let mut seen = FxHashSet::default();
    let mut items = Vec::new();
    for position in 0..arguments.len() {
        for item in list(arguments, position)? {
            // An item that is not known may be one of the others, which changes no more than how often it occurs.
            if canonical(item).is_none_or(|identity| seen.insert(identity)) {
                items.push(item.clone());
            }
        }
    }
    Ok(of_list(items))
}

fn merge(members: &mut Map, value: &Value) {
    for (key, value) in value.as_map().into_iter().flatten() {
        let known = members
            .keys()
            .find(|known| known.eq_ignore_ascii_case(key))
            .cloned();
        let known = if members.contains_key(key) {
            Some(key.clone())
        } else {
            known
        };
        let key = known.unwrap_or_else(|| key.clone());
        let merged = match members.get(&key) {
            Some(own) if own.as_map().is_some() && value.as_map().is_some() => {
                let mut inner = own.as_map().cloned().unwrap_or_default();
                merge(&mut inner, value);
                of_map(inner).used_at(value.origin.span)
            }
            _ => value.clone(),
        };
        members.insert(key, merged);
    }
}
