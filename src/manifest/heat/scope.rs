//! What the expressions of one stack may use, and the value of each of them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use camino::Utf8PathBuf;
use rustc_hash::FxHashMap;

use super::environment::Registry;
use super::parameters::Parameters;
use super::template::Template;
use super::version::Version;
use crate::model::{CallSite, Data, ListKind, Map, MapKind, Reason, Span, Value};
use crate::source::Workspace;
use crate::yaml::{Entry, Kind, Node};

/// What all stacks of a root share.
pub(super) struct World<'w> {
    /// The files, for those that templates read.
    pub(super) workspace: &'w Workspace,
    /// All templates of the run.
    pub(super) templates: &'w BTreeMap<Utf8PathBuf, Template<'w>>,
    /// What types stand for.
    pub(super) registry: &'w Registry,
    /// Defaults of parameters, for all stacks.
    pub(super) defaults: &'w Map,
    /// The region that the user gave.
    pub(super) region: Option<&'w Value>,
    /// What functions may still make, in bytes and items together.
    pub(super) budget: Cell<usize>,
    /// Files read so far, or why they cannot be.
    pub(super) files: RefCell<FxHashMap<Utf8PathBuf, Result<Arc<str>, Reason>>>,
}

/// One stack.
pub(super) struct Scope<'w> {
    pub(super) world: &'w World<'w>,
    pub(super) template: &'w Template<'w>,
    pub(super) parameters: Parameters,
    /// What addresses begin with: `network/` in a stack of that name.
    pub(super) prefix: String,
    /// The resources that lead here.
    pub(super) calls: Vec<CallSite>,
    /// What `resource_facade` gives: of the resource that the stack stands for.
    pub(super) facade: Map,
    /// Conditions computed so far; none is not known.
    pub(super) conditions: RefCell<FxHashMap<String, Option<bool>>>,
    /// Nested stacks made so far; none is being made.
    pub(super) children: RefCell<FxHashMap<String, Option<Rc<Scope<'w>>>>>,
    /// Outputs computed so far; none is being computed.
    pub(super) outputs: RefCell<FxHashMap<String, Option<Value>>>,
}

/// What functions of one root make at most, in bytes and items: far more than any real stack.
pub(super) const BUDGET: usize = 64 << 20;

impl World<'_> {
    /// Takes `cost` from what functions may make; false when there is not so much left.
    pub(super) fn spend(&self, cost: usize) -> bool {
        match self.budget.get().checked_sub(cost) {
            Some(left) => {
                self.budget.set(left);
                true
            }
            None => false,
        }
    }
}

/// A value in error, as Heat would say.
pub(super) fn error(message: impl Into<Arc<str>>, span: Span) -> Value {
    Value::unknown(Reason::Error(message.into()), span)
}

/// A value that would cost too much.
pub(super) fn too_much(span: Span) -> Value {
    Value::unknown(Reason::Limit("what functions may make".into()), span)
}

impl Scope<'_> {
    /// The value of an expression; the depth of trees is bounded where they are parsed.
    pub(super) fn value(&self, node: &Node) -> Value {
        match self.template.function(node) {
            Some((name, argument)) => self.call(name, argument, self.span(node)),
            None => self.plain(node),
        }
    }

    /// Where an expression stands: a call of several lines, at its name.
    pub(super) fn span(&self, node: &Node) -> Span {
        let reader = self.template.reader();
        let written = reader.text.get(node.span.clone()).unwrap_or_default();
        match node.entries().first() {
            Some(first) if written.contains('\n') => reader.span(&first.key_span),
            _ => reader.span(&node.span),
        }
    }

    /// The value of a node that calls no function.
    fn plain(&self, node: &Node) -> Value {
        match &node.kind {
            Kind::Sequence(items) => {
                let items: Arc<[Value]> = items
                    .iter()
                    .filter(|item| !self.is_omitted(item))
                    .map(|item| self.value(item))
                    .collect();
                let span = items.first().map_or_else(
                    || self.template.reader().span(&node.span),
                    |first| first.origin.span,
                );
                Value::new(Data::List(ListKind::Tuple, items), span)
            }
            Kind::Mapping(entries) => {
                let reader = self.template.reader();
                let span = entries.first().map_or(&node.span, |first| &first.key_span);
                let map = self.members(entries);
                Value::new(Data::Map(MapKind::Object, Arc::new(map)), reader.span(span))
            }
            _ => self.template.reader().value(node),
        }
    }

    fn members(&self, entries: &[Entry]) -> Map {
        let kept = entries
            .iter()
            .filter(|entry| !self.is_omitted(&entry.value));
        kept.map(|entry| (entry.key.as_str().into(), self.value(&entry.value)))
            .collect()
    }

    /// Whether an `if` without a value for the other case leaves the whole item out.
    fn is_omitted(&self, node: &Node) -> bool {
        self.template.version >= Version::WALLABY
            && match self.template.function(node) {
                Some(("if", argument)) => match argument.items() {
                    Some([condition, _]) => self.condition(condition) == Some(false),
                    _ => false,
                },
                _ => false,
            }
    }

    /// The address of a resource of this stack.
    pub(super) fn address(&self, name: &str) -> Arc<str> {
        format!("{}{name}", self.prefix).into()
    }

    /// Whether the condition of a resource holds; nothing when that is not known.
    pub(super) fn is_kept(&self, declaration: &Node) -> Option<bool> {
        match declaration.get("condition") {
            Some(condition) if self.template.version >= Version::NEWTON => {
                self.condition(condition)
            }
            _ => Some(true),
        }
    }
}
