//! What is waived and why, told briefly: the reader of the report did not ask for it, the auditor will.

use std::io;

use indexmap::IndexMap;

use super::super::Context;
use super::super::phrases::{pick, severity, with_colon};
use super::{line, paragraph};
use crate::judge::{Finding, Outcome, Verdict, WaiverState};
use crate::model::{Span, Waiver};
use crate::text::Language;

/// So many waived findings of one waiver are named.
const NAMED: usize = 8;

/// Writes the waivers that cover something, each with what it covers, and those that cover nothing.
pub(super) fn write(
    outcome: &Outcome,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let language = context.language;
    let mut by_waiver: IndexMap<Span, (&Waiver, Vec<&Finding>)> = IndexMap::new();
    for finding in &outcome.judgement.findings {
        if let (Verdict::Waived, Some(waiver)) = (finding.verdict, &finding.waiver) {
            let entry = by_waiver.entry(waiver.span);
            entry
                .or_insert_with(|| (waiver, Vec::new()))
                .1
                .push(finding);
        }
    }
    if !by_waiver.is_empty() {
        let title = pick(language, "Waived", "Dérogations");
        writeln!(out, "{}", with_colon(language, title))?;
        for (waiver, findings) in by_waiver.values() {
            paragraph(&terms(waiver, context), (2, 4), context, out)?;
            for finding in findings.iter().take(NAMED) {
                let level = severity(language, finding.severity);
                writeln!(
                    out,
                    "      {}  {} ({level})",
                    line(finding, context),
                    finding.rule
                )?;
            }
            if findings.len() > NAMED {
                let rest = findings.len() - NAMED;
                let text = match language {
                    Language::En => format!("and {rest} more"),
                    Language::Fr => format!("et {rest} de plus"),
                };
                writeln!(out, "      {text}")?;
            }
        }
        writeln!(out)?;
    }
    let unused: Vec<&Waiver> = outcome
        .waivers
        .iter()
        .filter(|entry| entry.state == WaiverState::Unused)
        .map(|entry| &*entry.waiver)
        .collect();
    if !unused.is_empty() {
        let title = pick(
            language,
            "Waivers under which nothing that was judged fails",
            "Dérogations sous lesquelles rien de ce qui a été jugé n'échoue",
        );
        writeln!(out, "{}", with_colon(language, title))?;
        for waiver in unused {
            let text = format!("{}  {}", place(waiver, context), waiver.rules.join(", "));
            paragraph(&text, (2, 4), context, out)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// `main.tf:3  until 2027-01-31, by Dr Martin (OPS-12): moved in March`.
fn terms(waiver: &Waiver, context: &Context<'_>) -> String {
    let language = context.language;
    let mut terms = vec![match waiver.until {
        Some(day) => format!("{} {day}", pick(language, "until", "jusqu'au")),
        None => pick(language, "without an end", "sans terme").to_owned(),
    }];
    if let Some(approver) = &waiver.approver {
        terms.push(format!(
            "{} {approver}",
            pick(language, "accepted by", "accordée par")
        ));
    }
    terms.extend(waiver.ticket.clone());
    format!(
        "{}  {} {}",
        place(waiver, context),
        with_colon(language, &terms.join(", ")),
        waiver.reason
    )
}

fn place(waiver: &Waiver, context: &Context<'_>) -> String {
    match context.sources.place(waiver.span) {
        Some(place) => format!("{}:{}", place.file, place.line),
        None => String::new(),
    }
}
