//! The parts of the report: what each says, in paragraphs that can be left out one by one.

use std::fmt::Write as _;

use indexmap::IndexMap;

use super::super::Context;
use super::super::document::{Document, Finding, State};
use super::super::frames::Frames;
use super::super::order::ranked;
use super::super::phrases::{count, pick, severity, with_colon};
use super::escape::{block, code, html, text};
use crate::judge::Verdict;
use crate::model::CoverageStatus;
use crate::policy::definition::Severity;
use crate::text::Language;

/// So many places of one defect get a code frame; the others get a line.
const FRAMES: usize = 3;

/// So many places of one defect are listed.
const PLACES: usize = 50;

/// A part of the report.
pub(super) struct Section {
    /// Its title, in Markdown.
    pub(super) title: String,
    pub(super) items: Vec<Item>,
}

/// A paragraph that stays whole.
pub(super) struct Item {
    pub(super) text: String,
    /// How many things it tells.
    pub(super) counts: usize,
}

/// The title and the counts.
pub(super) fn head(document: &Document, language: Language) -> String {
    let summary = &document.head.summary;
    let broken = summary.not_evaluated > 0;
    let (sign, verdict) = match (summary.fail, broken) {
        (0, true) => (
            "⚠️",
            pick(
                language,
                "not everything could be evaluated",
                "tout n'a pas pu être évalué",
            )
            .to_owned(),
        ),
        (0, false) => ("✅", pick(language, "no failure", "aucun échec").to_owned()),
        (fail, _) => (
            "❌",
            count(
                language,
                fail,
                pick(language, "failure", "échec"),
                pick(language, "failures", "échecs"),
            ),
        ),
    };
    let mut head = format!(
        "## {sign} {} {verdict}\n\n",
        with_colon(language, "rempart")
    );
    let columns = [
        (pick(language, "Failures", "Échecs"), summary.fail),
        (
            pick(language, "Open questions", "Points à établir"),
            summary.unknown,
        ),
        (pick(language, "Waived", "Dérogations"), summary.waived),
        (pick(language, "Known before", "Déjà connus"), summary.known),
        (
            pick(language, "Checks passed", "Contrôles satisfaits"),
            summary.pass,
        ),
        (
            pick(language, "Not evaluated", "Non évalués"),
            summary.not_evaluated,
        ),
        (pick(language, "Resources", "Ressources"), summary.resources),
        (pick(language, "Files", "Fichiers"), summary.files),
    ];
    let titles: Vec<&str> = columns.iter().map(|(title, _)| *title).collect();
    let numbers: Vec<String> = columns
        .iter()
        .map(|(_, number)| number.to_string())
        .collect();
    let rule = "---:|".repeat(columns.len());
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        head,
        "| {} |\n|{rule}\n| {} |",
        titles.join(" | "),
        numbers.join(" | ")
    );
    head.push_str(&packs(document, language));
    head
}

/// A line for each pack on which something fails or is open.
fn packs(document: &Document, language: Language) -> String {
    let mut table = String::new();
    for pack in &document.head.packs {
        let requirements = document.head.requirements.iter();
        let failing = requirements
            .filter(|count| count.pack == pack.name && count.fail > 0)
            .count();
        let _ = writeln!(
            table,
            "| {} | {} | {failing} | {} |",
            code(&pack.name),
            pack.fail,
            pack.unknown
        );
    }
    if table.is_empty() {
        return table;
    }
    let titles = pick(
        language,
        "| Framework | Failures | Requirements that fail | Open questions |",
        "| Référentiel | Échecs | Exigences en échec | Points à établir |",
    );
    format!("\n{titles}\n|---|---:|---:|---:|\n{table}")
}

/// What follows, the gravest first.
pub(super) fn all(document: &Document, context: &Context<'_>, frames: &Frames<'_>) -> Vec<Section> {
    let language = context.language;
    let mut failures: Vec<&Finding> = Vec::new();
    let mut open: Vec<&Finding> = Vec::new();
    let mut waived: Vec<&Finding> = Vec::new();
    for ranked in ranked(document).into_iter().filter(|ranked| !ranked.known) {
        match ranked.finding.verdict {
            Verdict::Fail => failures.push(ranked.finding),
            Verdict::Unknown => open.push(ranked.finding),
            Verdict::Waived => waived.push(ranked.finding),
            Verdict::Pass => {}
        }
    }
    let sections = [
        Section {
            title: pick(
                language,
                "Not evaluated, or in part",
                "Non évalué, ou en partie",
            )
            .to_owned(),
            items: missing(document, language),
        },
        Section {
            title: pick(language, "Failures", "Échecs").to_owned(),
            items: groups(&failures, context, Some(frames)),
        },
        Section {
            title: pick(
                language,
                "Not decided by the files",
                "Non établi par les fichiers",
            )
            .to_owned(),
            items: groups(&open, context, None),
        },
        Section {
            title: pick(language, "Waived", "Dérogations").to_owned(),
            items: waivers(document, &waived, language),
        },
        Section {
            title: pick(language, "Rules turned off", "Règles désactivées").to_owned(),
            items: rules_off(document),
        },
    ];
    let told = sections.into_iter();
    told.filter(|section| !section.items.is_empty()).collect()
}

/// What could not be read: without it, the rest may look better than it is.
fn missing(document: &Document, language: Language) -> Vec<Item> {
    let coverage = document.tail.coverage.iter();
    coverage
        .filter(|coverage| coverage.status != CoverageStatus::Evaluated)
        .map(|coverage| Item {
            text: format!(
                "- {}: {}\n",
                code(&coverage.file),
                text(coverage.why.get(language))
            ),
            counts: 1,
        })
        .collect()
}

/// What findings of one paragraph share.
type Shared<'f> = (&'f str, Severity, &'f str);

/// One paragraph for each rule and next step.
fn groups(findings: &[&Finding], context: &Context<'_>, frames: Option<&Frames<'_>>) -> Vec<Item> {
    let language = context.language;
    let mut groups: IndexMap<Shared<'_>, Vec<&Finding>> = IndexMap::new();
    for &finding in findings {
        let shared = (
            &*finding.rule,
            finding.severity,
            finding.remedy.get(language),
        );
        groups.entry(shared).or_default().push(finding);
    }
    let groups = groups.into_iter();
    groups
        .map(|((rule, level, remedy), findings)| Item {
            text: group(rule, level, remedy, &findings, context, frames),
            counts: findings.len(),
        })
        .collect()
}

fn group(
    rule: &str,
    level: Severity,
    remedy: &str,
    findings: &[&Finding],
    context: &Context<'_>,
    frames: Option<&Frames<'_>>,
) -> String {
    let language = context.language;
    let described = context.library.rules.get(rule);
    let title = described.map_or("", |rule| rule.title.get(language));
    let places = count(
        language,
        findings.len(),
        pick(language, "place", "endroit"),
        pick(language, "places", "endroits"),
    );
    let mut said = format!(
        "<details><summary><code>{}</code> ({}, {places}) {}</summary>\n\n",
        html(rule),
        severity(language, level),
        html(title)
    );
    for finding in findings.iter().take(PLACES) {
        let _ = writeln!(said, "- {} {}", place(finding), code(&finding.named()));
    }
    if findings.len() > PLACES {
        let _ = writeln!(said, "- … +{}", findings.len() - PLACES);
    }
    said.push('\n');
    if let Some(frames) = frames {
        for finding in findings.iter().take(FRAMES) {
            let _ = writeln!(said, "{}\n", text(finding.headline().get(language)));
            if let Some(drawn) = drawn(finding, frames) {
                said.push_str(&drawn);
                said.push('\n');
            }
        }
    } else if let Some(first) = findings.first() {
        let _ = writeln!(said, "{}\n", text(first.fact(language)));
    }
    let mut line = |label: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(said, "**{}** {value}\n", with_colon(language, label));
        }
    };
    if let Some(rule) = described {
        line(
            pick(language, "Why", "Pourquoi"),
            &text(rule.why.get(language)),
        );
    }
    if let Some(first) = findings.first() {
        line(
            pick(language, "Asked for by", "Exigé par"),
            &text(&first.asked_by()),
        );
    }
    line(pick(language, "Next step", "Que faire"), &text(remedy));
    said.push_str("</details>\n\n");
    said
}

/// The file and the line, as code.
fn place(finding: &Finding) -> String {
    match finding.place() {
        Some(location) => code(&format!("{}:{}", location.file, location.line)),
        None => code(&finding.resource.root),
    }
}

/// A code frame: line numbers, and signs under what is pointed at.
fn drawn(finding: &Finding, frames: &Frames<'_>) -> Option<String> {
    let frame = frames.at(finding.place()?)?;
    let width = frame.lines.last()?.number.to_string().len();
    let mut lines = Vec::new();
    for line in &frame.lines {
        lines.push(format!("{:>width$} │ {}", line.number, line.text));
        let (before, marked, _) = line.parts();
        if !marked.is_empty() {
            // Tabs keep their width.
            let space: String = before
                .chars()
                .map(|c| if c == '\t' { '\t' } else { ' ' })
                .collect();
            let signs = "^".repeat(marked.chars().count());
            lines.push(format!("{:>width$} │ {space}{signs}", ""));
        }
    }
    Some(block(&lines.join("\n")))
}

/// A line for each waived failure, and for each waiver that does nothing.
fn waivers(document: &Document, waived: &[&Finding], language: Language) -> Vec<Item> {
    let covered = waived.iter().map(|finding| {
        let reason = finding.waiver.as_ref().map_or("", |waiver| &waiver.reason);
        Item {
            text: format!(
                "- {} {} {}: {}\n",
                code(&finding.rule),
                place(finding),
                code(&finding.named()),
                text(reason)
            ),
            counts: 1,
        }
    });
    let idle = document
        .tail
        .waivers
        .iter()
        .filter(|used| used.state != State::Active)
        .map(|used| {
            let state = match used.state {
                State::Expired => pick(language, "expired", "expirée"),
                _ => pick(language, "covers nothing", "ne couvre rien"),
            };
            Item {
                text: format!(
                    "- {} ({state}): {}\n",
                    code(&used.waiver.rules.join(", ")),
                    text(&used.waiver.reason)
                ),
                counts: 1,
            }
        });
    covered.chain(idle).collect()
}

fn rules_off(document: &Document) -> Vec<Item> {
    let off = document.tail.rules_off.iter();
    off.map(|off| Item {
        text: format!("- {}: {}\n", code(&off.rule), text(&off.reason)),
        counts: 1,
    })
    .collect()
}
