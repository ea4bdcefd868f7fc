//! What is known of the parameters of a template, and of the values that CloudFormation itself gives.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::intrinsic::stored;
use crate::manifest::partial::text;
use crate::manifest::value::Reader;
use crate::model::{Data, ListKind, Presence, Reason, Span, Unknown, Value};
use crate::yaml::{Entry, Node};

/// What `AWS::Partition` may be: the ordinary partition, and those with a region of their own law.
const PARTITIONS: [&str; 4] = ["aws", "aws-cn", "aws-eusc", "aws-us-gov"];

/// Values by parameter.
pub(super) type Parameters = FxHashMap<Arc<str>, Value>;

/// What `AWS::NAME` gives.
pub(super) fn pseudo(name: &str, region: Option<&Value>, span: Span) -> Option<Value> {
    let name = name.strip_prefix("AWS::")?;
    match name {
        "Region" => {
            let given = region.map(|region| one_of(region).used_at(span));
            Some(given.unwrap_or_else(|| ambient("AWS::Region", span)))
        }
        "NoValue" => Some(Value::null(span)),
        "Partition" => {
            let mut unknown = Unknown::new(Reason::Ambient("AWS::Partition".into()), span);
            unknown.presence = Presence::Certain;
            let partitions = PARTITIONS.iter();
            unknown.candidates = partitions
                .map(|partition| Value::string(*partition, span))
                .collect();
            Some(Value::new(Data::Unknown(Arc::new(unknown)), span))
        }
        "AccountId" | "NotificationARNs" | "StackId" | "StackName" | "URLSuffix" => {
            Some(ambient(&format!("AWS::{name}"), span))
        }
        _ => None,
    }
}

/// The region of one stack, where a template is deployed to several.
fn one_of(region: &Value) -> Value {
    let Some(regions) = region.as_list() else {
        return region.clone();
    };
    if let [only] = regions {
        return only.clone();
    }
    let at = region.origin.span;
    let mut unknown = Unknown::new(Reason::Ambient("AWS::Region".into()), at);
    unknown.presence = Presence::Certain;
    if regions.len() <= Unknown::MAX_CANDIDATES {
        unknown.candidates = regions.to_vec();
    }
    Value::new(Data::Unknown(Arc::new(unknown)), at)
}

fn ambient(name: &str, span: Span) -> Value {
    Value::unknown(Reason::Ambient(name.into()), span)
}

/// What a template declares under `Parameters`.
pub(super) fn declared(root: &Node) -> &[Entry] {
    root.get("Parameters").map_or(&[][..], Node::entries)
}

/// The values of all parameters: what is given, else the default, else one of the values allowed.
pub(super) fn parameters(root: &Node, reader: Reader<'_>, given: &Parameters) -> Parameters {
    let values = declared(root).iter().map(|entry| {
        let name: Arc<str> = entry.key.as_str().into();
        let at = reader.span(&entry.key_span);
        let kind = entry.value.get("Type").and_then(Node::as_text);
        let kind = kind.unwrap_or_default();
        let default = || Some(reader.value(entry.value.get("Default")?));
        let value = given
            .get(&name)
            .cloned()
            .or_else(default)
            .and_then(|value| typed(kind, value))
            .unwrap_or_else(|| unknown(&name, &entry.value, reader, at));
        let value = value.defined_as(format!("Parameters.{name}").into());
        let no_echo = entry.value.get("NoEcho").and_then(Node::scalar_text);
        let value = if no_echo.is_some_and(|text| text.eq_ignore_ascii_case("true")) {
            value.marked_sensitive()
        } else {
            value
        };
        (name, value)
    });
    values.collect()
}

/// Whether `Type` is one of a list, which is given as a text with commas (`CommaDelimitedList`, `List<Number>`).
pub(super) fn is_list(kind: &str) -> bool {
    kind == "CommaDelimitedList" || kind.starts_with("List<") || kind.contains("::List<")
}

/// What a value stands for by the type of its parameter; nothing when it is the name of a parameter that the store of
/// the account holds.
fn typed(kind: &str, value: Value) -> Option<Value> {
    if kind.starts_with("AWS::SSM::Parameter::Value<") {
        return None;
    }
    let Some(whole) = text(&value).filter(|_| is_list(kind)) else {
        return Some(stored(value));
    };
    let span = value.origin.span;
    let items: Arc<[Value]> = whole
        .split(',')
        .map(|item| Value::string(item.trim(), span))
        .collect();
    Some(Value::new(Data::List(ListKind::List, items), span).made_from([&value]))
}

fn unknown(name: &Arc<str>, parameter: &Node, reader: Reader<'_>, at: Span) -> Value {
    let mut unknown = Unknown::new(Reason::Ambient(format!("Parameters.{name}").into()), at);
    let allowed = parameter
        .get("AllowedValues")
        .and_then(Node::items)
        .unwrap_or_default();
    if allowed.len() <= Unknown::MAX_CANDIDATES {
        unknown.candidates = allowed.iter().map(|value| reader.value(value)).collect();
    }
    // A parameter always has a value; it may be an empty text.
    unknown.presence = Presence::Certain;
    Value::new(Data::Unknown(Arc::new(unknown)), at)
}
