//! Numbers as Terraform knows them: binary floats of 512 bits, far wider than `f64`.
//!
//! Decimal fractions are rounded to 512 bits and printed as the shortest decimal that reads back as
//! the same number, so that `0.1` prints as `0.1` and `10 / 3` with its 154 digits. There is no
//! infinity: what would leave the bounds is `None`.

mod decimal;
mod float;

use std::cmp::Ordering;
use std::fmt;

use num_bigint::BigInt;

use float::Float;

/// A number. Small integers, by far the most common, cost no allocation.
///
/// Both forms are kept normalised: a value that fits `i64` is always `Small`, so that equality and
/// hashing may compare the forms.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number(Form);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Form {
    Small(i64),
    Wide(Box<Float>),
}

impl Number {
    /// Significant bits of a decimal literal and of what is computed from one.
    pub const PRECISION: u32 = 512;

    /// Texts longer than this are not read as numbers.
    const MAX_TEXT: usize = 10_000;

    /// Reads a decimal literal such as `42`, `-0.5` or `1e3`; none when it is not one, or when it
    /// lies out of bounds (about `1e±19000`).
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(small) = text.parse::<i64>() {
            return Some(Number(Form::Small(small)));
        }
        if text.len() > Self::MAX_TEXT {
            return None;
        }
        let (mantissa, exponent) = decimal::read(text)?;
        Self::wide(Float::from_decimal(&mantissa, exponent, Self::PRECISION)?)
    }

    /// The same value; none for an infinity or not-a-number.
    pub fn from_f64(value: f64) -> Option<Self> {
        Self::wide(Float::from_f64(value)?)
    }

    /// The value as an integer, when it is one and fits.
    pub fn as_i64(&self) -> Option<i64> {
        match &self.0 {
            Form::Small(small) => Some(*small),
            Form::Wide(_) => None,
        }
    }

    /// The nearest `f64`.
    pub fn to_f64(&self) -> f64 {
        match &self.0 {
            #[allow(clippy::cast_precision_loss)] // asked for by the caller
            Form::Small(small) => *small as f64,
            Form::Wide(wide) => wide.to_f64(),
        }
    }

    /// The value as an integer of any size, when it is one.
    pub fn to_integer(&self) -> Option<BigInt> {
        match &self.0 {
            Form::Small(small) => Some(BigInt::from(*small)),
            Form::Wide(wide) => wide.is_integer().then(|| wide.truncate()),
        }
    }

    /// Whether the value has no fractional part.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Form::Small(_) => true,
            Form::Wide(wide) => wide.is_integer(),
        }
    }

    /// Whether the value is below zero.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Form::Small(small) => *small < 0,
            Form::Wide(wide) => wide.is_negative(),
        }
    }

    /// Whether the value is zero.
    pub fn is_zero(&self) -> bool {
        self.0 == Form::Small(0)
    }

    /// `self + other`; none out of bounds.
    pub fn add(&self, other: &Number) -> Option<Number> {
        if let (Form::Small(a), Form::Small(b)) = (&self.0, &other.0)
            && let Some(sum) = a.checked_add(*b)
        {
            return Some(Number(Form::Small(sum)));
        }
        Self::wide(self.to_float().add(&other.to_float())?)
    }

    /// `self - other`; none out of bounds.
    pub fn subtract(&self, other: &Number) -> Option<Number> {
        self.add(&other.negate())
    }

    /// `self * other`; none out of bounds.
    pub fn multiply(&self, other: &Number) -> Option<Number> {
        if let (Form::Small(a), Form::Small(b)) = (&self.0, &other.0)
            && let Some(product) = a.checked_mul(*b)
        {
            return Some(Number(Form::Small(product)));
        }
        Self::wide(self.to_float().multiply(&other.to_float())?)
    }

    /// `self / other`; none when `other` is zero, or out of bounds.
    pub fn divide(&self, other: &Number) -> Option<Number> {
        if let (Form::Small(a), Form::Small(b)) = (&self.0, &other.0)
            && let (Some(0), Some(quotient)) = (a.checked_rem(*b), a.checked_div(*b))
        {
            return Some(Number(Form::Small(quotient)));
        }
        Self::wide(self.to_float().divide(&other.to_float())?)
    }

    /// What `self` exceeds the nearest multiple of `other` towards zero by: the sign is that of
    /// `self`. By zero it is `self`, as in Terraform.
    pub fn remainder(&self, other: &Number) -> Option<Number> {
        if other.is_zero() {
            return Some(self.clone());
        }
        if let (Form::Small(a), Form::Small(b)) = (&self.0, &other.0)
            && let Some(remainder) = a.checked_rem(*b)
        {
            return Some(Number(Form::Small(remainder)));
        }
        let times = Number::from(self.to_float().divide(&other.to_float())?.truncate());
        self.subtract(&other.multiply(&times)?)
    }

    /// `-self`.
    #[must_use]
    pub fn negate(&self) -> Number {
        match &self.0 {
            Form::Small(small) => match small.checked_neg() {
                Some(negated) => Number(Form::Small(negated)),
                None => Number::from(-BigInt::from(*small)),
            },
            Form::Wide(wide) => Number::normalised(wide.negate()),
        }
    }

    /// The value without its sign.
    #[must_use]
    pub fn absolute(&self) -> Number {
        if self.is_negative() {
            self.negate()
        } else {
            self.clone()
        }
    }

    /// The greatest integer that is not greater.
    #[must_use]
    pub fn floor(&self) -> Number {
        match &self.0 {
            Form::Small(_) => self.clone(),
            Form::Wide(wide) => Number::from(wide.floor()),
        }
    }

    /// The least integer that is not less.
    #[must_use]
    pub fn ceil(&self) -> Number {
        self.negate().floor().negate()
    }

    /// With exactly `decimals` digits after the point, the last one rounded to even.
    pub fn to_fixed(&self, decimals: usize) -> String {
        let (negative, digits, point) = decimal::exact(&self.to_float());
        let text = decimal::fixed(&digits, point, decimals);
        if negative { format!("-{text}") } else { text }
    }

    /// In scientific notation with `decimals` digits after the first; without `decimals`, as many
    /// as the shortest exact form needs. Returns the digits and the power of ten of the first one.
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

    fn to_float(&self) -> Float {
        match &self.0 {
            Form::Small(small) => Float::from_integer(BigInt::from(*small)),
            Form::Wide(wide) => (**wide).clone(),
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

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Form::Small(a), Form::Small(b)) => a.cmp(b),
            _ => self.to_float().compare(&other.to_float()),
        }
    }
}

impl fmt::Display for Number {
    /// Plain decimal notation, never an exponent, as Terraform prints a number in a string.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Small(small) => write!(f, "{small}"),
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
mod tests {
    use super::Number;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn equal_values_have_one_form() {
        for (a, b) in [
            ("1", "1.0"),
            ("1000", "1e3"),
            ("0.50", "0.5"),
            ("-0", "0"),
            ("+5", "5"),
            (".5", "0.5"),
        ] {
            assert_eq!(Number::parse(a), Number::parse(b), "{a} and {b}");
        }
    }

    #[test]
    fn prints_without_exponent() {
        assert_eq!(number("1e21").to_string(), "1000000000000000000000");
        assert_eq!(number("0.1").to_string(), "0.1");
        assert_eq!(number("-1.5e-7").to_string(), "-0.00000015");
    }

    #[test]
    fn refuses_exponents_that_would_not_fit_in_memory() {
        assert_eq!(Number::parse("1e999999999"), None);
        assert_eq!(Number::parse("1e-99999"), None);
        let large = number("1e9000");
        let larger = large.multiply(&large).unwrap();
        assert_eq!(larger.multiply(&larger), None);
    }

    #[test]
    fn refuses_what_is_not_a_number() {
        for text in [
            "", "-", ".", "e5", "1e", "0x10", "1_000", " 1", "1 ", "inf", "nan", "--1", "1.2.3",
        ] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }

    /// Printed by OpenTofu 1.12 for the same expressions.
    #[test]
    fn divides_and_rounds_as_terraform() {
        let third = number("10").divide(&number("3")).unwrap();
        assert_eq!(
            third.to_string(),
            "3.3333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333332"
        );
        assert_eq!(
            number("0.1").add(&number("0.2")).unwrap().to_string(),
            "0.3"
        );
        assert_eq!(number("-7").remainder(&number("3")), Some(number("-1")));
        assert_eq!(number("7.5").remainder(&number("2")), Some(number("1.5")));
        assert_eq!(number("1").divide(&number("0")), None);
    }

    #[test]
    fn floors_and_ceils_towards_the_right_side() {
        for (value, floor, ceil) in [
            ("1.5", "1", "2"),
            ("-1.5", "-2", "-1"),
            ("2", "2", "2"),
            ("-0.1", "-1", "0"),
        ] {
            assert_eq!(number(value).floor(), number(floor), "floor of {value}");
            assert_eq!(number(value).ceil(), number(ceil), "ceil of {value}");
        }
    }

    #[test]
    fn keeps_the_extremes_of_small_integers() {
        let least = Number::from(i64::MIN);
        assert_eq!(least.negate().to_string(), "9223372036854775808");
        assert_eq!(least.negate().negate(), least);
        assert_eq!(
            least.divide(&Number::from(-1_i64)).unwrap().to_string(),
            "9223372036854775808"
        );
    }

    #[test]
    fn fixes_decimals_half_to_even() {
        for (value, decimals, text) in [
            ("2.5", 0, "2"),
            ("3.5", 0, "4"),
            ("0.125", 2, "0.12"),
            ("1.999", 2, "2.00"),
            ("-0.05", 3, "-0.050"),
            ("0", 2, "0.00"),
        ] {
            assert_eq!(
                number(value).to_fixed(decimals),
                text,
                "{value} to {decimals}"
            );
        }
    }
}
