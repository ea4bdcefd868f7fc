//! Between decimal digits and binary floats.
//!
//! Digits are bytes `0..=9`, most significant first, without superfluous zeros; `point` is how many
//! of them stand before the decimal point, negative when zeros come between the point and them.

use num_bigint::{BigInt, BigUint};
use num_traits::Zero;

use super::float::Float;

/// Reads `[sign] digits [. digits] [e [sign] digits]` as a mantissa and a power of ten.
pub(super) fn read(text: &str) -> Option<(BigInt, i64)> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, read_exponent(exponent)?),
        None => (text, 0),
    };
    let (negative, magnitude) = match mantissa.as_bytes().first()? {
        b'-' => (true, mantissa.get(1..)?),
        b'+' => (false, mantissa.get(1..)?),
        _ => (false, mantissa),
    };
    let (integer, fraction) = magnitude.split_once('.').unwrap_or((magnitude, ""));
    let digits = format!("{integer}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let magnitude: BigInt = digits.parse().ok()?;
    let signed = if negative { -magnitude } else { magnitude };
    Some((signed, exponent - i64::try_from(fraction.len()).ok()?))
}

/// An exponent, of which a billion is as good as anything greater.
fn read_exponent(text: &str) -> Option<i64> {
    const MAX: i64 = 1_000_000_000;
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse::<i64>().map_or(MAX, |size| size.min(MAX));
    Some(if text.starts_with('-') { -size } else { size })
}

/// All the digits of the exact value.
pub(super) fn exact(float: &Float) -> (bool, Vec<u8>, i64) {
    let (magnitude, exponent, _) = float.parts();
    let (digits, point) = expand(magnitude, exponent);
    (float.is_negative(), digits, point)
}

/// The fewest digits that read back as the same float at the same precision, closest to it.
pub(super) fn shortest(float: &Float) -> (bool, Vec<u8>, i64) {
    let (magnitude, exponent, precision) = float.parts();
    let negative = float.is_negative();
    let (digits, point) = expand(magnitude, exponent);
    if magnitude.is_zero() {
        return (negative, digits, point);
    }
    // In units of half the last bit the value is even, and its neighbours' midpoints are one away.
    let padding = u64::from(precision).saturating_sub(magnitude.bits()) + 1;
    let value = magnitude << padding;
    let exponent = exponent.saturating_sub_unsigned(padding);
    // A tie rounds to the even mantissa, so the midpoints themselves read back as an even one.
    let inclusive = !value.bit(1);
    let (lower, _) = expand(&(&value - 1u32), exponent);
    let (upper, _) = expand(&(&value + 1u32), exponent);
    for (position, digit) in digits.iter().copied().enumerate() {
        let low = lower.get(position).copied().unwrap_or(0);
        let high = upper.get(position).copied().unwrap_or(0);
        let may_cut = low != digit || inclusive && position + 1 == lower.len();
        let may_raise =
            digit != high && (inclusive || digit + 1 < high || position + 1 < upper.len());
        let (kept, kept_point) = match (may_cut, may_raise) {
            (true, true) => rounded(&digits, point, position + 1),
            (true, false) => trimmed(digits.get(..=position).unwrap_or(&digits).to_vec(), point),
            (false, true) => raised(digits.get(..=position).unwrap_or(&digits).to_vec(), point),
            (false, false) => continue,
        };
        return (negative, kept, kept_point);
    }
    (negative, digits, point)
}

/// The first `count` digits, rounded half to even.
pub(super) fn rounded(digits: &[u8], point: i64, count: usize) -> (Vec<u8>, i64) {
    let Some(next) = digits.get(count).copied() else {
        return (digits.to_vec(), point);
    };
    let kept = digits.get(..count).unwrap_or(digits).to_vec();
    let odd = kept.last().is_some_and(|last| last % 2 == 1);
    let tie = next == 5 && digits.len() == count + 1;
    if next > 5 || next == 5 && (!tie || odd) {
        raised(kept, point)
    } else {
        trimmed(kept, point)
    }
}

/// Plain notation, without an exponent.
pub(super) fn plain(digits: &[u8], point: i64) -> String {
    let decimals = i64::try_from(digits.len())
        .unwrap_or(i64::MAX)
        .saturating_sub(point);
    lay_out(digits, point, usize::try_from(decimals).unwrap_or(0))
}

/// Plain notation with exactly `decimals` digits after the point.
pub(super) fn fixed(digits: &[u8], point: i64, decimals: usize) -> String {
    let count = i64::try_from(decimals)
        .unwrap_or(i64::MAX)
        .saturating_add(point);
    let (digits, point) = match usize::try_from(count) {
        Ok(count) => rounded(digits, point, count),
        // The first digit is already beyond the last decimal.
        Err(_) => (Vec::new(), 0),
    };
    lay_out(&digits, point, decimals)
}

fn lay_out(digits: &[u8], point: i64, decimals: usize) -> String {
    let digit_at = |position: i64| {
        let digit = usize::try_from(position)
            .ok()
            .and_then(|index| digits.get(index));
        char::from(b'0' + digit.copied().unwrap_or(0))
    };
    let mut text = String::new();
    if point <= 0 {
        text.push('0');
    } else {
        text.extend((0..point).map(digit_at));
    }
    if decimals > 0 {
        text.push('.');
        let end = point.saturating_add(i64::try_from(decimals).unwrap_or(i64::MAX));
        text.extend((point..end).map(digit_at));
    }
    text
}

/// The digits of `magnitude * 2^exponent`.
fn expand(magnitude: &BigUint, exponent: i64) -> (Vec<u8>, i64) {
    if magnitude.is_zero() {
        return (Vec::new(), 0);
    }
    let (integer, decimals) = if exponent >= 0 {
        (magnitude << exponent.unsigned_abs(), 0)
    } else {
        // Dividing by 2^n is multiplying by 5^n and moving the point by n.
        let power = u32::try_from(exponent.unsigned_abs()).unwrap_or(u32::MAX);
        (magnitude * BigUint::from(5u32).pow(power), i64::from(power))
    };
    let digits = integer.to_radix_be(10);
    let point = i64::try_from(digits.len())
        .unwrap_or(i64::MAX)
        .saturating_sub(decimals);
    trimmed(digits, point)
}

/// Without zeros at the end.
fn trimmed(mut digits: Vec<u8>, point: i64) -> (Vec<u8>, i64) {
    while digits.last() == Some(&0) {
        digits.pop();
    }
    let point = if digits.is_empty() { 0 } else { point };
    (digits, point)
}

/// One more in the last place.
fn raised(mut digits: Vec<u8>, point: i64) -> (Vec<u8>, i64) {
    while let Some(last) = digits.pop() {
        if last < 9 {
            digits.push(last + 1);
            return (digits, point);
        }
    }
    (vec![1], point + 1)
}
