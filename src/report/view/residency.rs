//! The table of residency in words.

use super::cells::{
    UNKNOWN, at, columns, country, joined, law, pick, place, places, said, scope, unsure,
};
use super::{Cell, Table};
use crate::judge::view::{Copied, Extent, OperatedBy, ResidencyRow, Site, SitePlace};
use crate::source::SourceMap;
use crate::text::Language;

/// The rows as a table.
pub fn table(rows: &[ResidencyRow], sources: &SourceMap, language: Language) -> Table {
    Table {
        none: pick(
            language,
            "No resource keeps data.",
            "Aucune ressource ne conserve de données.",
        ),
        columns: columns(
            &[
                ("resource", "ressource", false),
                ("operator", "opérateur", false),
                ("region", "région", false),
                ("town", "ville", false),
                ("country", "pays", false),
                ("zone of law", "zone de droit", false),
                ("decided by", "déterminé par", false),
                ("decided at", "où", true),
                ("copies", "copies", false),
                ("operator holds", "l'opérateur détient", true),
            ],
            language,
        ),
        rows: rows
            .iter()
            .map(|row| cells(row, sources, language))
            .collect(),
    }
}

fn cells(row: &ResidencyRow, sources: &SourceMap, language: Language) -> Vec<Cell> {
    let site = &row.site;
    let of = |property: &dyn Fn(&SitePlace) -> String| {
        let parts = site.places.iter().map(property).collect();
        said(joined(parts, site.extent, language))
    };
    let mut cells = places(&row.resource, sources);
    cells.extend([
        said(&*row.resource.address),
        match &row.operator {
            OperatedBy::Known { title, .. } => said(title.as_str()),
            OperatedBy::Unknown(why) => unsure(UNKNOWN, why, language),
        },
        region(site, language),
        of(&|place| place.town.clone().unwrap_or_default()),
        of(&|place| country(place, language)),
        of(&|place| law(place, language)),
        said(site.basis.get(language)),
        said(decided(site, sources)),
        copies(row, sources, language),
        said(held(row, sources, language)),
        scope(&row.resource, language),
    ]);
    cells
}

/// The codes, with what is not known about them.
fn region(site: &Site, language: Language) -> Cell {
    if site.extent == Extent::Global {
        return said(pick(language, "global", "mondiale"));
    }
    let code = |place: &SitePlace| {
        let doubt = if place.verified {
            ""
        } else {
            pick(language, " (not verified)", " (non vérifiée)")
        };
        format!("{}{doubt}", place.code)
    };
    let mut codes = joined(
        site.places.iter().map(code).collect(),
        site.extent,
        language,
    );
    if let Some(zone) = &site.zone
        && **zone != *codes
    {
        codes = format!("{codes} ({zone})");
    }
    if site.doubt.is_some() {
        codes = if codes.is_empty() {
            UNKNOWN.to_owned()
        } else {
            format!("{codes}, {UNKNOWN}")
        };
    }
    match site.doubt.as_ref().or(site.conflict.as_ref()) {
        Some(why) => unsure(codes, why, language),
        None => said(codes),
    }
}

/// Where the deciding value is written, and how it came there, nearest first.
fn decided(site: &Site, sources: &SourceMap) -> String {
    let mut steps: Vec<String> = site
        .span
        .and_then(|span| at(span, sources))
        .into_iter()
        .collect();
    steps.extend(site.definitions.iter().map(|definition| {
        let label = &definition.label;
        at(definition.span, sources)
            .map_or_else(|| label.to_string(), |place| format!("{label} ({place})"))
    }));
    steps.join(" < ")
}

/// `hds v2 (FR-0123, valid until 2027-01-31, rempart.yaml:12); secnumcloud outside-perimeter`.
fn held(row: &ResidencyRow, sources: &SourceMap, language: Language) -> String {
    let held = row.held.iter().map(|held| {
        let expired = pick(language, "expired", "expiré");
        let status = held.status.as_deref().unwrap_or(expired);
        let place = held.span.and_then(|span| at(span, sources));
        let basis: Vec<&str> = held
            .evidence
            .iter()
            .chain(&place)
            .map(String::as_str)
            .collect();
        if basis.is_empty() {
            format!("{} {status}", held.name)
        } else {
            format!("{} {status} ({})", held.name, basis.join(", "))
        }
    });
    held.collect::<Vec<_>>().join("; ")
}

fn copies(row: &ResidencyRow, sources: &SourceMap, language: Language) -> Cell {
    let copies = row
        .copies
        .iter()
        .map(|copy| self::copy(copy, sources, language));
    let mut text = copies.collect::<Vec<_>>().join("; ");
    match &row.copies_doubt {
        None => said(text),
        Some(why) => {
            if !text.is_empty() {
                text.push_str("; ");
            }
            text.push_str(UNKNOWN);
            unsure(text, why, language)
        }
    }
}

/// `eu-central-1 (Frankfurt, Germany), main.tf:12`.
fn copy(copy: &Copied, sources: &SourceMap, language: Language) -> String {
    let site = &copy.site;
    let mut parts: Vec<String> = site.places.iter().map(|one| place(one, language)).collect();
    if site.extent == Extent::Global {
        parts.push(
            pick(
                language,
                "everywhere the operator is",
                "partout où se trouve l'opérateur",
            )
            .to_owned(),
        );
    }
    if let Some(why) = &site.doubt {
        parts.push(format!("{UNKNOWN} ({})", why.get(language)));
    }
    let mut text = joined(parts, site.extent, language);
    if let Some(by) = &copy.by {
        text.push_str(pick(language, ", by ", ", par "));
        text.push_str(by);
    }
    if let Some(place) = at(copy.span, sources) {
        text.push_str(", ");
        text.push_str(&place);
    }
    text
}
