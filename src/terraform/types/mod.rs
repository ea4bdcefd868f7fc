//! Type constraints: reading them, converting values to them, finding the type that several share.
//!
//! A value is of the type that its content tells. Where the content does not tell (a null, an unknown, a
//! collection without items), it is of the type that a conversion, a function or an operator gave it,
//! and [`Type::Any`] where none did; such a type gives way to any other.

mod block;
mod constraint;
mod convert;
mod equal;
mod given;
mod prefix;
mod set;
mod unify;

#[cfg(test)]
mod tests;

use std::fmt;

use crate::model::Span;
pub(crate) use crate::model::{Field, Fields, Type};

pub(super) use block::{computed, member_of, own_reference};
pub(crate) use constraint::parse_type;
pub(crate) use convert::{convert, string_of};
pub(crate) use equal::equal;
pub(crate) use given::typed;
pub(crate) use prefix::lasting;
pub(crate) use set::set_of;
pub(crate) use unify::{convert_all, type_of, unify};

/// A type expression that is not one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TypeError {
    /// The part that is wrong.
    pub(crate) span: Span,
    /// What is wrong, in English.
    pub(crate) message: String,
}

/// Why a value cannot become of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConversionError {
    /// Where in the value, as `["a"].b[0]`; empty for the whole of it.
    pub(crate) path: String,
    /// Where the part that does not fit is written.
    pub(crate) span: Span,
    /// What is wrong with it, in English.
    pub(crate) message: String,
}

impl fmt::Display for ConversionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.path, self.message)
        }
    }
}
