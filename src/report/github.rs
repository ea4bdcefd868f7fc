//! Workflow commands of GitHub Actions: annotations on the lines of a pull request.
//!
//! GitHub shows ten annotations of a level from one step, so that the gravest come first, and a line tells
//! how many are not shown. What is waived or known before is no annotation.

use std::io;

use super::document::{Diagnostic, Document, Finding, Location, from_root};
use super::order::ranked;
use super::phrases::{count, pick, severity};
use super::{Context, plain};
use crate::judge::Verdict;
use crate::model::Gravity;
use crate::policy::definition::Severity;
use crate::text::Language;

/// GitHub shows so many annotations of a level from one step.
const PER_LEVEL: usize = 10;

/// So many of the errors are about files that could not be read, when there are failures as well.
const UNREAD: usize = 3;

/// The levels of annotations, in the order of their gravity.
const LEVELS: [&str; 3] = ["error", "warning", "notice"];

/// An annotation.
struct Annotation {
    level: &'static str,
    title: String,
    message: String,
    place: Option<Location>,
    /// Where there is no more than a file.
    file: Option<String>,
}

/// Writes the commands, then the counts.
pub(super) fn write(
    document: &Document,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let annotations = annotations(document, context.language);
    let base = &document.head.base;
    let mut left = 0;
    for level in LEVELS {
        let of_level: Vec<&Annotation> = annotations
            .iter()
            .filter(|annotation| annotation.level == level)
            .collect();
        // The last notice may be the one that counts those not shown.
        let shown = if level == "notice" && (left > 0 || of_level.len() > PER_LEVEL) {
            PER_LEVEL - 1
        } else {
            PER_LEVEL
        };
        for annotation in of_level.iter().take(shown) {
            writeln!(out, "{}", command(annotation, base))?;
        }
        left += of_level.len().saturating_sub(shown);
    }
    if left > 0 {
        let text = match context.language {
            Language::En => format!(
                "{left} more are not shown here: GitHub shows {PER_LEVEL} annotations of a level, the gravest are above; the other reports hold all of them"
            ),
            Language::Fr => format!(
                "{left} autres ne sont pas affichés ici : GitHub montre {PER_LEVEL} annotations par niveau, les plus graves sont ci-dessus ; les autres rapports les contiennent tous"
            ),
        };
        writeln!(out, "::notice title=rempart::{}", data(&text))?;
    }
    writeln!(out, "{}", counts(document, context.language))
}

/// The counts in one line: `rempart: 3 failures, 2 open questions, 41 checks passed`.
fn counts(document: &Document, language: Language) -> String {
    let summary = &document.head.summary;
    let counted = |number, [en, fr]: [&str; 2], [ens, frs]: [&str; 2]| {
        count(
            language,
            number,
            pick(language, en, fr),
            pick(language, ens, frs),
        )
    };
    let mut parts = vec![
        counted(summary.fail, ["failure", "échec"], ["failures", "échecs"]),
        counted(
            summary.unknown,
            ["open question", "point à établir"],
            ["open questions", "points à établir"],
        ),
        counted(
            summary.pass,
            ["check passed", "contrôle satisfait"],
            ["checks passed", "contrôles satisfaits"],
        ),
    ];
    if summary.waived > 0 {
        parts.push(counted(
            summary.waived,
            ["waived", "dérogation"],
            ["waived", "dérogations"],
        ));
    }
    if summary.known > 0 {
        parts.push(counted(
            summary.known,
            ["known before", "déjà connu"],
            ["known before", "déjà connus"],
        ));
    }
    let name = pick(language, "rempart:", "rempart\u{a0}:");
    format!("{name} {}", parts.join(", "))
}

/// All there is to annotate, the gravest first.
fn annotations(document: &Document, language: Language) -> Vec<Annotation> {
    let told = ranked(document)
        .into_iter()
        .filter(|ranked| !ranked.known)
        .filter_map(|ranked| of_finding(ranked.finding, language));
    let mut findings: Vec<Annotation> = told.collect();
    let mut problems: Vec<Annotation> = document
        .tail
        .diagnostics
        .iter()
        .filter_map(|diagnostic| of_diagnostic(diagnostic, language))
        .collect();
    // What could not be read comes first, but leaves room for failures.
    let first = if findings.iter().any(|finding| finding.level == "error") {
        let errors = problems.iter_mut();
        errors
            .filter(|problem| problem.level == "error")
            .take(UNREAD)
            .count()
    } else {
        problems.len()
    };
    problems.sort_by_key(|problem| problem.level != "error");
    let rest = problems.split_off(first.min(problems.len()));
    problems.append(&mut findings);
    problems.extend(rest);
    problems
}

fn of_finding(finding: &Finding, language: Language) -> Option<Annotation> {
    let level = match (finding.verdict, finding.severity) {
        (Verdict::Fail, Severity::Critical | Severity::High) => "error",
        (Verdict::Fail, _) => "warning",
        (Verdict::Unknown, _) => "notice",
        (Verdict::Waived | Verdict::Pass, _) => return None,
    };
    let asked = finding.asked_by();
    let message = finding.message.get(language);
    Some(Annotation {
        level,
        title: format!(
            "{} ({})",
            finding.rule,
            severity(language, finding.severity)
        ),
        message: if asked.is_empty() {
            plain(message)
        } else {
            format!("{}\n{}", plain(message), plain(&asked))
        },
        place: finding.place().cloned(),
        file: Some(finding.resource.root.to_string()),
    })
}

fn of_diagnostic(diagnostic: &Diagnostic, language: Language) -> Option<Annotation> {
    let level = match diagnostic.severity {
        Gravity::Error => "error",
        Gravity::Warning => "warning",
        Gravity::Note => return None,
    };
    Some(Annotation {
        level,
        title: diagnostic.code.clone(),
        message: plain(diagnostic.message.get(language)),
        place: diagnostic.location.clone(),
        file: diagnostic.file.clone(),
    })
}

/// `::error file=main.tf,line=3::message`.
fn command(annotation: &Annotation, base: &str) -> String {
    let mut command = format!("::{} ", annotation.level);
    let mut add = |name: &str, value: &str| {
        command.push_str(name);
        command.push('=');
        command.push_str(&property(value));
        command.push(',');
    };
    match (&annotation.place, &annotation.file) {
        (Some(place), _) => {
            add("file", &from_root(base, &place.file));
            add("line", &place.line.to_string());
            add("endLine", &place.end_line.to_string());
            // GitHub takes columns within one line only.
            if place.line == place.end_line {
                add("col", &place.column.to_string());
                add("endColumn", &place.end_column.to_string());
            }
        }
        (None, Some(file)) => add("file", &from_root(base, file)),
        (None, None) => {}
    }
    add("title", &plain(&annotation.title));
    command.pop();
    command.push_str("::");
    command.push_str(&data(&annotation.message));
    command
}

/// A message, so that it ends where its line ends and hides no command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property, which must not end early either.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_early() {
        let annotation = Annotation {
            level: "error",
            title: "a,b: c".to_owned(),
            message: "100%\n::warning::x".to_owned(),
            place: Some(Location {
                file: "a b,c::\n\r%.tf".into(),
                line: 3,
                column: 2,
                end_line: 3,
                end_column: 9,
            }),
            file: None,
        };
        assert_eq!(
            command(&annotation, "."),
            "::error file=a b%2Cc%3A%3A%0A%0D%25.tf,line=3,endLine=3,col=2,endColumn=9,title=a%2Cb%3A c::100%25%0A::warning::x"
        );
    }
}
