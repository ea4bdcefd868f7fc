//! The requirements of each pack: what the checks say of them, and what is for people to show.

use maud::{Markup, html};

use super::super::Context;
use super::super::document::Document;
use super::super::phrases::{pick, with_colon};
use super::super::requirements::{Matrix, Row, State, rows};
use super::parts::{name, rich, scrolled, section, tag};
use crate::policy::definition::{Coverage, Pack};
use crate::text::Language;

/// A section for each pack.
pub(super) fn sections(
    document: &Document,
    context: &Context<'_>,
) -> Vec<(String, String, Markup)> {
    let language = context.language;
    let mut told: Vec<&str> = Vec::new();
    let mut sections = Vec::new();
    for used in &document.head.packs {
        // One pack with several sets of parameters has one table: its counts are joined.
        if told.contains(&&*used.name) {
            continue;
        }
        told.push(&used.name);
        let id = format!("pack-{}", sections.len() + 1);
        match context.library.packs.get(&*used.name) {
            Some(pack) => {
                let title = with_colon(language, pick(language, "Requirements", "Exigences"));
                let title = format!("{title} {}", pack.title.get(language));
                let body = of_pack(pack, document, language);
                let markup = section(&id, &title, &body);
                sections.push((id, title, markup));
            }
            None => {
                let title = with_colon(language, pick(language, "Requirements", "Exigences"));
                let title = format!("{title} {}", used.name);
                let body = html! {
                    p { (pick(
                        language,
                        "The policies at hand do not hold this framework: its requirements cannot be listed.",
                        "Les politiques disponibles ne contiennent pas ce référentiel : ses exigences ne peuvent pas être listées.",
                    )) }
                };
                sections.push((id.clone(), title.clone(), section(&id, &title, &body)));
            }
        }
    }
    sections
}

fn of_pack(pack: &Pack, document: &Document, language: Language) -> Markup {
    let rows = rows(pack, document);
    html! {
        dl {
            dt { (pick(language, "Edition", "Édition")) } dd { (pack.edition) " (" (pack.date) ")" }
            dt { (pick(language, "Source", "Source")) } dd { (pack.source.title) }
        }
        (matrix(&Matrix::of(&rows), language))
        p { (pick(
            language,
            "How to read it: a check counts in every requirement that asks for it, so the four numbers of a row add up to its checks. A requirement takes the worst of its checks as its state, and the states add up to all requirements. “Automated” means that checks see what the text asks, “partial” that they see a part of it, “manual” that none can: the last column names the evidence to show.",
            "Comment lire : un contrôle compte dans chaque exigence qui le demande, les quatre nombres d'une ligne totalisent donc ses contrôles. Une exigence prend pour état le pire de ses contrôles, et les états totalisent toutes les exigences. « Automatisée » signifie que les contrôles voient ce que demande le texte, « partielle » qu'ils en voient une partie, « manuelle » qu'aucun ne le peut : la dernière colonne nomme la preuve à présenter.",
        )) }
        (table(&rows, language))
    }
}

fn matrix(matrix: &Matrix, language: Language) -> Markup {
    let caption = pick(
        language,
        "Requirements by coverage and state",
        "Exigences par couverture et par état",
    );
    let sum = |row: [usize; State::ALL.len()]| row.iter().sum::<usize>();
    let total = matrix.total();
    scrolled(
        caption,
        &html! {
            table {
                caption { (caption) }
                thead { tr {
                    th scope="col" { (pick(language, "Coverage", "Couverture")) }
                    @for state in State::ALL { th.number scope="col" { (word(state, language)) } }
                    th.number scope="col" { (pick(language, "All", "Total")) }
                } }
                tbody {
                    @for coverage in Matrix::COVERAGES {
                        @let row = matrix.row(coverage);
                        tr {
                            th scope="row" { (covered(coverage, language)) }
                            @for count in row { td.number { (count) } }
                            td.number { (sum(row)) }
                        }
                    }
                }
                tfoot { tr {
                    th scope="row" { (pick(language, "All", "Total")) }
                    @for count in total { td.number { (count) } }
                    td.number { (sum(total)) }
                } }
            }
        },
    )
}

fn table(rows: &[Row<'_>], language: Language) -> Markup {
    let caption = pick(
        language,
        "Every requirement, with its checks by verdict",
        "Chaque exigence, avec ses contrôles par verdict",
    );
    scrolled(
        caption,
        &html! {
            table {
                caption { (caption) }
                thead { tr {
                    th scope="col" { (pick(language, "No.", "N°")) }
                    th scope="col" { (pick(language, "Requirement", "Exigence")) }
                    th scope="col" { (pick(language, "Coverage", "Couverture")) }
                    th scope="col" { (pick(language, "State", "État")) }
                    th.number scope="col" { (pick(language, "Fail", "Échec")) }
                    th.number scope="col" { (pick(language, "Open", "À établir")) }
                    th.number scope="col" { (pick(language, "Waived", "Dérogation")) }
                    th.number scope="col" { (pick(language, "Pass", "Satisfait")) }
                    th scope="col" { (pick(language, "Evidence to show", "Preuve à présenter")) }
                } }
                tbody {
                    @for row in rows {
                        tr {
                            th.id scope="row" { (row.id) }
                            td { (rich(row.requirement.title.get(language), language)) }
                            td { (covered(row.requirement.coverage, language)) }
                            td { (tag(class(row.state), word(row.state, language))) }
                            @match row.count {
                                Some(count) => {
                                    td.number { (count.fail) }
                                    td.number { (count.unknown) }
                                    td.number { (count.waived) }
                                    td.number { (count.pass) }
                                }
                                None => {
                                    td.number { "–" } td.number { "–" } td.number { "–" } td.number { "–" }
                                }
                            }
                            td { (rich(row.requirement.evidence.get(language), language)) }
                        }
                    }
                }
            }
        },
    )
}

fn covered(coverage: Coverage, language: Language) -> &'static str {
    match coverage {
        Coverage::Automated => pick(language, "automated", "automatisée"),
        Coverage::Partial => pick(language, "partial", "partielle"),
        Coverage::Manual => pick(language, "manual", "manuelle"),
    }
}

fn word(state: State, language: Language) -> &'static str {
    match state {
        State::Failing => pick(language, "fails", "en échec"),
        State::Open => pick(language, "open", "à établir"),
        State::Waived => pick(language, "waived", "dérogation"),
        State::Holding => pick(language, "checks hold", "contrôles satisfaits"),
        State::NotConcerned => pick(language, "not concerned", "non concernée"),
        State::Manual => pick(language, "by hand", "à la main"),
    }
}

fn class(state: State) -> &'static str {
    match state {
        State::Failing => "fail",
        State::Open => "open",
        State::Waived => "waived",
        State::Holding => "pass",
        State::NotConcerned | State::Manual => "none",
    }
}

/// The packs that were asked, with their digests.
pub(super) fn digests(document: &Document, language: Language) -> Markup {
    let caption = pick(
        language,
        "Frameworks as they were asked",
        "Référentiels tels qu'appliqués",
    );
    scrolled(
        caption,
        &html! {
            table {
                caption { (caption) }
                thead { tr {
                    th scope="col" { (pick(language, "Name", "Nom")) }
                    th scope="col" { (pick(language, "Edition", "Édition")) }
                    th scope="col" { (pick(language, "Date", "Date")) }
                    th scope="col" { "SHA-256" }
                } }
                tbody {
                    @for pack in &document.head.packs {
                        tr {
                            th scope="row" { (name(&pack.name)) }
                            td { (pack.edition) }
                            td { (pack.date) }
                            td.hash { (pack.sha256) }
                        }
                    }
                }
            }
        },
    )
}
