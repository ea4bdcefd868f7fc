//! What can be wrong with a waiver or with the files that decide what counts.

use crate::model::{Diagnostic, Gravity, Span};
use crate::policy::did_you_mean;
use crate::text::Text;

/// What is wrong with a waiver; boxed, since it is the rare case.
#[derive(Debug)]
pub(super) struct Problem(Box<Diagnostic>);

impl Problem {
    pub(super) fn into_diagnostic(self) -> Diagnostic {
        *self.0
    }
}

/// The code of a waiver that cannot be understood, and so waives nothing.
pub(crate) const BAD_WAIVER: &str = "bad-waiver";

/// The code of a waiver of a rule that must not be waived.
pub(crate) const NOT_WAIVABLE: &str = "rule-not-waivable";

/// A waiver that cannot be understood: what is wrong, at the place where it is.
pub(super) fn bad(span: Span, en: impl Into<String>, fr: impl Into<String>) -> Problem {
    Problem(Box::new(Diagnostic::at(
        Gravity::Error,
        BAD_WAIVER,
        span,
        Text::new(en, fr),
    )))
}

/// The same for a name that is not known, with the nearest one that is.
pub(super) fn unknown<'k>(
    span: Span,
    (en, fr): (&str, &str),
    name: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Problem {
    let hint = did_you_mean(name, known);
    let (hint_en, hint_fr) = match &hint {
        Some(hint) => (format!(": {}", hint.en), format!(" : {}", hint.fr)),
        None => (String::new(), String::new()),
    };
    bad(
        span,
        format!("{en} `{name}`{hint_en}"),
        format!("{fr} `{name}`{hint_fr}"),
    )
}

/// A waiver of a rule that its policies say must not be waived.
pub(super) fn not_waivable(span: Span, rule: &str) -> Problem {
    Problem(Box::new(Diagnostic::at(
        Gravity::Error,
        NOT_WAIVABLE,
        span,
        Text::new(
            format!("`{rule}` cannot be waived: its policy says so; correct what fails"),
            format!(
                "`{rule}` n'admet pas de dérogation : sa politique le dit ; corrigez ce qui échoue"
            ),
        ),
    )))
}
