//! The values of the nodes and expressions of a template.

use std::sync::Arc;

use super::expression::{Expression, ExpressionKind, Written};
use super::frame::Frame;
use super::place::Place;
use super::run::limit;
use super::scope::{Scope, copies};
use crate::manifest::partial::{either, text};
use crate::model::{Data, ListKind, Map, MapKind, Number, Reason, Span, Unknown, Value};
use crate::yaml::{Entry, Kind, Node};

impl<'s> Scope<'s> {
    /// What a node of the template comes to.
    pub(super) fn value(&self, node: &'s Node, frame: Frame<'_>) -> Value {
        let span = self.reader.span(&node.span);
        let _level = match self.run.enter() {
            Ok(level) => level,
            Err(bound) => return limit(bound, span),
        };
        match &node.kind {
            Kind::Text(text) => self.text(node, text, frame),
            Kind::Sequence(items) => {
                let items: Arc<[Value]> =
                    items.iter().map(|item| self.value(item, frame)).collect();
                let span = items.first().map_or(span, |first| first.origin.span);
                Value::new(Data::List(ListKind::Tuple, items), span)
            }
            Kind::Mapping(entries) => self.object(entries, frame, span),
            _ => self.reader.value(node),
        }
    }

    /// An object; like every mapping it stands at its first key.
    pub(super) fn object(&self, entries: &'s [Entry], frame: Frame<'_>, span: Span) -> Value {
        let mut members = Map::default();
        for entry in entries {
            let at = self.reader.span(&entry.key_span);
            if let Some(items) = copies(entry) {
                for item in items {
                    let name = super::scope::member(item, "name").and_then(Node::as_text);
                    let list = self.copied(item, frame, at);
                    members.insert(name.unwrap_or_default().into(), list);
                }
            } else {
                let (key, value) = self.entry(entry, frame);
                members.insert(key, value);
            }
        }
        let span = entries
            .first()
            .map_or(span, |first| self.reader.span(&first.key_span));
        Value::new(Data::Map(MapKind::Object, Arc::new(members)), span)
    }

    /// A member. A key may be an expression; one that is not known stays as it is written, and the value remembers
    /// what it was made from.
    fn entry(&self, entry: &'s Entry, frame: Frame<'_>) -> (Arc<str>, Value) {
        let value = self.value(&entry.value, frame);
        if !entry.key.starts_with('[') {
            return (entry.key.as_str().into(), value);
        }
        let node = Node {
            span: entry.key_span.clone(),
            tag: None,
            kind: Kind::Text(entry.key.clone()),
        };
        match super::expression::read(&entry.key) {
            Ok(Written::Literal(text)) => (text.into(), value),
            Ok(Written::Expression(expression)) => {
                let place = Place {
                    reader: self.reader,
                    node: &node,
                };
                let key = self.expression(&expression, place, frame);
                match text(&key) {
                    Some(text) => (text.into(), value),
                    None => (entry.key.as_str().into(), value.made_from([&key])),
                }
            }
            Ok(Written::Plain) | Err(_) => (entry.key.as_str().into(), value),
        }
    }

    fn text(&self, node: &'s Node, text: &str, frame: Frame<'_>) -> Value {
        let place = Place {
            reader: self.reader,
            node,
        };
        match &*self.written(node, text) {
            Ok(Written::Plain) => Value::string(text, place.whole()),
            Ok(Written::Literal(text)) => Value::string(text.as_str(), place.whole()),
            Ok(Written::Expression(expression)) => {
                let value = self.expression(expression, place, frame);
                self.with_target(value, expression, place, frame)
                    .used_at(place.whole())
            }
            Err(error) => {
                let span = place.span(&error.range);
                self.run.report(&error.message, span);
                Value::unknown(Reason::Error(error.message.as_str().into()), span)
            }
        }
    }

    /// What an expression comes to.
    pub(super) fn expression(
        &self,
        expression: &Expression,
        place: Place<'_>,
        frame: Frame<'_>,
    ) -> Value {
        let span = place.span(&expression.range);
        let _level = match self.run.enter() {
            Ok(level) => level,
            Err(bound) => return limit(bound, span),
        };
        match &expression.kind {
            ExpressionKind::Text(text) => Value::string(text.as_str(), span),
            ExpressionKind::Number(number) => Value::new(Data::Number(Number::from(*number)), span),
            ExpressionKind::Call {
                namespace: None,
                name,
                arguments,
            } => self.call(name, arguments, span, place, frame),
            ExpressionKind::Call {
                namespace: Some(namespace),
                name,
                arguments,
            } => {
                let name = format!("{namespace}.{name}");
                self.call_own(&name, arguments, span, place, frame)
            }
            ExpressionKind::Member(of, name) => {
                let of = self.expression(of, place, frame);
                match take(&of, name, span) {
                    Ok(value) => value,
                    Err(message) => self.wrong(&message, span),
                }
            }
            ExpressionKind::Item(of, index) => {
                let of = self.expression(of, place, frame);
                let index = self.expression(index, place, frame);
                match item(&of, &index, span) {
                    Ok(value) => value,
                    Err(message) => self.wrong(&message, span),
                }
            }
        }
    }

    /// An expression in error.
    pub(super) fn wrong(&self, message: &str, span: Span) -> Value {
        self.run.report(message, span);
        Value::unknown(Reason::Error(message.into()), span)
    }
}

/// The member `name` of a value: names are compared without regard to case.
pub(super) fn take(of: &Value, name: &str, span: Span) -> Result<Value, String> {
    match &of.data {
        Data::Map(_, members) => match find(members, name) {
            Some(found) => Ok(found.clone().used_at(span).made_from([of])),
            None => Err(format!("there is no property `{name}` here")),
        },
        Data::Unknown(unknown) => {
            let candidates = unknown.candidates.iter();
            let taken: Result<Vec<Value>, String> = candidates
                .map(|candidate| take(candidate, name, span))
                .collect();
            Ok(part(
                of,
                unknown,
                taken.unwrap_or_default(),
                &format!(".{name}"),
                span,
            ))
        }
        _ => Err(format!(
            "`{name}` is a property of an object, and this is none"
        )),
    }
}

/// The item at `index` of a value, or its member of that name.
pub(super) fn item(of: &Value, index: &Value, span: Span) -> Result<Value, String> {
    if let Some(why) = index.as_unknown() {
        return Ok(any_of(of, index, why, span));
    }
    match (&of.data, &index.data) {
        (Data::List(_, items), Data::Number(number)) => {
            let position = number
                .as_i64()
                .and_then(|index| usize::try_from(index).ok());
            match position.and_then(|position| items.get(position)) {
                Some(found) => Ok(found.clone().used_at(span).made_from([of, index])),
                None => Err(format!(
                    "there is no item {number}: there are {}",
                    items.len()
                )),
            }
        }
        (_, Data::String(name)) => Ok(take(of, name, span)?.made_from([index])),
        (Data::Unknown(unknown), Data::Number(number)) => {
            Ok(part(of, unknown, Vec::new(), &format!("[{number}]"), span).made_from([index]))
        }
        _ => Err("an item is taken of an array by its number".to_owned()),
    }
}

/// A member of a map, its name compared without regard to case.
pub(super) fn find<'m>(members: &'m Map, name: &str) -> Option<&'m Value> {
    members.get(name).or_else(|| {
        let mut members = members.iter();
        let found = members.find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value)
    })
}

/// A part of a value that is not known: it is not known for the same reason, whose name it continues.
fn part(of: &Value, unknown: &Unknown, candidates: Vec<Value>, step: &str, span: Span) -> Value {
    let reason = match &unknown.reason {
        Reason::Computed(name) => Reason::Computed(format!("{name}{step}").into()),
        Reason::DataSource(name) => Reason::DataSource(format!("{name}{step}").into()),
        Reason::Ambient(name) => Reason::Ambient(format!("{name}{step}").into()),
        other => other.clone(),
    };
    either(&Unknown::new(reason, unknown.at), candidates, of, span)
}

/// An item whose place is not known: one of all, when these are few and written out.
fn any_of(of: &Value, index: &Value, why: &Unknown, span: Span) -> Value {
    let why = Unknown::new(why.reason.clone(), why.at);
    let all: Vec<Value> = match &of.data {
        Data::List(_, items) => items.to_vec(),
        Data::Map(_, members) => members.values().cloned().collect(),
        _ => Vec::new(),
    };
    // Whichever it is, it may refer to what any of them does.
    let referring = all.clone();
    either(&why, distinct(all), index, span).made_from(referring.iter().chain([of]))
}

/// The values without those that come again; all of them when they are many.
pub(super) fn distinct(values: Vec<Value>) -> Vec<Value> {
    let mut distinct: Vec<Value> = Vec::new();
    for value in values {
        if distinct.len() > Unknown::MAX_CANDIDATES {
            break;
        }
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}
