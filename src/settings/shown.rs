//! Configuration as it is printed: YAML in which every value says where it comes from.

use std::fmt::Write as _;

use super::SettingsFile;
use crate::policy::{Level, PolicyProblem};
use crate::text::Text;
use crate::yaml::{Kind, Node, resolve_plain};

/// A value, and where each part of it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A scalar, as YAML writes it, and where it comes from.
    Scalar(String, String),
    /// Items.
    List(Vec<Shown>),
    /// Members.
    Map(Vec<(String, Shown)>),
}

impl Shown {
    /// A text that comes from `origin`.
    pub fn text(text: &str, origin: &str) -> Self {
        Shown::Scalar(scalar(text), origin.to_owned())
    }

    /// A number, a boolean or a word that needs no quotes, from `origin`.
    pub fn plain(word: &impl ToString, origin: &str) -> Self {
        Shown::Scalar(word.to_string(), origin.to_owned())
    }

    /// What a file says at `node`, each scalar with its line.
    pub fn node(node: &Node, file: &SettingsFile) -> Self {
        let origin = || file.line(node.span.start);
        match &node.kind {
            Kind::Null => Shown::Scalar("null".to_owned(), origin()),
            Kind::Bool(value) => Shown::Scalar(value.to_string(), origin()),
            Kind::Number(number) => Shown::Scalar(number.source.clone(), origin()),
            Kind::Text(text) => Shown::Scalar(scalar(text), origin()),
            Kind::Sequence(items) => {
                Shown::List(items.iter().map(|item| Shown::node(item, file)).collect())
            }
            Kind::Mapping(entries) => Shown::Map(
                entries
                    .iter()
                    .map(|entry| (entry.key.clone(), Shown::node(&entry.value, file)))
                    .collect(),
            ),
        }
    }

    /// The YAML, with a final newline.
    pub fn yaml(&self) -> String {
        let mut out = String::new();
        self.write(0, &mut out);
        out
    }

    /// Writes at the start of a line, or behind a `-`, the lines after the first `indent` deep.
    fn write(&self, indent: usize, out: &mut String) {
        let margin = "  ".repeat(indent);
        match self {
            // Writing to a string cannot fail.
            Shown::Scalar(text, origin) if origin.is_empty() => _ = writeln!(out, "{text}"),
            Shown::Scalar(text, origin) => _ = writeln!(out, "{text}  # {origin}"),
            Shown::List(items) if items.is_empty() => out.push_str("[]\n"),
            Shown::Map(members) if members.is_empty() => out.push_str("{}\n"),
            Shown::List(items) => {
                for (position, item) in items.iter().enumerate() {
                    if position > 0 {
                        out.push_str(&margin);
                    }
                    out.push_str("- ");
                    item.write(indent + 1, out);
                }
            }
            Shown::Map(members) => {
                for (position, (key, member)) in members.iter().enumerate() {
                    if position > 0 {
                        out.push_str(&margin);
                    }
                    out.push_str(&scalar(key));
                    out.push(':');
                    let is_nested = match member {
                        Shown::Scalar(..) => false,
                        Shown::List(items) => !items.is_empty(),
                        Shown::Map(members) => !members.is_empty(),
                    };
                    if is_nested {
                        out.push('\n');
                        out.push_str(&"  ".repeat(indent + 1));
                    } else {
                        out.push(' ');
                    }
                    member.write(indent + 1, out);
                }
            }
        }
    }
}

impl SettingsFile {
    /// What it says at a key, when it says something there.
    pub fn shown(&self, key: &str) -> Option<Shown> {
        let (tree, _) = self.tree();
        Some(Shown::node(tree?.get(key)?, self))
    }

    /// `rempart.yaml:7`, the line of a byte.
    pub fn line(&self, offset: usize) -> String {
        format!("{}:{}", self.name, self.position(offset).0)
    }

    /// `rempart.yaml:7:3`, the line and column of a byte.
    pub(super) fn place(&self, offset: usize) -> String {
        let (line, column) = self.position(offset);
        format!("{}:{line}:{column}", self.name)
    }

    fn position(&self, offset: usize) -> (usize, usize) {
        let problem = PolicyProblem {
            level: Level::Error,
            file: String::new(),
            span: offset..offset,
            message: Text::default(),
            help: None,
        };
        problem.line_and_column(&self.text)
    }
}

/// A text as a YAML scalar: without quotes where it reads as itself, else in double quotes, in which YAML knows
/// the escapes of JSON.
fn scalar(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let starts_well = text.starts_with(|c: char| c.is_ascii_alphanumeric());
    let is_text = matches!(resolve_plain(text), Kind::Text(_));
    if starts_well && is_text && text.chars().all(is_plain) {
        return text.to_owned();
    }
    let quoted = serde_json::Value::String(text.to_owned()).to_string();
    // What changes the direction of the text, or the line, must not do so on a terminal.
    let mut out = String::with_capacity(quoted.len());
    for c in quoted.chars() {
        let is_mark = matches!(c, '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200e}'..='\u{200f}')
            || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        if is_mark {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Shown;
    use crate::yaml::{Limits, parse_one};

    #[test]
    fn what_is_printed_reads_as_what_was_meant() {
        let texts = [
            "plain",
            "a b",
            "1.2",
            "true",
            "",
            "- x",
            "a: b",
            "#",
            "é\n\"\\",
            "\u{202e}x",
            "~",
        ];
        let items = texts.iter().map(|text| Shown::text(text, "here")).collect();
        let nested = Shown::Map(vec![
            ("a: b".to_owned(), Shown::List(items)),
            ("empty".to_owned(), Shown::Map(Vec::new())),
            (
                "list".to_owned(),
                Shown::List(vec![Shown::Map(vec![
                    ("x".to_owned(), Shown::plain(&1, "")),
                    ("y".to_owned(), Shown::List(vec![Shown::plain(&true, "z")])),
                ])]),
            ),
        ]);
        let yaml = nested.yaml();
        assert!(!yaml.contains('\u{202e}'), "{yaml}");
        let read = parse_one(&yaml, Limits::default()).expect(&yaml).to_json();
        assert_eq!(
            read,
            serde_json::json!({"a: b": texts, "empty": {}, "list": [{"x": 1, "y": [true]}]}),
            "{yaml}"
        );
    }
}
