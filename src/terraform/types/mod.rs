//! Type constraints: reading them, converting values to them, finding the type that several share.
//!
//! A value carries no type of its own beyond its form, so an empty collection, a null or an unknown
//! has the type [`Type::Any`] where Terraform may know better; such a type gives way to any other.

mod block;
mod constraint;
mod convert;
mod equal;
mod set;
mod unify;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::model::{Span, Value};

pub(super) use block::{computed, member_of, own_reference};
pub(crate) use constraint::parse_type;
pub(crate) use convert::{convert, string_of};
pub(crate) use equal::equal;
pub(crate) use set::set_of;
pub(crate) use unify::{convert_all, type_of, unify};

/// A type of the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// Any type; as an element type, one that all elements share.
    Any,
    Bool,
    Number,
    String,
    List(Box<Type>),
    Set(Box<Type>),
    Map(Box<Type>),
    Tuple(Vec<Type>),
    Object(Fields),
}

/// The attributes of an object type, in the order they are declared.
pub(crate) type Fields = IndexMap<Arc<str>, Field, rustc_hash::FxBuildHasher>;

/// An attribute of an object type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) ty: Type,
    /// Whether it may be left out, and is then null or `default`.
    pub(crate) optional: bool,
    /// What it is when left out or null, not yet converted to `ty`.
    pub(crate) default: Option<Value>,
}

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

impl Field {
    /// An attribute that must be given.
    pub(crate) fn required(ty: Type) -> Self {
        Field {
            ty,
            optional: false,
            default: None,
        }
    }
}

impl Type {
    /// The name that Terraform's messages use.
    pub(crate) fn friendly_name(&self) -> String {
        match self {
            Type::Any => "dynamic".to_owned(),
            Type::Bool => "bool".to_owned(),
            Type::Number => "number".to_owned(),
            Type::String => "string".to_owned(),
            Type::List(element) => format!("list of {}", element.friendly_element()),
            Type::Set(element) => format!("set of {}", element.friendly_element()),
            Type::Map(element) => format!("map of {}", element.friendly_element()),
            Type::Tuple(_) => "tuple".to_owned(),
            Type::Object(_) => "object".to_owned(),
        }
    }

    fn friendly_element(&self) -> String {
        match self {
            Type::Any => "any single type".to_owned(),
            other => other.friendly_name(),
        }
    }
}

impl fmt::Display for Type {
    /// The type as the language writes it: `list(object({ name = string }))`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Any => f.write_str("any"),
            Type::Bool => f.write_str("bool"),
            Type::Number => f.write_str("number"),
            Type::String => f.write_str("string"),
            Type::List(element) => write!(f, "list({element})"),
            Type::Set(element) => write!(f, "set({element})"),
            Type::Map(element) => write!(f, "map({element})"),
            Type::Tuple(types) => {
                f.write_str("tuple([")?;
                for (position, ty) in types.iter().enumerate() {
                    write!(f, "{}{ty}", if position == 0 { "" } else { ", " })?;
                }
                f.write_str("])")
            }
            Type::Object(fields) => {
                f.write_str("object({")?;
                for (position, (name, field)) in fields.iter().enumerate() {
                    f.write_str(if position == 0 { " " } else { ", " })?;
                    if field.optional {
                        write!(f, "{name} = optional({})", field.ty)?;
                    } else {
                        write!(f, "{name} = {}", field.ty)?;
                    }
                }
                f.write_str(if fields.is_empty() { "})" } else { " })" })
            }
        }
    }
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
