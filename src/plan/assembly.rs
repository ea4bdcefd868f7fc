//! One resource put together from its values, its marks and its block.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::address::{Address, within};
use super::body::{Marks, Reader, Refused, parse};
use super::configuration::Configuration;
use super::document::tree;
use super::names::Names;
use super::place::Place;
use super::provider::Providers;
use super::read::Piece;
use super::trace::{Map as Traces, Trace};
use super::written::Written;
use crate::model::{
    ProviderInstance, Reference, Resource, ResourceMode, RootModule, Span, Value, Via,
};

/// What resources are put together from.
pub(super) struct Assembly<'p, 'a> {
    pub(super) place: Place<'a>,
    pub(super) root: Arc<RootModule>,
    /// None for a state, which has no configuration.
    pub(super) traces: Option<&'p Traces<'a>>,
    pub(super) variables: &'p FxHashMap<Cow<'a, str>, &'a RawValue>,
    pub(super) names: Names,
    pub(super) keep_open: bool,
    /// The history of what nobody wrote.
    pub(super) unwritten: Arc<Via>,
}

impl<'a> Assembly<'_, 'a> {
    pub(super) fn resource(
        &mut self,
        piece: &Piece<'a>,
        header: Span,
        providers: &mut Providers<'a>,
    ) -> Result<Resource, Refused> {
        let address = Address::parse(&piece.address);
        let traces = self.traces;
        let block = traces.and_then(|traces| {
            let configuration = &traces.configuration;
            let node = configuration.node(configuration.module(&address.modules)?)?;
            node.block(address.local)
        });
        let scope = traces
            .zip(block)
            .and_then(|(traces, block)| traces.scope(&piece.address, block.for_each_expression));
        let trace = |expression: &Json| match (traces, &scope) {
            (Some(traces), Some(scope)) => traces.trace(expression, scope),
            _ => Trace::default(),
        };
        let variables = self.variables;
        let is_default = |trace: &Trace, text: &str| {
            traces.is_some_and(|traces| is_default(&traces.configuration, variables, trace, text))
        };

        let raw = piece.values.map_or("{}", RawValue::get);
        let values = parse(raw)?;
        let unknown = whole_tree(piece.unknown)?;
        let sensitive = both(
            whole_tree(piece.sensitive)?,
            whole_tree(piece.after_sensitive)?,
        );
        let expressions = block
            .map(|block| whole_tree(block.expressions))
            .transpose()?;
        let nothing = serde_json::Map::new();
        let written = match &expressions {
            Some(Json::Object(expressions)) => Written::Block(expressions),
            // A block without arguments.
            Some(_) => Written::Block(&nothing),
            None => Written::Unsaid,
        };
        let mut reader = Reader {
            source: self.place.source,
            base: self.place.offset(raw),
            names: &mut self.names,
            address: &piece.address,
            trace: &trace,
            is_default: &is_default,
            keep_open: self.keep_open,
            unwritten: Arc::clone(&self.unwritten),
        };
        let marks = Marks {
            unknown: &unknown,
            sensitive: &sensitive,
        };
        let body = reader.body(Some(&values), marks, written, header);
        let depends_on = match (traces, block, &scope) {
            (Some(traces), Some(block), Some(scope)) => {
                traces.dependencies(block.depends_on.as_deref().unwrap_or_default(), scope)
            }
            // Those of a state are absolute, and hold what is referred to as well.
            _ => piece
                .depends_on
                .iter()
                .map(|address| Reference {
                    address: Arc::from(&**address),
                    attribute: "".into(),
                })
                .collect(),
        };
        Ok(Resource {
            root: Arc::clone(&self.root),
            address: Arc::from(&*piece.address),
            kind: self.names.share(&piece.kind),
            mode: piece.mode,
            provider: Some(providers.of(block, &piece.provider, header)),
            body,
            span: header,
            calls: Arc::from([]),
            depends_on,
            symbolic: false,
        })
    }

    /// A provider block, which rules may judge too.
    pub(super) fn setting(&mut self, provider: &Arc<ProviderInstance>) -> Resource {
        let local_name = provider.name.split('.').next().unwrap_or_default();
        Resource {
            root: Arc::clone(&self.root),
            address: within(&provider.module, &format!("provider.{}", provider.name)).into(),
            kind: format!("provider.{local_name}").into(),
            mode: ResourceMode::Setting,
            body: Value::clone(&provider.config),
            span: provider.span,
            provider: Some(Arc::clone(provider)),
            calls: Arc::from([]),
            depends_on: Vec::new(),
            symbolic: false,
        }
    }
}

/// A tree that says how values are to be read, without which they would be misread; null when there is
/// none.
fn whole_tree(raw: Option<&RawValue>) -> Result<Json, Refused> {
    match raw {
        Some(raw) => serde_json::from_str(raw.get()).map_err(|_| Refused),
        None => Ok(Json::Null),
    }
}

/// Whether a text is the default of a variable that an expression leads to, and no other value was given.
fn is_default(
    configuration: &Configuration<'_>,
    variables: &FxHashMap<Cow<'_, str>, &RawValue>,
    trace: &Trace,
    text: &str,
) -> bool {
    trace.defaults.iter().any(|(position, name)| {
        let declared = configuration
            .node(*position)
            .and_then(|node| node.variables.get(name.as_str()))
            .and_then(|variable| variable.default);
        let default = tree(declared);
        let given = variables
            .get(name.as_str())
            .filter(|_| *position == Configuration::ROOT);
        let is_given = given.is_some_and(|given| tree(Some(given)) != default);
        !is_given && holds(&default, text)
    })
}

/// Whether a text is in a value.
fn holds(value: &Json, text: &str) -> bool {
    match value {
        Json::String(held) => held == text,
        Json::Array(items) => items.iter().any(|item| holds(item, text)),
        Json::Object(members) => members.values().any(|member| holds(member, text)),
        _ => false,
    }
}

/// Two trees of marks as one.
fn both(a: Json, b: Json) -> Json {
    match (a, b) {
        (Json::Bool(true), _) | (_, Json::Bool(true)) => Json::Bool(true),
        (Json::Object(mut a), Json::Object(b)) => {
            for (key, mark) in b {
                let known = a.get_mut(&key).map(Json::take).unwrap_or_default();
                a.insert(key, both(known, mark));
            }
            Json::Object(a)
        }
        (Json::Array(mut a), Json::Array(b)) => {
            for (index, mark) in b.into_iter().enumerate() {
                match a.get_mut(index) {
                    Some(known) => *known = both(known.take(), mark),
                    None => a.push(mark),
                }
            }
            Json::Array(a)
        }
        (Json::Object(marks), _) | (_, Json::Object(marks)) => Json::Object(marks),
        (Json::Array(marks), _) | (_, Json::Array(marks)) => Json::Array(marks),
        _ => Json::Bool(false),
    }
}
