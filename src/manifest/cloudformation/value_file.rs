//! Files of values for the parameters of templates, in the forms that the tools of AWS read:
//!
//! - a list of `{ParameterKey, ParameterValue}` (`create-stack --parameters file://…`), alone or under `Parameters`;
//! - `{"Parameters": {Name: value}}`, with `Tags` and `StackPolicy` beside it (template configuration of `CodePipeline`);
//! - a deployment file of Git sync: `template-file-path`, `parameters`, `tags`;
//! - a list of `"Name=value"` (`deploy --parameter-overrides file://…`), when somebody names the file: the form says
//!   nothing of what it is.

use std::sync::Arc;

use camino::Utf8PathBuf;

use crate::manifest::sheet::Sheet;
use crate::manifest::value::Reader;
use crate::model::{Data, Reason, Span, Value};
use crate::yaml::{Entry, Kind, Node};

/// What a configuration of a template may hold beside its parameters.
const BESIDE: [&str; 3] = ["Parameters", "Tags", "StackPolicy"];

/// A file of values.
pub(super) struct ValueFile {
    /// Where it is.
    pub(super) path: Utf8PathBuf,
    /// The template that it says it is for, as written.
    pub(super) template: Option<String>,
    /// The values, in order; of a name given twice the last counts.
    pub(super) values: Vec<Assigned>,
}

/// A value for a parameter.
#[derive(Clone)]
pub(super) struct Assigned {
    /// The parameter.
    pub(super) name: Arc<str>,
    /// Where it is named.
    pub(super) at: Span,
    /// The value.
    pub(super) value: Value,
}

/// Whether a document gives values to parameters, by its structure alone.
pub(in crate::manifest) fn is_value_file(node: &Node) -> bool {
    if is_key_list(node) || node.get("Parameters").is_some_and(is_key_list) {
        return true;
    }
    if node
        .get("template-file-path")
        .and_then(Node::as_text)
        .is_some()
    {
        return true;
    }
    let is_configuration = node
        .entries()
        .iter()
        .all(|entry| BESIDE.contains(&entry.key.as_str()));
    is_configuration
        && node.get("Parameters").is_some_and(|parameters| {
            let entries = parameters.entries();
            !entries.is_empty() && entries.iter().all(|entry| is_plain(&entry.value))
        })
}

/// Whether a document that somebody named as a file of values is one of CloudFormation.
pub(in crate::manifest) fn is_named_value_file(node: &Node) -> bool {
    is_value_file(node) || pairs(node).is_some()
}

/// What a document gives.
pub(super) fn read(sheet: &Sheet) -> ValueFile {
    let reader = sheet.reader();
    let node = &sheet.node;
    let parameters = node.get("Parameters").or_else(|| node.get("parameters"));
    let values = if let Some(pairs) = pairs(node) {
        pairs
            .into_iter()
            .map(|(name, value, item)| {
                let at = reader.span(&item.span);
                assigned(name, at, Value::string(value, at))
            })
            .collect()
    } else if let Some(parameters) = parameters.filter(|node| node.is_mapping()) {
        let entries = parameters.entries().iter();
        entries.map(|entry| member(entry, reader)).collect()
    } else {
        let items = parameters.unwrap_or(node).items().unwrap_or_default();
        items.iter().filter_map(|item| key(item, reader)).collect()
    };
    let template = node.get("template-file-path").and_then(Node::as_text);
    ValueFile {
        path: sheet.path.clone(),
        template: template.map(str::to_owned),
        values,
    }
}

fn assigned(name: &str, at: Span, value: Value) -> Assigned {
    Assigned {
        name: name.into(),
        at,
        value,
    }
}

/// `{ParameterKey: Name, ParameterValue: value}`.
fn key(item: &Node, reader: Reader<'_>) -> Option<Assigned> {
    let name = item.get("ParameterKey")?;
    let at = reader.span(&name.span);
    let value = match item.get("ParameterValue") {
        Some(value) => given(value, reader),
        // `UsePreviousValue`: only the stack knows.
        None => {
            let name = name.scalar_text()?;
            Value::unknown(Reason::Ambient(format!("Parameters.{name}").into()), at)
        }
    };
    Some(assigned(name.scalar_text()?, at, value))
}

fn member(entry: &Entry, reader: Reader<'_>) -> Assigned {
    let at = reader.span(&entry.key_span);
    assigned(&entry.key, at, given(&entry.value, reader))
}

/// A value as it is given to CloudFormation: a scalar is the text that is written, a list has commas between its items.
fn given(node: &Node, reader: Reader<'_>) -> Value {
    let at = reader.span(&node.span);
    match &node.kind {
        Kind::Sequence(items) => {
            let texts: Option<Vec<&str>> = items.iter().map(Node::scalar_text).collect();
            match texts {
                Some(texts) => Value::string(texts.join(","), at),
                None => reader.value(node),
            }
        }
        Kind::Number(number) => Value::string(number.source.as_str(), at),
        Kind::Null => Value::new(Data::String("".into()), at),
        _ => reader.value(node),
    }
}

/// Whether a node is a list of parameters by their keys.
fn is_key_list(node: &Node) -> bool {
    node.items().is_some_and(|items| {
        !items.is_empty()
            && items.iter().all(|item| {
                item.get("ParameterKey")
                    .and_then(Node::scalar_text)
                    .is_some()
            })
    })
}

/// A list of `Name=value`, in parts.
fn pairs(node: &Node) -> Option<Vec<(&str, &str, &Node)>> {
    let items = node.items().filter(|items| !items.is_empty())?;
    let pair = |item| {
        let (name, value) = Node::as_text(item)?.split_once('=')?;
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_name.then_some((name, value, item))
    };
    items.iter().map(pair).collect()
}

/// Whether a value is a scalar or a list of them.
fn is_plain(node: &Node) -> bool {
    match &node.kind {
        Kind::Mapping(_) => false,
        Kind::Sequence(items) => items.iter().all(|item| item.scalar_text().is_some()),
        _ => node.tag.is_none(),
    }
}
