//! Bodies of blocks: arguments, nested blocks and `dynamic` blocks.
//!
//! The nested blocks of one type become a list of them. When a `dynamic` block repeats over a collection
//! that is not known, the list is an unknown with two possible values: without its blocks, and with one
//! block that stands for any number of them, in which the iterator is unknown. So a rule that asks for
//! a block can tell "there is none" from "there may be one", and still read what does not depend on
//! the iterator. Several such blocks multiply the possibilities, up to the usual limit; beyond it, only
//! "none of them" and "all of them" are kept.

use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::comprehension::{Item, Items, items};
use super::expression::{evaluate, evaluate_or_report};
use super::possible::{one_of, unknown_at};
use super::scope::Scope;
use crate::model::{Data, ListKind, Map, MapKind, Reason, Span, Unknown, Value};
use crate::terraform::ast::{Block, Body, Expr, ExprKind};

/// The value of a body whose block starts at `header`. `context` names it in messages.
pub(crate) fn body(body: &Body, header: Span, scope: &Scope, context: &str) -> Value {
    Value::new(
        Data::Map(MapKind::Block, Arc::new(members(body, scope, context))),
        header,
    )
}

/// The members of a body.
pub(crate) fn members(body: &Body, scope: &Scope, context: &str) -> Map {
    let size = body.attributes.len() + body.blocks.len();
    let mut members = Map::with_capacity_and_hasher(size, FxBuildHasher);
    for attribute in &body.attributes {
        let value = evaluate_or_report(&attribute.expr, scope, context);
        members.insert(Arc::clone(&attribute.name), value);
    }
    if !body.blocks.is_empty() {
        for (kind, blocks) in nested(body, scope, context) {
            insert_blocks(&mut members, kind, blocks);
        }
    }
    members
}

/// Adds the blocks of a type. An argument of the same name, as the JSON syntax or a list of objects may
/// write some of the blocks, goes before them.
fn insert_blocks(members: &mut Map, kind: Arc<str>, blocks: Value) {
    let blocks = match (members.get(&kind).map(|value| &value.data), &blocks.data) {
        (Some(Data::List(_, written)), Data::List(_, nested)) => {
            let all: Arc<[Value]> = written.iter().chain(nested.iter()).cloned().collect();
            Value::new(Data::List(ListKind::Blocks, all), blocks.origin.span)
        }
        _ => blocks,
    };
    members.insert(kind, blocks);
}

/// The nested blocks of one type while they are gathered.
struct Gathered {
    span: Span,
    /// The lists that are possible; one when it is certain.
    possible: Vec<Vec<Value>>,
    /// Why there are several.
    cause: Option<Arc<Unknown>>,
    /// The collections that decide.
    deciding: Vec<Value>,
}

impl Gathered {
    fn at(span: Span) -> Self {
        Gathered {
            span,
            possible: vec![Vec::new()],
            cause: None,
            deciding: Vec::new(),
        }
    }

    fn add_all(&mut self, blocks: &[Value]) {
        for list in &mut self.possible {
            list.extend_from_slice(blocks);
        }
    }

    fn add_variants(&mut self, variants: Vec<Vec<Value>>, cause: Arc<Unknown>, deciding: Value) {
        self.cause.get_or_insert(cause);
        self.deciding.push(deciding);
        if self.possible.len() * variants.len() <= Unknown::MAX_CANDIDATES {
            self.possible = self
                .possible
                .iter()
                .flat_map(|list| {
                    variants
                        .iter()
                        .map(|variant| [list.as_slice(), variant.as_slice()].concat())
                })
                .collect();
            return;
        }
        let fewest = self
            .possible
            .iter()
            .min_by_key(|list| list.len())
            .cloned()
            .unwrap_or_default();
        let mut most = self
            .possible
            .iter()
            .max_by_key(|list| list.len())
            .cloned()
            .unwrap_or_default();
        if let Some(largest) = variants.into_iter().max_by_key(Vec::len) {
            most.extend(largest);
        }
        self.possible = vec![fewest, most];
    }

    fn into_value(self) -> Value {
        let span = self.span;
        let list =
            |blocks: Vec<Value>| Value::new(Data::List(ListKind::Blocks, blocks.into()), span);
        match self.cause {
            Some(cause) => {
                one_of(&cause, self.possible.into_iter().map(list), span).made_from(&self.deciding)
            }
            None => list(self.possible.into_iter().next().unwrap_or_default()),
        }
    }
}

fn nested(body: &Body, scope: &Scope, context: &str) -> IndexMap<Arc<str>, Value, FxBuildHasher> {
    let mut gathered: IndexMap<Arc<str>, Gathered, FxBuildHasher> = IndexMap::default();
    for block in &body.blocks {
        let dynamic_kind = match block.labels.as_slice() {
            [label] if &*block.kind == "dynamic" => Some(&label.text),
            _ => None,
        };
        let gathered = gathered
            .entry(Arc::clone(dynamic_kind.unwrap_or(&block.kind)))
            .or_insert_with(|| Gathered::at(block.header));
        if let Some(kind) = dynamic_kind {
            dynamic(block, kind, gathered, scope, context);
        } else {
            gathered.add_all(&[static_block(block, scope, context)]);
        }
    }
    gathered
        .into_iter()
        .map(|(kind, gathered)| (kind, gathered.into_value()))
        .collect()
}

/// A nested block; its labels, which few block types have, become keys around its body.
fn static_block(block: &Block, scope: &Scope, context: &str) -> Value {
    let mut value = self::body(&block.body, block.header, scope, context);
    for label in block.labels.iter().rev() {
        let mut members = Map::default();
        members.insert(Arc::clone(&label.text), value);
        value = Value::new(Data::Map(MapKind::Block, Arc::new(members)), block.header);
    }
    value
}

fn dynamic(block: &Block, kind: &Arc<str>, gathered: &mut Gathered, scope: &Scope, context: &str) {
    let dynamic = Dynamic {
        iterator: iterator_name(&block.body).unwrap_or_else(|| Arc::clone(kind)),
        content: block
            .body
            .blocks
            .iter()
            .find(|nested| &*nested.kind == "content"),
        header: block.header,
        context,
    };
    let Some(for_each) = argument(&block.body, "for_each") else {
        let failure =
            super::failure::Failure::new("a `dynamic` block needs `for_each`", block.header);
        scope.evaluator.report_failure(&failure, context);
        let cause = Arc::new(Unknown::new(
            Reason::Error(failure.message.as_str().into()),
            block.header,
        ));
        let symbolic = dynamic.symbolic(block.header, scope);
        gathered.add_variants(
            vec![Vec::new(), vec![symbolic]],
            cause,
            Value::null(block.header),
        );
        return;
    };
    let collection =
        evaluate(for_each, scope).and_then(|value| items(&value, for_each.span, scope));
    let unknown = match collection {
        Ok(Items::Known(items)) => {
            let blocks = dynamic.blocks(items, scope);
            gathered.add_all(&blocks);
            return;
        }
        Ok(Items::Unknown(value)) => value,
        Err(failure) => {
            scope.evaluator.report_failure(&failure, context);
            failure.to_value(for_each.span)
        }
    };
    let Data::Unknown(cause) = &unknown.data else {
        return;
    };
    let mut variants = Vec::new();
    for candidate in &cause.candidates {
        match items(candidate, for_each.span, scope) {
            Ok(Items::Known(items)) => variants.push(dynamic.blocks(items, scope)),
            Ok(Items::Unknown(_)) => {
                variants.push(Vec::new());
                variants.push(vec![dynamic.symbolic(for_each.span, scope)]);
            }
            // Terraform would refuse it, so it is not what the collection turns out to be.
            Err(_) => {}
        }
    }
    if variants.is_empty() {
        variants = vec![Vec::new(), vec![dynamic.symbolic(for_each.span, scope)]];
    }
    gathered.add_variants(variants, Arc::clone(cause), unknown);
}

struct Dynamic<'a> {
    iterator: Arc<str>,
    content: Option<&'a Block>,
    header: Span,
    context: &'a str,
}

impl Dynamic<'_> {
    fn blocks(&self, items: Vec<Item>, scope: &Scope) -> Vec<Value> {
        items
            .into_iter()
            .map(|Item { key, value }| {
                if scope.evaluator.budget.spend(1) {
                    self.block(key, value, scope)
                } else {
                    scope.evaluator.budget.exceeded("steps", self.header)
                }
            })
            .collect()
    }

    /// The block that stands for any number of blocks; its collection stands at `at`.
    fn symbolic(&self, at: Span, scope: &Scope) -> Value {
        let unknown = |part: &str| {
            let reason = Reason::Repetition(format!("{}.{part}", self.iterator).into());
            unknown_at(reason, at, at)
        };
        self.block(unknown("key"), unknown("value"), scope)
    }

    fn block(&self, key: Value, value: Value, scope: &Scope) -> Value {
        let mut members = Map::with_capacity_and_hasher(2, FxBuildHasher);
        members.insert("key".into(), key);
        members.insert("value".into(), value);
        let iterator = Value::new(Data::Map(MapKind::Object, Arc::new(members)), self.header);
        let frame = scope.item(None, (&self.iterator, &iterator));
        match self.content {
            Some(content) => self::body(
                &content.body,
                self.header,
                &scope.with(&frame),
                self.context,
            ),
            None => self::body(&Body::default(), self.header, scope, self.context),
        }
    }
}

/// The name that `iterator = name` gives; it is not an expression.
fn iterator_name(body: &Body) -> Option<Arc<str>> {
    match &argument(body, "iterator")?.kind {
        ExprKind::Variable(name) | ExprKind::String(name) => Some(Arc::clone(name)),
        _ => None,
    }
}

fn argument<'a>(body: &'a Body, name: &str) -> Option<&'a Expr> {
    body.attributes
        .iter()
        .find(|attribute| &*attribute.name == name)
        .map(|attribute| &*attribute.expr)
}
