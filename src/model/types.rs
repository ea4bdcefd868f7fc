//! Types of values, as languages declare them.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;

use super::Value;

/// A type of the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Any type; as an element type, one that all elements share.
    Any,
    /// A boolean.
    Bool,
    /// A number.
    Number,
    /// A text.
    String,
    /// Items of one type, in order.
    List(Box<Type>),
    /// Items of one type, without order or duplicates.
    Set(Box<Type>),
    /// Members of one type.
    Map(Box<Type>),
    /// As many items as there are types, each of its own.
    Tuple(Vec<Type>),
    /// Named members, each of its own type.
    Object(Fields),
}

/// The attributes of an object type, in the order they are declared.
pub type Fields = IndexMap<Arc<str>, Field, rustc_hash::FxBuildHasher>;

/// An attribute of an object type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its type.
    pub ty: Type,
    /// Whether it may be left out, and is then null or `default`.
    pub optional: bool,
    /// What it is when left out or null, not yet converted to `ty`.
    pub default: Option<Value>,
}

impl Field {
    /// An attribute that must be given.
    pub fn required(ty: Type) -> Self {
        Field {
            ty,
            optional: false,
            default: None,
        }
    }
}

impl Type {
    /// The name that Terraform's messages use.
    pub fn friendly_name(&self) -> String {
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

    pub(crate) fn friendly_element(&self) -> String {
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
