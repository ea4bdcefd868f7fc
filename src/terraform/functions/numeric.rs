//! Numbers: `abs`, `ceil`, `floor`, `log`, `max`, `min`, `parseint`, `pow`, `signum`, `sum`.

use num_bigint::BigInt;

use super::arguments::Arguments;
use super::table::{ANY, NUMBER};
use super::{CallError, Function};
use crate::model::{Data, ListKind, Number, Value};
use crate::terraform::types::{Type, convert};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("abs", &[NUMBER], |args| {
        args.numeric(args.number(0)?.absolute())
    }),
    Function::new("ceil", &[NUMBER], |args| {
        args.numeric(args.number(0)?.ceil())
    }),
    Function::new("floor", &[NUMBER], |args| {
        args.numeric(args.number(0)?.floor())
    }),
    Function::new("log", &[NUMBER, NUMBER], log),
    Function::new("max", &[], max).variadic(NUMBER),
    Function::new("min", &[], min).variadic(NUMBER),
    Function::new("parseint", &[ANY, NUMBER], parse_int),
    Function::new("pow", &[NUMBER, NUMBER], pow),
    Function::new("signum", &[NUMBER], signum),
    Function::new("sum", &[ANY], sum),
];

/// Digits of the texts that `parseint` reads: enough for any identifier, few enough to be quick.
const MAX_DIGITS: usize = 10_000;

fn log(args: &Arguments) -> Result<Value, CallError> {
    let (number, base) = (args.number(0)?.to_f64(), args.number(1)?.to_f64());
    args.numeric(Number::from_f64(number.ln() / base.ln()))
}

/// Computed as `f64`, as Terraform does.
fn pow(args: &Arguments) -> Result<Value, CallError> {
    let (number, power) = (args.number(0)?.to_f64(), args.number(1)?.to_f64());
    args.numeric(Number::from_f64(raised(number, power)))
}

/// A power by repeated squaring of the integer part, as Go's library computes it: its last digits
/// differ from those of a correctly rounded power, and Terraform shows them.
#[allow(clippy::float_cmp)] // exactly these powers are roots
fn raised(number: f64, power: f64) -> f64 {
    let size = power.abs();
    let is_plain = number.is_finite() && number != 0.0 && size < 1e9;
    if power == 0.5 {
        return number.sqrt();
    }
    if power == -0.5 {
        return 1.0 / number.sqrt();
    }
    if !is_plain || (number < 0.0 && power.fract() != 0.0) {
        return number.powf(power);
    }
    let (mut whole, mut fraction) = (size.trunc(), size.fract());
    if fraction > 0.5 {
        fraction -= 1.0;
        whole += 1.0;
    }
    // The result is `significand * 2^exponent`, and so is what is squared, to stay within range.
    let mut significand = if fraction == 0.0 {
        1.0
    } else {
        (fraction * number.ln()).exp()
    };
    let mut exponent = 0_i64;
    let (mut square, mut square_exponent) = split(number);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // below 1e9, not negative
    let mut left = whole as u64;
    while left != 0 && square_exponent.abs() < 1 << 20 {
        if left % 2 == 1 {
            significand *= square;
            exponent += square_exponent;
        }
        square *= square;
        square_exponent *= 2;
        if square < 0.5 {
            square *= 2.0;
            square_exponent -= 1;
        }
        left /= 2;
    }
    if left != 0 {
        return number.powf(power);
    }
    if power < 0.0 {
        significand = 1.0 / significand;
        exponent = -exponent;
    }
    let limit = i64::from(i16::MAX);
    let exponent = i32::try_from(exponent.clamp(-limit, limit)).unwrap_or(0);
    // In two steps: the power of two alone may be out of range where the result is not.
    significand * 2f64.powi(exponent / 2) * 2f64.powi(exponent - exponent / 2)
}

/// A number as a significand of at least a half and below one, and a power of two.
fn split(number: f64) -> (f64, i64) {
    let (mut significand, mut exponent) = (number, 0);
    while significand.abs() >= 1.0 {
        significand /= 2.0;
        exponent += 1;
    }
    while significand.abs() < 0.5 {
        significand *= 2.0;
        exponent -= 1;
    }
    (significand, exponent)
}

fn max(args: &Arguments) -> Result<Value, CallError> {
    let greatest = numbers(args)?
        .into_iter()
        .reduce(|greatest, next| if next > greatest { next } else { greatest });
    args.numeric(greatest.cloned())
}

fn min(args: &Arguments) -> Result<Value, CallError> {
    let least = numbers(args)?
        .into_iter()
        .reduce(|least, next| if next < least { next } else { least });
    args.numeric(least.cloned())
}

fn numbers<'a>(args: &'a Arguments) -> Result<Vec<&'a Number>, CallError> {
    if args.count() == 0 {
        return Err(CallError::new("at least one number is required"));
    }
    (0..args.count())
        .map(|position| args.number(position))
        .collect()
}

fn signum(args: &Arguments) -> Result<Value, CallError> {
    args.numeric(Number::from(args.integer(0)?.signum()))
}

fn parse_int(args: &Arguments) -> Result<Value, CallError> {
    let Data::String(text) = &args.get(0)?.data else {
        return Err(CallError::of(0, "the first argument must be a string"));
    };
    let base = u32::try_from(args.integer(1)?).unwrap_or(0);
    if !(2..=62).contains(&base) {
        return Err(CallError::of(
            1,
            "the base must be a whole number between 2 and 62 inclusive",
        ));
    }
    match parse_in_base(text, base) {
        Some(number) => args.numeric(number),
        None => Err(CallError::of(
            0,
            format!("\"{text}\" is not an integer in base {base}"),
        )),
    }
}

/// Above 36, lowercase letters come before uppercase ones; up to 36 their case does not matter.
fn parse_in_base(text: &str, base: u32) -> Option<Number> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || digits.len() > MAX_DIGITS {
        return None;
    }
    let mut magnitude = BigInt::ZERO;
    for digit in digits.chars() {
        let value = match digit {
            '0'..='9' => u32::from(digit) - u32::from('0'),
            'a'..='z' => u32::from(digit) - u32::from('a') + 10,
            'A'..='Z' if base <= 36 => u32::from(digit) - u32::from('A') + 10,
            'A'..='Z' => u32::from(digit) - u32::from('A') + 36,
            _ => return None,
        };
        if value >= base {
            return None;
        }
        magnitude = magnitude * base + value;
    }
    Some(Number::from(if text.starts_with('-') {
        -magnitude
    } else {
        magnitude
    }))
}

fn sum(args: &Arguments) -> Result<Value, CallError> {
    let Data::List(ListKind::List | ListKind::Set | ListKind::Tuple, items) = &args.get(0)?.data
    else {
        return Err(CallError::of(
            0,
            "a list, set or tuple of numbers is required",
        ));
    };
    if items.is_empty() {
        return Err(CallError::of(0, "cannot sum an empty list"));
    }
    let mut total: Option<Number> = None;
    for item in items.iter() {
        match convert(item, &Type::Number).map(|number| number.data) {
            Ok(Data::Number(number)) => {
                total = Some(match &total {
                    Some(total) => total
                        .add(&number)
                        .map_err(|error| CallError::of(0, error.to_string()))?,
                    None => number,
                });
            }
            _ => {
                return Err(CallError::of(
                    0,
                    "a list, set or tuple of numbers is required",
                ));
            }
        }
    }
    args.numeric(total)
}
