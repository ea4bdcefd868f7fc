//! The document: an outcome in the form that leaves rempart, and comes back for `rempart merge`.
//!
//! It owns what it holds, and its places are files, lines and columns, so that it means the same on
//! another machine. Every machine-readable report is written from it; its JSON form is described by
//! `policies/schema/findings.json`. It holds no source text: code frames are cut from the files, where
//! these are at hand and unchanged.

mod build;
mod finding;
mod join;
mod origin;
mod place;
mod read;
mod restore;
mod tables;
mod visit;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub(crate) use build::{Places, finding, head, tail};
pub(crate) use finding::{Call, Evidence, Finding, Location, Requirement, Step, Subject, Waiver};
pub use join::{JoinProblem, Part, join};
pub(crate) use place::from_root;
pub use read::{ReadProblem, read};
pub use restore::{Restored, restore};
pub(crate) use tables::Grid;
pub use tables::Tables;

use crate::judge::WaiverState;
use crate::model::{CoverageStatus, Gravity};
use crate::policy::definition::Severity;
use crate::text::Text;

/// A whole outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// What stands before the findings.
    pub(crate) head: Head,
    /// The findings that are shown, in the order of the files.
    pub(crate) findings: Vec<Finding>,
    /// What stands after them.
    pub(crate) tail: Tail,
}

/// Who says it, of what, and how it comes out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    /// Version of rempart.
    pub(crate) version: String,
    /// The name of the repository, when it was given one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) label: Option<String>,
    /// The way from the root of the run to the directory that paths start from; `.` when they are one.
    pub(crate) base: String,
    pub(crate) summary: Summary,
    /// The packs that were asked.
    pub(crate) packs: Vec<PackUsed>,
    /// The requirements that a check asked about.
    pub(crate) requirements: Vec<RequirementCount>,
}

/// The counts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Summary {
    pub(crate) files: usize,
    pub(crate) resources: usize,
    pub(crate) pass: usize,
    pub(crate) fail: usize,
    pub(crate) unknown: usize,
    pub(crate) waived: usize,
    /// Findings that the baseline or the compared revision already has.
    pub(crate) known: usize,
    pub(crate) not_evaluated: usize,
    /// How many of the failures have which severity.
    pub(crate) failures: BTreeMap<Severity, usize>,
}

/// A pack that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackUsed {
    pub(crate) name: Arc<str>,
    pub(crate) edition: String,
    pub(crate) date: String,
    /// SHA-256 of the pack and of the rules it uses, as they were asked.
    pub(crate) sha256: String,
    /// Failures that it asks about.
    pub(crate) fail: usize,
    /// Open questions that it asks about.
    pub(crate) unknown: usize,
}

/// What came of the checks that a requirement asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequirementCount {
    pub(crate) pack: Arc<str>,
    pub(crate) id: Arc<str>,
    pub(crate) pass: usize,
    pub(crate) fail: usize,
    pub(crate) unknown: usize,
    pub(crate) waived: usize,
}

/// What stands after the findings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tail {
    /// Findings that do not count.
    pub(crate) known: Vec<Finding>,
    pub(crate) waivers: Vec<WaiverUse>,
    pub(crate) left_out: Vec<LeftOut>,
    pub(crate) rules_off: Vec<RuleOff>,
    pub(crate) coverage: Vec<Coverage>,
    pub(crate) unknown_types: Vec<UnknownType>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The texts that were read.
    pub(crate) inputs: Vec<Input>,
    /// Where data is and what survives a disaster, when it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) tables: Option<Tables>,
}

/// A waiver with what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WaiverUse {
    #[serde(flatten)]
    pub(crate) waiver: Waiver,
    pub(crate) state: State,
    /// How many days ago it expired; none when it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expired_days: Option<u32>,
    pub(crate) findings: usize,
}

/// Whether a waiver counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum State {
    Active,
    Expired,
    Unused,
}

impl From<WaiverState> for State {
    fn from(state: WaiverState) -> Self {
        match state {
            WaiverState::Active => State::Active,
            WaiverState::Expired { .. } => State::Expired,
            WaiverState::Unused => State::Unused,
        }
    }
}

/// A resource that the configuration puts out of scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeftOut {
    pub(crate) resource: Subject,
    pub(crate) why: Text,
}

/// A rule that the configuration turns off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleOff {
    pub(crate) rule: String,
    pub(crate) reason: String,
}

/// What became of a file or a part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Coverage {
    pub(crate) file: String,
    pub(crate) status: CoverageStatus,
    pub(crate) why: Text,
}

/// A type that the catalogue does not describe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnknownType {
    pub(crate) r#type: Arc<str>,
    pub(crate) resources: usize,
}

/// What there is to say about a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Diagnostic {
    pub(crate) severity: Gravity,
    pub(crate) code: String,
    pub(crate) message: Text,
    pub(crate) file: Option<String>,
    pub(crate) location: Option<Location>,
    /// Other places that explain it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) labels: Vec<Label>,
}

/// A place with a few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Label {
    pub(crate) message: Text,
    pub(crate) location: Option<Location>,
}

/// A text that was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {
    pub(crate) file: Arc<str>,
    pub(crate) sha256: String,
    /// Whether it may hold secrets in clear, so that no report quotes it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) confidential: bool,
}

impl Document {
    /// The name that the run was given, to tell repositories apart.
    pub fn label(&self) -> Option<&str> {
        self.head.label.as_deref()
    }
}
