//! Goes through the resources of a template: loops, conditions, children and nested deployments.
//!
//! A root is walked twice, first to find what its resources are called, then to evaluate them, so that an expression
//! may name a resource that comes later.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::body::Made;
use super::call::truth;
use super::frame::{Bound, Frame, Loop};
use super::index::Index;
use super::instance::{Called, Enclosing};
use super::scope::{MAX_COPIES, Scope, entry, member, whole_number};
use crate::manifest::sheet::Sheet;
use crate::model::{CallSite, Span};
use crate::yaml::{Kind, Node};

/// Deployments nest this deep at most; Resource Manager allows fewer.
const MAX_NESTING: usize = 16;
/// Resources of one root at most: a template has 800.
const MAX_RESOURCES: usize = 50_000;

/// What a walk does with the resources that it meets.
pub(super) enum Aim<'w> {
    /// Finds what they are called.
    Find(&'w mut Index),
    /// Evaluates them.
    Make(&'w mut Made),
}

/// See the module.
pub(super) struct Walk<'w, 's> {
    pub(super) aim: Aim<'w>,
    /// All templates of the run, for deployments that nest one.
    pub(super) sheets: &'s BTreeMap<&'s Utf8Path, &'s Sheet>,
    /// How many resources were met.
    pub(super) met: usize,
    /// The templates of the run that are deployed.
    pub(super) deploys: BTreeSet<Utf8PathBuf>,
}

/// Where a walk is.
#[derive(Clone)]
pub(super) struct Position {
    /// The file of the template.
    pub(super) path: Utf8PathBuf,
    /// What addresses begin with, in a nested deployment.
    pub(super) prefix: String,
    /// The deployments around, outermost first.
    pub(super) calls: Vec<CallSite>,
    /// Whether it is not known if the resources are deployed, or how often.
    pub(super) symbolic: bool,
}

/// A resource that is met.
pub(super) struct Met<'m, 's> {
    pub(super) node: &'s Node,
    pub(super) called: &'m Called,
    pub(super) label: Arc<str>,
    /// Where it is declared.
    pub(super) header: Span,
    pub(super) symbolic: bool,
}

impl<'s> Walk<'_, 's> {
    /// All resources of a template.
    pub(super) fn template(
        &mut self,
        scope: &Scope<'s>,
        root: &'s Node,
        frame: Frame<'_>,
        position: &Position,
    ) {
        if let Some(resources) = member(root, "resources") {
            self.resources(scope, resources, frame, position, None);
        }
    }

    fn resources(
        &mut self,
        scope: &Scope<'s>,
        resources: &'s Node,
        frame: Frame<'_>,
        position: &Position,
        enclosing: Option<&Enclosing>,
    ) {
        match &resources.kind {
            Kind::Sequence(items) => {
                for item in items {
                    self.repeated(scope, item, None, frame, position, enclosing);
                }
            }
            // Since language version 2.0 resources have symbolic names.
            Kind::Mapping(entries) => {
                for entry in entries {
                    let symbol = Some(entry.key.as_str());
                    self.repeated(scope, &entry.value, symbol, frame, position, enclosing);
                }
            }
            _ => {}
        }
    }

    /// A resource as often as its loop says.
    fn repeated(
        &mut self,
        scope: &Scope<'s>,
        node: &'s Node,
        symbol: Option<&str>,
        frame: Frame<'_>,
        position: &Position,
        enclosing: Option<&Enclosing>,
    ) {
        let copy = member(node, "copy").filter(|copy| copy.is_mapping());
        let Some(copy) = copy else {
            self.one(scope, node, symbol, frame, position, enclosing);
            return;
        };
        let name = member(copy, "name").and_then(Node::as_text);
        let name = name.unwrap_or_default().to_lowercase();
        let count = member(copy, "count").map(|count| scope.value(count, frame));
        let count = count.as_ref().and_then(whole_number);
        let turn = |index| {
            frame.with(Bound::Loop(Loop {
                name: name.clone(),
                index,
                is_resource: true,
            }))
        };
        match count {
            Some(count) if count <= MAX_COPIES => {
                for index in 0..count {
                    let binding = turn(Some(index));
                    self.one(scope, node, symbol, binding.frame(), position, enclosing);
                }
            }
            // One for any number of them.
            _ => {
                let position = Position {
                    symbolic: true,
                    ..position.clone()
                };
                let binding = turn(None);
                self.one(scope, node, symbol, binding.frame(), &position, enclosing);
            }
        }
    }

    fn one(
        &mut self,
        scope: &Scope<'s>,
        node: &'s Node,
        symbol: Option<&str>,
        frame: Frame<'_>,
        position: &Position,
        enclosing: Option<&Enclosing>,
    ) {
        if member(node, "existing").is_some_and(|node| node.kind == Kind::Bool(true)) {
            return;
        }
        let condition = member(node, "condition").map(|node| scope.value(node, frame));
        let holds = condition.as_ref().map_or(Some(true), truth);
        // What is not deployed may have a name that is in error.
        if holds == Some(false) && member(node, "resources").is_none() {
            return;
        }
        let Some(called) = scope.called(node, frame, enclosing) else {
            return;
        };
        if holds != Some(false) {
            if self.met >= MAX_RESOURCES {
                if let Aim::Make(made) = &mut self.aim {
                    made.too_many(&position.path, MAX_RESOURCES);
                }
                return;
            }
            self.met += 1;
            let met = Met {
                node,
                label: called.label(&position.prefix),
                called: &called,
                header: header(scope, node),
                symbolic: position.symbolic || holds.is_none(),
            };
            match &mut self.aim {
                Aim::Find(index) => {
                    let symbol = symbol.map(|symbol| (scope.prefix.as_str(), symbol));
                    index.declare(&called.kind, &called.name, &met.label, symbol);
                }
                Aim::Make(made) => made.resource(scope, &met, frame, position),
            }
            if is_deployment(&called.kind) && position.calls.len() < MAX_NESTING {
                self.nested(scope, &met, frame, position);
            }
        }
        // Whether a resource is deployed says nothing of those inside of it ("Conditional deployment").
        if let Some(children) = member(node, "resources") {
            let enclosing = Enclosing {
                kind: called.kind,
                name: called.name,
                shown: called.shown,
            };
            self.resources(scope, children, frame, position, Some(&enclosing));
        }
    }
}

/// The type of a deployment within a template, which is part of the language.
fn is_deployment(kind: &str) -> bool {
    kind.eq_ignore_ascii_case("Microsoft.Resources/deployments")
}

/// The type, which stands where the resource is declared.
fn header(scope: &Scope<'_>, node: &Node) -> Span {
    let range = match entry(node, "type") {
        Some(entry) => entry.key_span.start..entry.value.span.end,
        None => node.span.clone(),
    };
    scope.reader.span(&range)
}
