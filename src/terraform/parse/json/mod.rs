//! The JSON syntax, following its specification in HCL.
//!
//! The structure of a file is known (`resource`, two labels, a body), so those levels become
//! blocks. Inside of a resource, only what Terraform itself defines does (`lifecycle`, `dynamic`, …):
//! whether another object is a nested block or a map is for its provider to say, and it
//! stays an expression.

mod body;
mod error;
mod expr;
mod grammar;

use jsonc_parser::ast::Value;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use self::grammar::BodyKind;
use super::Parsed;
use super::convert::Names;
use crate::model::{Diagnostic, SourceId, Span};
use crate::terraform::ast::Body;

/// How deeply objects and arrays may nest.
const MAX_DEPTH: usize = 128;

/// Only what JSON allows.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Parses a configuration file, `.tf.json`.
pub(crate) fn json(source: SourceId, text: &str) -> Parsed {
    parse(source, text, BodyKind::File)
}

/// Parses a file of variable values, `.tfvars.json`: all strings are literal.
pub(crate) fn json_variables(source: SourceId, text: &str) -> Parsed {
    parse(source, text, BodyKind::Values)
}

fn parse(source: SourceId, text: &str, kind: BodyKind) -> Parsed {
    let (base, text) = match text.strip_prefix('\u{feff}') {
        Some(text) => ('\u{feff}'.len_utf8(), text),
        None => (0, text),
    };
    let mut reader = Reader {
        source,
        base,
        text,
        names: Names::for_text(text.len()),
        problems: Vec::new(),
    };
    let body = reader.file(kind);
    Parsed {
        body,
        problems: reader.problems,
    }
}

/// What the conversion of one file needs.
struct Reader<'a> {
    source: SourceId,
    /// Where `text` begins in the source.
    base: usize,
    text: &'a str,
    names: Names,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn file(&mut self, kind: BodyKind) -> Body {
        if let Some(offset) = too_deep(self.text, MAX_DEPTH) {
            let span = self.span(offset..offset + 1);
            self.problems.push(error::too_deep(span));
            return Body::default();
        }
        match parse_to_ast(self.text, &CollectOptions::default(), &STRICT) {
            Ok(parsed) => {
                if let Some(value) = parsed.value {
                    return self.body(&value, kind);
                }
                let end = self.text.len();
                self.problems.push(error::wrong_type(self.span(end..end)));
            }
            Err(error) => {
                let range = error.range();
                let span = self.span(range.start..range.end.max(range.start));
                self.problems.push(error::refused(span, error.kind()));
            }
        }
        Body::default()
    }

    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.source, self.base + range.start..self.base + range.end)
    }

    fn span_of(&self, value: &Value<'_>) -> Span {
        let range = range_of(value);
        self.span(range.start..range.end)
    }
}

fn range_of(value: &Value<'_>) -> jsonc_parser::common::Range {
    match value {
        Value::StringLit(text) => text.range,
        Value::NumberLit(number) => number.range,
        Value::BooleanLit(boolean) => boolean.range,
        Value::Object(object) => object.range,
        Value::Array(array) => array.range,
        Value::NullKeyword(null) => null.range,
    }
}

/// Where nesting exceeds `limit`. The parser is recursive, so this is asked first.
pub(crate) fn too_deep(text: &str, limit: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut offset = 0;
    while let Some(byte) = bytes.get(offset) {
        match byte {
            b'"' => {
                offset += 1;
                while let Some(byte) = bytes.get(offset) {
                    match byte {
                        b'"' => break,
                        b'\\' => offset += 2,
                        _ => offset += 1,
                    }
                }
            }
            b'{' | b'[' => {
                depth += 1;
                if depth > limit {
                    return Some(offset);
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        offset += 1;
    }
    None
}
