//! Numbers as Terraform knows them: decimals far wider than `f64`.

use std::cmp::Ordering;
use std::fmt;

use bigdecimal::num_bigint::BigInt;
use bigdecimal::{BigDecimal, ToPrimitive};

/// A number. Small integers, by far the most common, cost no allocation.
///
/// Both forms are kept normalised: a value that fits `i64` is always `Small`, so that equality and
/// hashing may compare the forms.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number(Form);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Form {
    Small(i64),
    Wide(Box<BigDecimal>),
}

impl Number {
    /// Significant decimal digits kept by inexact operations; Terraform's 512-bit mantissa holds 154.
    pub const DIGITS: u64 = 154;

    /// Reads a decimal literal such as `42`, `-0.5` or `1e3`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(small) = text.parse::<i64>() {
            return Some(Number(Form::Small(small)));
        }
        // An exponent of many digits would expand to gigabytes when printed.
        if let Some((_, exponent)) = text.split_once(['e', 'E'])
            && exponent.trim_start_matches(['+', '-', '0']).len() > 4
        {
            return None;
        }
        text.parse::<BigDecimal>().ok().map(Self::from)
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
            Form::Wide(wide) => wide.to_f64().unwrap_or(f64::NAN),
        }
    }

    /// The exact value as a decimal.
    pub fn to_decimal(&self) -> BigDecimal {
        match &self.0 {
            Form::Small(small) => BigDecimal::from(*small),
            Form::Wide(wide) => (**wide).clone(),
        }
    }

    /// Whether the value has no fractional part.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Form::Small(_) => true,
            Form::Wide(wide) => wide.is_integer(),
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
        i64::try_from(size).map_or_else(|_| BigDecimal::from(size as u64).into(), Self::from)
    }
}

impl From<BigInt> for Number {
    fn from(integer: BigInt) -> Self {
        BigDecimal::from(integer).into()
    }
}

impl From<BigDecimal> for Number {
    fn from(wide: BigDecimal) -> Self {
        let wide = wide.with_prec(wide.digits().min(Self::DIGITS)).normalized();
        if wide.is_integer()
            && let Some(small) = wide.to_i64()
        {
            return Number(Form::Small(small));
        }
        Number(Form::Wide(Box::new(wide)))
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
            _ => self.to_decimal().cmp(&other.to_decimal()),
        }
    }
}

impl fmt::Display for Number {
    /// Plain decimal notation, never an exponent, as Terraform prints a number in a string.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Small(small) => write!(f, "{small}"),
            Form::Wide(wide) => f.write_str(&wide.to_plain_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn equal_values_have_one_form() {
        for (a, b) in [("1", "1.0"), ("1000", "1e3"), ("0.50", "0.5"), ("-0", "0")] {
            assert_eq!(Number::parse(a), Number::parse(b), "{a} and {b}");
        }
    }

    #[test]
    fn prints_without_exponent() {
        let large = Number::parse("1e21").unwrap();
        assert_eq!(large.to_string(), "1000000000000000000000");
        assert_eq!(Number::parse("0.1").unwrap().to_string(), "0.1");
    }

    #[test]
    fn refuses_exponents_that_would_not_fit_in_memory() {
        assert_eq!(Number::parse("1e999999999"), None);
    }
}
