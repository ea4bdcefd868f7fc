//! Lists: `concat`, `element`, `flatten`, `slice`, `sort`, `range`…

use super::arguments::Arguments;
use super::table::{NUMBER, SHALLOW};
use super::{CallError, Function, Kind, Parameter, limits};
use crate::model::{Data, ListKind, Number, Value};
use crate::terraform::types::{Type, convert, equal, set_of, type_of, unify};

const LIST: Parameter = Parameter::of(Kind::List);
const LIST_OF_STRING: Parameter = Parameter::of(Kind::ListOfString);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("chunklist", &[LIST.partly_known(), NUMBER], chunk_list).passes_parts(),
    Function::new("compact", &[LIST_OF_STRING], compact).passes_parts(),
    Function::new("concat", &[], concat)
        .variadic(SHALLOW)
        .passes_parts(),
    Function::new("distinct", &[LIST], distinct).passes_parts(),
    Function::new("element", &[SHALLOW, NUMBER], element)
        .passes_parts()
        .may_be_null(),
    Function::new("flatten", &[SHALLOW], flatten).passes_parts(),
    Function::new("list", &[], |_| {
        Err(CallError::new(
            "the function list is gone since Terraform 0.12; use tolist([ ... ])",
        ))
    })
    .variadic(SHALLOW.maybe_unknown().maybe_null()),
    Function::new("matchkeys", &[LIST, LIST, LIST.partly_known()], match_keys).passes_parts(),
    Function::new("range", &[], range).variadic(NUMBER),
    Function::new("reverse", &[SHALLOW], reverse).passes_parts(),
    Function::new("slice", &[SHALLOW, NUMBER, NUMBER], slice).passes_parts(),
    Function::new("sort", &[LIST_OF_STRING.partly_known()], sort).passes_parts(),
];

/// Terraform's own limit to `range`.
const MAX_RANGE: usize = 1024;

fn chunk_list(args: &Arguments) -> Result<Value, CallError> {
    let items = args.items(0)?;
    let Ok(size) = usize::try_from(args.integer(1)?) else {
        return Err(CallError::of(1, "the size must not be negative"));
    };
    let chunk = |items: &[Value]| Value::new(Data::List(ListKind::List, items.into()), args.span);
    let chunks = if items.is_empty() {
        Vec::new()
    } else if size == 0 {
        vec![chunk(items)]
    } else {
        items.chunks(size).map(chunk).collect()
    };
    args.list(ListKind::List, chunks)
}

fn compact(args: &Arguments) -> Result<Value, CallError> {
    let kept = args
        .items(0)?
        .iter()
        .filter(|item| item.as_str().is_some_and(|text| !text.is_empty()));
    args.list(ListKind::List, kept.cloned().collect())
}

/// A list when all arguments are lists of types that unify, a tuple otherwise.
fn concat(args: &Arguments) -> Result<Value, CallError> {
    if args.count() == 0 {
        return Err(CallError::new("at least one argument is required"));
    }
    let mut all_lists = true;
    let mut count = 0_usize;
    for (position, value) in args.values.iter().enumerate() {
        let Data::List(kind, items) = &value.data else {
            return Err(CallError::of(
                position,
                "all arguments must be lists or tuples",
            ));
        };
        if *kind == ListKind::Set {
            return Err(CallError::of(
                position,
                "all arguments must be lists or tuples, not sets",
            ));
        }
        all_lists &= *kind == ListKind::List;
        count = count.saturating_add(items.len());
    }
    limits::check_items(count)?;
    if all_lists {
        let types: Vec<_> = args.values.iter().map(type_of).collect();
        if let Some(shared @ Type::List(_)) = unify(&types) {
            let mut items = Vec::with_capacity(count);
            for (position, value) in args.values.iter().enumerate() {
                let list = convert(value, &shared)
                    .map_err(|error| CallError::of(position, error.to_string()))?;
                items.extend_from_slice(list.as_list().unwrap_or_default());
            }
            return args.list(ListKind::List, items);
        }
    }
    let mut items = Vec::with_capacity(count);
    for position in 0..args.count() {
        items.extend_from_slice(args.items(position)?);
    }
    args.list(ListKind::Tuple, items)
}

fn distinct(args: &Arguments) -> Result<Value, CallError> {
    let items = args.items(0)?;
    let Data::List(_, sorted) = set_of(items.to_vec()) else {
        return args.list(ListKind::List, items.to_vec());
    };
    if sorted.len() == items.len() {
        return args.list(ListKind::List, items.to_vec());
    }
    // Texts, by far the most common, are looked up; the few other items are compared.
    let mut seen = rustc_hash::FxHashSet::default();
    let mut kept: Vec<Value> = Vec::with_capacity(sorted.len());
    for item in items {
        let is_new = match &item.data {
            Data::String(text) => seen.insert(text.clone()),
            _ => !kept.iter().any(|other| equal(other, item) == Some(true)),
        };
        if is_new {
            kept.push(item.clone());
        }
        if kept.len() == sorted.len() {
            break;
        }
    }
    args.list(ListKind::List, kept)
}

/// The index wraps around, from either end.
fn element(args: &Arguments) -> Result<Value, CallError> {
    let Data::List(ListKind::List | ListKind::Tuple | ListKind::Blocks, items) = &args.get(0)?.data
    else {
        return Err(CallError::of(0, "a list or a tuple is required"));
    };
    let index = args.integer(1)?;
    let position = i64::try_from(items.len())
        .ok()
        .and_then(|length| index.checked_rem_euclid(length))
        .and_then(|position| usize::try_from(position).ok());
    match position.and_then(|position| items.get(position)) {
        Some(item) => Ok(item.clone()),
        None => Err(CallError::of(
            0,
            "cannot use element function with an empty list",
        )),
    }
}

/// Not known when one of the lists is not, or when an element may be a list.
fn flatten(args: &Arguments) -> Result<Value, CallError> {
    let mut items = Vec::new();
    let mut steps = limits::MAX_PARTS;
    if flatten_into(args.items(0)?, &mut items, &mut steps, 0)? {
        args.list(ListKind::Tuple, items)
    } else {
        args.unknown()
    }
}

fn flatten_into(
    from: &[Value],
    into: &mut Vec<Value>,
    steps: &mut usize,
    depth: usize,
) -> Result<bool, CallError> {
    if depth > limits::MAX_DEPTH {
        return Err(CallError::of(0, "the lists are nested too deeply"));
    }
    let mut known = true;
    for item in from {
        *steps = steps.saturating_sub(1);
        if *steps == 0 {
            return Err(CallError::of(
                0,
                format!(
                    "the lists have more parts than the limit of {}",
                    limits::MAX_PARTS
                ),
            ));
        }
        match &item.data {
            Data::List(_, items) => known &= flatten_into(items, into, steps, depth + 1)?,
            // An attribute that is certainly no list is kept.
            Data::Unknown(unknown) if !is_certainly_scalar(item, unknown) => known = false,
            _ => into.push(item.clone()),
        }
        limits::check_items(into.len())?;
    }
    Ok(known)
}

fn is_certainly_scalar(value: &Value, unknown: &crate::model::Unknown) -> bool {
    if let Some(ty) = value.given_type() {
        return !matches!(
            **ty,
            Type::Any | Type::List(_) | Type::Set(_) | Type::Tuple(_)
        );
    }
    !unknown.candidates.is_empty()
        && unknown
            .candidates
            .iter()
            .all(|candidate| candidate.as_list().is_none())
}

fn match_keys(args: &Arguments) -> Result<Value, CallError> {
    let (values, keys, wanted) = (args.items(0)?, args.get(1)?, args.get(2)?);
    let Some(shared) = unify([&type_of(keys), &type_of(wanted)]) else {
        return Err(CallError::new(
            "keys and searchset must be of the same type",
        ));
    };
    let keys = convert(keys, &shared).map_err(|error| CallError::of(1, error.to_string()))?;
    let wanted = convert(wanted, &shared).map_err(|error| CallError::of(2, error.to_string()))?;
    let (keys, wanted) = (
        keys.as_list().unwrap_or_default(),
        wanted.as_list().unwrap_or_default(),
    );
    if values.len() != keys.len() {
        return Err(CallError::new("length of keys and values should be equal"));
    }
    if keys.len().saturating_mul(wanted.len()) > limits::MAX_PARTS {
        return Err(CallError::new("there are too many keys to compare"));
    }
    let mut kept = Vec::new();
    for (value, key) in values.iter().zip(keys) {
        for wanted in wanted {
            match equal(key, wanted) {
                Some(true) => {
                    kept.push(value.clone());
                    break;
                }
                Some(false) => {}
                // What OpenTofu answers too: it gives up, with nothing.
                None => return args.list(ListKind::List, Vec::new()),
            }
        }
    }
    args.list(ListKind::List, kept)
}

fn range(args: &Arguments) -> Result<Value, CallError> {
    let zero = Number::from(0_i64);
    let one = |down: bool| Number::from(if down { -1_i64 } else { 1 });
    let (start, end, step) = match args.count() {
        1 => (
            zero,
            args.number(0)?.clone(),
            one(args.number(0)?.is_negative()),
        ),
        2 => (
            args.number(0)?.clone(),
            args.number(1)?.clone(),
            one(args.number(1)? < args.number(0)?),
        ),
        3 => (
            args.number(0)?.clone(),
            args.number(1)?.clone(),
            args.number(2)?.clone(),
        ),
        _ => return Err(CallError::new("one, two, or three arguments are required")),
    };
    if step.is_zero() {
        return Err(CallError::of(2, "the step must not be zero"));
    }
    let down = step.is_negative();
    if down && end > start {
        return Err(CallError::of(
            1,
            "the end must be less than the start when the step is negative",
        ));
    }
    if !down && end < start {
        return Err(CallError::of(
            1,
            "the end must be greater than the start when the step is positive",
        ));
    }
    let mut items = Vec::new();
    let mut next = start;
    while if down { next > end } else { next < end } {
        if items.len() >= MAX_RANGE {
            return Err(CallError::new(format!(
                "more than the limit of {MAX_RANGE} values were generated; either decrease the difference between start and end or use a smaller step"
            )));
        }
        let following = next.add(&step);
        items.push(Value::new(Data::Number(next), args.span));
        match following {
            Ok(following) => next = following,
            Err(error) => return Err(CallError::new(error.to_string())),
        }
    }
    args.list(ListKind::List, items)
}

fn reverse(args: &Arguments) -> Result<Value, CallError> {
    let Data::List(kind, items) = &args.get(0)?.data else {
        return Err(CallError::of(0, "only lists and tuples can be reversed"));
    };
    let kind = if *kind == ListKind::Tuple {
        ListKind::Tuple
    } else {
        ListKind::List
    };
    args.list(kind, items.iter().rev().cloned().collect())
}

fn slice(args: &Arguments) -> Result<Value, CallError> {
    let Data::List(kind @ (ListKind::List | ListKind::Tuple | ListKind::Blocks), items) =
        &args.get(0)?.data
    else {
        return Err(CallError::of(
            0,
            "a list or a tuple is required; the elements of a set have no indices",
        ));
    };
    let bound = |position: usize| {
        let index = usize::try_from(args.integer(position)?)
            .map_err(|_| CallError::of(position, "the index must not be less than zero"))?;
        if index > items.len() {
            return Err(CallError::of(
                position,
                "the index must not be greater than the length of the list",
            ));
        }
        Ok(index)
    };
    let (start, end) = (bound(1)?, bound(2)?);
    match items.get(start..end) {
        Some(part) => args.list(*kind, part.to_vec()),
        None => Err(CallError::of(
            1,
            "the start index must not be greater than the end index",
        )),
    }
}

/// With an unknown item the order is not known, but the number of items is.
fn sort(args: &Arguments) -> Result<Value, CallError> {
    let mut items = args.items(0)?.to_vec();
    if items.iter().any(|item| item.as_unknown().is_some()) {
        let unknown = args.unknown()?;
        return args.list(ListKind::List, vec![unknown; items.len()]);
    }
    if items.iter().any(Value::is_null) {
        return Err(CallError::of(
            0,
            "the list has a null element; cannot sort null values",
        ));
    }
    items.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    args.list(ListKind::List, items)
}
