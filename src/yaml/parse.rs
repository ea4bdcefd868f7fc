//! The entry points, and the limits within which they work.

use saphyr_parser::{Event, Parser};

use super::builder::Builder;
use super::{Kind, Node, YamlError, YamlErrorKind};

/// How much a text may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Longest text, in bytes.
    pub bytes: usize,
    /// Deepest nesting, aliases replaced.
    pub depth: usize,
    /// Most nodes, aliases replaced; a long text counts as several.
    pub nodes: usize,
}

impl Default for Limits {
    /// Room for any file that people write: 16 MiB, 100 levels, two million nodes.
    fn default() -> Self {
        Limits {
            bytes: 16 << 20,
            depth: 100,
            nodes: 2_000_000,
        }
    }
}

/// The documents of a text, up to the first error.
#[derive(Clone, Debug, Default)]
pub struct Stream {
    /// The documents that could be read.
    pub documents: Vec<Node>,
    /// What ended the reading before the end of the text.
    pub error: Option<YamlError>,
}

/// Reads all documents of `text`.
pub fn parse(text: &str, limits: Limits) -> Stream {
    let mut documents = Vec::new();
    let error = read(text, limits, &mut documents).err();
    Stream { documents, error }
}

/// Reads a text of one document; one of none is null.
pub fn parse_one(text: &str, limits: Limits) -> Result<Node, YamlError> {
    let mut stream = parse(text, limits);
    if let Some(error) = stream.error {
        return Err(error);
    }
    if let Some(second) = stream.documents.get(1) {
        return Err(YamlError {
            span: second.span.clone(),
            kind: YamlErrorKind::SeveralDocuments,
        });
    }
    Ok(stream.documents.pop().unwrap_or(Node {
        span: 0..0,
        tag: None,
        kind: Kind::Null,
    }))
}

/// Reads `text` into `documents`; stops at the first error.
fn read(text: &str, limits: Limits, documents: &mut Vec<Node>) -> Result<(), YamlError> {
    if text.len() > limits.bytes {
        return Err(YamlError {
            span: 0..0,
            kind: YamlErrorKind::TooLong(limits.bytes),
        });
    }
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut builder = Builder::new(text, body, limits);
    let mut parser = Parser::new_from_str(body);
    while let Some(event) = parser.next_event() {
        match event {
            Ok((Event::DocumentStart(_), _)) => builder.start_document(),
            Ok((Event::DocumentEnd, span)) => documents.push(builder.end_document(span)),
            Ok((event, span)) => builder.event(event, span)?,
            Err(error) => {
                return Err(YamlError {
                    span: builder.character(error.marker().index()),
                    kind: YamlErrorKind::Syntax(error.info().to_owned()),
                });
            }
        }
    }
    Ok(())
}
