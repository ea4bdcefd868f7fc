//! What is known of the parameters of a template.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::constraint;
use super::template::Template;
use crate::manifest::partial::text;
use crate::manifest::value::Reader;
use crate::model::{
    Data, Diagnostic, ListKind, Map, MapKind, Number, Presence, Reason, Span, Unknown, Value,
};
use crate::yaml::{Entry, Node};

/// Values by parameter.
pub(super) type Parameters = FxHashMap<Arc<str>, Value>;

/// The types of parameters (`hot_spec.rst`, "Parameters section").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ParameterType {
    String,
    Number,
    Boolean,
    /// A list of texts, also written as one text with commas.
    List,
    /// A map or a list, also written as a text of JSON.
    Json,
}

impl ParameterType {
    fn of(parameter: &Node) -> Self {
        match parameter.get("type").and_then(Node::as_text) {
            Some("number") => ParameterType::Number,
            Some("boolean") => ParameterType::Boolean,
            Some("comma_delimited_list") => ParameterType::List,
            Some("json") => ParameterType::Json,
            _ => ParameterType::String,
        }
    }
}

/// What a stack is given for its parameters.
pub(super) struct Given<'g> {
    /// By whoever creates the stack: `parameters` of an environment, or the properties of the resource that nests it.
    pub(super) values: &'g Map,
    /// Other defaults, for all stacks: `parameter_defaults` of an environment.
    pub(super) defaults: &'g Map,
}

/// What `get_param` gives for the names that every stack knows (`heat/engine/hot/parameters.py`).
pub(super) fn pseudo(name: &str, region: Option<&Value>, span: Span) -> Option<Value> {
    match name {
        "OS::region" => Some(match region {
            Some(region) => region.clone().used_at(span),
            None => Value::unknown(Reason::Ambient(name.into()), span),
        }),
        "OS::stack_name" | "OS::stack_id" | "OS::project_id" => {
            Some(Value::unknown(Reason::Ambient(name.into()), span))
        }
        _ => None,
    }
}

/// The values of all parameters, and what Heat would refuse of them: what is given, else a default, else one of the
/// values allowed.
pub(super) fn parameters(
    template: &Template<'_>,
    given: &Given<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Parameters {
    let reader = template.reader();
    let declared = template.section("parameters").iter();
    let values = declared.map(|entry| {
        let kind = ParameterType::of(&entry.value);
        let name: Arc<str> = entry.key.as_str().into();
        let said = given.values.get(&name).filter(|value| !value.is_null());
        let said = said.or_else(|| given.defaults.get(&name)).cloned();
        let said = said.or_else(|| {
            let default = entry.value.get("default").map(|node| reader.value(node));
            default.filter(|value| !value.is_null())
        });
        let value = match said {
            Some(value) => {
                let value = converted(value, kind);
                diagnostics.extend(constraint::refused(&name, &entry.value, &value));
                value
            }
            None => unknown(entry, kind, reader),
        };
        let value = value.defined_as(format!("parameters.{name}").into());
        let hidden = entry.value.get("hidden").map(|node| reader.value(node));
        let is_hidden = hidden.is_some_and(|hidden| hidden.as_bool() == Some(true));
        let value = if is_hidden {
            value.marked_sensitive()
        } else {
            value
        };
        (name, value)
    });
    values.collect()
}

/// A value as the type of its parameter reads it (`heat/engine/parameters.py`); what is not known stays so.
fn converted(value: Value, kind: ParameterType) -> Value {
    let span = value.origin.span;
    let data = match (kind, &value.data) {
        (_, Data::Unknown(_)) => None,
        (ParameterType::String, Data::Bool(_) | Data::Number(_)) => {
            shown(&value).map(|text| Data::String(text.into()))
        }
        (ParameterType::Number, Data::String(text)) => Some(match Number::parse(text.trim()) {
            Some(number) => Data::Number(number),
            None => in_error("a number is expected", span),
        }),
        (ParameterType::Boolean, Data::String(_) | Data::Number(_)) => {
            let text = text(&value).unwrap_or_default().trim().to_lowercase();
            Some(match text.as_str() {
                "1" | "t" | "true" | "on" | "y" | "yes" => Data::Bool(true),
                "0" | "f" | "false" | "off" | "n" | "no" => Data::Bool(false),
                _ => in_error("a boolean is expected", span),
            })
        }
        (ParameterType::List, Data::String(text)) => {
            // White space around commas is kept, as Heat does.
            let items = text.split(',');
            let items: Arc<[Value]> = if text.is_empty() {
                Arc::default()
            } else {
                items.map(|item| Value::string(item, span)).collect()
            };
            Some(Data::List(ListKind::List, items))
        }
        (ParameterType::List, Data::List(_, items)) => {
            let items = items.iter().map(|item| match shown(item) {
                Some(text) => Value::string(text, item.origin.span).made_from([item]),
                None => item.clone(),
            });
            Some(Data::List(ListKind::List, items.collect()))
        }
        (ParameterType::Json, Data::String(text)) if !text.is_empty() => {
            Some(match serde_json::from_str(text) {
                Ok(json) => from_json(json, span).data,
                Err(_) => in_error("JSON is expected", span),
            })
        }
        _ => None,
    };
    match data {
        Some(data) => Value::new(data, span).made_from([&value]),
        None => value,
    }
}

/// A scalar as Python writes it, which is how Heat makes texts.
pub(super) fn shown(value: &Value) -> Option<String> {
    match &value.data {
        Data::Bool(true) => Some("True".to_owned()),
        Data::Bool(false) => Some("False".to_owned()),
        _ => text(value),
    }
}

fn in_error(message: &str, span: Span) -> Data {
    Data::Unknown(Arc::new(Unknown::new(Reason::Error(message.into()), span)))
}

/// A value written in JSON, all of it at one place.
fn from_json(json: serde_json::Value, span: Span) -> Value {
    use serde_json::Value as Json;
    let data = match json {
        Json::Null => Data::Null,
        Json::Bool(bool) => Data::Bool(bool),
        Json::Number(number) => match Number::parse(&number.to_string()) {
            Some(number) => Data::Number(number),
            None => Data::String(number.to_string().into()),
        },
        Json::String(text) => Data::String(text.into()),
        Json::Array(items) => {
            let items = items.into_iter().map(|item| from_json(item, span));
            Data::List(ListKind::Tuple, items.collect())
        }
        Json::Object(members) => {
            let members = members.into_iter();
            let members: Map = members
                .map(|(key, value)| (key.into(), from_json(value, span)))
                .collect();
            Data::Map(MapKind::Object, Arc::new(members))
        }
    };
    Value::new(data, span)
}

/// A parameter that nobody gives: Heat asks for it, so that it is never null.
fn unknown(entry: &Entry, kind: ParameterType, reader: Reader<'_>) -> Value {
    let at = reader.span(&entry.key_span);
    let reason = Reason::Ambient(format!("parameters.{}", entry.key).into());
    let mut unknown = Unknown::new(reason, at);
    unknown.presence = Presence::Certain;
    unknown.candidates = match constraint::allowed_values(&entry.value) {
        Some(allowed) if allowed.len() <= Unknown::MAX_CANDIDATES => allowed
            .iter()
            .map(|node| converted(reader.value(node), kind))
            .collect(),
        None if kind == ParameterType::Boolean => [true, false]
            .map(|bool| Value::new(Data::Bool(bool), at))
            .into(),
        _ => Vec::new(),
    };
    Value::new(Data::Unknown(Arc::new(unknown)), at)
}
