//! Sets: union, intersection, difference and product.

use super::arguments::Arguments;
use super::table::ANY;
use super::{CallError, Function, Kind, Parameter, limits};
use crate::model::{Data, ListKind, Value};
use crate::terraform::types::{Type, convert, convert_all, equal, set_of, type_of, unify};

const SET: Parameter = Parameter::of(Kind::Set);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("setintersection", &[SET], intersection)
        .variadic(SET)
        .passes_parts(),
    Function::new("setproduct", &[], product)
        .variadic(ANY.partly_known())
        .passes_parts(),
    Function::new("setsubtract", &[SET, SET], subtract).passes_parts(),
    Function::new("setunion", &[SET.partly_known()], union)
        .variadic(SET.partly_known())
        .passes_parts(),
];

/// The arguments as sets of the one type that all their elements can become.
fn alike(args: &Arguments) -> Result<Vec<Vec<Value>>, CallError> {
    let types: Vec<Type> = args.values.iter().map(type_of).collect();
    let Some(shared) = unify(&types) else {
        return Err(CallError::new(
            "the given sets must all have compatible element types",
        ));
    };
    args.values
        .iter()
        .enumerate()
        .map(|(position, value)| {
            let set = convert(value, &shared)
                .map_err(|error| CallError::of(position, error.to_string()))?;
            Ok(set.as_list().unwrap_or_default().to_vec())
        })
        .collect()
}

fn as_set(args: &Arguments, items: Vec<Value>) -> Result<Value, CallError> {
    limits::check_items(items.len())?;
    Ok(Value::new(set_of(items), args.span))
}

fn union(args: &Arguments) -> Result<Value, CallError> {
    as_set(args, alike(args)?.concat())
}

fn intersection(args: &Arguments) -> Result<Value, CallError> {
    let mut sets = alike(args)?.into_iter();
    let mut common = sets.next().unwrap_or_default();
    for set in sets {
        keep(&mut common, &set, true)?;
    }
    as_set(args, common)
}

fn subtract(args: &Arguments) -> Result<Value, CallError> {
    let mut sets = alike(args)?.into_iter();
    let mut left = sets.next().unwrap_or_default();
    for set in sets {
        keep(&mut left, &set, false)?;
    }
    as_set(args, left)
}

/// Keeps the items that are (or are not) in the other set.
fn keep(items: &mut Vec<Value>, others: &[Value], present: bool) -> Result<(), CallError> {
    let texts: rustc_hash::FxHashSet<&str> = others.iter().filter_map(Value::as_str).collect();
    if texts.is_empty() && items.len().saturating_mul(others.len()) > limits::MAX_PARTS {
        return Err(CallError::new("the sets are too large to compare"));
    }
    items.retain(|item| {
        let found = match item.as_str() {
            Some(text) => texts.contains(text),
            None => others.iter().any(|other| equal(item, other) == Some(true)),
        };
        found == present
    });
    Ok(())
}

/// All combinations: a list of tuples when no argument is a set, a set of them otherwise.
fn product(args: &Arguments) -> Result<Value, CallError> {
    if args.count() < 2 {
        return Err(CallError::new("at least two arguments are required"));
    }
    limits::check_parts(&args.values)?;
    let mut any_set = false;
    let mut total = 1_usize;
    let mut factors = Vec::with_capacity(args.count());
    for (position, value) in args.values.iter().enumerate() {
        let Data::List(kind, items) = &value.data else {
            return Err(CallError::of(position, "a set or a list is required"));
        };
        any_set |= *kind == ListKind::Set;
        if *kind == ListKind::Set && items.len() > 1 && !value.is_wholly_known() {
            return args.unknown();
        }
        let factor = match kind {
            ListKind::Tuple | ListKind::Blocks => match convert_all(items) {
                None => {
                    return Err(CallError::of(
                        position,
                        "all elements must be of the same type",
                    ));
                }
                Some(converted) => {
                    converted.map_err(|error| CallError::of(position, error.to_string()))?
                }
            },
            ListKind::List | ListKind::Set => items.to_vec(),
        };
        total = total.saturating_mul(factor.len());
        factors.push(factor);
    }
    limits::check_items(total.saturating_mul(factors.len()))?;
    let mut combinations: Vec<Vec<Value>> = vec![Vec::new()];
    for factor in &factors {
        combinations = combinations
            .iter()
            .flat_map(|combination| {
                factor.iter().map(move |item| {
                    let mut longer = combination.clone();
                    longer.push(item.clone());
                    longer
                })
            })
            .collect();
    }
    let tuples: Vec<Value> = combinations
        .into_iter()
        .map(|items| Value::new(Data::List(ListKind::Tuple, items.into()), args.span))
        .collect();
    if any_set {
        as_set(args, tuples)
    } else {
        args.list(ListKind::List, tuples)
    }
}
