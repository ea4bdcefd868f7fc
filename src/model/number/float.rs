//! Binary floats of a chosen precision, rounded to nearest and ties to even.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

use super::Number;

/// `mantissa * 2^exponent`. The mantissa is odd, or zero with a zero exponent, so that one value has
/// one form; the precision is how many bits its computation kept, and no part of the value.
#[derive(Clone, Debug)]
pub(super) struct Float {
    mantissa: BigInt,
    exponent: i64,
    precision: u32,
}

/// Bits of the largest and of the smallest magnitude: enough for `1e19000`, and still printed in
/// a few kilobytes.
const MAX_MAGNITUDE: i64 = 1 << 16;

impl Float {
    /// Rounds `mantissa * 2^exponent`.
    fn new(mantissa: BigInt, exponent: i64, precision: u32) -> Self {
        let excess = mantissa.bits().saturating_sub(u64::from(precision));
        let (mantissa, exponent) = if excess == 0 {
            (mantissa, exponent)
        } else {
            (
                round_shift(&mantissa, excess),
                exponent.saturating_add_unsigned(excess),
            )
        };
        match mantissa.trailing_zeros() {
            None => Float {
                mantissa,
                exponent: 0,
                precision,
            },
            Some(zeros) => Float {
                mantissa: mantissa >> zeros,
                exponent: exponent.saturating_add_unsigned(zeros),
                precision,
            },
        }
    }

    pub(super) fn from_integer(integer: BigInt) -> Self {
        Self::new(integer, 0, Number::PRECISION)
    }

    /// `mantissa * 10^exponent`; none out of bounds.
    pub(super) fn from_decimal(mantissa: &BigInt, exponent: i64, precision: u32) -> Option<Self> {
        let power = u32::try_from(exponent.unsigned_abs()).ok()?;
        if i64::from(power) > MAX_MAGNITUDE / 3 {
            return mantissa
                .is_zero()
                .then(|| Self::new(BigInt::zero(), 0, precision));
        }
        let power_of_five = BigInt::from(5).pow(power);
        if exponent >= 0 {
            Some(Self::new(mantissa * power_of_five, exponent, precision))
        } else {
            Some(quotient(mantissa, &power_of_five, exponent, precision))
        }
    }

    pub(super) fn from_f64(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        let bits = value.to_bits();
        let fraction = bits & ((1 << 52) - 1);
        let biased = i64::try_from(bits >> 52 & 0x7ff).ok()?;
        let (mantissa, exponent) = match biased {
            0 => (fraction, -1074),
            _ => (fraction | 1 << 52, biased - 1075),
        };
        let mantissa = BigInt::from(mantissa);
        let signed = if value.is_sign_negative() {
            -mantissa
        } else {
            mantissa
        };
        Some(Self::new(signed, exponent, 53))
    }

    pub(super) fn to_f64(&self) -> f64 {
        // The mantissa is scaled down first: it may be wider than the range of `f64`.
        let excess = self.mantissa.bits().saturating_sub(64);
        let magnitude = self.mantissa.magnitude();
        let cut = magnitude
            .trailing_zeros()
            .is_some_and(|zeros| zeros < excess);
        let head = (magnitude >> excess) | BigUint::from(u8::from(cut));
        let head = head.to_f64().unwrap_or(f64::NAN);
        let exponent = self.exponent.saturating_add_unsigned(excess);
        let power =
            i32::try_from(exponent).unwrap_or(if exponent < 0 { i32::MIN } else { i32::MAX });
        // Two steps keep the power itself within range for the least values.
        let half = power / 2;
        let value = head * 2f64.powi(half) * 2f64.powi(power - half);
        if self.is_negative() { -value } else { value }
    }

    pub(super) fn to_i64(&self) -> Option<i64> {
        if self.exponent < 0 || self.exponent > 63 {
            return None;
        }
        (&self.mantissa << self.exponent).to_i64()
    }

    pub(super) fn is_integer(&self) -> bool {
        self.exponent >= 0
    }

    pub(super) fn is_negative(&self) -> bool {
        self.mantissa.is_negative()
    }

    pub(super) fn is_within_bounds(&self) -> bool {
        let magnitude = self.exponent.saturating_add_unsigned(self.mantissa.bits());
        magnitude.abs() <= MAX_MAGNITUDE && self.exponent.abs() <= MAX_MAGNITUDE
    }

    /// The integer part.
    pub(super) fn truncate(&self) -> BigInt {
        if self.exponent >= 0 {
            &self.mantissa << self.exponent
        } else {
            let (sign, magnitude) = (self.mantissa.sign(), self.mantissa.magnitude());
            BigInt::from_biguint(sign, magnitude >> self.exponent.unsigned_abs())
        }
    }

    pub(super) fn floor(&self) -> BigInt {
        if self.exponent >= 0 {
            &self.mantissa << self.exponent
        } else {
            // Shifts of big integers round towards negative infinity.
            &self.mantissa >> self.exponent.unsigned_abs()
        }
    }

    pub(super) fn negate(&self) -> Float {
        Float {
            mantissa: -&self.mantissa,
            ..self.clone()
        }
    }

    pub(super) fn add(&self, other: &Float) -> Option<Float> {
        let exponent = self.exponent.min(other.exponent);
        let sum = self.aligned(exponent)? + other.aligned(exponent)?;
        Some(Self::new(
            sum,
            exponent,
            self.precision.max(other.precision),
        ))
    }

    /// Keeps more bits than the operands have when the product needs them, up to 512.
    pub(super) fn multiply(&self, other: &Float) -> Option<Float> {
        let exponent = self.exponent.checked_add(other.exponent)?;
        let mut product = Self::new(
            &self.mantissa * &other.mantissa,
            exponent,
            Number::PRECISION,
        );
        let needed = u32::try_from(product.mantissa.bits()).unwrap_or(Number::PRECISION);
        product.precision = self.precision.max(other.precision).max(needed);
        Some(product)
    }

    pub(super) fn divide(&self, other: &Float) -> Option<Float> {
        if other.mantissa.is_zero() {
            return None;
        }
        let exponent = self.exponent.checked_sub(other.exponent)?;
        let precision = self.precision.max(other.precision);
        Some(quotient(
            &self.mantissa,
            &other.mantissa,
            exponent,
            precision,
        ))
    }

    pub(super) fn compare(&self, other: &Float) -> Ordering {
        let exponent = self.exponent.min(other.exponent);
        match (self.aligned(exponent), other.aligned(exponent)) {
            (Some(a), Some(b)) => a.cmp(&b),
            // Out of bounds values are never built; the order only has to be some order.
            _ => self.exponent.cmp(&other.exponent),
        }
    }

    /// The magnitude as `mantissa * 2^exponent`, and the bits its computation kept.
    pub(super) fn parts(&self) -> (&BigUint, i64, u32) {
        (self.mantissa.magnitude(), self.exponent, self.precision)
    }

    /// The mantissa for a lesser exponent.
    fn aligned(&self, exponent: i64) -> Option<BigInt> {
        let shift = self.exponent.checked_sub(exponent)?;
        (shift <= 4 * MAX_MAGNITUDE).then(|| &self.mantissa << shift)
    }
}

impl PartialEq for Float {
    fn eq(&self, other: &Self) -> bool {
        self.exponent == other.exponent && self.mantissa == other.mantissa
    }
}

impl Eq for Float {}

impl Hash for Float {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.exponent.hash(state);
        self.mantissa.hash(state);
    }
}

/// `(dividend / divisor) * 2^exponent`, rounded. The divisor is not zero.
fn quotient(dividend: &BigInt, divisor: &BigInt, exponent: i64, precision: u32) -> Float {
    // Two bits more than kept, and a last bit that tells whether something was cut, suffice to round.
    let wanted = u64::from(precision) + 2 + divisor.bits();
    let shift = wanted.saturating_sub(dividend.bits());
    let (sign, dividend_magnitude) = (dividend.sign(), dividend.magnitude() << shift);
    let (quotient, rest) = dividend_magnitude.div_rem(divisor.magnitude());
    let mut quotient = (quotient << 1u32) | BigUint::from(u8::from(!rest.is_zero()));
    if sign == Sign::NoSign {
        quotient = BigUint::zero();
    }
    let sign = if sign == divisor.sign() {
        Sign::Plus
    } else {
        Sign::Minus
    };
    let mantissa = BigInt::from_biguint(sign, quotient);
    Float::new(
        mantissa,
        exponent.saturating_sub_unsigned(shift).saturating_sub(1),
        precision,
    )
}

/// `value / 2^shift` to nearest, ties to even.
fn round_shift(value: &BigInt, shift: u64) -> BigInt {
    let magnitude = value.magnitude();
    let mut kept = magnitude >> shift;
    let half = shift - 1;
    let above_half =
        magnitude.bit(half) && (kept.bit(0) || magnitude.trailing_zeros() != Some(half));
    if above_half {
        kept += 1u32;
    }
    BigInt::from_biguint(value.sign(), kept)
}
