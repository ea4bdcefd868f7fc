//! What is known of the parameters of a template, and of the values that CloudFormation itself gives.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::manifest::value::Reader;
use crate::model::{Data, ListKind, Presence, Reason, Span, Unknown, Value};
use crate::yaml::Node;

/// What `AWS::Partition` may be: the ordinary partition, and those with a region of their own law.
const PARTITIONS: [&str; 4] = ["aws", "aws-cn", "aws-eusc", "aws-us-gov"];

/// Values by parameter.
pub(super) type Parameters = FxHashMap<Arc<str>, Value>;

/// What `AWS::NAME` gives.
pub(super) fn pseudo(name: &str, region: Option<&Value>, span: Span) -> Option<Value> {
    let name = name.strip_prefix("AWS::")?;
    match name {
        "Region" => {
            let given = region.map(|region| region.clone().used_at(span));
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

fn ambient(name: &str, span: Span) -> Value {
    Value::unknown(Reason::Ambient(name.into()), span)
}

/// The values of all parameters: what the caller gives, else the default, else one of the values allowed.
pub(super) fn parameters(root: &Node, reader: Reader<'_>, given: &Parameters) -> Parameters {
    let declared = root.get("Parameters").map_or(&[][..], Node::entries);
    let values = declared.iter().map(|entry| {
        let name: Arc<str> = entry.key.as_str().into();
        let at = reader.span(&entry.key_span);
        let value = given
            .get(&name)
            .cloned()
            .or_else(|| default(&entry.value, reader))
            .unwrap_or_else(|| unknown(&name, &entry.value, reader, at));
        let value = value.defined_as(format!("Parameters.{name}").into());
        let no_echo = entry.value.get("NoEcho").and_then(Node::scalar_text);
        let value = if no_echo == Some("true") {
            value.marked_sensitive()
        } else {
            value
        };
        (name, value)
    });
    values.collect()
}

/// The default, as a list where the type says so (`CommaDelimitedList`, `List<Number>`).
fn default(parameter: &Node, reader: Reader<'_>) -> Option<Value> {
    let default = parameter.get("Default")?;
    let kind = parameter
        .get("Type")
        .and_then(Node::as_text)
        .unwrap_or_default();
    let value = reader.value(default);
    let is_list =
        kind == "CommaDelimitedList" || kind.starts_with("List<") || kind.contains("::List<");
    let Some(text) = default.scalar_text().filter(|_| is_list) else {
        // A parameter that the store of the account gives: its default is a name there.
        if kind.starts_with("AWS::SSM::Parameter::Value<") {
            return None;
        }
        return Some(value);
    };
    let span = value.origin.span;
    let items: Arc<[Value]> = text
        .split(',')
        .map(|item| Value::string(item.trim(), span))
        .collect();
    Some(Value::new(Data::List(ListKind::List, items), span))
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
