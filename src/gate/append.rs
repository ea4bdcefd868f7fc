//! Adding entries to the text of a waivers file: an edit of the text, which leaves every comment and every
//! other line as they are.

use jiff::civil::Date;

use super::fields::prose;
use super::file::{LIMITS, WAIVERS};
use crate::text::Text;
use crate::yaml::{Kind, Node, parse_one};

/// What a new file begins with.
const HEADER: &str = "# Failures that somebody accepts, each with a reason; see docs/waivers.md of rempart.\n# After its last day (`until`) a waiver counts no more. `rempart schema waivers` describes this file.\nwaivers:\n";

/// An entry to add.
#[derive(Clone, Debug)]
pub struct NewWaiver {
    /// The rule.
    pub rule: String,
    /// The address of the resource; for people, since the fingerprint selects.
    pub address: String,
    /// The fingerprint of the finding.
    pub fingerprint: String,
    /// Why it is accepted.
    pub reason: String,
    /// Who accepts it.
    pub approver: Option<String>,
    /// Where the acceptance is kept.
    pub ticket: Option<String>,
    /// Its last day.
    pub until: Option<Date>,
}

/// The text of a waivers file with `entries` at the end of its list; a new file when there is none.
///
/// # Errors
/// When the file cannot be added to; says why, without its name.
pub fn with_entries(before: Option<&str>, entries: &[NewWaiver]) -> Result<String, Text> {
    if entries.iter().any(|entry| prose(&entry.reason).is_empty()) {
        return Err(Text::new(
            "a waiver needs a reason, for whoever reads it next year",
            "une dérogation demande un motif, pour qui la lira l'an prochain",
        ));
    }
    let mut text = before.unwrap_or(HEADER).to_owned();
    let tree = parse_one(&text, LIMITS).map_err(|error| error.message())?;
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (at, indent) = match tree.entry(WAIVERS) {
        Some(list) => match (&list.value.kind, list.value.items()) {
            (Kind::Null, _) if list.value.span.is_empty() => {
                (line_end(&text, list.key_span.end), 2)
            }
            (_, Some(items)) if is_block(&text, &list.value) => {
                let first = items
                    .first()
                    .map_or(list.value.span.start, |item| item.span.start);
                (
                    line_end(&text, list.value.span.end),
                    dash_column(&text, first),
                )
            }
            _ => {
                return Err(Text::new(
                    "`waivers` is not written as a list of lines that begin with `- `: add the entry by hand",
                    "`waivers` n'est pas écrit comme une liste de lignes qui commencent par `- ` : ajoutez l'entrée à la main",
                ));
            }
        },
        None if matches!(tree.kind, Kind::Null) => {
            end_line(&mut text, newline);
            text.push_str(WAIVERS);
            text.push(':');
            text.push_str(newline);
            (text.len(), 2)
        }
        None => {
            return Err(Text::new(
                "this is not a waivers file: it has no key `waivers`",
                "ceci n'est pas un fichier de dérogations : il n'a pas de clé `waivers`",
            ));
        }
    };
    let mut added = String::new();
    if !text.get(..at).is_none_or(|before| before.ends_with('\n')) {
        added.push_str(newline);
    }
    for entry in entries {
        for line in lines(entry) {
            added.push_str(&" ".repeat(indent));
            added.push_str(&line);
            added.push_str(newline);
        }
    }
    text.insert_str(at, &added);
    Ok(text)
}

/// The lines of an entry, without their indentation.
fn lines(entry: &NewWaiver) -> Vec<String> {
    let mut lines = vec![
        format!("- rule: {}", entry.rule),
        format!("  resource: {}", quoted(&entry.address)),
        // Digits alone would be a number.
        format!("  fingerprint: {}", quoted(&entry.fingerprint)),
        format!("  reason: {}", quoted(&prose(&entry.reason))),
    ];
    let others = [("approver", &entry.approver), ("ticket", &entry.ticket)];
    for (key, value) in others {
        if let Some(value) = value {
            lines.push(format!("  {key}: {}", quoted(&prose(value))));
        }
    }
    lines.extend(entry.until.map(|day| format!("  until: {day}")));
    lines
}

/// A text as YAML in double quotes, which are those of JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Whether a list is written line by line, and not in brackets.
fn is_block(text: &str, list: &Node) -> bool {
    text.get(list.span.clone())
        .is_some_and(|written| !written.starts_with('['))
}

/// The column, from 0, of the dash before an item that begins at `item`.
fn dash_column(text: &str, item: usize) -> usize {
    let before = text.get(..item).unwrap_or_default();
    let line = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.get(line..).unwrap_or_default();
    line.find('-')
        .unwrap_or(line.len() - line.trim_start().len())
}

/// The place after the line that holds an offset.
fn line_end(text: &str, offset: usize) -> usize {
    let rest = text.get(offset..).unwrap_or_default();
    rest.find('\n')
        .map_or(text.len(), |newline| offset + newline + 1)
}

fn end_line(text: &mut String, newline: &str) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str(newline);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> NewWaiver {
        NewWaiver {
            rule: "r".to_owned(),
            address: "a.b[\"x\"]".to_owned(),
            fingerprint: "0".repeat(32),
            reason: "it's \"old\":\n# so what".to_owned(),
            approver: Some("Dr Martin".to_owned()),
            ticket: None,
            until: Some(jiff::civil::date(2027, 1, 31)),
        }
    }

    #[test]
    fn everything_else_stays_as_it_is() {
        for before in [
            None,
            Some(""),
            Some("# only a comment"),
            Some("waivers:\n"),
            Some("waivers: # none yet\n"),
            Some("waivers:\n  - {rule: a, path: b, reason: c} # d\n\n# the end\n"),
            Some("waivers:\n- rule: a\n  path: b\n  reason: >\n    c\n    d"),
            Some("waivers:\r\n    - rule: a\r\n      path: b\r\n      reason: c\r\n"),
        ] {
            let after = with_entries(before, &[entry()]).unwrap();
            let tree = parse_one(&after, LIMITS).unwrap();
            let items = tree.get(WAIVERS).and_then(Node::items).unwrap();
            let last = items.last().unwrap();
            let text = |key: &str| last.get(key).and_then(Node::as_text).unwrap();
            assert_eq!(text("reason"), "it's \"old\": # so what", "{after}");
            assert_eq!(text("resource"), "a.b[\"x\"]");
            assert_eq!(text("until"), "2027-01-31");
            let mut rest = after.lines();
            for line in before.unwrap_or(HEADER).lines() {
                assert!(rest.any(|other| other == line), "{line:?} in {after}");
            }
            // And once more.
            let twice = with_entries(Some(&after), &[entry(), entry()]).unwrap();
            let tree = parse_one(&twice, LIMITS).unwrap();
            let number = tree.get(WAIVERS).and_then(Node::items).map(<[Node]>::len);
            assert_eq!(number, Some(items.len() + 2), "{twice}");
        }
    }

    #[test]
    fn what_cannot_be_added_to_is_refused() {
        for (before, complaint) in [
            ("waivers: []\n", "add the entry by hand"),
            ("waivers: x\n", "add the entry by hand"),
            ("other: 1\n", "no key `waivers`"),
            ("a: [\n", "invalid YAML"),
        ] {
            let error = with_entries(Some(before), &[entry()]).unwrap_err();
            assert!(error.en.contains(complaint), "{before}: {}", error.en);
        }
    }
}
