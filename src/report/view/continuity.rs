//! The table of continuity in words.

use super::cells::{
    UNKNOWN, columns, not_applicable, pick, place, places, reading, said, scope, unsure, yes_or_no,
};
use super::{Cell, Table};
use crate::judge::Verdict;
use crate::judge::view::{ContinuityRow, SecondSite, SecondSiteAnswer};
use crate::source::SourceMap;
use crate::text::Language;

/// The rows as a table.
pub fn table(rows: &[ContinuityRow], sources: &SourceMap, language: Language) -> Table {
    Table {
        none: pick(
            language,
            "No resource has a continuity to speak of.",
            "Aucune ressource n'est concernée par la continuité.",
        ),
        columns: columns(
            &[
                ("resource", "ressource", false),
                ("zones", "zones", false),
                ("failover", "bascule", false),
                ("backup", "sauvegarde", false),
                ("every (hours)", "fréquence (heures)", false),
                ("kept (days)", "rétention (jours)", false),
                ("point in time", "restauration à un instant", true),
                ("backups encrypted", "sauvegardes chiffrées", true),
                ("backups locked", "sauvegardes verrouillées", true),
                (
                    "deletion protected",
                    "protection contre la suppression",
                    true,
                ),
                ("second site", "second site", false),
                ("verdict", "verdict", false),
                ("rules", "règles", false),
            ],
            language,
        ),
        rows: rows
            .iter()
            .map(|row| cells(row, sources, language))
            .collect(),
    }
}

fn cells(row: &ContinuityRow, sources: &SourceMap, language: Language) -> Vec<Cell> {
    let mut cells = places(&row.resource, sources);
    cells.push(said(&*row.resource.address));
    let readings = [
        &row.zones,
        &row.failover,
        &row.backup,
        &row.interval_hours,
        &row.retention_days,
        &row.point_in_time,
        &row.backup_encrypted,
        &row.backup_locked,
        &row.deletion_protected,
    ];
    cells.extend(readings.map(|value| reading(value, language)));
    cells.extend([
        second_site(&row.second_site, language),
        said(row.verdict.map_or("", |verdict| word(verdict, language))),
        rules(row, language),
        scope(&row.resource, language),
    ]);
    cells
}

fn second_site(site: &SecondSite, language: Language) -> Cell {
    let places = site.places.iter().map(|one| place(one, language));
    let places = places.collect::<Vec<_>>().join(", ");
    let answer = match site.answer {
        SecondSiteAnswer::NotApplicable => return said(not_applicable(language)),
        SecondSiteAnswer::Unknown => UNKNOWN,
        SecondSiteAnswer::Yes => yes_or_no(true, language),
        SecondSiteAnswer::No => yes_or_no(false, language),
    };
    let text = if places.is_empty() {
        answer.to_owned()
    } else {
        format!("{answer}{} {places}", pick(language, ":", "\u{a0}:"))
    };
    match &site.why {
        Some(why) => unsure(text, why, language),
        None => said(text),
    }
}

/// The word for a verdict.
fn word(verdict: Verdict, language: Language) -> &'static str {
    match verdict {
        Verdict::Fail => pick(language, "fail", "échec"),
        Verdict::Unknown => pick(language, "unknown", "à établir"),
        Verdict::Waived => pick(language, "waived", "dérogation"),
        Verdict::Pass => pick(language, "pass", "satisfait"),
    }
}

/// The rules that do not pass; those that are open with the word for it.
fn rules(row: &ContinuityRow, language: Language) -> Cell {
    let rules = row.rules.iter().map(|(name, verdict)| match verdict {
        Verdict::Fail => name.to_string(),
        other => format!("{name} ({})", word(*other, language)),
    });
    said(rules.collect::<Vec<_>>().join(", "))
}
