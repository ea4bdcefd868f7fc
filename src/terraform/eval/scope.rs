//! What names mean at a place of a configuration.

use super::Evaluator;
use super::instance::ModuleInstance;
use super::repeat::Repetition;
use crate::model::{Map, Value};

/// The names that an expression may use, besides the declarations of its module.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'s> {
    pub(crate) evaluator: &'s Evaluator<'s>,
    pub(crate) instance: &'s ModuleInstance,
    /// What `each` and `count` mean.
    pub(crate) repetition: &'s Repetition,
    /// Innermost of the names bound by `for`, `dynamic` and templates.
    pub(crate) frame: Option<&'s Frame<'s>>,
    /// Whether only the bound names exist: the inside of `templatefile` and `templatestring`, and
    /// values of variables.
    pub(crate) closed: bool,
    /// How many templates read by functions the expression is nested in.
    pub(crate) template_depth: u32,
}

/// Names bound to values, and the names bound around them.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'s> {
    pub(crate) names: Names<'s>,
    pub(crate) outer: Option<&'s Frame<'s>>,
}

/// The names of a [`Frame`].
#[derive(Clone, Copy)]
pub(crate) enum Names<'s> {
    /// The variables of a `for`: the key's, when it has one, and the value's.
    Item(Option<(&'s str, &'s Value)>, (&'s str, &'s Value)),
    /// The variables of a template.
    Members(&'s Map),
}

impl<'s> Scope<'s> {
    /// The scope of a module's own definitions, where nothing is repeated.
    pub(crate) fn of_module(evaluator: &'s Evaluator<'s>, instance: &'s ModuleInstance) -> Self {
        Self::of_repetition(evaluator, instance, &Repetition::Once)
    }

    /// The scope of a block with `count` or `for_each`.
    pub(crate) fn of_repetition(
        evaluator: &'s Evaluator<'s>,
        instance: &'s ModuleInstance,
        repetition: &'s Repetition,
    ) -> Self {
        Scope {
            evaluator,
            instance,
            repetition,
            frame: None,
            closed: false,
            template_depth: 0,
        }
    }

    /// The same scope with `frame` as its innermost names.
    pub(crate) fn with<'t>(&'t self, frame: &'t Frame<'t>) -> Scope<'t> {
        Scope {
            frame: Some(frame),
            ..*self
        }
    }

    /// The innermost frame once the variables of a `for` are bound.
    pub(crate) fn item<'t>(
        &'t self,
        key: Option<(&'t str, &'t Value)>,
        value: (&'t str, &'t Value),
    ) -> Frame<'t> {
        Frame {
            names: Names::Item(key, value),
            outer: self.frame,
        }
    }

    /// The value of a bound name.
    pub(crate) fn bound(&self, name: &str) -> Option<&'s Value> {
        let mut frame = self.frame;
        while let Some(current) = frame {
            match current.names {
                Names::Item(_, (bound, value)) if bound == name => return Some(value),
                Names::Item(Some((bound, value)), _) if bound == name => return Some(value),
                Names::Item(..) => {}
                Names::Members(members) => {
                    if let Some(value) = members.get(name) {
                        return Some(value);
                    }
                }
            }
            frame = current.outer;
        }
        None
    }
}
