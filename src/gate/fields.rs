//! What a waiver says, wherever it is written: the same names and the same checks for comments and files.

use jiff::civil::Date;

use super::problem::{Problem, bad, not_waivable, unknown};
use crate::model::Span;
use crate::policy::definition::Library;

/// Checks that rules may be waived.
pub(super) fn check_rule(name: &str, span: Span, library: &Library) -> Result<(), Problem> {
    match library.rules.get(name) {
        Some(rule) if rule.waivable => Ok(()),
        Some(_) => Err(not_waivable(span, name)),
        None => {
            let known = library.rules.keys().map(String::as_str);
            Err(unknown(
                span,
                ("there is no rule", "il n'y a pas de règle"),
                name,
                known,
            ))
        }
    }
}

/// The last day of a waiver: `YYYY-MM-DD` and nothing else.
pub(super) fn day(text: &str, span: Span) -> Result<Date, Problem> {
    let is_day = text.len() == "2027-01-31".len()
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let date = is_day.then(|| text.parse().ok()).flatten();
    date.ok_or_else(|| {
        bad(
            span,
            format!("`{text}` is not a day of the calendar: write it as `2027-01-31`"),
            format!("`{text}` n'est pas un jour du calendrier : écrivez-le comme `2027-01-31`"),
        )
    })
}

/// A waiver without a reason.
pub(super) fn no_reason(span: Span) -> Problem {
    bad(
        span,
        "a waiver needs a reason: add `reason=\"…\"`, for whoever reads it next year",
        "une dérogation demande un motif : ajoutez `reason=\"…\"`, pour qui la lira l'an prochain",
    )
}

/// A text for people on one line: whatever it holds, it stays inside its line of a report.
pub(super) fn prose(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
