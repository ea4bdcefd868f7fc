//! The library: all policies of a run.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{
    AttestationKind, Country, FacetDefinition, Operator, Pack, Provider, Rule, Translation,
    TypeDefinition, ZoneOfLaw,
};
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
    /// Providers by name.
    pub providers: IndexMap<String, Provider>,
    /// Operators by name.
    pub operators: IndexMap<String, Operator>,
    /// Certificates and qualifications that operators may hold, by the name that rules use.
    pub attestations: IndexMap<String, AttestationKind>,
    /// Zones of law by name.
    pub zones: IndexMap<String, ZoneOfLaw>,
    /// Countries by ISO code.
    pub countries: IndexMap<String, Country>,
    /// How objects of controllers are read as resources, by name.
    pub translations: IndexMap<String, Translation>,
    /// Rules by name.
    pub rules: IndexMap<String, Rule>,
    /// Packs by name.
    pub packs: IndexMap<String, Pack>,
}
