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
    /// Its health-data hosting certificate.
    pub hds: HdsStatus,
    /// Its qualification by the French security agency.
    pub secnumcloud: QualificationStatus,
    /// What else an auditor should know.
    #[serde(default)]
    pub notes: Vec<Text>,
}

impl Operator {
    /// What may follow `@operator.`.
    pub const PROPERTIES: [&'static str; 18] = [
        "title",
        "country",
        "law",
        "hds",
        "hds.version",
        "hds.activities",
        "hds.scope",
        "hds.as-of",
        "hds.source",
        "secnumcloud",
        "secnumcloud.status",
        "secnumcloud.version",
        "secnumcloud.offer",
        "secnumcloud.since",
        "secnumcloud.milestone",
        "secnumcloud.as-of",
        "secnumcloud.source",
        "secnumcloud.doubt",
    ];
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

/// What is known of a health-data hosting certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct HdsStatus {
    /// The edition of the framework it was given under.
    pub version: HdsVersion,
    /// The certified activities, 1 to 6; empty when not read.
    #[serde(default)]
    pub activities: Vec<u8>,
    /// What it covers, in words.
    #[serde(default)]
    pub scope: Option<Text>,
    /// What it covers, as far as a configuration can show; everything when none.
    #[serde(default)]
    pub perimeter: Option<Perimeter>,
    /// When the source was written.
    #[serde(default)]
    pub as_of: Option<String>,
    /// Where it was read.
    #[serde(default)]
    pub source: Option<String>,
}

/// The edition of a health-data hosting certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HdsVersion {
    /// The order of 26 April 2024.
    V2,
    /// The first edition.
    V1,
    /// Certified, under an edition that was not read.
    CertifiedVersionUnread,
    /// Looked for, and not found.
    NoneFound,
    /// Not looked for, or not settled.
    Unverified,
}

/// What is known of a qualification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct QualificationStatus {
    /// How far it has come.
    pub status: Qualification,
    /// The edition of the framework.
    #[serde(default)]
    pub version: Option<String>,
    /// The offer concerned.
    #[serde(default)]
    pub offer: Option<Text>,
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

/// How far a qualification has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Qualification {
    /// Given.
    Qualified,
    /// Asked for.
    InProgress,
    /// Cannot be given: control from outside the Union.
    NotEligible,
    /// Looked for, and not found.
    NoneFound,
    /// Not looked for, or not settled.
    Unverified,
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
