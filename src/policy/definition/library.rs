//! The library: all policies of a run.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{FacetDefinition, Pack, Rule, TypeDefinition};
use crate::text::Text;

/// Everything the policies say. Later files replace entries of the same name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Library {
    /// Facets by name.
    pub facets: IndexMap<String, FacetDefinition>,
    /// Traits by name.
    pub traits: IndexMap<String, Text>,
    /// Types by name or glob.
    pub types: IndexMap<String, TypeDefinition>,
    /// Rules by name.
    pub rules: IndexMap<String, Rule>,
    /// Packs by name.
    pub packs: IndexMap<String, Pack>,
}
