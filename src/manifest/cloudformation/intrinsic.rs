//! Intrinsic functions, computed where the template decides them.
//!
//! A function in error, of the wrong arity or of a kind that is not computed gives an unknown value with its name;
//! one that refers to a resource gives a value known only after deployment, which refers to it. Which function goes
//! where: `reference` has those that read something by its name, `texts` those that make texts, and this module the
//! others.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use ipnet::IpNet;
use rustc_hash::{FxHashMap, FxHashSet};

use super::export::Exports;
use super::parameters::Parameters;
use crate::manifest::partial::{either, text, undecided};
use crate::manifest::value::Reader;
use crate::model::{
    Data, ListKind, Map, MapKind, Number, Presence, Reason, Reference, Span, Unknown, Value,
};
use crate::yaml::{Kind, Node};

/// Values that hang on one another are followed this far; more is not known.
const MAX_CHAIN: u32 = 32;
/// `Fn::Cidr` gives 256 networks at most (`Fn::Cidr`, CloudFormation template reference).
const MAX_NETWORKS: usize = 256;
/// What the name of a zone has after the name of its region ("Regions and Zones", Amazon EC2 user guide).
const ZONE_LETTERS: [char; 6] = ['a', 'b', 'c', 'd', 'e', 'f'];

/// What the expressions of a template may use.
pub(super) struct Scope<'t> {
    /// The template.
    pub(super) root: &'t Node,
    /// Reads its nodes.
    pub(super) reader: Reader<'t>,
    /// Its parameters.
    pub(super) parameters: Parameters,
    /// The region that the user gave.
    pub(super) region: Option<Value>,
    /// The environment it is evaluated for.
    pub(super) environment: Option<Arc<str>>,
    /// What the templates of the tree export.
    pub(super) exports: &'t Exports,
    /// Logical ids of the resources.
    pub(super) resources: FxHashMap<&'t str, Declared<'t>>,
    /// Resources that a condition leaves out.
    pub(super) left_out: FxHashSet<&'t str>,
    /// Conditions computed so far; none is not known.
    pub(super) conditions: RefCell<FxHashMap<String, Option<bool>>>,
    /// Attributes computed so far, by resource and attribute.
    pub(super) attributes: RefCell<FxHashMap<(String, String), Value>>,
    /// How many conditions and attributes are being computed, one for the other.
    pub(super) chain: Cell<u32>,
}

/// A resource that is deployed, for those that refer to it.
pub(super) struct Declared<'t> {
    /// Its address.
    pub(super) address: Arc<str>,
    /// What is written under its logical id.
    pub(super) node: &'t Node,
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
            "!GetStackOutput" => "Fn::GetStackOutput",
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

    /// The value of a property. One that `Fn::Base64` encodes is what is encoded: whoever receives it decodes it
    /// first, and a secret in it is as readable.
    fn property(&self, node: &Node) -> Value {
        match function(node) {
            Some((name @ "Fn::Base64", argument)) => {
                let plain = self.argument(name, argument);
                let span = self.reader.span(&node.span);
                match text(&plain) {
                    Some(text) => Value::string(text, span).made_from([&plain]),
                    None => plain.used_at(span),
                }
            }
            _ => self.value(node),
        }
    }

    /// The value of the argument of `name`: of a short form, the node is the call itself, and its tag is used up.
    pub(super) fn argument(&self, name: &str, argument: &Node) -> Value {
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
                    let value = self.property(&entry.value);
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
            _ => stored(self.reader.value(node)),
        }
    }

    fn call(&self, name: &str, argument: &Node, span: Span) -> Value {
        let computed = match name {
            "Ref" => argument
                .scalar_text()
                .map(|name| self.reference(name, span)),
            "Fn::GetAtt" => self.get_attribute(argument, span),
            "Fn::Sub" => self.substitute(argument, span),
            "Fn::Join" => self.join(argument, span),
            "Fn::Select" => self.select(argument, span),
            "Fn::Split" => self.split(argument, span),
            "Fn::FindInMap" => self.find_in_map(argument, span),
            "Fn::If" => self.choose(argument, span),
            "Fn::Base64" => self.base64(argument, span),
            "Fn::ToJsonString" => Some(self.to_json(argument, span)),
            "Fn::Length" => self.length(argument, span),
            "Fn::Cidr" => self.networks(argument, span),
            "Fn::ImportValue" => Some(self.import(argument, span)),
            "Fn::GetAZs" => Some(Value::unknown(Reason::Ambient("Fn::GetAZs".into()), span)),
            // Outputs of a stack that is deployed already.
            "Fn::GetStackOutput" => Some(Value::unknown(Reason::DataSource(name.into()), span)),
            _ => None,
        };
        computed.unwrap_or_else(|| Value::unknown(Reason::Function(name.into()), span))
    }

    /// Computes what may hang on itself, or on a long chain of others; nothing beyond the bound.
    pub(super) fn chained<T>(&self, compute: impl FnOnce() -> T) -> Option<T> {
        let depth = self.chain.get();
        if depth >= MAX_CHAIN {
            return None;
        }
        self.chain.set(depth + 1);
        let computed = compute();
        self.chain.set(depth);
        Some(computed)
    }

    fn select(&self, argument: &Node, span: Span) -> Option<Value> {
        let [index, items] = argument.items()? else {
            return None;
        };
        let index: usize = text(&self.value(index))?.parse().ok()?;
        if let Some(("Fn::GetAZs", region)) = function(items) {
            return Some(self.zone(index, region, span));
        }
        let items = self.value(items);
        match items.as_list() {
            Some(items) => Some(items.get(index)?.clone().used_at(span)),
            None => undecided(&items, span),
        }
    }

    /// A zone by its place in the list of those of a region: which one only the account knows, but two places are two
    /// zones, and both lie in the region.
    fn zone(&self, index: usize, region: &Node, span: Span) -> Value {
        let region = self.argument("Fn::GetAZs", region);
        let region = match region.as_str() {
            Some("") => self.reference("AWS::Region", span),
            _ => region,
        };
        let mut unknown = Unknown::new(Reason::Ambient("Fn::GetAZs".into()), span);
        unknown.presence = Presence::Certain;
        let mut list = "Fn::GetAZs".to_owned();
        if let Some(region) = region.as_str() {
            list = format!("{list} {region}");
            let zones = ZONE_LETTERS.iter();
            unknown.candidates = zones
                .map(|letter| Value::string(format!("{region}{letter}"), span))
                .collect();
        }
        Value::new(Data::Unknown(Arc::new(unknown)), span).read_from(Reference {
            address: list.into(),
            attribute: index.to_string().into(),
        })
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
            if candidates.len() > Unknown::MAX_CANDIDATES {
                candidates.clear();
                break;
            }
        }
        Some(either(first.as_unknown()?, candidates, &first, span))
    }

    /// `[Condition, yes, no]`. Where it is not known which, both are kept: also those of which only parts are known.
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
                let reason = Reason::Ambient(format!("Conditions.{name}").into());
                let mut unknown = Unknown::new(reason, span);
                unknown.presence = Presence::certain_if(!yes.is_null() && !no.is_null());
                let is_known = |value: &Value| value.as_unknown().is_none();
                if is_known(&yes) && is_known(&no) {
                    unknown.candidates = vec![yes.clone(), no.clone()];
                }
                let value = Value::new(Data::Unknown(Arc::new(unknown)), span);
                Some(value.made_from([&yes, &no]))
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

    /// `[network, how many, bits for hosts]`: the first networks of that size in another.
    fn networks(&self, argument: &Node, span: Span) -> Option<Value> {
        let [network, count, bits] = argument.items()? else {
            return None;
        };
        let (network, count, bits) = (self.value(network), self.value(count), self.value(bits));
        let Some(block) = network.as_str() else {
            return undecided(&network, span);
        };
        let block: IpNet = block.parse().ok()?;
        let count: usize = text(&count)?.parse().ok()?;
        let bits: u8 = text(&bits)?.parse().ok()?;
        let length = block.max_prefix_len().checked_sub(bits)?;
        if count > MAX_NETWORKS {
            return None;
        }
        let parts = block.subnets(length).ok()?;
        let parts: Arc<[Value]> = parts
            .take(count)
            .map(|part| Value::string(part.to_string(), span))
            .collect();
        // CloudFormation refuses what does not fit.
        (parts.len() == count)
            .then(|| Value::new(Data::List(ListKind::List, parts), span).made_from([&network]))
    }
}

/// A text with a dynamic reference (`{{resolve:…}}`) is not known: a store of the account gives it when it is deployed.
pub(super) fn stored(value: Value) -> Value {
    const MARK: &str = "{{resolve:";
    let name = match &value.data {
        Data::String(text) if text.contains(MARK) => resolved(text),
        Data::Unknown(unknown) => {
            let prefix = unknown.prefix();
            let texts = unknown.candidates.iter().filter_map(Value::as_str);
            match std::iter::once(prefix)
                .chain(texts)
                .find(|text| text.contains(MARK))
            {
                Some(text) => resolved(text),
                None => return value,
            }
        }
        _ => return value,
    };
    Value::unknown(Reason::DataSource(name.into()), value.origin.span).made_from([&value])
}

/// The dynamic reference in a text, without its braces.
fn resolved(text: &str) -> String {
    let inside = text.split_once("{{").map_or(text, |(_, rest)| rest);
    let inside = inside.split_once("}}").map_or(inside, |(inside, _)| inside);
    inside.to_owned()
}
