//! Providers, as the catalogue describes them: how a resource says where it sits, which codes the
//! provider knows, and how a host tells who really answers.
//!
//! The serialised form is the YAML form: a loader that has turned `provider:` of a catalogue file
//! into JSON reads it with [`serde_json::from_value`]. Patterns are regular expressions in text;
//! they are compiled by the catalogue, when first needed.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::location_text;
use super::{LocationHolds, LocationSource, Path};
use crate::text::Text;

/// The `provider` section of a catalogue file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Provider {
    /// Its name in the catalogue: the value of `@provider`.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// The operator behind it, a key of `operators`; none when any company may run it.
    #[serde(default)]
    pub operator: Option<String>,
    /// Terraform source addresses, lower case, without a registry host: `hashicorp/aws`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Globs of the resource types that are its own when no source says so.
    #[serde(default)]
    pub types: Vec<String>,
    /// Resources of other languages that are its own when an attribute of theirs says so.
    #[serde(default)]
    pub claims: Vec<Claim>,
    /// What does not count when two codes are compared.
    #[serde(default)]
    pub names: NameRule,
    /// Globs of the types that read codes without regard to case, in the spelling of the upper-case
    /// one where two codes differ by case only.
    #[serde(default)]
    pub upper_case_types: Vec<String>,
    /// Where a resource says its place, first that says: attributes of the resource, and of the
    /// provider's configuration (`provider:` prefix), which come after them.
    #[serde(default, with = "location_text::sources")]
    pub location: Vec<LocationSource>,
    /// Types whose attributes mean another place than their own: only the provider's configuration
    /// counts.
    #[serde(default)]
    pub located_by_configuration: Vec<String>,
    /// Types that have no region: they are everywhere the operator is.
    #[serde(default)]
    pub global: Vec<String>,
    /// Attributes that may set the place from a file that is not read, such as a named profile.
    #[serde(default, with = "location_text::paths")]
    pub elsewhere: Vec<Path>,
    /// Environment variables the provider reads, nearest first; used only when asked for.
    #[serde(default)]
    pub environment: Vec<EnvironmentSource>,
    /// Whether its environment variables win over its configuration.
    #[serde(default)]
    pub environment_first: bool,
    /// Globs of the types that sit in a zone: what its configuration and environment say of a region
    /// does not place them, nor does what they say of a zone place the others. Empty when either
    /// places any type.
    #[serde(default)]
    pub zonal_types: Vec<String>,
    /// Documented places of resources that say none, first that concerns the type.
    #[serde(default)]
    pub defaults: Vec<DefaultPlace>,
    /// Attributes whose host says who really answers.
    #[serde(default)]
    pub redirects: Vec<Redirect>,
    /// Where a resource carries its tags, nearest first: the nearer value of a key wins.
    #[serde(default, with = "location_text::paths")]
    pub tags: Vec<Path>,
    /// How the name of a zone gives its region.
    #[serde(default)]
    pub zone_patterns: Vec<NamePattern>,
    /// How a longer name, such as an ARN, gives a code.
    #[serde(default)]
    pub name_patterns: Vec<NamePattern>,
    /// Hosts that belong to this provider, tried in order.
    #[serde(default)]
    pub endpoints: Vec<EndpointPattern>,
    /// Codes of its regions.
    #[serde(default)]
    pub regions: IndexMap<String, Region>,
    /// Names that stand for several places.
    #[serde(default)]
    pub multi_regions: IndexMap<String, MultiRegion>,
    /// Parts that are sold, or governed, apart.
    #[serde(default)]
    pub perimeters: IndexMap<String, RegionGroup>,
}

/// Resources that are of a provider when an attribute says so, whoever runs what they are applied to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Claim {
    /// The types concerned.
    pub types: Vec<String>,
    /// The attribute.
    #[serde(with = "location_text::path")]
    pub attr: Path,
    /// The values that say so; any when empty.
    #[serde(default, rename = "is")]
    pub values: Vec<String>,
}

/// What does not count when two codes are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameRule {
    /// Everything counts.
    #[default]
    Exact,
    /// Case does not count, unless two codes differ by it.
    IgnoreCase,
    /// Neither case nor spaces count: display names are codes.
    IgnoreCaseAndSpaces,
}

/// An environment variable that a provider reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EnvironmentSource {
    /// Its name.
    pub name: String,
    /// What it holds; none when it names a file that is not read and that may say the place.
    #[serde(default)]
    pub holds: Option<LocationHolds>,
}

/// Where resources sit when nothing says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DefaultPlace {
    /// Globs of the types concerned; all when empty.
    #[serde(default)]
    pub types: Vec<String>,
    /// The code.
    pub code: String,
    /// Where the operator documents it.
    pub source: String,
}

/// An attribute whose host says who really answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Redirect {
    /// The attribute.
    #[serde(with = "location_text::path")]
    pub attr: Path,
    /// Globs of the types it concerns; all when empty. Settings of the provider itself are
    /// concerned by every redirect.
    #[serde(default)]
    pub types: Vec<String>,
    /// What the host decides.
    pub decides: RedirectDecides,
    /// The documented host when the attribute is not set; for the types concerned.
    #[serde(default)]
    pub absent: Option<String>,
}

/// What the host of a [`Redirect`] decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RedirectDecides {
    /// Who operates; the place is said as usual, in that operator's codes.
    Operator,
    /// Who operates and where: what other attributes say of the place does not count.
    Place,
}

/// A way to read a code out of a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NamePattern {
    /// A regular expression; its first group is the code, unless `code` says it.
    pub pattern: String,
    /// The code of every name that matches.
    #[serde(default)]
    pub code: Option<String>,
    /// Whether it sits near that region, in a town of its own that the catalogue does not know.
    #[serde(default)]
    pub outpost: bool,
    /// A name that matches, and the code it must give: checked when the catalogue is.
    #[serde(default)]
    pub example: Option<(String, String)>,
}

/// A host that belongs to a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EndpointPattern {
    /// A regular expression on the host in lower case, without scheme, port or path. Its first
    /// group, if it has one, is a code.
    pub pattern: String,
    /// The code, when the host is of one place only.
    #[serde(default)]
    pub code: Option<String>,
    /// The operator, when it is another than the provider's.
    #[serde(default)]
    pub operator: Option<String>,
    /// A host that matches, and the code it must give: checked when the catalogue is.
    #[serde(default)]
    pub example: Option<(String, String)>,
}

/// One region, or a place that the provider names like one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Region {
    /// The town, or the state when the operator says no more; none when it is not published.
    #[serde(default)]
    pub town: Option<String>,
    /// The metropolitan area, when it is wider than the town: two places of one area are one site.
    #[serde(default)]
    pub area: Option<String>,
    /// ISO 3166-1 alpha-2 code of the country.
    pub country: String,
    /// Other names of the same place: display names, keys.
    #[serde(default)]
    pub names: Vec<String>,
    /// The region that geo-redundant services of the provider copy to.
    #[serde(default)]
    pub pair: Option<String>,
    /// How many zones it has, when the operator says.
    #[serde(default)]
    pub zones: Option<u8>,
    /// Whether the country was read in the operator's own list. A row that was not is shown, and
    /// does not fail anything on its own.
    #[serde(default = "yes")]
    pub verified: bool,
}

/// A part of a provider that is sold, or governed, apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RegionGroup {
    /// What it is.
    pub title: Text,
    /// Its regions, as far as they are known.
    #[serde(default)]
    pub regions: Vec<String>,
}

/// A name that stands for several places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MultiRegion {
    /// What sort of name it is.
    pub kind: MultiRegionKind,
    /// The regions, when they are documented.
    #[serde(default)]
    pub members: Vec<String>,
    /// The countries, when the regions are not documented. Neither: the places are not known.
    #[serde(default)]
    pub countries: Vec<String>,
    /// As for [`Region::verified`].
    #[serde(default = "yes")]
    pub verified: bool,
    /// Whether each resource is in one of the places only, the operator choosing which.
    #[serde(default)]
    pub one_of: bool,
    /// What must be known to answer for it.
    #[serde(default)]
    pub note: Option<Text>,
}

/// What a [`MultiRegion`] name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MultiRegionKind {
    /// Data is kept in several regions.
    Multi,
    /// No region: everywhere the operator is.
    Global,
}

fn yes() -> bool {
    true
}
