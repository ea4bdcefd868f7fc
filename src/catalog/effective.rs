//! What is said of the place of a resource, and what decided it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Location, Unlocated};
use crate::model::{Resource, Span, Value};
use crate::policy::definition::TypeDefinition;

/// What may decide a place besides the files.
#[derive(Clone, Copy, Debug, Default)]
pub struct LocationOptions<'a> {
    /// Environment variables that count, when the user asked for them.
    pub environment: Option<&'a BTreeMap<String, String>>,
}

/// A resource that another one refers to.
#[derive(Clone, Copy, Debug)]
pub struct Target<'r> {
    /// The resource.
    pub resource: &'r Resource,
    /// What the catalogue says of its type.
    pub definition: Option<&'r TypeDefinition>,
}

/// Where a resource sits, and what decided it.
#[derive(Clone, Debug)]
pub struct Effective<'l> {
    /// Where.
    pub location: Location<'l>,
    /// The zone inside the region, when the resource names one.
    pub zone: Option<Arc<str>>,
    /// What decided.
    pub basis: Basis,
    /// The value that decided, with its place in the files and its history; none when no value did.
    pub value: Option<Value>,
    /// Another attribute of the resource that says another place.
    pub conflict: Option<Conflict<'l>>,
}

/// What decided a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// An attribute of the resource.
    Attribute(String),
    /// An attribute of the provider's configuration.
    Configuration(String),
    /// The host of an endpoint, in this attribute.
    Endpoint(String),
    /// An environment variable.
    Environment(String),
    /// The provider's documented default, and where it is documented.
    Default(String),
    /// The operator, which pairs it with this place.
    Pair(String),
    /// The type itself: it has no region, or no place at all.
    Type,
    /// Nothing.
    Nothing,
}

/// Two attributes of one resource that say different places.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict<'l> {
    /// The attribute that did not decide.
    pub attribute: String,
    /// What it says.
    pub value: Value,
    /// The place it says.
    pub location: Location<'l>,
}

impl Effective<'_> {
    /// Where the deciding value is written; none when no value decided, or not in a file.
    pub fn span(&self) -> Option<Span> {
        let span = self.value.as_ref()?.origin.span;
        (!span.is_nowhere()).then_some(span)
    }
}

impl Effective<'_> {
    pub(super) fn of_type(location: Location<'_>) -> Effective<'_> {
        Effective {
            location,
            zone: None,
            basis: Basis::Type,
            value: None,
            conflict: None,
        }
    }

    pub(super) fn unknown(why: Unlocated, basis: Basis, value: Option<Value>) -> Self {
        Effective {
            location: Location::Unknown(why),
            zone: None,
            basis,
            value,
            conflict: None,
        }
    }
}
