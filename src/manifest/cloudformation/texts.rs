//! Functions that make texts of others: `Fn::Sub`, `Fn::Join`, `Fn::Split`, `Fn::Base64`, `Fn::ToJsonString`.

use std::sync::Arc;

use base64::Engine as _;

use super::intrinsic::{Scope, stored};
use crate::manifest::joined::joined;
use crate::manifest::partial::{json, text, undecided};
use crate::model::{Data, ListKind, Reason, Span, Unknown, Value};
use crate::yaml::Node;

impl Scope<'_> {
    /// A text with `${Name}`, `${Name.Attribute}` and `${!literal}`; or a list of it and a map of names.
    pub(super) fn substitute(&self, argument: &Node, span: Span) -> Option<Value> {
        let (pattern, names) = match argument.items() {
            Some([pattern, names]) => (pattern.as_text()?, Some(names)),
            Some([pattern]) => (pattern.as_text()?, None),
            Some(_) => return None,
            None => (argument.scalar_text()?, None),
        };
        let mut parts = Vec::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once("${") {
            parts.push(Value::string(before, span));
            let (name, after) = after.split_once('}')?;
            parts.push(match name.strip_prefix('!') {
                Some(literal) => Value::string(format!("${{{literal}}}"), span),
                None => self.placeholder(name.trim(), names, span),
            });
            rest = after;
        }
        parts.push(Value::string(rest, span));
        Some(stored(joined(&parts, span)))
    }

    fn placeholder(&self, name: &str, names: Option<&Node>, span: Span) -> Value {
        if let Some(value) = names.and_then(|names| names.get(name)) {
            return self.value(value);
        }
        match name.split_once('.') {
            Some((resource, attribute)) if !name.starts_with("AWS::") => self
                .attribute(resource, attribute, span)
                .unwrap_or_else(|| {
                    Value::unknown(
                        Reason::Error(format!("there is no resource `{resource}`").into()),
                        span,
                    )
                }),
            _ => self.reference(name, span),
        }
    }

    /// `[delimiter, texts]`.
    pub(super) fn join(&self, argument: &Node, span: Span) -> Option<Value> {
        let [delimiter, items] = argument.items()? else {
            return None;
        };
        let delimiter = delimiter.scalar_text()?;
        let items = self.value(items);
        let Some(items) = items.as_list() else {
            return undecided(&items, span);
        };
        let mut parts = Vec::new();
        for (position, item) in items.iter().enumerate() {
            if position > 0 {
                parts.push(Value::string(delimiter, span));
            }
            // A list within the list is joined with it.
            match item.as_list() {
                Some(inner) => {
                    for (position, item) in inner.iter().enumerate() {
                        if position > 0 {
                            parts.push(Value::string(delimiter, span));
                        }
                        parts.push(item.clone());
                    }
                }
                None => parts.push(item.clone()),
            }
        }
        Some(stored(joined(&parts, span)))
    }

    /// `[delimiter, text]`.
    pub(super) fn split(&self, argument: &Node, span: Span) -> Option<Value> {
        let [delimiter, whole] = argument.items()? else {
            return None;
        };
        let delimiter = delimiter
            .scalar_text()
            .filter(|delimiter| !delimiter.is_empty())?;
        let whole = self.value(whole);
        let Some(text) = whole.as_str() else {
            return undecided(&whole, span);
        };
        let items: Arc<[Value]> = text
            .split(delimiter)
            .map(|item| Value::string(item, span))
            .collect();
        Some(Value::new(Data::List(ListKind::List, items), span).made_from([&whole]))
    }

    /// The encoded text, where another function goes on with it.
    pub(super) fn base64(&self, argument: &Node, span: Span) -> Option<Value> {
        let value = self.argument("Fn::Base64", argument);
        let Some(text) = text(&value) else {
            return undecided(&value, span);
        };
        let encoded = base64::engine::general_purpose::STANDARD.encode(text);
        Some(Value::string(encoded, span).made_from([&value]))
    }

    /// A value as JSON; where parts of it are not known, its structure is kept.
    pub(super) fn to_json(&self, argument: &Node, span: Span) -> Value {
        let value = self.argument("Fn::ToJsonString", argument);
        match json(&value) {
            Some(json) => Value::string(json.to_string(), span).made_from([&value]),
            None => {
                let mut unknown = Unknown::new(Reason::Function("Fn::ToJsonString".into()), span);
                unknown.document = Some(Box::new(value));
                Value::new(Data::Unknown(Arc::new(unknown)), span)
            }
        }
    }
}
