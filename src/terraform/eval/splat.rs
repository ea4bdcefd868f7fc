//! `type.name[*].attribute` and `module.name[*].output`, evaluated once for each place they are written at.
//!
//! Such an expression often stands in a block that is repeated as often as what it names, and gives the
//! same list in each instance: `element(aws_subnet.a[*].id, count.index)`.

use super::failure::Outcome;
use super::instance::Expansion;
use super::repeat::Keys;
use super::scope::Scope;
use crate::model::{Reason, Span, Value};
use crate::terraform::ast::Access;

/// Lists shorter than this are made anew.
const REMEMBERED_LENGTH: usize = 16;

/// What `compute` gives for the instances of `expansion`, followed by `rest`, at `span`.
pub(crate) fn once<T>(
    expansion: &Expansion<T>,
    rest: &[Access],
    scope: &Scope,
    span: Span,
    compute: impl FnOnce() -> Outcome,
) -> Outcome {
    let repeated = matches!(expansion.keys, Keys::Count | Keys::Each(_))
        && expansion.instances.len() >= REMEMBERED_LENGTH;
    // Names alone follow: an index may depend on the instance that asks.
    let is_fixed = match rest {
        [Access::FullSplat(_) | Access::AttributeSplat(_), names @ ..] => names
            .iter()
            .all(|access| matches!(access, Access::Attribute(..))),
        _ => false,
    };
    if !repeated || !is_fixed || span.is_nowhere() {
        return compute();
    }
    if let Some(known) = scope.instance.splats.borrow().get(&span) {
        return Ok(known.clone());
    }
    let value = compute()?;
    if !is_cyclic(&value) {
        let mut splats = scope.instance.splats.borrow_mut();
        splats.insert(span, value.clone());
    }
    Ok(value)
}

/// Whether a definition depends on itself, so that another reader may be given something else.
fn is_cyclic(value: &Value) -> bool {
    let is_cycle = |value: &Value| {
        value
            .as_unknown()
            .is_some_and(|unknown| matches!(unknown.reason, Reason::Cycle(_)))
    };
    is_cycle(value)
        || value
            .as_list()
            .is_some_and(|items| items.iter().any(is_cycle))
}
