//! `aws_iam_policy_document`: the JSON policy that its blocks and the documents it merges make.
//!
//! The result is the text that the provider prints, character by character. When a part of it is not
//! known, neither is the text; the unknown then keeps the structure as its
//! [`document`](crate::model::Unknown::document), so that the known statements can still be judged. A document to
//! merge of which nothing is known stands in the list of statements as one unknown statement; where the
//! statements may be one of a few lists, the list is an unknown with these as its possible values.

use std::sync::Arc;

use super::DataSource;
use super::policy_merge::{Document, merge, parse, some_statements};
use super::policy_text::{compact, indented};
use crate::model::{Data, ListKind, Map, MapKind, Presence, Reason, Span, Unknown, Value};
use crate::terraform::types::string_of;

/// The version of the policy language when none is given.
const VERSION: &str = "2012-10-17";

pub(super) fn attributes(source: &DataSource) -> Map {
    let config = source.config;
    let document = assembled(source);
    let mut result = Map::default();
    for (name, print) in [
        ("json", indented as fn(&Value) -> String),
        ("minified_json", compact),
    ] {
        let value = match &document {
            Ok(document) if document.is_wholly_known() => {
                Value::string(print(document), source.header)
            }
            Ok(document) => undecided(document, source.header),
            Err(message) => Value::unknown(Reason::Error(message.as_str().into()), source.header),
        };
        result.insert(name.into(), config.values().fold(value, made_from_all_of));
    }
    result
}

/// The whole document, or what the provider would complain of.
fn assembled(source: &DataSource) -> Result<Value, String> {
    let config = source.config;
    let mut merged = Document::default();
    for given in
        documents(config.get("source_policy_documents")).chain(documents(config.get("source_json")))
    {
        merge(&mut merged, parse(given, "source")?);
    }
    let version =
        text(config.get("version")).unwrap_or_else(|| Value::string(VERSION, source.header));
    merge(
        &mut merged,
        Document {
            version: Some(version),
            id: text(config.get("policy_id")),
            statements: statements(config.get("statement")),
        },
    );
    for given in documents(config.get("override_policy_documents"))
        .chain(documents(config.get("override_json")))
    {
        merge(&mut merged, parse(given, "override")?);
    }
    Ok(merged.into_value(source.header))
}

/// An unknown that keeps what is known of its document.
pub(super) fn undecided(document: &Value, header: Span) -> Value {
    let Some(cause) = first_unknown(document) else {
        return document.clone();
    };
    let unknown = Unknown {
        presence: Presence::Certain,
        document: Some(Box::new(document.clone())),
        ..Unknown::new(cause.reason.clone(), cause.at)
    };
    Value::new(Data::Unknown(Arc::new(unknown)), header)
}

fn first_unknown(value: &Value) -> Option<&Unknown> {
    match &value.data {
        Data::Unknown(unknown) => Some(unknown),
        Data::List(_, items) => items.iter().find_map(first_unknown),
        Data::Map(_, members) => members.values().find_map(first_unknown),
        _ => None,
    }
}

/// The value with the histories of all parts of another.
pub(super) fn made_from_all_of(value: Value, part: &Value) -> Value {
    let value = value.made_from([part]);
    match &part.data {
        Data::List(_, items) => items.iter().fold(value, made_from_all_of),
        Data::Map(_, members) => members.values().fold(value, made_from_all_of),
        Data::Unknown(unknown) => unknown.candidates.iter().fold(value, made_from_all_of),
        _ => value,
    }
}

/// The documents of an argument that takes one or a list of them.
fn documents(argument: Option<&Value>) -> impl Iterator<Item = &Value> {
    let documents: Vec<&Value> = match argument.map(|argument| (argument, &argument.data)) {
        Some((_, Data::List(_, items))) => items.iter().collect(),
        Some((argument, _)) => vec![argument],
        None => Vec::new(),
    };
    documents
        .into_iter()
        .filter(|document| !document.is_null() && document.as_str() != Some(""))
}

/// The statements of the `statement` blocks; a list that is not known is one unknown statement.
fn statements(blocks: Option<&Value>) -> Vec<Value> {
    match blocks.map(|blocks| (blocks, &blocks.data)) {
        Some((_, Data::List(_, items))) => items.iter().map(statement).collect(),
        // The JSON syntax writes a single block as an object.
        Some((block, Data::Map(..))) => vec![statement(block)],
        Some((unknown, Data::Unknown(_))) => {
            let read =
                |candidate: &Value| Some(candidate.as_list()?.iter().map(statement).collect());
            vec![some_statements(unknown, read)]
        }
        _ => Vec::new(),
    }
}

fn statement(block: &Value) -> Value {
    let Some(config) = block.as_map() else {
        return block.clone();
    };
    let mut statement = Map::default();
    let mut add = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            statement.insert(name.into(), value);
        }
    };
    add("Sid", text(config.get("sid")));
    add(
        "Effect",
        Some(
            text(config.get("effect")).unwrap_or_else(|| Value::string("Allow", block.origin.span)),
        ),
    );
    add("Action", set(config.get("actions"), false));
    add("NotAction", set(config.get("not_actions"), false));
    add("Resource", set(config.get("resources"), true));
    add("NotResource", set(config.get("not_resources"), true));
    add("Principal", principals(config.get("principals")));
    add("NotPrincipal", principals(config.get("not_principals")));
    add("Condition", conditions(config.get("condition")));
    Value::new(
        Data::Map(MapKind::Object, Arc::new(statement)),
        block.origin.span,
    )
}

/// A text that is set and not empty.
fn text(argument: Option<&Value>) -> Option<Value> {
    argument
        .filter(|value| !value.is_null() && value.as_str() != Some(""))
        .cloned()
}

/// A set of texts as the provider prints it: backwards, and a single one alone.
fn set(argument: Option<&Value>, variables: bool) -> Option<Value> {
    let argument = argument.filter(|argument| !argument.is_null())?;
    let Data::List(_, items) = &argument.data else {
        return Some(argument.clone());
    };
    let mut items: Vec<Value> = items.iter().map(|item| as_text(item, variables)).collect();
    items.sort_by(|a, b| b.as_str().cmp(&a.as_str()));
    items.dedup_by(|a, b| a.as_str().is_some() && a.as_str() == b.as_str());
    one_or_many(items, argument.origin.span)
}

/// A text, in which the variables of the policy language, written `&{…}` in the configuration since
/// `${…}` would be evaluated there, get their form.
fn as_text(item: &Value, variables: bool) -> Value {
    match string_of(item) {
        Some(text) if variables && text.contains("&{") => Value {
            data: Data::String(text.replace("&{", "${").into()),
            origin: item.origin.clone(),
        },
        Some(text) => Value {
            data: Data::String(text),
            origin: item.origin.clone(),
        },
        None => item.clone(),
    }
}

fn one_or_many(mut items: Vec<Value>, span: Span) -> Option<Value> {
    match items.len() {
        0 => None,
        1 => items.pop(),
        _ => Some(Value::new(Data::List(ListKind::Tuple, items.into()), span)),
    }
}

/// Blocks as a list, whatever syntax they are written in; an unknown list is given as the error.
fn blocks(argument: Option<&Value>) -> Result<Vec<&Map>, Option<Value>> {
    let Some(argument) = argument.filter(|argument| !argument.is_null()) else {
        return Ok(Vec::new());
    };
    let items = match &argument.data {
        Data::List(_, items) => items.iter().collect(),
        _ => vec![argument],
    };
    items
        .into_iter()
        .map(|item| item.as_map().ok_or_else(|| Some(item.clone())))
        .collect()
}

/// Texts by name.
type Groups = Vec<(Arc<str>, Vec<Value>)>;

fn principals(argument: Option<&Value>) -> Option<Value> {
    let blocks = match blocks(argument) {
        Ok(blocks) => blocks,
        Err(unknown) => return unknown,
    };
    let mut by_type = Groups::new();
    for block in blocks {
        let kind = block.get("type")?;
        let Some(name) = string_of(kind) else {
            return Some(kind.clone());
        };
        if &*name == "*" {
            return Some(kind.clone());
        }
        let identifiers = match set(block.get("identifiers"), true) {
            Some(Value {
                data: Data::List(_, items),
                ..
            }) => items.to_vec(),
            Some(single) => vec![single],
            None => Vec::new(),
        };
        add(&mut by_type, name, identifiers);
    }
    grouped(by_type, argument?.origin.span)
}

fn conditions(argument: Option<&Value>) -> Option<Value> {
    let blocks = match blocks(argument) {
        Ok(blocks) => blocks,
        Err(unknown) => return unknown,
    };
    let span = argument?.origin.span;
    let mut by_test: Vec<(Arc<str>, Groups)> = Vec::new();
    for block in blocks {
        let (test, variable) = (block.get("test")?, block.get("variable")?);
        let (Some(test_name), Some(variable_name)) = (string_of(test), string_of(variable)) else {
            let unknown = [test, variable]
                .into_iter()
                .find(|value| value.as_unknown().is_some());
            return unknown.cloned();
        };
        let values: Vec<Value> = match block.get("values").map(|values| (values, &values.data)) {
            Some((_, Data::List(_, items))) => {
                items.iter().map(|item| as_text(item, true)).collect()
            }
            Some((values, _)) => vec![values.clone()],
            None => Vec::new(),
        };
        let position = by_test
            .iter()
            .position(|(name, _)| *name == test_name)
            .unwrap_or_else(|| {
                by_test.push((test_name, Vec::new()));
                by_test.len() - 1
            });
        add(&mut by_test[position].1, variable_name, values);
    }
    if by_test.is_empty() {
        return None;
    }
    by_test.sort_by(|a, b| a.0.cmp(&b.0));
    let members: Map = by_test
        .into_iter()
        .filter_map(|(test, variables)| Some((test, grouped(variables, span)?)))
        .collect();
    Some(Value::new(
        Data::Map(MapKind::Object, Arc::new(members)),
        span,
    ))
}

fn add(groups: &mut Groups, name: Arc<str>, values: Vec<Value>) {
    match groups.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) => known.extend(values),
        None => groups.push((name, values)),
    }
}

/// An object of texts or lists of them, by sorted names.
fn grouped(mut groups: Groups, span: Span) -> Option<Value> {
    if groups.is_empty() {
        return None;
    }
    groups.sort_by(|a, b| a.0.cmp(&b.0));
    let empty = || Value::new(Data::List(ListKind::Tuple, Arc::new([])), span);
    let members: Map = groups
        .into_iter()
        .map(|(name, values)| (name, one_or_many(values, span).unwrap_or_else(empty)))
        .collect();
    Some(Value::new(
        Data::Map(MapKind::Object, Arc::new(members)),
        span,
    ))
}
