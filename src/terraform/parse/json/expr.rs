//! JSON values as expressions.

use std::ops::Range;
use std::sync::Arc;

use jsonc_parser::ast::{Object, ObjectPropName, StringLit, Value};
use rustc_hash::FxHashMap;

use super::body::COMMENT;
use super::grammar::Property;
use super::{Reader, error};
use crate::model::{Diagnostic, Gravity, Number};
use crate::terraform::ast::{Expr, ExprKind, TemplatePart};
use crate::terraform::parse::convert::Offsets;
use crate::terraform::parse::expression::Alone;
use crate::terraform::parse::message;
use crate::terraform::parse::repair::Root;

impl Reader<'_> {
    /// A value, read as its place asks.
    pub(super) fn value(&mut self, value: &Value<'_>, how: Property) -> Expr {
        let span = self.span_of(value);
        let kind = match value {
            Value::StringLit(text) => return self.string(text, how),
            Value::NullKeyword(_) => ExprKind::Null,
            Value::BooleanLit(boolean) => ExprKind::Bool(boolean.value),
            Value::NumberLit(number) => {
                if let Some(number) = Number::parse(number.value) {
                    ExprKind::Number(number)
                } else {
                    let text = message::number_out_of_range();
                    let kind = ExprKind::Invalid(Arc::from(text.en.as_str()));
                    let problem = Diagnostic::at(Gravity::Error, message::SYNTAX_ERROR, span, text);
                    self.problems.push(problem);
                    kind
                }
            }
            Value::Array(array) => ExprKind::Tuple(
                array
                    .elements
                    .iter()
                    .map(|element| self.value(element, how))
                    .collect(),
            ),
            Value::Object(object) => self.object(object, how),
        };
        Expr { kind, span }
    }

    fn object(&mut self, object: &Object<'_>, how: Property) -> ExprKind {
        let mut items = Vec::with_capacity(object.properties.len());
        let mut first = FxHashMap::default();
        for member in &object.properties {
            let name = member.name.as_str();
            if name == COMMENT && how == Property::OpenValue {
                continue;
            }
            let name_span = self.name_span(member);
            if let Some(first) = first.insert(name, name_span) {
                self.problems.push(error::duplicate(name, name_span, first));
            }
            let key = match &member.name {
                ObjectPropName::String(text) => self.key(text, how),
                ObjectPropName::Word(word) => Expr {
                    kind: ExprKind::String(self.names.share(word.value)),
                    span: name_span,
                },
            };
            let how = match how {
                Property::Requirement if name == "configuration_aliases" => Property::Reference,
                _ => how,
            };
            items.push((key, self.value(&member.value, how)));
        }
        ExprKind::Object(items)
    }

    /// A key is a template like a value, or a reference like one (`providers`), where a single name is
    /// a string, as in the native syntax.
    fn key(&mut self, text: &StringLit<'_>, how: Property) -> Expr {
        let mut key = self.string(text, how);
        if let ExprKind::Variable(name) = &key.kind {
            key.kind = ExprKind::String(Arc::clone(name));
        }
        key
    }

    fn string(&mut self, text: &StringLit<'_>, how: Property) -> Expr {
        let span = self.span(text.range.start..text.range.end);
        let literal = match how {
            Property::Literal | Property::Requirement => true,
            Property::Reference => false,
            _ => !text.value.contains("${") && !text.value.contains("%{"),
        };
        if literal {
            return Expr {
                kind: ExprKind::String(self.names.share_short(&text.value)),
                span,
            };
        }
        let content = text.range.start + 1..text.range.end.saturating_sub(1);
        let table = self.offsets(content.clone());
        let offsets = match &table {
            Some(table) => Offsets::decoded(table),
            None => Offsets::from(self.base + content.start),
        };
        // A reference may be written as an expression or, as before 0.12, as a template of one.
        let root = if how == Property::Reference && !text.value.contains("${") {
            Root::Expression
        } else {
            Root::Template
        };
        let mut alone = Alone {
            source: self.source,
            text: &text.value,
            offsets,
            names: &mut self.names,
            problems: &mut self.problems,
        };
        let mut expr = alone.read(root);
        if how == Property::Reference
            && let ExprKind::Template(parts) = &mut expr.kind
            && let [TemplatePart::Interpolation(_)] = parts.as_slice()
            && let Some(TemplatePart::Interpolation(inner)) = parts.pop()
        {
            expr = inner;
        }
        // The whole string is what an editor selects.
        expr.span = span;
        expr
    }

    /// How offsets in a decoded string relate to the source; none when it has no escapes.
    fn offsets(&self, content: Range<usize>) -> Option<Vec<(usize, usize)>> {
        let written = self.text.get(content.clone()).unwrap_or_default();
        let start = self.base + content.start;
        let mut rest = memchr::memchr(b'\\', written.as_bytes())?;
        let mut table = vec![(0, start)];
        let mut decoded = rest;
        loop {
            let (length, width) = escape(written.get(rest..).unwrap_or_default());
            rest += length;
            decoded += width;
            table.push((decoded, start + rest));
            let after = written.as_bytes().get(rest..).unwrap_or_default();
            let Some(next) = memchr::memchr(b'\\', after) else {
                return Some(table);
            };
            rest += next;
            decoded += next;
        }
    }
}

/// The length of the escape that `text` begins with, and of what it stands for in UTF-8.
fn escape(text: &str) -> (usize, usize) {
    let unit = |from: usize| {
        let digits = text.get(from..from + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    match unit(0) {
        Some(high @ 0xd800..=0xdbff) => match unit(6) {
            Some(0xdc00..=0xdfff) => (12, 4),
            _ => (6, char::from_u32(high).map_or(3, char::len_utf8)),
        },
        Some(code) => (6, char::from_u32(code).map_or(3, char::len_utf8)),
        None => (2.min(text.len()), 1),
    }
}
