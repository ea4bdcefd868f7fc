//! The documents of a text, each read on its own: what is wrong with one costs no other.

use std::ops::Range;

use super::json;
use crate::yaml::{Limits, Node, YamlError, parse_one};

/// One document of a stream.
pub(super) struct Document<'t> {
    /// The bytes of the whole text that it is written in.
    pub(super) range: Range<usize>,
    /// Its text.
    pub(super) text: &'t str,
    /// The template that it was rendered from, when a comment says so (`# Source: …`).
    pub(super) template: Option<&'t str>,
}

/// A document that could not be read, with the bytes of the whole text that are to blame.
pub(super) struct Broken {
    pub(super) error: YamlError,
    pub(super) span: Range<usize>,
}

/// Cuts a text at its document markers. A line that begins with `---` is one wherever it stands: no scalar
/// may hold it (YAML 1.2, section 9.1.2).
pub(super) fn split(text: &str) -> Vec<Document<'_>> {
    let mut documents = Vec::new();
    let mut start = 0;
    let mut position = 0;
    for line in text.split_inclusive('\n') {
        let marker = line
            .strip_prefix("---")
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']));
        if marker && position > start {
            documents.extend(document(text, start..position));
            start = position;
        }
        position += line.len();
    }
    documents.extend(document(text, start..text.len()));
    documents
}

/// The document in these bytes; none when there are only comments and directives.
fn document(text: &str, range: Range<usize>) -> Option<Document<'_>> {
    let chunk = text.get(range.clone())?;
    let mut template = None;
    let mut says_something = false;
    for line in chunk.lines() {
        let line = line.strip_prefix("---").unwrap_or(line).trim();
        if let Some(comment) = line.strip_prefix('#') {
            if !says_something {
                template = comment.trim().strip_prefix("Source: ").or(template);
            }
        } else if !line.is_empty() && !line.starts_with('%') && line != "..." {
            says_something = true;
        }
    }
    says_something.then_some(Document {
        range,
        text: chunk,
        template,
    })
}

impl Document<'_> {
    /// The tree; its spans are relative to the document.
    pub(super) fn read(&self) -> Result<Node, Broken> {
        let limits = Limits::default();
        let read = json::read(self.text, limits).unwrap_or_else(|| parse_one(self.text, limits));
        read.map_err(|error| Broken {
            span: error.span.start + self.range.start..error.span.end + self.range.start,
            error,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn documents_are_cut_at_their_markers() {
        let text = "# Source: chart/templates/a.yaml\na: 1\n---\n\n# nothing\n--- # b\nb: |\n  ---\n  x\n---x: 1\n";
        let documents = split(text);
        let texts: Vec<&str> = documents.iter().map(|document| document.text).collect();
        assert_eq!(
            texts,
            [
                "# Source: chart/templates/a.yaml\na: 1\n",
                "--- # b\nb: |\n  ---\n  x\n---x: 1\n"
            ]
        );
        assert_eq!(documents[0].template, Some("chart/templates/a.yaml"));
        assert_eq!(&text[documents[1].range.clone()], texts[1]);
    }

    #[test]
    fn empty_texts_have_no_document() {
        assert!(split("").is_empty());
        assert!(split("---\n...\n# x\n%YAML 1.2\n---\n").is_empty());
    }
}
