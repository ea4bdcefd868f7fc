//! Rules.

use serde::{Deserialize, Serialize};

use super::{Condition, Pseudo};
use crate::text::Text;

/// One objective, whatever the cloud.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Its name, kebab-case.
    pub name: String,
    /// The family it belongs to.
    pub family: Family,
    /// How grave a failure is, unless the pack says otherwise.
    pub severity: Severity,
    /// The objective, in a line.
    pub title: Text,
    /// What is wrong when it fails; completes "`address`: …".
    pub defect: Text,
    /// The risk.
    pub why: Text,
    /// The next step.
    pub remedy: Text,
    /// What it asks, of which resources: one check for a rule on facets.
    pub checks: Vec<Check>,
    /// Conditions under which only the team can answer.
    pub ask: Vec<Ask>,
    /// One finding per value of this and root, when set.
    pub once_per: Option<Pseudo>,
    /// Whether a waiver may silence it.
    pub waivable: bool,
    /// Further reading.
    pub references: Vec<Link>,
}

/// What a rule asks of some resources.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Which resources.
    pub on: Selector,
    /// Which of them; the others are not concerned.
    pub when: Option<Condition>,
    /// What must hold.
    pub require: Condition,
    /// Another text than the rule's.
    pub defect: Option<Text>,
    /// Another text than the rule's.
    pub remedy: Option<Text>,
}

/// Selects resources: every given list must have a match.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Selector {
    /// One of these traits; any when empty.
    pub traits: Vec<String>,
    /// One of these types or globs of types; any when empty.
    pub types: Vec<String>,
    /// One of these facets is defined for the type; any when empty.
    pub facets: Vec<String>,
    /// Declared so; managed and settings when none.
    pub mode: Option<String>,
}

/// A question for the team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// When it must be asked.
    pub when: Condition,
    /// What to ask.
    pub question: Text,
}

/// A page to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
}

/// The families of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)] // the names are the documentation; titles stand in the reports
pub enum Family {
    EncryptionAtRest,
    EncryptionInTransit,
    KeyManagement,
    Logging,
    LogRetention,
    LogProtection,
    Backup,
    Continuity,
    Residency,
    Sovereignty,
    Network,
    Access,
    Secrets,
}

/// How grave a failure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)] // the names are the documentation
pub enum Severity {
    Low,
    Medium,
    High,
    Critical,
}
