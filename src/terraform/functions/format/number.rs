//! Numbers after the rules of Go: `%d`, `%x`, `%f`, `%e`, `%g`…

use num_bigint::{BigInt, Sign};

use super::Verb;
use crate::model::Number;

/// An integer in base 2, 8, 10 or 16, after the rules of Go for big integers.
pub(super) fn integral(verb: Verb, integer: &BigInt) -> String {
    let (base, prefix) = match verb.letter {
        'b' => (2, "0b"),
        'o' => (8, "0"),
        'x' => (16, "0x"),
        'X' => (16, "0X"),
        _ => (10, ""),
    };
    let mut digits = integer.magnitude().to_str_radix(base);
    if verb.letter == 'X' {
        digits.make_ascii_uppercase();
    }
    if let Some(precision) = verb.precision {
        if precision == 0 && digits == "0" {
            // No digits for zero at precision zero, as in C.
            digits.clear();
        }
        digits = format!(
            "{}{digits}",
            "0".repeat(precision.saturating_sub(digits.len()))
        );
    }
    let prefix = if verb.sharp { prefix } else { "" };
    laid_out(
        verb,
        sign(verb, integer.sign() == Sign::Minus),
        prefix,
        &digits,
        verb.precision.is_none(),
    )
}

/// A number with a point or an exponent.
pub(super) fn decimal(verb: Verb, number: &Number) -> String {
    let body = match verb.letter {
        _ if number.is_infinite() => {
            let sign = if number.has_minus() { "-" } else { "+" };
            return laid_out(verb, sign, "", "Inf", false);
        }
        'f' => number.absolute().to_fixed(verb.precision.unwrap_or(6)),
        'e' | 'E' => {
            let (_, digits, exponent) = number.to_scientific(Some(verb.precision.unwrap_or(6)));
            scientific(&digits, exponent, Some(verb.precision.unwrap_or(6)))
        }
        _ => match verb.precision {
            None => general(&number.absolute()),
            Some(precision) => general_to(&number.absolute(), precision.max(1)),
        },
    };
    let body = if verb.letter.is_ascii_uppercase() {
        body.to_ascii_uppercase()
    } else {
        body
    };
    laid_out(verb, sign(verb, number.has_minus()), "", &body, true)
}

fn sign(verb: Verb, negative: bool) -> &'static str {
    match (negative, verb.plus, verb.space) {
        (true, _, _) => "-",
        (false, true, _) => "+",
        (false, false, true) => " ",
        (false, false, false) => "",
    }
}

/// Zeros go between the sign and the digits, spaces around them.
fn laid_out(verb: Verb, sign: &str, prefix: &str, digits: &str, may_zero: bool) -> String {
    let length = sign.len() + prefix.len() + digits.len();
    let missing = verb.width.unwrap_or(0).saturating_sub(length);
    if verb.minus {
        format!("{sign}{prefix}{digits}{}", " ".repeat(missing))
    } else if verb.zero && may_zero {
        format!("{sign}{prefix}{}{digits}", "0".repeat(missing))
    } else {
        format!("{}{sign}{prefix}{digits}", " ".repeat(missing))
    }
}

/// The shortest exact form, with an exponent below `1e-4` and from `1e+06`.
pub(super) fn general(number: &Number) -> String {
    let (_, digits, exponent) = number.to_scientific(None);
    if number.is_infinite() || number.is_zero() || (-4..6).contains(&exponent) {
        return number.to_string();
    }
    let text = scientific(&digits, exponent, None);
    if number.is_negative() {
        format!("-{text}")
    } else {
        text
    }
}

/// Rounded to some significant digits.
fn general_to(number: &Number, precision: usize) -> String {
    let (_, mut digits, exponent) = number.to_scientific(Some(precision - 1));
    while digits.last() == Some(&0) {
        digits.pop();
    }
    let limit = i64::try_from(precision).unwrap_or(i64::MAX);
    if number.is_zero() {
        return "0".to_owned();
    }
    if !(-4..limit).contains(&exponent) {
        return scientific(&digits, exponent, None);
    }
    let count = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    let decimals = usize::try_from(count.saturating_sub(1).saturating_sub(exponent)).unwrap_or(0);
    number.to_fixed(decimals)
}

/// `d.ddde±dd`, with exactly `decimals` decimals when given.
fn scientific(digits: &[u8], exponent: i64, decimals: Option<usize>) -> String {
    let digit = |position: usize| char::from(b'0' + digits.get(position).copied().unwrap_or(0));
    let decimals = decimals.unwrap_or(digits.len().saturating_sub(1));
    let mut text = String::from(digit(0));
    if decimals > 0 {
        text.push('.');
        text.extend((1..=decimals).map(digit));
    }
    let exponent = if digits.is_empty() { 0 } else { exponent };
    format!(
        "{text}e{}{:02}",
        if exponent < 0 { '-' } else { '+' },
        exponent.abs()
    )
}
