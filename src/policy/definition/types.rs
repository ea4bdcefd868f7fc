//! Resource types, as the catalogue describes them.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Derivation, Path};

/// One entry of a catalogue file's `types`; `same-as` is already resolved.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TypeDefinition {
    /// The traits that class it.
    pub traits: Vec<String>,
    /// Attributes by which other resources name it.
    pub identity: Vec<String>,
    /// Where its resources sit, when it is not as the provider says.
    pub location: Option<LocationOverride>,
    /// Its facets.
    pub facets: IndexMap<String, Derivation>,
}

/// Where the resources of a type sit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LocationOverride {
    /// Everywhere the operator is.
    Global,
    /// Nowhere: it holds nothing that has a place.
    None,
    /// The first source that says. With a second part, the provider's configuration has no say: where
    /// no source says, it is this code, or everywhere for `global`.
    Sources(Vec<LocationSource>, Option<String>),
}

/// An attribute that says where a resource sits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LocationSource {
    /// The attribute.
    pub path: Path,
    /// What it holds.
    pub holds: LocationHolds,
}

/// What a location attribute holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LocationHolds {
    /// A region code or display name.
    Region,
    /// A zone name.
    Zone,
    /// A region, a zone or a multi-region name.
    Any,
    /// A name that holds the region at a fixed place, such as an ARN.
    Name,
    /// A host or URL that the provider's endpoint patterns resolve.
    Endpoint,
    /// A reference to another resource, whose place it shares.
    Resource,
}
