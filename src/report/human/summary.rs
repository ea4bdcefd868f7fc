//! Lines and counts: open questions, and the summary at the end.

use std::io;

use super::super::Context;
use super::phrases::{count, pick, severity};
use crate::judge::{Finding, Outcome, Verdict};
use crate::policy::definition::Severity;
use crate::text::Language;

/// One open question: where, which rule, why it is open.
pub(super) fn open_question(
    finding: &Finding,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let language = context.language;
    let place = context.sources.place(finding.span);
    let place = place.map_or_else(String::new, |place| {
        format!("{}:{}:{}: ", place.file, place.line, place.column)
    });
    let line = format!(
        "? {place}{} ({}) {}",
        finding.rule,
        requirements(finding),
        finding.headline.get(language)
    );
    wrapped(&line, 4, context.style.width, out)
}

/// The requirements that ask for a finding, by pack: `secnumcloud-3.2 10.1.a, 12.5.d`.
pub(super) fn requirements(finding: &Finding) -> String {
    let mut by_pack: Vec<(&str, Vec<&str>)> = Vec::new();
    for requirement in &finding.requirements {
        match by_pack
            .iter_mut()
            .find(|(pack, _)| *pack == &*requirement.pack)
        {
            Some((_, ids)) => ids.push(&requirement.id),
            None => by_pack.push((&requirement.pack, vec![&requirement.id])),
        }
    }
    let groups = by_pack
        .into_iter()
        .map(|(pack, ids)| format!("{pack} {}", ids.join(", ")));
    groups.collect::<Vec<_>>().join("; ")
}

/// The counts at the end of the report.
pub(super) fn write(
    outcome: &Outcome,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let language = context.language;
    let tally = outcome.judgement.tally;
    writeln!(
        out,
        "{}, {}{} {}, {}, {}{}",
        count(
            outcome.files,
            pick(language, "file", "fichier"),
            pick(language, "files", "fichiers")
        ),
        count(
            outcome.resources,
            pick(language, "resource", "ressource"),
            pick(language, "resources", "ressources")
        ),
        pick(language, ":", " :"),
        count(
            tally.fail,
            pick(language, "failure", "échec"),
            pick(language, "failures", "échecs")
        ) + &by_severity(outcome, language),
        count(
            tally.unknown,
            pick(language, "open question", "point à établir"),
            pick(language, "open questions", "points à établir")
        ),
        count(
            tally.pass,
            pick(language, "check passed", "contrôle satisfait"),
            pick(language, "checks passed", "contrôles satisfaits")
        ),
        if tally.waived > 0 {
            format!(
                ", {}",
                count(
                    tally.waived,
                    pick(language, "waived", "dérogation"),
                    pick(language, "waived", "dérogations")
                )
            )
        } else {
            String::new()
        },
    )?;
    if !outcome.judgement.unknown_types.is_empty() {
        let types = &outcome.judgement.unknown_types;
        let resources: usize = types.iter().map(|(_, resources)| resources).sum();
        let names: Vec<&str> = types.iter().take(6).map(|(kind, _)| &**kind).collect();
        let more = if types.len() > names.len() {
            ", …"
        } else {
            ""
        };
        let line = match language {
            Language::En => format!(
                "{} of {} that the catalogue does not describe were not judged: {}{more}",
                count(resources, "resource", "resources"),
                count(types.len(), "type", "types"),
                names.join(", ")
            ),
            Language::Fr => format!(
                "{} de {} absents du catalogue n'ont pas été jugées : {}{more}",
                count(resources, "ressource", "ressources"),
                count(types.len(), "type", "types"),
                names.join(", ")
            ),
        };
        wrapped(&line, 2, context.style.width, out)?;
    }
    Ok(())
}

/// ` (2 critical, 5 high)`; in French the adjective agrees with the severity, so it is named.
fn by_severity(outcome: &Outcome, language: Language) -> String {
    let mut parts = Vec::new();
    for level in [
        Severity::Critical,
        Severity::High,
        Severity::Medium,
        Severity::Low,
    ] {
        let failures = outcome
            .judgement
            .findings
            .iter()
            .filter(|finding| finding.verdict == Verdict::Fail && finding.severity == level)
            .count();
        if failures > 0 {
            let level = severity(language, level);
            parts.push(match language {
                Language::En => format!("{failures} {level}"),
                Language::Fr => format!("{level} : {failures}"),
            });
        }
    }
    if parts.is_empty() {
        String::new()
    } else {
        let named = pick(language, "", "gravité ");
        format!(" ({named}{})", parts.join(", "))
    }
}

/// Writes a paragraph, broken at `width` columns, its further lines indented by `indent`; the first
/// line by two.
pub(super) fn wrapped(
    line: &str,
    indent: usize,
    width: usize,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut column = 2;
    write!(out, "  ")?;
    for (position, word) in line.split(' ').enumerate() {
        let length = word.chars().count();
        if position > 0 {
            if column + 1 + length > width {
                write!(out, "\n{:indent$}", "")?;
                column = indent;
            } else {
                write!(out, " ")?;
                column += 1;
            }
        }
        write!(out, "{word}")?;
        column += length;
    }
    writeln!(out)
}
