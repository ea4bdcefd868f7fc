//! Numbers as Terraform knows them: binary floats of 512 bits, far wider than `f64`.
//!
//! Decimal fractions are rounded to 512 bits and printed as the shortest decimal that reads back as
//! the same number, so that `0.1` prints as `0.1` and `10 / 3` with its 154 digits. `1 / 0` is an
//! infinity, and zero may have a sign, as in OpenTofu. Finite values beyond about `1e±19000`, which
//! OpenTofu still computes, are out of bounds.

mod arithmetic;
mod decimal;
mod float;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use num_bigint::BigInt;

pub use arithmetic::ArithmeticError;
use float::Float;

/// A number. Small integers, by far the most common, cost no allocation.
///
/// Equality is that of values: both zeros are equal.
#[derive(Clone, Debug)]
pub struct Number(Form);

/// Kept normalised: a value that fits `i64` is never `Wide`, so that forms can be compared.
#[derive(Clone, Debug)]
enum Form {
    Small(i64),
    Wide(Box<Float>),
    /// Zero below which something was rounded away, as of `-1 / infinity`. It prints as `-0`.
    NegativeZero,
    Infinite {
        negative: bool,
    },
}

impl Number {
    /// Significant bits of a decimal literal and of what is computed from one.
    pub const PRECISION: u32 = 512;

    /// Texts longer than this are not read as numbers.
    const MAX_TEXT: usize = 10_000;

    /// A power of ten from which on OpenTofu has an infinity, and below the opposite of which zero:
    /// its binary exponents have 32 bits.
    const INFINITE_POWER: i64 = 646_456_994;

    /// Reads a decimal literal such as `42`, `-0.5` or `1e3`; none when it is not one, or when it
    /// lies out of bounds (about `1e±19000`).
    pub fn parse(text: &str) -> Option<Self> {
        let negative = text.starts_with('-');
        if let Ok(small) = text.parse::<i64>() {
            return Some(Number::zero_of_sign(small, negative));
        }
        if text.len() > Self::MAX_TEXT {
            return None;
        }
        let (mantissa, exponent) = decimal::read(text)?;
        let power = exponent.saturating_add_unsigned(mantissa.bits() * 3 / 10);
        if mantissa == BigInt::ZERO || power < -Self::INFINITE_POWER {
            return Some(Number::zero_of_sign(0, negative));
        }
        if power > Self::INFINITE_POWER {
            return Some(Number(Form::Infinite { negative }));
        }
        Self::wide(Float::from_decimal(&mantissa, exponent, Self::PRECISION)?)
    }

    /// Reads a text that stands where a number is wanted: a decimal literal, or an infinity as it is
    /// printed.
    pub fn from_text(text: &str) -> Option<Self> {
        match text {
            "inf" | "Inf" | "+inf" | "+Inf" => Some(Number::infinity(false)),
            "-inf" | "-Inf" => Some(Number::infinity(true)),
            _ => Self::parse(text),
        }
    }

    /// An infinity.
    pub fn infinity(negative: bool) -> Self {
        Number(Form::Infinite { negative })
    }

    /// The same value; none for not-a-number.
    pub fn from_f64(value: f64) -> Option<Self> {
        let negative = value.is_sign_negative();
        if value.is_infinite() {
            return Some(Number::infinity(negative));
        }
        if value == 0.0 {
            return Some(Number::zero_of_sign(0, negative));
        }
        Self::wide(Float::from_f64(value)?)
    }

    /// The value as an integer, when it is one and fits.
    pub fn as_i64(&self) -> Option<i64> {
        match &self.0 {
            Form::Small(small) => Some(*small),
            Form::NegativeZero => Some(0),
            Form::Wide(_) | Form::Infinite { .. } => None,
        }
    }

    /// The nearest `f64`.
    pub fn to_f64(&self) -> f64 {
        match &self.0 {
            #[allow(clippy::cast_precision_loss)] // asked for by the caller
            Form::Small(small) => *small as f64,
            Form::Wide(wide) => wide.to_f64(),
            Form::NegativeZero => -0.0,
            Form::Infinite { negative: true } => f64::NEG_INFINITY,
            Form::Infinite { negative: false } => f64::INFINITY,
        }
    }

    /// The value as an integer of any size, when it is one.
    pub fn to_integer(&self) -> Option<BigInt> {
        match &self.0 {
            Form::Small(small) => Some(BigInt::from(*small)),
            Form::Wide(wide) => wide.is_integer().then(|| wide.truncate()),
            Form::NegativeZero => Some(BigInt::ZERO),
            Form::Infinite { .. } => None,
        }
    }

    /// Whether the value is finite and has no fractional part.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Form::Small(_) | Form::NegativeZero => true,
            Form::Wide(wide) => wide.is_integer(),
            Form::Infinite { .. } => false,
        }
    }

    /// Whether the value is one of the two infinities.
    pub fn is_infinite(&self) -> bool {
        matches!(self.0, Form::Infinite { .. })
    }

    /// Whether it prints with a minus sign: a value below zero, or a negative zero.
    pub fn has_minus(&self) -> bool {
        match &self.0 {
            Form::Small(small) => *small < 0,
            Form::Wide(wide) => wide.is_negative(),
            Form::NegativeZero => true,
            Form::Infinite { negative } => *negative,
        }
    }

    /// Whether the value is below zero.
    pub fn is_negative(&self) -> bool {
        self.has_minus() && !self.is_zero()
    }

    /// Whether the value is zero, of either sign.
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Form::Small(0) | Form::NegativeZero)
    }

    /// With exactly `decimals` digits after the point, the last one rounded to even. An infinity is
    /// written as ever.
    pub fn to_fixed(&self, decimals: usize) -> String {
        if self.is_infinite() {
            return self.to_string();
        }
        let (negative, digits, point) = decimal::exact(&self.to_float());
        let text = decimal::fixed(&digits, point, decimals);
        if negative { format!("-{text}") } else { text }
    }

    /// In scientific notation with `decimals` digits after the first; without `decimals`, as many
    /// as the shortest exact form needs. Returns the digits and the power of ten of the first one; an
    /// infinity has none.
    pub fn to_scientific(&self, decimals: Option<usize>) -> (bool, Vec<u8>, i64) {
        let float = self.to_float();
        let (negative, digits, point) = match decimals {
            None => decimal::shortest(&float),
            Some(_) => decimal::exact(&float),
        };
        match decimals {
            None => (negative, digits, point - 1),
            Some(decimals) => {
                let (digits, point) = decimal::rounded(&digits, point, decimals.saturating_add(1));
                (negative, digits, point - 1)
            }
        }
    }

    /// The value as a float; zero for what is none.
    fn to_float(&self) -> Float {
        match &self.0 {
            Form::Small(small) => Float::from_integer(BigInt::from(*small)),
            Form::Wide(wide) => (**wide).clone(),
            Form::NegativeZero | Form::Infinite { .. } => Float::from_integer(BigInt::ZERO),
        }
    }

    /// An integer, of which zero takes the sign.
    fn zero_of_sign(integer: i64, negative: bool) -> Self {
        match integer {
            0 if negative => Number(Form::NegativeZero),
            _ => Number(Form::Small(integer)),
        }
    }

    /// On which end of the line it lies: an infinity, or between.
    fn end(&self) -> i8 {
        match self.0 {
            Form::Infinite { negative: true } => -1,
            Form::Infinite { negative: false } => 1,
            _ => 0,
        }
    }

    fn wide(float: Float) -> Option<Self> {
        float.is_within_bounds().then(|| Self::normalised(float))
    }

    fn normalised(float: Float) -> Self {
        match float.to_i64() {
            Some(small) => Number(Form::Small(small)),
            None => Number(Form::Wide(Box::new(float))),
        }
    }
}

impl From<i64> for Number {
    fn from(small: i64) -> Self {
        Number(Form::Small(small))
    }
}

impl From<usize> for Number {
    fn from(size: usize) -> Self {
        i64::try_from(size).map_or_else(|_| BigInt::from(size).into(), Self::from)
    }
}

impl From<BigInt> for Number {
    fn from(integer: BigInt) -> Self {
        Self::normalised(Float::from_integer(integer))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Form::Small(a), Form::Small(b)) => a == b,
            (Form::Wide(a), Form::Wide(b)) => a == b,
            (Form::Infinite { negative: a }, Form::Infinite { negative: b }) => a == b,
            _ => self.is_zero() && other.is_zero(),
        }
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Form::Small(small) => small.hash(state),
            Form::Wide(wide) => wide.hash(state),
            Form::NegativeZero => 0_i64.hash(state),
            Form::Infinite { negative } => negative.hash(state),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Form::Small(a), Form::Small(b)) => a.cmp(b),
            (Form::Infinite { .. }, _) | (_, Form::Infinite { .. }) => self.end().cmp(&other.end()),
            _ => self.to_float().compare(&other.to_float()),
        }
    }
}

impl fmt::Display for Number {
    /// Plain decimal notation, never an exponent, as Terraform prints a number in a string.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Small(small) => write!(f, "{small}"),
            Form::NegativeZero => f.write_str("-0"),
            Form::Infinite { negative: true } => f.write_str("-Inf"),
            Form::Infinite { negative: false } => f.write_str("+Inf"),
            Form::Wide(wide) => {
                let (negative, digits, point) = decimal::shortest(wide);
                if negative {
                    f.write_str("-")?;
                }
                f.write_str(&decimal::plain(&digits, point))
            }
        }
    }
}

#[cfg(test)]
mod tests;
