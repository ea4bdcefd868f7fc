//! What a configuration says.

use std::ops::Range;

use camino::Utf8PathBuf;
use serde::Deserialize;

use super::{ClassSetting, EvidenceSetting, ScopeEntry};
use crate::policy::definition::Severity;
use crate::text::Language;
use crate::yaml::Node;

/// Something said, and the bytes of the file that say it.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed<T> {
    /// What is said.
    pub value: T,
    /// Where.
    pub at: Range<usize>,
}

/// All that a configuration says; what it does not say is none or empty. Paths are absolute, and lie in
/// the root of the run or below the directory of the file.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The packs to judge by; none for all of them.
    pub packs: Option<Vec<PackSetting>>,
    /// Trees of policies on top of the embedded ones.
    pub policy_dirs: Vec<Placed<Utf8PathBuf>>,
    /// What changes about single rules.
    pub rules: Vec<RuleSetting>,
    /// Globs of the files to read, seen from the directory of the file; all when empty.
    pub include: Vec<String>,
    /// Globs of the files not to read.
    pub exclude: Vec<String>,
    /// Nothing outside of this directory is read.
    pub root: Option<Placed<Utf8PathBuf>>,
    /// The environments to judge each root for.
    pub environments: Vec<EnvironmentSetting>,
    /// The language of the reports.
    pub language: Option<Placed<Language>>,
    /// The least severity that counts.
    pub severity: Option<Placed<Severity>>,
    /// The least verdict that gives exit code 1.
    pub fail_on: Option<Placed<FailOn>>,
    /// How many resources there must be.
    pub require_resources: Option<Placed<usize>>,
    /// Findings that were there before.
    pub baseline: Option<Placed<Utf8PathBuf>>,
    /// Failures that somebody accepts.
    pub waivers: Option<Placed<Utf8PathBuf>>,
    /// Which resources hold health data.
    pub scope: Vec<ScopeEntry>,
    /// Resources with parameters of their own.
    pub classes: Vec<ClassSetting>,
    /// What the team has seen of its operators.
    pub evidence: Vec<EvidenceSetting>,
    /// Where the clusters sit that manifests are for.
    pub cluster_region: Option<ClusterRegion>,
}

/// What is set for a pack.
#[derive(Clone, Debug)]
pub struct PackSetting {
    /// Its name.
    pub name: Placed<String>,
    /// The edition that it must have.
    pub edition: Option<Placed<String>>,
    /// Other values than its own.
    pub parameters: Vec<ParameterSetting>,
}

/// The value of a parameter of a pack.
#[derive(Clone, Debug)]
pub struct ParameterSetting {
    /// The parameter.
    pub name: Placed<String>,
    /// What it is set to, as written: what it may be depends on the pack.
    pub value: Node,
}

/// What changes about a rule.
#[derive(Clone, Debug)]
pub struct RuleSetting {
    /// The rule.
    pub name: Placed<String>,
    /// Why it is not asked, when it is off.
    pub off: Option<Placed<String>>,
    /// Its severity, whatever the packs say.
    pub severity: Option<Placed<Severity>>,
}

/// A set of values for the variables of roots.
#[derive(Clone, Debug)]
pub struct EnvironmentSetting {
    /// How findings name it.
    pub name: Placed<String>,
    /// Files of values, later ones leading.
    pub var_files: Vec<Placed<Utf8PathBuf>>,
    /// Values by variable, as written; they lead over the files.
    pub variables: Vec<(String, Node)>,
    /// The value of `terraform.workspace`.
    pub workspace: Option<String>,
    /// Globs of the directories of the roots that have it, seen from the directory of the file; all when
    /// empty.
    pub roots: Vec<String>,
}

/// A place in the codes of a provider.
#[derive(Clone, Debug)]
pub struct ClusterRegion {
    /// The provider, by its name in the catalogue.
    pub provider: Placed<String>,
    /// One of its regions.
    pub region: Placed<String>,
}

/// The least verdict that gives exit code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailOn {
    /// Failures only.
    Fail,
    /// Failures and open questions.
    Unknown,
    /// Nothing.
    Never,
}
