//! Objects as bodies and blocks.

use std::sync::Arc;

use jsonc_parser::ast::{Object, ObjectProp, ObjectPropName, Value};
use rustc_hash::FxHashMap;

use super::grammar::{BodyKind, Property, property};
use super::{Reader, error};
use crate::model::Span;
use crate::terraform::ast::{Attribute, Block, Body, Label};

/// The name of a property that is a comment in a body.
pub(super) const COMMENT: &str = "//";

/// The beginning of a block: its kind and the labels met so far.
struct Header<'h> {
    kind: &'h str,
    kind_span: Span,
    labels: Vec<Label>,
}

impl Reader<'_> {
    /// A body: an object, or an array of objects whose properties count as one's.
    pub(super) fn body(&mut self, value: &Value<'_>, kind: BodyKind) -> Body {
        let mut body = Body::default();
        let mut first: FxHashMap<String, Span> = FxHashMap::default();
        for object in self.objects(value) {
            for member in &object.properties {
                let name = member.name.as_str();
                if name == COMMENT {
                    continue;
                }
                let name_span = self.name_span(member);
                let how = property(kind, name);
                if let Property::Block(labels, kind) = how {
                    let mut header = Header {
                        kind: name,
                        kind_span: name_span,
                        labels: Vec::new(),
                    };
                    self.blocks(&member.value, labels, kind, &mut header, &mut body.blocks);
                    continue;
                }
                if let Some(first) = first.get(name) {
                    self.problems
                        .push(error::duplicate(name, name_span, *first));
                    continue;
                }
                first.insert(name.to_owned(), name_span);
                let expr = self.value(&member.value, how);
                body.attributes.push(Attribute {
                    name: self.names.share(name),
                    name_span,
                    expr: Arc::new(expr),
                });
            }
        }
        body
    }

    /// The blocks of a value below `labels` levels of labels.
    fn blocks(
        &mut self,
        value: &Value<'_>,
        labels: usize,
        kind: BodyKind,
        header: &mut Header<'_>,
        blocks: &mut Vec<Block>,
    ) {
        let Some(labels) = labels.checked_sub(1) else {
            match value {
                Value::Array(array) => {
                    for element in &array.elements {
                        self.block(element, kind, header, blocks);
                    }
                }
                _ => self.block(value, kind, header, blocks),
            }
            return;
        };
        for object in self.objects(value) {
            for member in &object.properties {
                let name = member.name.as_str();
                if name == COMMENT {
                    continue;
                }
                let label = Label {
                    text: self.names.share(name),
                    span: self.name_span(member),
                };
                header.labels.push(label);
                self.blocks(&member.value, labels, kind, header, blocks);
                header.labels.pop();
            }
        }
    }

    fn block(
        &mut self,
        value: &Value<'_>,
        kind: BodyKind,
        header: &Header<'_>,
        blocks: &mut Vec<Block>,
    ) {
        // No content: as if the block were not there.
        if matches!(value, Value::NullKeyword(_)) {
            return;
        }
        let body = self.body(value, kind);
        // The outer levels may hold other blocks: the innermost name is this block's own.
        let own = header
            .labels
            .last()
            .map_or(header.kind_span, |label| label.span);
        blocks.push(Block {
            kind: self.names.share(header.kind),
            labels: header.labels.clone(),
            header: own,
            body: Arc::new(body),
        });
    }

    /// The object, or the objects of the array, that `value` is; anything else is reported.
    fn objects<'v, 't>(&mut self, value: &'v Value<'t>) -> Vec<&'v Object<'t>> {
        let elements = match value {
            Value::Array(array) => array.elements.as_slice(),
            other => std::slice::from_ref(other),
        };
        let mut objects = Vec::with_capacity(elements.len());
        for element in elements {
            match element {
                Value::Object(object) => objects.push(object),
                Value::NullKeyword(_) => {}
                other => {
                    let span = self.span_of(other);
                    self.problems.push(error::wrong_type(span));
                }
            }
        }
        objects
    }

    /// Where the name of a property stands, quotes included.
    pub(super) fn name_span(&self, member: &ObjectProp<'_>) -> Span {
        let range = match &member.name {
            ObjectPropName::String(name) => name.range,
            ObjectPropName::Word(name) => name.range,
        };
        self.span(range.start..range.end)
    }
}
