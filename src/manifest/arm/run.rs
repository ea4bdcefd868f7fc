//! What the evaluation of one root shares: the resources that can be named, the bounds, and what is in error.

use std::cell::{Cell, RefCell};

use rustc_hash::FxHashSet;

use super::index::Index;
use crate::model::{Data, Diagnostic, Gravity, Reason, Span, Value};
use crate::text::Text;

/// Parts of expressions and of values that one root evaluates.
const STEPS: u64 = 30_000_000;
/// Deepest nesting of values, expressions and definitions that read each other. Threads have the stack for it.
const DEPTH: u32 = 4_000;
/// Parts of one value, counting shared ones as often as they occur.
const WEIGHT: u64 = 200_000;
/// Expressions in error that are reported of one root.
const PROBLEMS: usize = 200;

/// See the module.
pub(super) struct Run<'r> {
    /// The resources that expressions can name; empty while they are being found.
    pub(super) index: &'r Index,
    /// Where resource groups and deployments are, when the user says so.
    pub(super) region: Option<&'r Value>,
    steps: Cell<u64>,
    depth: Cell<u32>,
    problems: RefCell<Vec<Diagnostic>>,
    reported: RefCell<FxHashSet<Span>>,
}

/// One level of nesting, until it is dropped.
pub(super) struct Level<'r>(&'r Cell<u32>);

impl Drop for Level<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get().saturating_sub(1));
    }
}

impl<'r> Run<'r> {
    pub(super) fn new(index: &'r Index, region: Option<&'r Value>) -> Self {
        Run {
            index,
            region,
            steps: Cell::new(STEPS),
            depth: Cell::new(0),
            problems: RefCell::default(),
            reported: RefCell::default(),
        }
    }

    /// Goes one level deeper; the name of the bound that is reached otherwise.
    pub(super) fn enter(&self) -> Result<Level<'_>, &'static str> {
        self.charge(1)?;
        if self.depth.get() >= DEPTH {
            return Err("the nesting of definitions");
        }
        self.depth.set(self.depth.get() + 1);
        Ok(Level(&self.depth))
    }

    /// Counts work; the name of the bound that is reached otherwise.
    pub(super) fn charge(&self, steps: u64) -> Result<(), &'static str> {
        match self.steps.get().checked_sub(steps) {
            Some(left) => {
                self.steps.set(left);
                Ok(())
            }
            None => {
                self.steps.set(0);
                Err("the steps of an evaluation")
            }
        }
    }

    /// Counts the parts of a value; the name of the bound that is reached when it has too many.
    pub(super) fn weigh(&self, value: &Value) -> Result<(), &'static str> {
        let mut left = WEIGHT;
        let is_light = weighs_at_most(value, &mut left);
        self.charge(WEIGHT - left)?;
        if is_light {
            Ok(())
        } else {
            Err("the size of a value")
        }
    }

    /// Reports an expression in error, once per place.
    pub(super) fn report(&self, message: &str, span: Span) {
        let mut problems = self.problems.borrow_mut();
        if problems.len() >= PROBLEMS || !self.reported.borrow_mut().insert(span) {
            return;
        }
        problems.push(Diagnostic::at(
            Gravity::Warning,
            "evaluation-error",
            span,
            Text::new(
                format!("{message}; the value counts as unknown"),
                format!("erreur : {message} ; la valeur est tenue pour inconnue"),
            ),
        ));
    }

    /// What was in error.
    pub(super) fn into_problems(self) -> Vec<Diagnostic> {
        self.problems.into_inner()
    }
}

/// A value that is not known since a bound was reached.
pub(super) fn limit(bound: &str, span: Span) -> Value {
    Value::unknown(Reason::Limit(bound.into()), span)
}

/// Takes the parts of a value from `left`; stops where there are none left.
fn weighs_at_most(value: &Value, left: &mut u64) -> bool {
    let own = match &value.data {
        Data::String(text) => 1 + text.len() as u64 / 64,
        _ => 1,
    };
    match left.checked_sub(own) {
        Some(rest) => *left = rest,
        None => {
            *left = 0;
            return false;
        }
    }
    match &value.data {
        Data::List(_, items) => items.iter().all(|item| weighs_at_most(item, left)),
        Data::Map(_, members) => members.values().all(|member| weighs_at_most(member, left)),
        _ => true,
    }
}
