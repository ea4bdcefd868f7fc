//! The bounds of an evaluation: steps, nesting, sizes, instances.
//!
//! Every bound degrades what exceeds it to an unknown with [`Reason::Limit`], and is reported once per
//! root. None depends on time, so that a result is the same on every machine.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::{Data, Diagnostic, Gravity, Reason, Span, Text, Value};

/// Expression nodes evaluated per root, literals excepted.
const STEPS: u64 = 50_000_000;

/// Expression nodes evaluated for one argument or one definition, those of the definitions that it
/// reads excepted.
const STEPS_OF_ONE: u64 = 2_000_000;

/// Nested evaluations: a chain of definitions, each read by the one before, times the depth of their
/// expressions. The evaluating threads have stacks for it (see `load`).
const DEPTH: u32 = 40_000;

/// Nodes of one value, counting shared parts as often as they occur.
const WEIGHT: u64 = 2_000_000;

/// Nested collections of one value.
const VALUE_DEPTH: u32 = 100;

/// Bytes of one string.
pub(crate) const STRING_BYTES: usize = 16 << 20;

/// Resource and module instances per root.
pub(crate) const INSTANCES: usize = 200_000;

/// Nested module calls.
pub(crate) const MODULE_DEPTH: usize = 64;

/// Collections lighter than this are weighed anew each time; the others once.
const REMEMBERED_WEIGHT: u64 = 64;

/// Parts of remembered collections, which would otherwise be freed: beyond, all are forgotten.
const REMEMBERED_PARTS: usize = 200_000;

/// What is left of the bounds for one root.
pub(crate) struct Budget {
    steps: Cell<u64>,
    steps_of_one: Cell<u64>,
    depth: Cell<u32>,
    instances: Cell<usize>,
    /// Weight and depth of heavy collections by address; the values keep the addresses taken.
    weighed: RefCell<FxHashMap<usize, (Value, Weight)>>,
    /// The parts that the collections in `weighed` have of their own.
    remembered_parts: Cell<usize>,
    exceeded: RefCell<Vec<(&'static str, Span)>>,
}

#[derive(Clone, Copy, Default)]
struct Weight {
    nodes: u64,
    depth: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Budget {
            steps: Cell::new(STEPS),
            steps_of_one: Cell::new(STEPS_OF_ONE),
            depth: Cell::new(0),
            instances: Cell::new(INSTANCES),
            weighed: RefCell::default(),
            remembered_parts: Cell::new(0),
            exceeded: RefCell::default(),
        }
    }
}

impl Budget {
    /// Spends `steps`; says whether they were left.
    pub(crate) fn spend(&self, steps: usize) -> bool {
        let steps = steps as u64;
        let (of_root, of_one) = (self.steps.get(), self.steps_of_one.get());
        self.steps.set(of_root.saturating_sub(steps));
        self.steps_of_one.set(of_one.saturating_sub(steps));
        of_root > steps && of_one > steps
    }

    /// Spends a step for each item, and for every few bytes of text, that a function has made; says
    /// whether they were left.
    pub(crate) fn spend_on(&self, made: &Value) -> bool {
        /// Bytes that cost as much as an expression.
        const BYTES: usize = 64;
        match &made.data {
            Data::List(_, items) => self.spend(items.len()),
            Data::Map(_, members) => self.spend(members.len()),
            Data::String(text) => self.spend(text.len() / BYTES),
            _ => true,
        }
    }

    /// Evaluates one argument or definition with an allowance of its own.
    pub(crate) fn for_one<T>(&self, evaluate: impl FnOnce() -> T) -> T {
        let outer = self.steps_of_one.replace(STEPS_OF_ONE);
        let result = evaluate();
        self.steps_of_one.set(outer);
        result
    }

    /// Enters one nested evaluation, unless there are too many; [`Budget::leave`] must follow.
    pub(crate) fn enter(&self) -> bool {
        if self.depth.get() >= DEPTH {
            return false;
        }
        self.depth.set(self.depth.get() + 1);
        true
    }

    /// Leaves the evaluation entered last.
    pub(crate) fn leave(&self) {
        self.depth.set(self.depth.get().saturating_sub(1));
    }

    /// Takes `count` instances; says whether they were left.
    pub(crate) fn take_instances(&self, count: usize) -> bool {
        match self.instances.get().checked_sub(count) {
            Some(left) => {
                self.instances.set(left);
                true
            }
            None => false,
        }
    }

    /// An unknown for an exceeded bound, which is remembered for the report.
    pub(crate) fn exceeded(&self, what: &'static str, span: Span) -> Value {
        let mut exceeded = self.exceeded.borrow_mut();
        if !exceeded.iter().any(|(known, _)| *known == what) {
            exceeded.push((what, span));
        }
        Value::unknown(Reason::Limit(what.into()), span)
    }

    /// The bounds that were exceeded, each with the first place where it was.
    pub(crate) fn exceeded_bounds(&self) -> Vec<(&'static str, Span)> {
        self.exceeded.borrow().clone()
    }

    /// The value itself, or an unknown when it is too large or too deep.
    pub(crate) fn bounded(&self, value: Value) -> Value {
        if let Data::String(text) = &value.data {
            if text.len() > STRING_BYTES {
                return self.exceeded("bytes of a string", value.origin.span);
            }
            return value;
        }
        let weight = self.weigh(&value);
        // Not while a value is being weighed: parts that it shares are to be weighed once.
        if self.remembered_parts.get() > REMEMBERED_PARTS {
            self.weighed.borrow_mut().clear();
            self.remembered_parts.set(0);
        }
        if weight.nodes > WEIGHT {
            return self.exceeded("size of a value", value.origin.span);
        }
        if weight.depth > VALUE_DEPTH {
            return self.exceeded("depth of a value", value.origin.span);
        }
        value
    }

    fn weigh(&self, value: &Value) -> Weight {
        let (address, children): (usize, &mut dyn Iterator<Item = &Value>) = match &value.data {
            Data::List(_, items) => (Arc::as_ptr(items).cast::<u8>() as usize, &mut items.iter()),
            Data::Map(_, members) => (
                Arc::as_ptr(members).cast::<u8>() as usize,
                &mut members.values(),
            ),
            Data::Unknown(unknown)
                if !unknown.candidates.is_empty() || unknown.document.is_some() =>
            {
                let parts = unknown.candidates.iter().chain(unknown.document());
                (
                    Arc::as_ptr(unknown).cast::<u8>() as usize,
                    &mut parts.into_iter(),
                )
            }
            _ => return Weight { nodes: 1, depth: 0 },
        };
        if let Some((_, weight)) = self.weighed.borrow().get(&address) {
            return *weight;
        }
        let mut weight = Weight { nodes: 1, depth: 0 };
        let mut parts = 1;
        for child in children {
            parts += 1;
            let child = self.weigh(child);
            weight.nodes = weight.nodes.saturating_add(child.nodes);
            weight.depth = weight.depth.max(child.depth);
        }
        weight.depth += 1;
        if weight.nodes > REMEMBERED_WEIGHT || weight.depth > 8 {
            self.weighed
                .borrow_mut()
                .insert(address, (value.clone(), weight));
            self.remembered_parts
                .set(self.remembered_parts.get().saturating_add(parts));
        }
        weight
    }
}

/// The report of an exceeded bound.
pub(crate) fn limit_diagnostic(what: &str, span: Span) -> Diagnostic {
    Diagnostic::at(
        Gravity::Error,
        "evaluation-limit",
        span,
        Text::new(
            format!(
                "the evaluation reached its limit ({what}); what lies beyond it counts as unknown"
            ),
            format!(
                "l'évaluation a atteint sa limite ({what}) ; ce qui la dépasse est tenu pour inconnu"
            ),
        ),
    )
}
