//! Findings in the document.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::judge::Verdict;
use crate::policy::definition::{Family, Severity};
use crate::source::Extent;
use crate::text::{Language, Text};

/// The verdict of one rule on one resource; see [`judge::Finding`](crate::judge::Finding).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Finding {
    pub(crate) rule: Arc<str>,
    pub(crate) family: Family,
    pub(crate) severity: Severity,
    pub(crate) verdict: Verdict,
    pub(crate) resource: Subject,
    pub(crate) location: Option<Location>,
    /// The fact, naming the resource, and the next step.
    pub(crate) message: Text,
    /// The fact alone.
    pub(crate) fact: Text,
    /// The next step alone.
    pub(crate) remedy: Text,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) requirements: Vec<Requirement>,
    pub(crate) fingerprint: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) waiver: Option<Waiver>,
}

/// The resource that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Subject {
    pub(crate) root: Arc<str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) environment: Option<Arc<str>>,
    pub(crate) address: Arc<str>,
    pub(crate) r#type: Arc<str>,
    pub(crate) provider: Option<String>,
    pub(crate) region: Option<String>,
    /// The header of its declaration.
    pub(crate) location: Option<Location>,
    /// The module calls that lead to it, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) calls: Vec<Call>,
}

/// A module call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Call {
    pub(crate) address: Arc<str>,
    pub(crate) location: Option<Location>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Location {
    pub(crate) file: Arc<str>,
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) end_line: u32,
    pub(crate) end_column: u32,
}

/// One fact that a verdict rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Evidence {
    pub(crate) subject: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) resource: Option<Arc<str>>,
    pub(crate) found: Option<String>,
    /// Whether neither the value nor the text at its place may be shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) sensitive: bool,
    pub(crate) expected: Option<Text>,
    pub(crate) message: Text,
    pub(crate) location: Option<Location>,
    pub(crate) definitions: Vec<Step>,
}

/// A definition that a value came through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    pub(crate) label: Arc<str>,
    pub(crate) location: Option<Location>,
}

/// A requirement of a pack.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Requirement {
    pub(crate) pack: Arc<str>,
    pub(crate) id: Arc<str>,
}

/// A failure that somebody accepts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Waiver {
    pub(crate) rules: Vec<String>,
    pub(crate) reason: String,
    /// The last day on which it counts, `YYYY-MM-DD`.
    pub(crate) until: Option<jiff::civil::Date>,
    pub(crate) approver: Option<String>,
    pub(crate) ticket: Option<String>,
    pub(crate) location: Option<Location>,
    /// Whether it is a comment beside what it covers, and not an entry of the waivers file.
    pub(crate) in_source: bool,
}

impl Location {
    /// The lines and columns.
    pub(crate) fn extent(&self) -> Extent {
        Extent {
            line: self.line,
            column: self.column,
            end_line: self.end_line,
            end_column: self.end_column,
        }
    }
}

impl Finding {
    /// The fact, naming the resource: the message without the next step.
    pub(crate) fn headline(&self) -> Text {
        Text::new(
            headline(&self.message.en, &self.remedy.en),
            headline(&self.message.fr, &self.remedy.fr),
        )
    }

    /// Where to look first: the place of the finding, else the declaration of its resource.
    pub(crate) fn place(&self) -> Option<&Location> {
        self.location.as_ref().or(self.resource.location.as_ref())
    }

    /// The requirements that ask for it, by pack: `secnumcloud-3.2 10.1.a, 12.5.d`.
    pub(crate) fn asked_by(&self) -> String {
        let mut text = String::new();
        let mut last: Option<&str> = None;
        for Requirement { pack, id } in &self.requirements {
            if last == Some(pack) {
                text.push_str(", ");
            } else {
                if last.is_some() {
                    text.push_str("; ");
                }
                text.push_str(pack);
                text.push(' ');
                last = Some(pack);
            }
            text.push_str(id);
        }
        text
    }

    /// The resource's address, with its environment when several are judged.
    pub(crate) fn named(&self) -> String {
        match &self.resource.environment {
            Some(environment) => format!("{} [{environment}]", self.resource.address),
            None => self.resource.address.to_string(),
        }
    }

    /// The most telling fact in the language asked for.
    pub(crate) fn fact(&self, language: Language) -> &str {
        self.fact.get(language)
    }
}

/// Undoes what [`judge::Finding::message`](crate::judge::Finding::message) does.
fn headline<'t>(message: &'t str, remedy: &str) -> &'t str {
    if remedy.is_empty() {
        return message;
    }
    match message.strip_suffix(remedy) {
        Some(fact) => {
            let fact = fact.strip_suffix(' ').unwrap_or(fact);
            fact.strip_suffix('.').unwrap_or(fact)
        }
        None => message,
    }
}

#[cfg(test)]
mod tests {
    use super::headline;

    #[test]
    fn a_headline_is_the_message_without_the_next_step() {
        for (message, remedy, expected) in [
            ("`a`: is open. Close it.", "Close it.", "`a`: is open"),
            (
                "`a`: is it open? Close it.",
                "Close it.",
                "`a`: is it open?",
            ),
            ("`a`: holds", "", "`a`: holds"),
        ] {
            assert_eq!(headline(message, remedy), expected);
        }
    }
}
