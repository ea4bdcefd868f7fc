//! Facets, as declared.

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// One entry of `facets.yaml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FacetDefinition {
    /// The type of its values.
    pub facet_type: FacetType,
    /// Unit of a number: `day`, `hour`, `zone`.
    pub unit: Option<String>,
    /// Whether the values that it is derived from are never shown.
    pub confidential: bool,
    /// What it means.
    pub meaning: Text,
}

/// The type of a facet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FacetType {
    /// True or false.
    Bool,
    /// A number, or `unlimited`.
    Number,
    /// A text.
    Text,
    /// A place.
    Place,
    /// Several texts.
    Texts,
    /// Several places.
    Places,
}
