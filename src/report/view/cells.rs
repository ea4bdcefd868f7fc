//! Words and cells that the tables share.

use super::{Cell, Column};
use crate::judge::Reading;
use crate::judge::view::{Extent, LawZone, RowSubject, SitePlace};
use crate::model::Span;
use crate::source::SourceMap;
use crate::text::{Language, Text};

/// Chooses one of two versions.
pub(super) fn pick<'t>(language: Language, en: &'t str, fr: &'t str) -> &'t str {
    match language {
        Language::En => en,
        Language::Fr => fr,
    }
}

/// Columns with their headings in English and French, and whether they are details.
pub(super) fn columns(
    headings: &[(&'static str, &'static str, bool)],
    language: Language,
) -> Vec<Column> {
    const PLACES: [(&str, &str, bool); 3] = [
        ("root", "racine", true),
        ("environment", "environnement", true),
        ("declared at", "déclaration", true),
    ];
    let columns = PLACES.iter().chain(headings);
    columns
        .map(|(en, fr, detail)| Column {
            heading: pick(language, en, fr),
            detail: *detail,
        })
        .chain([scope_column(language)])
        .collect()
}

/// The cells of the first columns.
pub(super) fn places(subject: &RowSubject, sources: &SourceMap) -> Vec<Cell> {
    let environment = subject.environment.as_deref().unwrap_or_default();
    vec![
        said(subject.root.as_str()),
        said(environment),
        said(at(subject.span, sources).unwrap_or_default()),
    ]
}

/// The last column of every table.
pub(super) fn scope_column(language: Language) -> Column {
    Column {
        heading: pick(language, "out of scope", "hors périmètre"),
        detail: true,
    }
}

/// The cell of the last column: why a row is out of scope.
pub(super) fn scope(subject: &RowSubject, language: Language) -> Cell {
    let why = subject.left_out.as_ref();
    said(why.map_or("", |why| why.get(language)))
}

/// `main.tf:3`.
pub(super) fn at(span: Span, sources: &SourceMap) -> Option<String> {
    let place = sources.place(span)?;
    Some(format!("{}:{}", place.file, place.line))
}

pub(super) fn said(text: impl Into<String>) -> Cell {
    Cell {
        text: text.into(),
        why: None,
    }
}

/// A cell of which something is not known.
pub(super) fn unsure(text: impl Into<String>, why: &Text, language: Language) -> Cell {
    Cell {
        text: text.into(),
        why: Some(why.get(language).to_owned()).filter(|why| !why.is_empty()),
    }
}

/// What stands for a value that is not known.
pub(super) const UNKNOWN: &str = "?";

pub(super) fn yes_or_no(yes: bool, language: Language) -> &'static str {
    if yes {
        pick(language, "yes", "oui")
    } else {
        pick(language, "no", "non")
    }
}

pub(super) fn not_applicable(language: Language) -> &'static str {
    pick(language, "not applicable", "sans objet")
}

/// The reading of a facet.
pub(super) fn reading(reading: &Reading, language: Language) -> Cell {
    match reading {
        Reading::Absent => Cell::default(),
        Reading::Unknown(why) => unsure(UNKNOWN, why, language),
        Reading::NotApplicable => said(not_applicable(language)),
        Reading::Unlimited => said(pick(language, "unlimited", "illimité")),
        Reading::Place(code) => said(code.as_str()),
        Reading::Known(value) if value.is_sensitive() => {
            said(pick(language, "(sensitive)", "(sensible)"))
        }
        Reading::Known(value) => match &value.data {
            crate::model::Data::Bool(bool) => said(yes_or_no(*bool, language)),
            crate::model::Data::Number(number) => said(number.to_string()),
            crate::model::Data::String(text) => said(&**text),
            _ => Cell::default(),
        },
        Reading::List(items) => {
            let items = items
                .iter()
                .map(|item| self::reading(item, language).whole());
            said(items.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Several parts in one cell: all of them, or one of them.
pub(super) fn joined(mut parts: Vec<String>, extent: Extent, language: Language) -> String {
    parts.dedup();
    let between = match extent {
        Extent::OneOf => pick(language, " or ", " ou "),
        _ => ", ",
    };
    parts.join(between)
}

pub(super) fn country(place: &SitePlace, language: Language) -> String {
    let name = place.country_name.as_ref();
    name.map_or_else(
        || place.country.clone(),
        |name| name.get(language).to_owned(),
    )
}

/// The nearest zone of law that holds a place: the catalogue lists the narrower ones first.
pub(super) fn law(place: &SitePlace, language: Language) -> String {
    let title = |zone: &LawZone| zone.title.get(language).to_owned();
    if let Some(zone) = place.zones.first() {
        return title(zone);
    }
    match place.partly.first() {
        Some(zone) => format!(
            "{} ({})",
            title(zone),
            pick(language, "in part", "en partie")
        ),
        None => pick(language, "none listed", "aucune répertoriée").to_owned(),
    }
}

/// `eu-west-2 (London, United Kingdom)`, with a word when the catalogue did not verify it.
pub(super) fn place(place: &SitePlace, language: Language) -> String {
    let country = country(place, language);
    let doubt = if place.verified {
        ""
    } else {
        pick(language, ", not verified", ", non vérifié")
    };
    match &place.town {
        Some(town) => format!("{} ({town}, {country}{doubt})", place.code),
        None => format!("{} ({country}{doubt})", place.code),
    }
}
