//! What does not count, what was not read, and what the report rests on.

use maud::{Markup, html};

use super::super::document::{Document, Finding, Grid, State};
use super::super::phrases::{pick, severity};
use super::super::plain;
use super::parts::{class, name, place, rich, scrolled, tag};
use crate::judge::Verdict;
use crate::model::{CoverageStatus, Gravity};
use crate::text::Language;

/// A table with these headings.
fn table(caption: &str, headings: &[&str], rows: &[Vec<Markup>]) -> Markup {
    scrolled(
        caption,
        &html! {
            table {
                caption { (caption) }
                thead { tr { @for heading in headings { th scope="col" { (heading) } } } }
                tbody {
                    @for row in rows {
                        tr {
                            @for (column, cell) in row.iter().enumerate() {
                                @if column == 0 { th scope="row" { (cell) } } @else { td { (cell) } }
                            }
                        }
                    }
                }
            }
        },
    )
}

/// Every waiver with its reason, and the failures that are waived; nothing when there is none.
pub(super) fn waivers(document: &Document, language: Language) -> Option<Markup> {
    if document.tail.waivers.is_empty() && document.head.summary.waived == 0 {
        return None;
    }
    let state = |state: State| match state {
        State::Active => tag("waived", pick(language, "counts", "en vigueur")),
        State::Expired => tag("fail", pick(language, "expired", "expirée")),
        State::Unused => tag("open", pick(language, "covers nothing", "sans objet")),
    };
    let rows: Vec<Vec<Markup>> = document
        .tail
        .waivers
        .iter()
        .map(|used| {
            let waiver = &used.waiver;
            vec![
                name(&waiver.rules.join(", ")),
                html! { (plain(&waiver.reason)) },
                state(used.state),
                html! { @match waiver.until { Some(day) => { (day) } None => { (pick(language, "no end", "sans fin")) } } },
                html! { (plain(waiver.approver.as_deref().unwrap_or_default())) },
                html! { (plain(waiver.ticket.as_deref().unwrap_or_default())) },
                html! { @if let Some(location) = &waiver.location { (place(location)) } },
                html! { (used.findings) },
            ]
        })
        .collect();
    let waived: Vec<&Finding> = document
        .findings
        .iter()
        .filter(|finding| finding.verdict == Verdict::Waived)
        .collect();
    Some(html! {
        (table(
            pick(language, "Waivers", "Dérogations"),
            &[
                pick(language, "Rules", "Règles"),
                pick(language, "Reason", "Motif"),
                pick(language, "State", "État"),
                pick(language, "Until", "Jusqu'au"),
                pick(language, "Approved by", "Approuvée par"),
                pick(language, "Ticket", "Ticket"),
                pick(language, "Written at", "Écrite dans"),
                pick(language, "Findings", "Constats"),
            ],
            &rows,
        ))
        @if !waived.is_empty() { (findings(pick(language, "Failures that are waived", "Échecs couverts"), &waived, language)) }
    })
}

/// Findings in a line each.
pub(super) fn findings(caption: &str, findings: &[&Finding], language: Language) -> Markup {
    let rows: Vec<Vec<Markup>> = findings
        .iter()
        .map(|finding| {
            vec![
                name(&finding.named()),
                name(&finding.rule),
                tag(class(finding.verdict), severity(language, finding.severity)),
                html! { @if let Some(location) = finding.place() { (place(location)) } },
                rich(finding.fact.get(language), language),
            ]
        })
        .collect();
    table(
        caption,
        &[
            pick(language, "Resource", "Ressource"),
            pick(language, "Rule", "Règle"),
            pick(language, "Severity", "Gravité"),
            pick(language, "Place", "Endroit"),
            pick(language, "Fact", "Constat"),
        ],
        &rows,
    )
}

/// Resources out of scope.
pub(super) fn left_out(document: &Document, language: Language) -> Markup {
    let rows: Vec<Vec<Markup>> = document
        .tail
        .left_out
        .iter()
        .map(|left_out| {
            vec![
                name(&left_out.resource.address),
                html! { (plain(&left_out.resource.root)) },
                rich(left_out.why.get(language), language),
            ]
        })
        .collect();
    table(
        pick(
            language,
            "Resources out of scope, not judged",
            "Ressources hors périmètre, non jugées",
        ),
        &[
            pick(language, "Resource", "Ressource"),
            pick(language, "Root", "Racine"),
            pick(language, "Why", "Pourquoi"),
        ],
        &rows,
    )
}

/// Rules that are off.
pub(super) fn rules_off(document: &Document, language: Language) -> Markup {
    let off = document.tail.rules_off.iter();
    let rows: Vec<Vec<Markup>> = off
        .map(|off| vec![name(&off.rule), html! { (plain(&off.reason)) }])
        .collect();
    table(
        pick(
            language,
            "Rules turned off, not asked",
            "Règles désactivées, non appliquées",
        ),
        &[
            pick(language, "Rule", "Règle"),
            pick(language, "Reason", "Motif"),
        ],
        &rows,
    )
}

/// What is not in the result, or not whole; what is said of the files; types nobody describes.
pub(super) fn unread(document: &Document, language: Language) -> Option<Markup> {
    let tail = &document.tail;
    let missing: Vec<Vec<Markup>> = tail
        .coverage
        .iter()
        .filter(|coverage| coverage.status != CoverageStatus::Evaluated)
        .map(|coverage| {
            let state = match coverage.status {
                CoverageStatus::Partial => tag("open", pick(language, "in part", "en partie")),
                _ => tag("fail", pick(language, "not at all", "pas du tout")),
            };
            vec![
                name(&coverage.file),
                state,
                rich(coverage.why.get(language), language),
            ]
        })
        .collect();
    let told: Vec<Vec<Markup>> = tail
        .diagnostics
        .iter()
        .map(|diagnostic| {
            let level = match diagnostic.severity {
                Gravity::Error => tag("fail", pick(language, "error", "erreur")),
                Gravity::Warning => tag("open", pick(language, "warning", "avertissement")),
                Gravity::Note => tag("none", pick(language, "note", "note")),
            };
            let at = match (&diagnostic.location, &diagnostic.file) {
                (Some(location), _) => place(location),
                (None, Some(file)) => name(file),
                (None, None) => html! {},
            };
            vec![at, level, rich(diagnostic.message.get(language), language)]
        })
        .collect();
    let types: Vec<Vec<Markup>> = tail
        .unknown_types
        .iter()
        .map(|unknown| vec![name(&unknown.r#type), html! { (unknown.resources) }])
        .collect();
    if missing.is_empty() && told.is_empty() && types.is_empty() {
        return None;
    }
    let file = pick(language, "File or part", "Fichier ou partie");
    let why = pick(language, "Why", "Pourquoi");
    Some(html! {
        @if !missing.is_empty() {
            (table(
                pick(language, "Not evaluated, or in part only", "Non évalué, ou en partie seulement"),
                &[file, pick(language, "Evaluated", "Évalué"), why],
                &missing,
            ))
        }
        @if !told.is_empty() {
            (table(
                pick(language, "What was met while reading", "Rencontré à la lecture"),
                &[file, pick(language, "Gravity", "Gravité"), pick(language, "Message", "Message")],
                &told,
            ))
        }
        @if !types.is_empty() {
            (table(
                pick(language, "Types that the catalogue does not describe: their resources were not judged", "Types absents du catalogue : leurs ressources n'ont pas été jugées"),
                &[pick(language, "Type", "Type"), pick(language, "Resources", "Ressources")],
                &types,
            ))
        }
    })
}

/// The texts that were read, with their digests.
pub(super) fn inputs(document: &Document, language: Language) -> Markup {
    let inputs = document.tail.inputs.iter();
    let rows: Vec<Vec<Markup>> = inputs
        .map(|input| {
            vec![
                name(&input.file),
                html! { span.hash { (plain(&input.sha256)) } },
            ]
        })
        .collect();
    table(
        pick(language, "Files that were read", "Fichiers lus"),
        &[pick(language, "File", "Fichier"), "SHA-256"],
        &rows,
    )
}

/// A table of a view, without columns that say nothing.
pub(super) fn grid(caption: &str, grid: &Grid) -> Markup {
    let said: Vec<usize> = (0..grid.columns.len())
        .filter(|column| {
            grid.rows.iter().any(|row| {
                row.get(*column)
                    .is_some_and(|cell| !cell.text.is_empty() || cell.why.is_some())
            })
        })
        .collect();
    if grid.rows.is_empty() {
        return html! { p { (plain(&grid.none)) } };
    }
    let table = scrolled(
        caption,
        &html! {
            table {
                caption { (caption) }
                thead { tr {
                    @for column in &said {
                        th scope="col" { (grid.columns.get(*column).map_or("", String::as_str)) }
                    }
                } }
                tbody {
                    @for row in &grid.rows {
                        tr {
                            @for column in &said {
                                td {
                                    @if let Some(cell) = row.get(*column) {
                                        (plain(&cell.text))
                                        @if let Some(why) = &cell.why { span.why { (plain(why)) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        },
    );
    // It has more columns than an upright page is wide.
    html! { div.wide { (table) } }
}
