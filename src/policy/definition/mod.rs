//! The compiled form of the policies: plain data, no reference to any YAML.

mod condition;
mod derivation;
mod facet;
mod library;
mod location_text;
mod operator;
mod pack;
mod parameters;
mod path;
mod provider;
mod rule;
mod translation;
mod types;

pub use condition::{Comparison, Condition, Exists, Matcher, Operand, Operands, Other, Subject};
pub use derivation::{
    Account, AttributeSource, Derivation, Linked, Over, PlaceSource, Reading, Refers, TagLink,
};
pub use facet::{FacetDefinition, FacetType};
pub use library::Library;
pub use operator::{
    Attestation, AttestationKind, Country, Operator, OperatorLaw, Perimeter, ZoneOfLaw,
};
pub use pack::{Bearing, Coverage, Pack, Parameter, Requirement, RuleUse, Strength};
pub use parameters::ParameterUse;
pub use path::{Path, PathError, PathScope, Pseudo, Scalar, Step};
pub use provider::{
    Claim, DefaultPlace, EndpointPattern, EnvironmentSource, MultiRegion, MultiRegionKind,
    NamePattern, NameRule, Provider, Redirect, RedirectDecides, Region, RegionGroup,
};
pub use rule::{Ask, Check, Family, Link, Rule, Selector, Severity};
pub use translation::{
    Added, ManagedKind, NameStyle, Part, ReferenceForm, Translation, Variant, Watched,
};
pub use types::{LocationHolds, LocationOverride, LocationSource, TypeDefinition};
