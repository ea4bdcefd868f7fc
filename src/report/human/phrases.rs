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
        "Non établi par les fichiers :",
    )
}

pub(super) fn not_evaluated(language: Language) -> &'static str {
    pick(
        language,
        "Not evaluated, or in part only:",
        "Non évalué, ou en partie seulement :",
    )
}

pub(super) fn severity(language: Language, severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => pick(language, "critical", "critique"),
        Severity::High => pick(language, "high", "élevée"),
        Severity::Medium => pick(language, "medium", "moyenne"),
        Severity::Low => pick(language, "low", "faible"),
    }
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

pub(super) fn also(language: Language) -> &'static str {
    pick(language, "also", "aussi   ")
}

/// `3 failures` and the like.
pub(super) fn count(number: usize, one: &str, several: &str) -> String {
    // French counts zero with the singular and English with the plural; both forms are given so
    // that zero reads as the caller wrote it.
    format!("{number} {}", if number == 1 { one } else { several })
}
