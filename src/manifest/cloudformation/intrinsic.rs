//! Intrinsic functions, computed where the template decides them.
//!
//! A function in error, of the wrong arity or of a kind that is not computed gives an unknown value with its name;
//! one that refers to a resource gives a value known only after deployment, which refers to it.

use std::cell::RefCell;
use std::sync::Arc;

use base64::Engine as _;
use rustc_hash::{FxHashMap, FxHashSet};

use super::parameters::{Parameters, pseudo};
use crate::manifest::joined::joined;
use crate::manifest::partial::{deployed, either, json, text, undecided};
use crate::manifest::value::Reader;
use crate::model::{Data, ListKind, Map, MapKind, Number, Reason, Span, Unknown, Value};
use crate::yaml::{Kind, Node};

/// What the expressions of a template may use.
pub(super) struct Scope<'t> {
    pub(super) root: &'t Node,
    pub(super) reader: Reader<'t>,
    pub(super) parameters: Parameters,
    /// The region that the user gave.
    pub(super) region: Option<Value>,
    /// Logical ids of the resources, and the addresses they have.
    pub(super) resources: FxHashMap<&'t str, Arc<str>>,
    /// Resources that a condition leaves out.
    pub(super) left_out: FxHashSet<&'t str>,
    /// Conditions computed so far; none is not known.
    pub(super) conditions: RefCell<FxHashMap<String, Option<bool>>>,
}

/// The function that a node calls and its argument: `!Sub x`, or a mapping of the one key `Fn::Sub`.
pub(super) fn function(node: &Node) -> Option<(&str, &Node)> {
    if let Some(tag) = node.tag.as_deref() {
        let name = match tag {
            "!Ref" => "Ref",
            "!Condition" => "Condition",
            "!GetAtt" => "Fn::GetAtt",
            "!Sub" => "Fn::Sub",
            "!Join" => "Fn::Join",
            "!Select" => "Fn::Select",
            "!Split" => "Fn::Split",
            "!FindInMap" => "Fn::FindInMap",
            "!If" => "Fn::If",
            "!Base64" => "Fn::Base64",
            "!GetAZs" => "Fn::GetAZs",
            "!ImportValue" => "Fn::ImportValue",
            "!ToJsonString" => "Fn::ToJsonString",
            "!Length" => "Fn::Length",
            "!Cidr" => "Fn::Cidr",
            "!Transform" => "Fn::Transform",
            "!And" => "Fn::And",
            "!Or" => "Fn::Or",
            "!Not" => "Fn::Not",
            "!Equals" => "Fn::Equals",
            _ => "Fn::Unknown",
        };
        return Some((name, node));
    }
    long_form(node)
}

/// The function of a mapping of one key, whatever its tag.
fn long_form(node: &Node) -> Option<(&str, &Node)> {
    match node.entries() {
        [only] if only.key == "Ref" || only.key == "Condition" || only.key.starts_with("Fn::") => {
            Some((&only.key, &only.value))
        }
        _ => None,
    }
}

impl Scope<'_> {
    /// The value of an expression; the depth of trees is bounded where they are parsed.
    pub(super) fn value(&self, node: &Node) -> Value {
        match function(node) {
            Some((name, argument)) => self.call(name, argument, self.reader.span(&node.span)),
            None => self.plain(node),
        }
    }

    /// The value of the argument of `name`: of a short form, the node is the call itself, and its tag is used up.
    fn argument(&self, name: &str, argument: &Node) -> Value {
        let is_short_form =
            argument.tag.is_some() && function(argument).is_some_and(|(called, _)| called == name);
        if !is_short_form {
            return self.value(argument);
        }
        match long_form(argument) {
            // `!Base64 {Ref: Name}`
            Some((name, inner)) => self.call(name, inner, self.reader.span(&argument.span)),
            None => self.plain(argument),
        }
    }

    /// The value of a node that calls no function.
    fn plain(&self, node: &Node) -> Value {
        match &node.kind {
            Kind::Sequence(items) => {
                // `AWS::NoValue` takes the item out.
                let items: Arc<[Value]> = items
                    .iter()
                    .map(|item| self.value(item))
                    .filter(|item| !item.is_null())
                    .collect();
                let span = items
                    .first()
                    .map_or(self.reader.span(&node.span), |first| first.origin.span);
                Value::new(Data::List(ListKind::Tuple, items), span)
            }
            Kind::Mapping(entries) => {
                let mut map = Map::default();
                for entry in entries {
                    let value = self.value(&entry.value);
                    if !value.is_null() {
                        map.insert(entry.key.as_str().into(), value);
                    }
                }
                let span = entries.first().map_or(&node.span, |first| &first.key_span);
                Value::new(
                    Data::Map(MapKind::Object, Arc::new(map)),
                    self.reader.span(span),
                )
            }
            Kind::Text(text) if text.contains("{{resolve:") => {
                // The store of the account gives it when it is deployed.
                Value::unknown(
                    Reason::DataSource(resolved(text).into()),
                    self.reader.span(&node.span),
                )
            }
            _ => self.reader.value(node),
        }
    }

    fn call(&self, name: &str, argument: &Node, span: Span) -> Value {
        let computed = match name {
            "Ref" => argument
                .scalar_text()
                .map(|name| self.reference(name, span)),
            "Fn::GetAtt" => self.attribute(argument, span),
            "Fn::Sub" => self.substitute(argument, span),
            "Fn::Join" => self.join(argument, span),
            "Fn::Select" => self.select(argument, span),
            "Fn::Split" => self.split(argument, span),
            "Fn::FindInMap" => self.find_in_map(argument, span),
            "Fn::If" => self.choose(argument, span),
            "Fn::Base64" => self.base64(argument, span),
            "Fn::ToJsonString" => Some(self.to_json(argument, span)),
            "Fn::Length" => self.length(argument, span),
            "Fn::ImportValue" => Some(Value::unknown(
                Reason::DataSource(format!("Fn::ImportValue {}", words(argument)).into()),
                span,
            )),
            "Fn::GetAZs" => Some(Value::unknown(Reason::Ambient("Fn::GetAZs".into()), span)),
            _ => None,
        };
        computed.unwrap_or_else(|| Value::unknown(Reason::Function(name.into()), span))
    }

    fn reference(&self, name: &str, span: Span) -> Value {
        if let Some(value) = pseudo(name, self.region.as_ref(), span) {
            return value;
        }
        if let Some(value) = self.parameters.get(name) {
            return value.clone().used_at(span);
        }
        if self.left_out.contains(name) {
            return Value::null(span);
        }
        match self.resources.get(name) {
            Some(address) => deployed(address, "", span),
            None => Value::unknown(
                Reason::Error(format!("there is no parameter or resource `{name}`").into()),
                span,
            ),
        }
    }

    /// `[Name, Attribute]` or `Name.Attribute`, cut at the first dot.
    fn attribute(&self, argument: &Node, span: Span) -> Option<Value> {
        let (name, attribute) = match argument.items() {
            Some([name, attribute]) => (name.as_text()?, attribute.as_text().unwrap_or_default()),
            Some(_) => return None,
            None => argument.as_text()?.split_once('.')?,
        };
        let address = self.resources.get(name)?;
        Some(deployed(address, attribute, span))
    }

    /// A text with `${Name}`, `${Name.Attribute}` and `${!literal}`; or a list of it and a map of names.
    fn substitute(&self, argument: &Node, span: Span) -> Option<Value> {
        let (pattern, names) = match argument.items() {
            Some([pattern, names]) => (pattern.as_text()?, Some(names)),
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
        Some(joined(&parts, span))
    }

    fn placeholder(&self, name: &str, names: Option<&Node>, span: Span) -> Value {
        if let Some(value) = names.and_then(|names| names.get(name)) {
            return self.value(value);
        }
        match name.split_once('.') {
            Some((resource, attribute)) if !name.starts_with("AWS::") => {
                match self.resources.get(resource) {
                    Some(address) => deployed(address, attribute, span),
                    None => Value::unknown(
                        Reason::Error(format!("there is no resource `{resource}`").into()),
                        span,
                    ),
                }
            }
            _ => self.reference(name, span),
        }
    }

    fn join(&self, argument: &Node, span: Span) -> Option<Value> {
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
            parts.push(item.clone());
        }
        Some(joined(&parts, span))
    }

    fn select(&self, argument: &Node, span: Span) -> Option<Value> {
        let [index, items] = argument.items()? else {
            return None;
        };
        let index: usize = text(&self.value(index))?.parse().ok()?;
        let items = self.value(items);
        match items.as_list() {
            Some(items) => Some(items.get(index)?.clone().used_at(span)),
            None => undecided(&items, span),
        }
    }

    fn split(&self, argument: &Node, span: Span) -> Option<Value> {
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

    /// `[Map, Key, Key]`, and a fourth argument with a default where the transform allows it. A key that is not
    /// known gives what every row has, when there are few.
    fn find_in_map(&self, argument: &Node, span: Span) -> Option<Value> {
        let [map, first, second, options @ ..] = argument.items()? else {
            return None;
        };
        let map = text(&self.value(map))?;
        let map = self.root.get("Mappings")?.get(&map)?;
        let first = self.value(first);
        let second = text(&self.value(second))?;
        let default = || {
            let default = options.first()?.get("DefaultValue")?;
            Some(self.value(default).used_at(span))
        };
        if let Some(key) = text(&first) {
            return match map.get(&key).and_then(|row| row.get(&second)) {
                Some(found) => Some(
                    self.reader
                        .value(found)
                        .defined_as("Mappings".into())
                        .used_at(span),
                ),
                None => default(),
            };
        }
        let rows = map
            .entries()
            .iter()
            .filter_map(|row| row.value.get(&second));
        let mut candidates: Vec<Value> = Vec::new();
        for row in rows.map(|row| self.reader.value(row)) {
            if !candidates.contains(&row) {
                candidates.push(row);
            }
        }
        Some(either(first.as_unknown()?, candidates, &first, span))
    }

    fn choose(&self, argument: &Node, span: Span) -> Option<Value> {
        let [name, yes, no] = argument.items()? else {
            return None;
        };
        let name = name.as_text()?;
        match self.named_condition(name) {
            Some(true) => Some(self.value(yes)),
            Some(false) => Some(self.value(no)),
            None => {
                let (yes, no) = (self.value(yes), self.value(no));
                let reason =
                    Unknown::new(Reason::Ambient(format!("Conditions.{name}").into()), span);
                let operands = [&yes, &no];
                let value = either(&reason, vec![yes.clone(), no.clone()], &yes, span);
                Some(value.made_from(operands))
            }
        }
    }

    fn base64(&self, argument: &Node, span: Span) -> Option<Value> {
        let value = self.argument("Fn::Base64", argument);
        let Some(text) = text(&value) else {
            return undecided(&value, span);
        };
        let encoded = base64::engine::general_purpose::STANDARD.encode(text);
        Some(Value::string(encoded, span).made_from([&value]))
    }

    fn to_json(&self, argument: &Node, span: Span) -> Value {
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

    fn length(&self, argument: &Node, span: Span) -> Option<Value> {
        let value = self.argument("Fn::Length", argument);
        match value.as_list() {
            Some(items) => {
                Some(Value::new(Data::Number(Number::from(items.len())), span).made_from([&value]))
            }
            None => undecided(&value, span),
        }
    }
}

/// The dynamic reference in a text, without its braces.
fn resolved(text: &str) -> String {
    let inside = text
        .split_once("{{")
        .and_then(|(_, rest)| rest.split_once("}}"));
    inside.map_or_else(|| text.to_owned(), |(inside, _)| inside.to_owned())
}

/// A scalar argument, for a message.
fn words(argument: &Node) -> &str {
    argument.scalar_text().unwrap_or("…")
}
