//! The fixed words of the reports for people.

use crate::policy::definition::Severity;
use crate::text::Language;

/// Chooses one of two versions.
pub(crate) fn pick<'t>(language: Language, en: &'t str, fr: &'t str) -> &'t str {
    match language {
        Language::En => en,
        Language::Fr => fr,
    }
}

pub(crate) fn open_questions(language: Language) -> &'static str {
    pick(
        language,
        "Not decided by the files:",
        "Non établi par les fichiers\u{a0}:",
    )
}

pub(crate) fn not_evaluated(language: Language) -> &'static str {
    pick(
        language,
        "Not evaluated, or in part only:",
        "Non évalué, ou en partie seulement\u{a0}:",
    )
}

/// Says how many places follow that are like those shown.
pub(crate) fn more(language: Language, number: usize) -> String {
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
pub(crate) fn others(language: Language, number: usize) -> String {
    match language {
        Language::En => format!(" and {number} more"),
        Language::Fr if number == 1 => " et 1 autre".to_owned(),
        Language::Fr => format!(" et {number} autres"),
    }
}

/// The text and a colon.
pub(crate) fn with_colon(language: Language, text: &str) -> String {
    format!("{text}{}", pick(language, ":", "\u{a0}:"))
}

pub(crate) fn severity(language: Language, severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => pick(language, "critical", "critique"),
        Severity::High => pick(language, "high", "élevée"),
        Severity::Medium => pick(language, "medium", "moyenne"),
        Severity::Low => pick(language, "low", "faible"),
    }
}

/// How far the further lines of a labelled paragraph are indented, from the column of its label.
pub(crate) fn indent(language: Language) -> usize {
    asks(language).chars().count() + 2
}

/// The labels before the paragraphs under a frame, of equal width.
pub(crate) fn why(language: Language) -> &'static str {
    pick(language, "why ", "risque  ")
}

pub(crate) fn asks(language: Language) -> &'static str {
    pick(language, "asks", "exigence")
}

pub(crate) fn next(language: Language) -> &'static str {
    pick(language, "next", "à faire ")
}

pub(crate) fn via(language: Language) -> &'static str {
    pick(language, "via ", "par     ")
}

pub(crate) fn wanted(language: Language) -> &'static str {
    pick(language, "want", "attendu ")
}

pub(crate) fn with(language: Language) -> &'static str {
    pick(language, "with", "avec    ")
}

pub(crate) fn also(language: Language) -> &'static str {
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
pub(crate) fn count(language: Language, number: usize, one: &str, several: &str) -> String {
    let singular = number == 1 || (number == 0 && language == Language::Fr);
    format!("{number} {}", if singular { one } else { several })
}
