//! Operators and zones of law, as the catalogue describes them.
//!
//! The serialised form is the YAML form, as for [`Provider`](super::Provider).

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::text::Text;

/// One entry of `operators`: a company that answers for what it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Operator {
    /// The company.
    pub title: String,
    /// ISO code of the country of its seat.
    #[serde(default)]
    pub country: Option<String>,
    /// Whose law it is under.
    pub law: OperatorLaw,
    /// Where its ownership was read; general knowledge when nowhere.
    #[serde(default)]
    pub ownership_source: Option<String>,
    /// Certificates and qualifications, by the name that rules use.
    #[serde(default)]
    pub attestations: IndexMap<String, Attestation>,
    /// What else an auditor should know.
    #[serde(default)]
    pub notes: Vec<Text>,
}

impl Operator {
    /// What may follow `@operator.`, besides the name of an attestation.
    pub const PROPERTIES: [&'static str; 3] = ["title", "country", "law"];
}

/// Whose law an operator is under: its own, and that of those who control it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OperatorLaw {
    /// That of Member States of the European Union only.
    Eu,
    /// That of a third country whose reach goes beyond its borders.
    ThirdCountry,
    /// That of a third country found adequate.
    AdequateThirdCountry,
    /// That of Member States, running a technology licensed from a third country.
    TechnologyOnly,
    /// Not read.
    Unverified,
}

/// One entry of `attestations`: a certificate or qualification that operators may hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AttestationKind {
    /// Its name for people.
    pub title: Text,
    /// The status of an operator that holds it: what the evidence of a team proves.
    pub held: String,
    /// The statuses that no evidence changes: the operator cannot hold it.
    #[serde(default)]
    pub never: Vec<String>,
}

/// What is known of one certificate or qualification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Attestation {
    /// A word that rules ask about, such as `qualified` or `unverified`.
    pub status: String,
    /// The edition of the framework.
    #[serde(default)]
    pub version: Option<String>,
    /// The activities it covers, by number; empty when not read.
    #[serde(default)]
    pub activities: Vec<u8>,
    /// What it covers, in words.
    #[serde(default)]
    pub scope: Option<Text>,
    /// What it covers, as far as a configuration can show; everything when none.
    #[serde(default)]
    pub perimeter: Option<Perimeter>,
    /// When it was given.
    #[serde(default)]
    pub since: Option<String>,
    /// The last step that was announced.
    #[serde(default)]
    pub milestone: Option<String>,
    /// When the source was written.
    #[serde(default)]
    pub as_of: Option<String>,
    /// Where it was read.
    #[serde(default)]
    pub source: Option<String>,
    /// What is not settled about it.
    #[serde(default)]
    pub doubt: Option<Text>,
}

impl Attestation {
    /// What may follow `@operator.NAME.`.
    pub const PROPERTIES: [&'static str; 9] = [
        "status",
        "version",
        "activities",
        "scope",
        "since",
        "milestone",
        "as-of",
        "source",
        "doubt",
    ];
}

/// A part of an operator's services.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Perimeter {
    /// Codes of the regions inside; all when empty.
    #[serde(default)]
    pub regions: Vec<String>,
    /// Globs of the resource types inside; all when empty.
    #[serde(default)]
    pub types: Vec<String>,
    /// Globs of the resource types outside, whatever the region.
    #[serde(default)]
    pub except_types: Vec<String>,
}

/// One entry of `zones`: countries that a text of law treats alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ZoneOfLaw {
    /// Its name for people.
    pub title: Text,
    /// Zones whose countries are all members.
    #[serde(default)]
    pub includes: Vec<String>,
    /// ISO codes of further members.
    #[serde(default)]
    pub countries: Vec<String>,
    /// Countries where it depends on who receives the data: not decided by the place alone.
    #[serde(default)]
    pub partial: IndexMap<String, Text>,
}

/// One entry of `countries`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Country {
    /// Its name.
    pub title: Text,
    /// Codes that are used for it and are not ISO codes.
    #[serde(default)]
    pub aliases: Vec<String>,
}
