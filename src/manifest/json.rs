//! JSON as templates have it: with comments, commas at the end, and texts that go on over several lines.
//!
//! What is no JSON may still be YAML, which has braces too: it is for the caller to try.

use std::collections::HashMap;
use std::ops::Range;

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::yaml::{Entry, Kind, Limits, Node, YamlError, YamlErrorKind, resolve_plain};

/// What Resource Manager takes beyond JSON.
const OPTIONS: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_loose_object_property_names: false,
    allow_trailing_commas: true,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads a text whose first sign is a brace or a comment of JSON; nothing when it is no JSON.
pub(super) fn read(text: &str, limits: Limits) -> Option<Result<Node, YamlError>> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let begins = ["{", "//", "/*"]
        .iter()
        .any(|sign| body.trim_start().starts_with(sign));
    if !begins || text.len() > limits.bytes {
        return None;
    }
    let parsed = parse_to_ast(body, &CollectOptions::default(), &OPTIONS).ok()?;
    let mut reader = Reader {
        offset: text.len() - body.len(),
        nodes: limits.nodes,
    };
    Some(reader.node(&parsed.value?, limits.depth))
}

struct Reader {
    /// Bytes of a byte-order mark.
    offset: usize,
    /// How many more nodes are read.
    nodes: usize,
}

impl Reader {
    /// The depth is bounded by the parser too.
    fn node(&mut self, value: &Value<'_>, depth: usize) -> Result<Node, YamlError> {
        let span = self.span(value.range());
        let limits = Limits::default();
        let Some(nodes) = self.nodes.checked_sub(1) else {
            return Err(error(span, YamlErrorKind::TooMany(limits.nodes)));
        };
        self.nodes = nodes;
        let Some(depth) = depth.checked_sub(1) else {
            return Err(error(span, YamlErrorKind::TooDeep(limits.depth)));
        };
        let kind = match value {
            Value::NullKeyword(_) => Kind::Null,
            Value::BooleanLit(bool) => Kind::Bool(bool.value),
            Value::NumberLit(number) => resolve_plain(number.value),
            Value::StringLit(text) => Kind::Text(text.value.clone().into_owned()),
            Value::Array(array) => {
                let items = array.elements.iter();
                let items: Result<_, _> = items.map(|item| self.node(item, depth)).collect();
                Kind::Sequence(items?)
            }
            Value::Object(object) => Kind::Mapping(self.entries(object, depth)?),
        };
        Ok(Node {
            span,
            tag: None,
            kind,
        })
    }

    fn entries(&mut self, object: &Object<'_>, depth: usize) -> Result<Vec<Entry>, YamlError> {
        let mut known: HashMap<&str, Range<usize>> = HashMap::new();
        let mut entries = Vec::with_capacity(object.properties.len());
        for property in &object.properties {
            let key = property.name.as_str();
            let key_span = self.span(property.name.range());
            if let Some(first) = known.insert(key, key_span.clone()) {
                let key = key.to_owned();
                return Err(error(key_span, YamlErrorKind::DuplicateKey { key, first }));
            }
            entries.push(Entry {
                key: key.to_owned(),
                key_span,
                key_plain: false,
                value: self.node(&property.value, depth)?,
            });
        }
        Ok(entries)
    }

    fn span(&self, range: jsonc_parser::common::Range) -> Range<usize> {
        range.start + self.offset..range.end + self.offset
    }
}

fn error(span: Range<usize>, kind: YamlErrorKind) -> YamlError {
    YamlError { span, kind }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::yaml::{Limits, YamlErrorKind};

    // "Comments" and "Multi-line strings", in "Understand the structure and syntax of ARM templates".
    #[test]
    fn templates_have_comments_and_texts_of_several_lines() {
        let text = "\u{feff}/* head */\n{\n  // a comment\n  \"é\": \"[concat('a',\n    'b')]\", /* and\n another */\n  \"n\": [1.50, true, null,],\n}\n";
        let node = read(text, Limits::default())
            .expect("JSON")
            .expect("within the limits");
        let value = node.get("é").expect("a member");
        assert_eq!(value.as_text(), Some("[concat('a',\n    'b')]"));
        assert!(text[value.span.clone()].starts_with("\"[concat"));
        let numbers = node
            .get("n")
            .and_then(|items| items.items())
            .expect("items");
        assert_eq!(numbers.len(), 3);
        assert_eq!(numbers[0].scalar_text(), Some("1.50"));
        assert_eq!(&text[numbers[0].span.clone()], "1.50");
    }

    #[test]
    fn what_is_no_json_is_left_to_others() {
        for text in ["a: 1", "{a: 1}", "{{ .Values.x }}", "", "{\"a\": 1} x"] {
            assert!(read(text, Limits::default()).is_none(), "{text}");
        }
    }

    #[test]
    fn keys_and_depth_are_checked() {
        let kind = |text: &str| {
            let read = read(text, Limits::default()).expect("JSON");
            read.expect_err("an error").kind
        };
        let twice = kind("{\"a\": 1, \"b\": {\"a\": 1, \"c\": 2, \"a\": 3}}");
        assert!(matches!(twice, YamlErrorKind::DuplicateKey { first, .. } if first == (15..18)));
        let deep = format!("{{\"a\": {}1{}}}", "[".repeat(200), "]".repeat(200));
        assert!(matches!(kind(&deep), YamlErrorKind::TooDeep(100)));
        // The parser's own bound.
        let deeper = format!("{{\"a\": {}1{}}}", "[".repeat(9000), "]".repeat(9000));
        assert!(read(&deeper, Limits::default()).is_none());
    }
}
