//! From trees of YAML to values.

use std::sync::Arc;

use crate::model::{Data, ListKind, Map, MapKind, Number, SourceId, Span, Value};
use crate::yaml::{Kind, Node};

/// Where the trees of one document stand, and how their scalars are read.
#[derive(Clone, Copy)]
pub(super) struct Reader<'t> {
    /// The text that positions are in.
    pub(super) source: SourceId,
    /// The text of the document.
    pub(super) text: &'t str,
    /// Where the document begins in the source, in bytes.
    pub(super) offset: usize,
    /// Whether plain scalars are those of YAML 1.1, where `yes`, `on` and their like are booleans: the tools
    /// that deploy Kubernetes objects and CloudFormation templates read them so.
    pub(super) old_booleans: bool,
}

impl Reader<'_> {
    /// The position of a node or a key.
    pub(super) fn span(&self, range: &std::ops::Range<usize>) -> Span {
        Span::new(
            self.source,
            range.start + self.offset..range.end + self.offset,
        )
    }

    /// The value that a tree writes; the depth of trees is bounded where they are parsed. A mapping stands at its
    /// first key, since the whole of it would underline half a file.
    pub(super) fn value(&self, node: &Node) -> Value {
        let span = self.span(&node.span);
        match &node.kind {
            Kind::Null => Value::null(span),
            Kind::Bool(bool) => Value::new(Data::Bool(*bool), span),
            Kind::Number(number) => match Number::parse(&number.value.to_string()) {
                Some(value) => Value::new(Data::Number(value), span),
                None => Value::string(number.source.as_str(), span),
            },
            Kind::Text(text) => match self.boolean(node, text) {
                Some(bool) => Value::new(Data::Bool(bool), span),
                None => Value::string(text.as_str(), span),
            },
            Kind::Sequence(items) => {
                let items: Arc<[Value]> = items.iter().map(|item| self.value(item)).collect();
                let span = items.first().map_or(span, |first| first.origin.span);
                Value::new(Data::List(ListKind::Tuple, items), span)
            }
            Kind::Mapping(entries) => {
                let mut map = Map::default();
                for entry in entries {
                    let value = self.value(&entry.value);
                    map.insert(Arc::from(entry.key.as_str()), value);
                }
                let span = entries
                    .first()
                    .map_or(span, |first| self.span(&first.key_span));
                Value::new(Data::Map(MapKind::Object, Arc::new(map)), span)
            }
        }
    }

    /// The boolean that a plain scalar is in YAML 1.1 and no longer in 1.2.
    fn boolean(&self, node: &Node, text: &str) -> Option<bool> {
        if !self.old_booleans {
            return None;
        }
        let written = self.text.get(node.span.clone())?;
        if written != text {
            // In quotes, a block, or with a tag.
            return None;
        }
        match text {
            "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
            "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Reader;
    use crate::model::SourceId;
    use crate::yaml::{Limits, parse_one};

    #[test]
    fn plain_words_are_booleans_where_the_tool_reads_them_so() {
        let text = "a: yes\nb: \"yes\"\nc: Off\nd: y\né: 'on'";
        for (old_booleans, expected) in [
            (true, [Some(true), None, Some(false), None, None]),
            (false, [None; 5]),
        ] {
            let reader = Reader {
                source: SourceId(0),
                text,
                offset: 0,
                old_booleans,
            };
            let node = parse_one(text, Limits::default()).expect("YAML");
            let value = reader.value(&node);
            let found: Vec<Option<bool>> = value
                .as_map()
                .expect("a map")
                .values()
                .map(crate::model::Value::as_bool)
                .collect();
            assert_eq!(found, expected);
        }
    }
}
