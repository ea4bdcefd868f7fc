//! The report for a person: a code frame per failure, a line per open question, a summary.

mod frame;
mod phrases;
mod summary;

use std::io;

use super::Context;
use crate::judge::{Outcome, Verdict};
use crate::model::{CoverageStatus, Gravity};

/// Writes the report.
pub(super) fn write(
    outcome: &Outcome,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    for diagnostic in &outcome.diagnostics {
        if diagnostic.gravity > Gravity::Note {
            frame::diagnostic(diagnostic, context, out)?;
        }
    }
    let framed = |verdict: Verdict| verdict != Verdict::Unknown || context.style.detailed;
    for finding in &outcome.judgement.findings {
        if framed(finding.verdict) {
            frame::finding(finding, context, out)?;
        }
    }
    let mut open = outcome
        .judgement
        .findings
        .iter()
        .filter(|finding| !framed(finding.verdict))
        .peekable();
    if open.peek().is_some() {
        writeln!(out, "{}", phrases::open_questions(context.language))?;
        for finding in open {
            summary::open_question(finding, context, out)?;
        }
        writeln!(out)?;
    }
    let mut missing = outcome
        .coverage
        .iter()
        .filter(|coverage| coverage.status != CoverageStatus::Evaluated)
        .peekable();
    if missing.peek().is_some() {
        writeln!(out, "{}", phrases::not_evaluated(context.language))?;
        for coverage in missing {
            writeln!(
                out,
                "  {}: {}",
                coverage.subject,
                coverage.why.get(context.language)
            )?;
        }
        writeln!(out)?;
    }
    summary::write(outcome, context, out)
}
