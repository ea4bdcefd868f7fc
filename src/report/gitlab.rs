//! GitLab's Code Quality report: a list of issues, the gravest first.
//!
//! GitLab itself compares the reports of two branches, so that findings which the baseline has stay in the
//! list; what is waived does not. Its severities are five: a critical failure blocks, an open question informs.

use std::io;

use rustc_hash::FxHashSet;
use serde::Serialize;

use super::document::{Document, Finding, from_root};
use super::order::ranked;
use super::{Context, plain};
use crate::judge::Verdict;
use crate::policy::definition::Severity;
use crate::text::Language;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Place,
}

#[derive(Serialize)]
struct Place {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// Writes the report.
pub(super) fn write(
    document: &Document,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut told = FxHashSet::default();
    let issues: Vec<Issue> = ranked(document)
        .into_iter()
        .filter_map(|ranked| issue(ranked.finding, document, context.language))
        // Of one fingerprint GitLab shows one issue.
        .filter(|issue| told.insert(issue.fingerprint.clone()))
        .collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    out.write_all(b"\n")
}

fn issue(finding: &Finding, document: &Document, language: Language) -> Option<Issue> {
    let severity = match (finding.verdict, finding.severity) {
        (Verdict::Fail, Severity::Critical) => "blocker",
        (Verdict::Fail, Severity::High) => "critical",
        (Verdict::Fail, Severity::Medium) => "major",
        (Verdict::Fail, Severity::Low) => "minor",
        (Verdict::Unknown, _) => "info",
        (Verdict::Waived | Verdict::Pass, _) => return None,
    };
    let place = finding.place();
    let file = place.map_or(&finding.resource.root, |place| &place.file);
    Some(Issue {
        description: plain(finding.message.get(language)),
        check_name: finding.rule.to_string(),
        fingerprint: finding.fingerprint.clone(),
        severity,
        location: Place {
            path: from_root(&document.head.base, file),
            lines: Lines {
                begin: place.map_or(1, |place| place.line),
                end: place.map_or(1, |place| place.end_line),
            },
        },
    })
}
