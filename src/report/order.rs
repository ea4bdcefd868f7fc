//! The order of reports that are cut short: what matters most comes first.

use std::cmp::Reverse;

use super::document::{Document, Finding};
use crate::judge::Verdict;

/// A finding, and whether it counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ranked<'d> {
    pub(super) finding: &'d Finding,
    /// Whether the baseline or the compared revision already has it.
    pub(super) known: bool,
}

/// The findings of a document, failures first and the gravest of them first, those that do not count
/// after all others but passes; and within one rank in the order of the files.
pub(super) fn ranked(document: &Document) -> Vec<Ranked<'_>> {
    let counting = document.findings.iter().map(|finding| Ranked {
        finding,
        known: false,
    });
    let known = document.tail.known.iter().map(|finding| Ranked {
        finding,
        known: true,
    });
    let mut ranked: Vec<Ranked<'_>> = counting.chain(known).collect();
    ranked.sort_by_key(|ranked| {
        let class = match (ranked.finding.verdict, ranked.known) {
            (Verdict::Pass, _) => 4,
            (_, true) => 3,
            (Verdict::Fail, false) => 0,
            (Verdict::Unknown, false) => 1,
            (Verdict::Waived, false) => 2,
        };
        (class, Reverse(ranked.finding.severity))
    });
    ranked
}
