//! Packs: which text asks for what.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Link, Scalar, Severity};
use crate::text::Text;

/// A framework.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pack {
    /// Its name, kebab-case with a version: `secnumcloud-3.2`.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// Edition of the text.
    pub edition: String,
    /// Date of the text, `YYYY-MM-DD`.
    pub date: String,
    /// The text.
    pub source: Link,
    /// The packs it starts from; their content is already merged in.
    pub extends: Vec<String>,
    /// What a user may set.
    pub parameters: IndexMap<String, Parameter>,
    /// Free classes that requirements name, such as the HDS activities: key, then value, then label.
    pub classes: IndexMap<String, IndexMap<String, Text>>,
    /// Its requirements by number, in the order of the text.
    pub requirements: IndexMap<String, Requirement>,
    /// The rules it uses.
    pub rules: IndexMap<String, RuleUse>,
}

/// A parameter of a pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its value: one, or a list.
    pub value: Vec<Scalar>,
    /// Whether it is a list, even of one.
    pub list: bool,
    /// What it sets.
    pub title: Text,
    /// Where the value comes from: a requirement, or the reason of the choice.
    pub source: Text,
}

/// A requirement of the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Requirement {
    /// What it asks, in our words.
    pub title: Text,
    /// How much of it the rules can see.
    pub coverage: Coverage,
    /// What an auditor asks for.
    pub evidence: Text,
    /// Further keys, such as `activities`.
    pub classes: IndexMap<String, Vec<String>>,
}

/// How much of a requirement the rules can see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// A rule checks what the text asks.
    Automated,
    /// Rules check a part, or the intent.
    Partial,
    /// No rule can tell.
    Manual,
}

/// How a pack uses a rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleUse {
    /// Another severity than the rule's.
    pub severity: Option<Severity>,
    /// The requirements it bears on.
    pub requirements: IndexMap<String, Bearing>,
}

/// How a rule bears on a requirement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bearing {
    /// How strongly.
    pub strength: Strength,
    /// Why, in a sentence.
    pub because: Text,
}

/// How strongly a rule bears on a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// The text asks for it.
    Direct,
    /// The text's intent asks for it.
    Intent,
}
