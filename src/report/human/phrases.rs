//! The fixed words of the report.

use crate::policy::definition::Severity;
use crate::text::Language;

/// Chooses one of two versions.
pub(super) fn pick<'t>(language: Language, en: &'t str, fr: &'t str) -> &'t str {
    match language {
        Language::En => en,
        Language::Fr => fr,
    }
}

pub(super) fn open_questions(language: Language) -> &'static str {
    pick(
        language,
        "Not decided by the files:",
        "Non établi par les fichiers\u{a0}:",
    )
}

pub(super) fn not_evaluated(language: Language) -> &'static str {
    pick(
        language,
        "Not evaluated, or in part only:",
        "Non évalué, ou en partie seulement\u{a0}:",
    )
}

/// Says how many places follow that are like those shown.
pub(super) fn more(language: Language, number: usize) -> String {
    let places = count(
        language,
        number,
        pick(language, "more place", "autre endroit"),
        pick(language, "more places", "autres endroits"),
    );
    with_colon(
        language,
        &format!("{} {places}", pick(language, "and at", "et à")),
    )
}

/// Ends a list of names that is cut short.
pub(super) fn others(language: Language, number: usize) -> String {
    match language {
        Language::En => format!(" and {number} more"),
        Language::Fr if number == 1 => " et 1 autre".to_owned(),
        Language::Fr => format!(" et {number} autres"),
    }
}

/// The text and a colon.
pub(super) fn with_colon(language: Language, text: &str) -> String {
    format!("{text}{}", pick(language, ":", "\u{a0}:"))
}

pub(super) fn severity(language: Language, severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => pick(language, "critical", "critique"),
        Severity::High => pick(language, "high", "élevée"),
        Severity::Medium => pick(language, "medium", "moyenne"),
        Severity::Low => pick(language, "low", "faible"),
    }
}

/// How far the further lines of a labelled paragraph are indented, from the column of its label.
pub(super) fn indent(language: Language) -> usize {
    asks(language).chars().count() + 2
}

/// The labels before the paragraphs under a frame, of equal width.
pub(super) fn why(language: Language) -> &'static str {
    pick(language, "why ", "risque  ")
}

pub(super) fn asks(language: Language) -> &'static str {
    pick(language, "asks", "exigence")
}

pub(super) fn next(language: Language) -> &'static str {
    pick(language, "next", "à faire ")
}

pub(super) fn via(language: Language) -> &'static str {
    pick(language, "via ", "par     ")
}

pub(super) fn wanted(language: Language) -> &'static str {
    pick(language, "want", "attendu ")
}

pub(super) fn with(language: Language) -> &'static str {
    pick(language, "with", "avec    ")
}

pub(super) fn also(language: Language) -> &'static str {
    pick(language, "also", "aussi   ")
}

pub(super) fn was(language: Language) -> &'static str {
    pick(language, "was ", "échue   ")
}

/// Introduces the reason of a waiver that has ended.
pub(super) fn waived_until(language: Language, day: &str) -> String {
    match language {
        Language::En => format!("waived until {day}:"),
        Language::Fr => format!("dérogation jusqu'au {day}\u{a0}:"),
    }
}

/// `3 failures` and the like. French says zero in the singular, English in the plural.
pub(super) fn count(language: Language, number: usize, one: &str, several: &str) -> String {
    let singular = number == 1 || (number == 0 && language == Language::Fr);
    format!("{number} {}", if singular { one } else { several })
}
