//! The smallest parts of the language: paths, pseudo-attributes, scalars.

use serde::{Deserialize, Serialize};

/// A path into a body.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Path {
    /// Whose body it starts in.
    pub scope: PathScope,
    /// The steps, outermost first; none means the body itself.
    pub steps: Vec<Step>,
}

/// Where a [`Path`] starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PathScope {
    /// The body at hand: the resource's, or the block's inside `where`.
    Body,
    /// The configuration of the resource's provider instance (`provider:` prefix).
    Provider,
}

/// One step of a [`Path`]. A key applied to a list of blocks applies to each of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Step {
    /// `.name`.
    Key(String),
    /// `[0]`.
    Index(usize),
    /// `*`: every member of a map, every item of a list.
    Any,
}

/// An attribute that the engine computes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Pseudo {
    /// `@region`: the effective place, or places of a multi-region.
    Region,
    /// `@zone`: the zone inside the region, when the resource names one.
    Zone,
    /// `@country`: ISO code of the place.
    Country,
    /// `@town`: town of the place.
    Town,
    /// `@provider`: the catalogue's name of the provider.
    Provider,
    /// `@provider-major`: major version of the provider, when the files say it.
    ProviderMajor,
    /// `@operator` and `@operator.property`.
    Operator(Option<String>),
    /// `@tags` and `@tags.key`.
    Tags(Option<String>),
    /// `@type`.
    Type,
    /// `@address`.
    Address,
    /// `@name`: the last name in the address.
    Name,
    /// `@mode`: `managed`, `data` or `setting`.
    Mode,
}

/// A constant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Scalar {
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// `unlimited`: above every number.
    Unlimited,
}
