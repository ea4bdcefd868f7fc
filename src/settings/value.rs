//! YAML as values of variables.

use std::sync::Arc;

use crate::model::{Data, ListKind, Map, MapKind, Number, SourceId, Span, Value};
use crate::yaml::{Kind, Node};

/// The value that a node is, each part of it at its place in `source`. A number keeps the digits that are written.
pub fn value(node: &Node, source: SourceId) -> Value {
    let span = Span::new(source, node.span.clone());
    let data = match &node.kind {
        Kind::Null => Data::Null,
        Kind::Bool(value) => Data::Bool(*value),
        // A form that only YAML has, such as `0x1f`, is the text that is written.
        Kind::Number(number) => Number::parse(&number.source)
            .map_or_else(|| Data::String(number.source.as_str().into()), Data::Number),
        Kind::Text(text) => Data::String(text.as_str().into()),
        Kind::Sequence(items) => {
            let items: Vec<Value> = items.iter().map(|item| value(item, source)).collect();
            Data::List(ListKind::Tuple, items.into())
        }
        Kind::Mapping(entries) => {
            let members: Map = entries
                .iter()
                .map(|entry| (entry.key.as_str().into(), value(&entry.value, source)))
                .collect();
            Data::Map(MapKind::Object, Arc::new(members))
        }
    };
    Value::new(data, span)
}
