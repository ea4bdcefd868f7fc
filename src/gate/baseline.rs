//! The baseline file: JSON with one finding a line, sorted, so that a change of it reads well.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::{Known, KnownFinding};
use crate::text::Text;

/// The version of the file that is read and written.
pub const BASELINE_VERSION: u32 = 1;

/// A whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[allow(dead_code)] // asked for before
    version: u32,
    #[allow(dead_code)] // for people
    tool: String,
    findings: Vec<Line>,
}

/// What tells whether the rest can be read.
#[derive(Debug, Deserialize)]
struct Version {
    version: u32,
}

/// A finding of the file. What only people read comes with what is compared.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Line {
    rule: String,
    root: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    environment: Option<String>,
    address: String,
    attribute: String,
    verdict: Was,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    fingerprint: String,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Was {
    Fail,
    Unknown,
}

/// Reads the text of a baseline.
///
/// # Errors
/// When it is none, or one of another version; says so, without the name of the file.
pub fn read_baseline(text: &str) -> Result<Known, Text> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let version: Version = serde_json::from_str(text).map_err(|error| broken(&error))?;
    if version.version != BASELINE_VERSION {
        let found = version.version;
        return Err(Text::new(
            format!(
                "this baseline has version {found}, and this rempart reads version {BASELINE_VERSION}: write it again with `rempart baseline write`"
            ),
            format!(
                "cette référence est de version {found}, et ce rempart lit la version {BASELINE_VERSION} : récrivez-la avec `rempart baseline write`"
            ),
        ));
    }
    let document: Document = serde_json::from_str(text).map_err(|error| broken(&error))?;
    let mut entries: Vec<KnownFinding> = document
        .findings
        .into_iter()
        .map(|line| KnownFinding {
            root: line.root,
            environment: line.environment,
            address: line.address,
            rule: line.rule,
            attribute: line.attribute,
            fails: line.verdict == Was::Fail,
            path: line.path,
            fingerprint: line.fingerprint,
        })
        .collect();
    entries.sort();
    Ok(Known { entries })
}

/// The text of a baseline of `known`, with a final newline.
pub fn write_baseline(known: &Known) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let mut text = format!(
        "{{\n  \"version\": {BASELINE_VERSION},\n  \"tool\": \"rempart {version}\",\n  \"findings\": ["
    );
    for (position, entry) in known.entries.iter().enumerate() {
        let line = Line {
            rule: entry.rule.clone(),
            root: entry.root.clone(),
            environment: entry.environment.clone(),
            address: entry.address.clone(),
            attribute: entry.attribute.clone(),
            verdict: if entry.fails { Was::Fail } else { Was::Unknown },
            path: entry.path.clone(),
            fingerprint: entry.fingerprint.clone(),
        };
        let comma = if position == 0 { "" } else { "," };
        let line = serde_json::to_string(&line).expect("invariant: texts are always JSON");
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{comma}\n    {line}");
    }
    if !known.entries.is_empty() {
        text.push_str("\n  ");
    }
    text.push_str("]\n}\n");
    text
}

fn broken(error: &serde_json::Error) -> Text {
    Text::new(
        format!(
            "this is no baseline of rempart: {error}; write it again with `rempart baseline write`"
        ),
        format!(
            "ceci n'est pas une référence de rempart : {error} ; récrivez-la avec `rempart baseline write`"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let entry = |address: &str, fails: bool| KnownFinding {
            root: "a \"b\"\n\u{202e}::c".to_owned(),
            environment: fails.then(|| "prod".to_owned()),
            address: address.to_owned(),
            rule: "r".to_owned(),
            attribute: String::new(),
            fails,
            path: None,
            fingerprint: "0".repeat(32),
        };
        for entries in [vec![], vec![entry("x", false), entry("y", true)]] {
            let mut known = Known { entries };
            known.entries.sort();
            let text = write_baseline(&known);
            assert_eq!(read_baseline(&text), Ok(known.clone()));
            assert_eq!(
                text.lines().count(),
                5 + known.entries.len() + usize::from(!known.entries.is_empty())
            );
        }
    }

    #[test]
    fn what_is_no_baseline_is_refused() {
        for (text, complaint) in [
            ("", "this is no baseline"),
            ("[]", "this is no baseline"),
            ("{\"version\": 1}", "missing field `tool`"),
            ("{\"version\": 2, \"new\": true}", "has version 2"),
            (
                "{\"version\": 1, \"tool\": \"x\", \"findings\": [{}]}",
                "missing field `rule`",
            ),
            (
                "{\"version\": 1, \"tool\": \"x\", \"findings\": [], \"more\": 1}",
                "unknown field `more`",
            ),
        ] {
            let error = read_baseline(text).unwrap_err();
            assert!(error.en.contains(complaint), "{text}: {}", error.en);
        }
    }
}
