//! What a JSON document is: a plan, a state, one of the forms that cannot be judged, or something else.

use serde_json::error::Category;

use super::document::Marks;
use crate::text::Text;

/// What a document is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `show -json` of a plan.
    Plan,
    /// `show -json` of a state.
    State,
    /// Recognised, but not in a form that can be judged.
    Unreadable {
        /// A stable name.
        code: &'static str,
        /// Why, and how to have it judged.
        why: Text,
    },
    /// None of these.
    Other,
}

/// The major version of the format that is read.
const MAJOR: &str = "1";

/// Tells what a text is.
///
/// # Errors
/// When it is not JSON: the message says where, and quotes nothing.
pub(super) fn triage(text: &str) -> Result<Kind, Text> {
    let marks: Marks<'_> =
        serde_json::from_str(without_mark(text)).map_err(|error| refused(&error))?;
    if marks.encrypted_data.is_some() && marks.encryption_version.is_some() {
        return Ok(encrypted());
    }
    let Some(version) = marks.format_version else {
        let raw_state = marks.lineage.is_some() && marks.serial.is_some();
        return Ok(if raw_state { raw() } else { Kind::Other });
    };
    let plan = marks.planned_values.is_some() || marks.resource_changes.is_some();
    // `show -json` where there is no state yet writes the versions only.
    let state = marks.values.is_some() || marks.terraform_version.is_some();
    let other = marks.provider_schemas.is_some() || (!plan && !state);
    let version: String =
        serde_json::from_str(version.get()).unwrap_or_else(|_| version.get().to_owned());
    let major = version.split('.').next().unwrap_or_default();
    Ok(if other && marks.configuration.is_none() {
        Kind::Other
    } else if major != MAJOR {
        version_unknown(&version)
    } else if plan {
        Kind::Plan
    } else if other {
        configuration_only()
    } else {
        Kind::State
    })
}

/// A byte-order mark is no JSON, but some shells write one.
pub(super) fn without_mark(text: &str) -> &str {
    text.trim_start_matches('\u{feff}')
}

/// Whether a file begins as the plan that `plan -out` writes: a zip archive that holds `tfplan`.
pub(super) fn is_binary_plan(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") && memchr::memmem::find(head, b"tfplan").is_some()
}

/// What is said of a plan that `plan -out` wrote.
pub(super) fn binary_plan() -> Text {
    Text::new(
        "this is a plan in binary form: write it as JSON with `tofu show -json FILE > plan.json` (or `terraform show -json`) and check that",
        "ce plan est sous forme binaire : écrivez-le en JSON avec `tofu show -json FICHIER > plan.json` (ou `terraform show -json`) et vérifiez ce résultat",
    )
}

/// What serde says, without the parts of the text that it may quote: they may be secret.
pub(super) fn refused(error: &serde_json::Error) -> Text {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Eof => Text::new(
            format!(
                "this JSON ends too early, at line {line}, column {column}: it was cut short; write it again with `show -json`"
            ),
            format!(
                "ce JSON s'arrête trop tôt, ligne {line}, colonne {column} : il a été tronqué ; réécrivez-le avec `show -json`"
            ),
        ),
        Category::Data => Text::new(
            format!(
                "this is not laid out as a plan or a state, at line {line}, column {column}: write it again with `show -json`"
            ),
            format!(
                "ceci n'a pas la structure d'un plan ni d'un état, ligne {line}, colonne {column} : réécrivez-le avec `show -json`"
            ),
        ),
        Category::Syntax | Category::Io => Text::new(
            format!("this is not JSON, at line {line}, column {column}"),
            format!("ceci n'est pas du JSON, ligne {line}, colonne {column}"),
        ),
    }
}

fn encrypted() -> Kind {
    Kind::Unreadable {
        code: "encrypted-state-or-plan",
        why: Text::new(
            "this state or plan is encrypted, as it should be where it is kept; to have it judged, let `tofu show -json` decrypt it and pipe the result: `tofu show -json | rempart check -`",
            "cet état ou ce plan est chiffré, comme il doit l'être là où il est conservé ; pour le faire vérifier, laissez `tofu show -json` le déchiffrer et transmettez le résultat : `tofu show -json | rempart check -`",
        ),
    }
}

fn raw() -> Kind {
    Kind::Unreadable {
        code: "raw-state",
        why: Text::new(
            "this is a state as it is stored, with its secrets in clear; to have it judged, pipe its documented form: `tofu show -json FILE | rempart check -` (or `terraform show -json`)",
            "cet état est sous sa forme de stockage, avec ses secrets en clair ; pour le faire vérifier, transmettez sa forme documentée : `tofu show -json FICHIER | rempart check -` (ou `terraform show -json`)",
        ),
    }
}

fn version_unknown(version: &str) -> Kind {
    // A version is a few digits; anything else is not repeated.
    let version: String = version.chars().take(16).collect();
    Kind::Unreadable {
        code: "plan-format-version",
        why: Text::new(
            format!(
                "the format version is `{version}` and rempart reads {MAJOR}.x: use a newer rempart, or write the file with a Terraform or OpenTofu that writes {MAJOR}.x"
            ),
            format!(
                "la version du format est `{version}` et rempart lit {MAJOR}.x : utilisez un rempart plus récent, ou écrivez le fichier avec un Terraform ou un OpenTofu qui écrit {MAJOR}.x"
            ),
        ),
    }
}

fn configuration_only() -> Kind {
    Kind::Unreadable {
        code: "configuration-without-plan",
        why: Text::new(
            "this is a configuration without a plan, whose values are not computed; check the sources themselves, or a plan",
            "ceci est une configuration sans plan, dont les valeurs ne sont pas calculées ; vérifiez les sources elles-mêmes, ou un plan",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, is_binary_plan, triage};

    fn code(text: &str) -> &'static str {
        match triage(text) {
            Ok(Kind::Plan) => "plan",
            Ok(Kind::State) => "state",
            Ok(Kind::Other) => "other",
            Ok(Kind::Unreadable { code, .. }) => code,
            Err(_) => "error",
        }
    }

    #[test]
    fn every_form_is_recognised() {
        let cases = [
            (r#"{"format_version":"1.2","planned_values":{}}"#, "plan"),
            (r#"{"format_version":"1.1","resource_changes":[]}"#, "plan"),
            (r#"{"format_version":"1.0","values":{}}"#, "state"),
            (
                r#"{"format_version":"1.0","terraform_version":"1.9.0"}"#,
                "state",
            ),
            (
                r#"{"format_version":"2.0","planned_values":{}}"#,
                "plan-format-version",
            ),
            (r#"{"format_version":3,"values":{}}"#, "plan-format-version"),
            (r#"{"format_version":"1.0","provider_schemas":{}}"#, "other"),
            (r#"{"format_version":"1.0","valid":true}"#, "other"),
            (
                r#"{"format_version":"1.0","configuration":{}}"#,
                "configuration-without-plan",
            ),
            (
                r#"{"version":4,"serial":3,"lineage":"x","resources":[]}"#,
                "raw-state",
            ),
            (
                r#"{"meta":{},"encrypted_data":"eA==","encryption_version":"v0"}"#,
                "encrypted-state-or-plan",
            ),
            (r#"{"name":"web","version":"1.0.0"}"#, "other"),
            (r#"{"format_version":"1.2","planned_values":{"#, "error"),
            ("[]", "error"),
            ("", "error"),
        ];
        for (text, expected) in cases {
            assert_eq!(code(text), expected, "{text}");
        }
        assert_eq!(
            code("\u{feff}{\"format_version\":\"1.0\",\"values\":{}}"),
            "state"
        );
        assert!(is_binary_plan(b"PK\x03\x04\x14\0\x08\0tfplan"));
        assert!(!is_binary_plan(b"PK\x03\x04word/document.xml"));
    }

    #[test]
    fn depth_costs_no_stack_and_errors_quote_nothing() {
        let deep = format!(
            r#"{{"format_version":"1.2","planned_values":{{"x":{}1{}}}}}"#,
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        assert_eq!(code(&deep), "plan");
        let error = triage(r#"{"format_version":"1.2","values":{"password":"hunter2" oops"#);
        let text = error.expect_err("it is broken");
        assert!(
            !text.en.contains("hunter2") && text.en.contains("line 1"),
            "{text:?}"
        );
    }
}
