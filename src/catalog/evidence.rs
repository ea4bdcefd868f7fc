//! What a team has seen itself: certificates and qualifications of the operators it has a contract with.
//!
//! Evidence stands in place of what the catalogue knows, as long as it is valid and within the perimeter that it
//! names. It never makes an operator what the catalogue says it cannot be: that was refused when it was read.

use super::{Catalog, Operated};
use crate::model::Span;
use crate::policy::definition::Perimeter;
use crate::text::Text;

/// A certificate or qualification that a team has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The operator, by its name in the catalogue.
    pub operator: String,
    /// What it holds, by the name of the attestation in the catalogue.
    pub attestation: String,
    /// The status that it proves, in the word of the catalogue.
    pub status: String,
    /// What it is filed under, and how long it is valid: for people.
    pub label: String,
    /// Its number, or what it is filed under, and its last day.
    pub certificate: String,
    /// What it covers, in words.
    pub scope: Option<String>,
    /// The activities that it covers; empty when not said.
    pub activities: Vec<u8>,
    /// What it covers, as far as a configuration can show; what the catalogue knows when none.
    pub perimeter: Option<Perimeter>,
    /// Where it is recorded.
    pub span: Span,
    /// The question that is open again, when it has expired.
    pub expired: Option<Text>,
}

impl<'l> Catalog<'l> {
    /// The same, with what a team has seen itself.
    #[must_use]
    pub fn with_evidence(mut self, evidence: &'l [Evidence]) -> Self {
        self.evidence = evidence;
        self
    }

    /// The evidence for a property of the operator, such as `hds` or `hds.activities`.
    pub fn evidence(
        &self,
        operated: &Operated<'l>,
        property: Option<&str>,
    ) -> Option<&'l Evidence> {
        let operator = operated.operator?;
        let name = property?;
        let name = name.split_once('.').map_or(name, |(name, _)| name);
        self.evidence
            .iter()
            .find(|evidence| evidence.operator == operator && evidence.attestation == name)
    }
}
