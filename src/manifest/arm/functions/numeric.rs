//! Arithmetic on whole numbers of 64 bits, and the least and the greatest.

use super::arguments::{integer, of_number, unsuitable};
use super::{Function, MANY, Outcome, Refusal};
use crate::model::{Data, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("add", 2, 2, |arguments| {
        calculate(arguments, i64::checked_add)
    }),
    Function::new("div", 2, 2, |arguments| {
        calculate(arguments, i64::checked_div)
    }),
    Function::new("max", 1, MANY, |arguments| extreme(arguments, true)),
    Function::new("min", 1, MANY, |arguments| extreme(arguments, false)),
    Function::new("mod", 2, 2, |arguments| {
        calculate(arguments, i64::checked_rem)
    }),
    Function::new("mul", 2, 2, |arguments| {
        calculate(arguments, i64::checked_mul)
    }),
    Function::new("sub", 2, 2, |arguments| {
        calculate(arguments, i64::checked_sub)
    }),
];

fn calculate(arguments: &[Value], operation: fn(i64, i64) -> Option<i64>) -> Outcome {
    match operation(integer(arguments, 0)?, integer(arguments, 1)?) {
        Some(result) => Ok(of_number(result)),
        None => Err(Refusal::wrong("the result is no whole number of 64 bits")),
    }
}

/// Of several numbers, or of the numbers of one array.
fn extreme(arguments: &[Value], greatest: bool) -> Outcome {
    let numbers = match arguments {
        [one] if one.as_list().is_some() => one.as_list().unwrap_or_default(),
        _ => arguments,
    };
    let mut found: Option<&Value> = None;
    for (position, value) in numbers.iter().enumerate() {
        let Data::Number(number) = &value.data else {
            return Err(unsuitable(value, position, "a number"));
        };
        let replaces = match found.map(|found| &found.data) {
            Some(Data::Number(best)) if greatest => number > best,
            Some(Data::Number(best)) => number < best,
            _ => true,
        };
        if replaces {
            found = Some(value);
        }
    }
    match found {
        Some(value) => Ok(value.clone()),
        None => Err(Refusal::wrong(
            "an empty array has neither least nor greatest",
        )),
    }
}
