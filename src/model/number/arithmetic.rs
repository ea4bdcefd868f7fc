//! Arithmetic on numbers, with the infinities and the signs of zero that OpenTofu has.

use std::fmt;

use num_bigint::BigInt;

use super::float::Float;
use super::{Form, Number};

/// Why an operation has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArithmeticError {
    /// The result is finite and beyond the magnitudes that are computed.
    OutOfBounds,
    /// The operation has no meaning for these operands, as `0 / 0` or infinity less infinity.
    Undefined,
}

impl fmt::Display for ArithmeticError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ArithmeticError::OutOfBounds => "the result is too large or too small for a number",
            ArithmeticError::Undefined => {
                "the result is undefined: the operands are zero or infinite"
            }
        })
    }
}

impl std::error::Error for ArithmeticError {}

impl Number {
    /// `self + other`.
    ///
    /// # Errors
    ///
    /// When the result is out of bounds, or of opposite infinities.
    pub fn add(&self, other: &Number) -> Result<Number, ArithmeticError> {
        match (&self.0, &other.0) {
            (Form::Infinite { negative: a }, Form::Infinite { negative: b }) if a != b => {
                Err(ArithmeticError::Undefined)
            }
            (Form::Infinite { .. }, _) | (_, Form::NegativeZero) => Ok(self.clone()),
            (_, Form::Infinite { .. }) | (Form::NegativeZero, _) => Ok(other.clone()),
            (Form::Small(a), Form::Small(b)) if a.checked_add(*b).is_some() => {
                Ok(Number(Form::Small(a.saturating_add(*b))))
            }
            _ => bounded(self.to_float().add(&other.to_float())),
        }
    }

    /// `self - other`.
    ///
    /// # Errors
    ///
    /// When the result is out of bounds, or of equal infinities.
    pub fn subtract(&self, other: &Number) -> Result<Number, ArithmeticError> {
        self.add(&other.negate())
    }

    /// `self * other`.
    ///
    /// # Errors
    ///
    /// When the result is out of bounds, or of zero and an infinity.
    pub fn multiply(&self, other: &Number) -> Result<Number, ArithmeticError> {
        let negative = self.has_minus() != other.has_minus();
        if self.is_infinite() || other.is_infinite() {
            return if self.is_zero() || other.is_zero() {
                Err(ArithmeticError::Undefined)
            } else {
                Ok(Number::infinity(negative))
            };
        }
        if self.is_zero() || other.is_zero() {
            return Ok(Number::zero_of_sign(0, negative));
        }
        if let (Form::Small(a), Form::Small(b)) = (&self.0, &other.0)
            && let Some(product) = a.checked_mul(*b)
        {
            return Ok(Number(Form::Small(product)));
        }
        bounded(self.to_float().multiply(&other.to_float()))
    }

    /// `self / other`, which by zero is an infinity.
    ///
    /// # Errors
    ///
    /// When the result is out of bounds, or of two zeros or two infinities.
    pub fn divide(&self, other: &Number) -> Result<Number, ArithmeticError> {
        let negative = self.has_minus() != other.has_minus();
        if self.is_zero() && other.is_zero() || self.is_infinite() && other.is_infinite() {
            return Err(ArithmeticError::Undefined);
        }
        if self.is_infinite() || other.is_zero() {
            return Ok(Number::infinity(negative));
        }
        if self.is_zero() || other.is_infinite() {
            return Ok(Number::zero_of_sign(0, negative));
        }
        if let (Form::Small(a), Form::Small(b)) = (&self.0, &other.0)
            && let (Some(0), Some(quotient)) = (a.checked_rem(*b), a.checked_div(*b))
        {
            return Ok(Number(Form::Small(quotient)));
        }
        bounded(self.to_float().divide(&other.to_float()))
    }

    /// What `self` exceeds the nearest multiple of `other` towards zero by: the sign is that of
    /// `self`. By zero it is `self`, as in OpenTofu.
    ///
    /// # Errors
    ///
    /// When the quotient is out of bounds, or an operand infinite.
    pub fn remainder(&self, other: &Number) -> Result<Number, ArithmeticError> {
        if other.is_zero() {
            return Ok(self.clone());
        }
        if self.is_infinite() || other.is_infinite() {
            return Err(ArithmeticError::Undefined);
        }
        if self.is_zero() {
            return Ok(self.clone());
        }
        if let (Form::Small(a), Form::Small(b)) = (&self.0, &other.0)
            && let Some(remainder) = a.checked_rem(*b)
        {
            return Ok(Number(Form::Small(remainder)));
        }
        let quotient = self.to_float().divide(&other.to_float());
        let times = Number::from(quotient.ok_or(ArithmeticError::OutOfBounds)?.truncate());
        self.subtract(&other.multiply(&times)?)
    }

    /// `-self`.
    #[must_use]
    pub fn negate(&self) -> Number {
        match &self.0 {
            Form::Small(0) => Number(Form::NegativeZero),
            Form::NegativeZero => Number(Form::Small(0)),
            Form::Small(small) => match small.checked_neg() {
                Some(negated) => Number(Form::Small(negated)),
                None => Number::from(-BigInt::from(*small)),
            },
            Form::Wide(wide) => Number::normalised(wide.negate()),
            Form::Infinite { negative } => Number::infinity(!negative),
        }
    }

    /// The value without its sign.
    #[must_use]
    pub fn absolute(&self) -> Number {
        if self.has_minus() {
            self.negate()
        } else {
            self.clone()
        }
    }

    /// The greatest integer that is not greater; an infinity stays as it is.
    #[must_use]
    pub fn floor(&self) -> Number {
        match &self.0 {
            Form::Small(_) | Form::Infinite { .. } => self.clone(),
            Form::NegativeZero => Number(Form::Small(0)),
            Form::Wide(wide) => Number::from(wide.floor()),
        }
    }

    /// The least integer that is not less; an infinity stays as it is.
    #[must_use]
    pub fn ceil(&self) -> Number {
        match &self.0 {
            Form::Small(_) | Form::Infinite { .. } => self.clone(),
            Form::NegativeZero => Number(Form::Small(0)),
            Form::Wide(wide) => Number::from(-wide.negate().floor()),
        }
    }
}

fn bounded(float: Option<Float>) -> Result<Number, ArithmeticError> {
    float
        .and_then(Number::wide)
        .ok_or(ArithmeticError::OutOfBounds)
}
