//! The report for a person: code frames, open questions, a summary.
//!
//! What is alike is told once: the same defect at many places, and the same question about many
//! resources. The gravest comes first; within one severity, the order is that of the files.

mod configured;
mod frame;
mod group;
mod guard;
mod link;
mod summary;
mod waived;
mod window;

use std::io::{self, Write as _};

use super::texts::Texts;
use super::{Context, phrases, typeset, visible, wrapped};
use crate::judge::{Finding, Outcome, Verdict};
use crate::model::{CoverageStatus, Diagnostic, Gravity};
use group::{Group, Place, Questions};
use guard::Guard;
use link::linked;

/// So many places of one defect get a code frame; the others get a line.
const FRAMES: usize = 3;

/// So many resources that share a frame are named under it.
const NAMED: usize = 8;

/// Writes the report.
pub(super) fn write(
    outcome: &Outcome,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut guard = Guard::new(out);
    report(outcome, context, &mut guard)?;
    guard.flush()
}

fn report(outcome: &Outcome, context: &Context<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    diagnostics(&outcome.diagnostics, context, out)?;
    let detailed = context.style.detailed;
    let told = outcome
        .judgement
        .findings
        .iter()
        .filter(|finding| detailed || finding.verdict != Verdict::Waived);
    let framed = |verdict: Verdict| verdict != Verdict::Unknown || detailed;
    let (framed, open): (Vec<&Finding>, Vec<&Finding>) =
        told.partition(|finding| framed(finding.verdict));
    let texts = Texts::of(outcome.judgement.findings.iter());
    for group in group::groups(framed.into_iter()) {
        write_group(&group, &texts, context, out)?;
    }
    if !open.is_empty() {
        writeln!(out, "{}\n", phrases::open_questions(context.language))?;
        for questions in group::questions(open.into_iter()) {
            write_questions(&questions, context, out)?;
        }
    }
    waived::write(outcome, context, out)?;
    configured::write(outcome, context, out)?;
    let mut missing = outcome
        .coverage
        .iter()
        .filter(|coverage| coverage.status != CoverageStatus::Evaluated)
        .peekable();
    if missing.peek().is_some() {
        writeln!(out, "{}", phrases::not_evaluated(context.language))?;
        for coverage in missing {
            let why = coverage.why.get(context.language);
            paragraph(
                &format!("{}: {why}", coverage.subject),
                (2, 4),
                context,
                out,
            )?;
        }
        writeln!(out)?;
    }
    summary::write(outcome, context, out)
}

/// Writes a frame for each warning and error.
pub(super) fn diagnostics(
    diagnostics: &[Diagnostic],
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let told = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.gravity > Gravity::Note);
    let texts = Texts::default();
    for diagnostic in told {
        frame::diagnostic(diagnostic, &texts, context, out)?;
    }
    Ok(())
}

fn write_group(
    group: &Group<'_>,
    texts: &Texts,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let frames = if context.style.detailed {
        usize::MAX
    } else {
        FRAMES
    };
    for (position, place) in group.places.iter().take(frames).enumerate() {
        if position > 0 {
            writeln!(out)?;
        }
        frame::finding(place.finding, texts, context, out)?;
        if !place.same.is_empty() {
            let text = also(place, context);
            paragraph(
                &text,
                (2, 2 + phrases::indent(context.language)),
                context,
                out,
            )?;
        }
        frame::wanted(place.finding, context, out)?;
        frame::way(place.finding, context, out)?;
        frame::elsewhere(place.finding, context, out)?;
        frame::ended(place.finding, context, out)?;
    }
    let rest = group.places.get(frames..).unwrap_or_default();
    if !rest.is_empty() {
        writeln!(out, "\n  {}", phrases::more(context.language, rest.len()))?;
        for Place { finding, same } in rest {
            let others = if same.is_empty() {
                String::new()
            } else {
                format!(" (+{})", same.len())
            };
            writeln!(out, "    {}{others}", line(finding, context))?;
        }
        writeln!(out)?;
    }
    let Some(first) = group.places.first() else {
        return Ok(());
    };
    frame::reasons(first.finding, context, out)?;
    writeln!(out)
}

/// The other resources that the same lines prove something of.
fn also(place: &Place<'_>, context: &Context<'_>) -> String {
    let named = if context.style.detailed {
        usize::MAX
    } else {
        NAMED
    };
    let names: Vec<String> = place
        .same
        .iter()
        .take(named)
        .map(|finding| format!("`{}`", finding.resource.address))
        .collect();
    let rest = match place.same.len() - names.len() {
        0 => String::new(),
        rest => phrases::others(context.language, rest),
    };
    let label = phrases::also(context.language);
    format!("{label}  {}{rest}", names.join(", "))
}

fn write_questions(
    questions: &Questions<'_>,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let language = context.language;
    let first = questions.first;
    let title = context
        .library
        .rules
        .get(&*first.rule)
        .map_or("", |rule| rule.title.get(language));
    let severity = phrases::severity(language, first.severity);
    let heading = phrases::with_colon(language, &format!("{} ({severity})", first.rule));
    paragraph(&format!("? {heading} {title}"), (0, 2), context, out)?;
    for ((fact, step), findings) in &questions.asked {
        paragraph(fact.get(language), (4, 4), context, out)?;
        // A question is its own next step.
        if !fact.en.ends_with('?') {
            let next = format!("{}  {}", phrases::next(language), step.get(language));
            paragraph(&next, (4, 4 + phrases::indent(language)), context, out)?;
        }
        for finding in findings {
            writeln!(out, "      {}", line(finding, context))?;
        }
    }
    let asks = format!(
        "{}  {}",
        phrases::asks(language),
        summary::requirements(first)
    );
    paragraph(&asks, (4, 4 + phrases::indent(language)), context, out)?;
    writeln!(out)
}

/// Where a finding is and which resource it is about.
fn line(finding: &Finding, context: &Context<'_>) -> String {
    let address = visible(&finding.resource.address);
    let environment = match finding.resource.environment.as_deref() {
        Some(environment) => format!(" [{environment}]"),
        None => String::new(),
    };
    match context.sources.place(finding.span) {
        Some(place) => {
            let shown = format!("{}:{}:{}", place.file, place.line, place.column);
            let shown = linked(&shown, &place.file, context);
            format!("{shown}  {address}{environment}")
        }
        None => format!("{address}{environment}"),
    }
}

/// Writes a paragraph of the report.
fn paragraph(
    text: &str,
    indent: (usize, usize),
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let text = typeset(&visible(text), context.language);
    wrapped(&text, indent, context.style.width, out)
}
