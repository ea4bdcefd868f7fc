//! Unknown values that keep their possible values.
//!
//! An unknown whose [`candidates`](crate::model::Unknown::candidates) are not empty is one of them; the list is
//! exhaustive. A candidate may itself be unknown (a key created in the same run, or null): it then has
//! no candidates of its own, since nested lists are flattened. An operation on such an unknown is done
//! on each candidate; when a list would grow beyond its limit, it is given up as a whole.

use std::sync::Arc;

use super::failure::Outcome;
use crate::model::{Data, Presence, Reason, Span, Unknown, Value};

/// The result of an operation on operands of which at least one is unknown.
///
/// `operation` is called with every combination of candidates, if these are few, and otherwise not at
/// all. It must accept unknown operands. `not_null` says that its results are never null.
pub(crate) fn lift(
    operands: &[&Value],
    span: Span,
    not_null: bool,
    operation: &mut dyn FnMut(&[&Value]) -> Outcome,
) -> Outcome {
    let Some(cause) = operands.iter().find_map(|operand| operand.as_unknown()) else {
        return operation(operands);
    };
    let mut unknown = Unknown {
        presence: Presence::certain_if(not_null),
        ..same_cause(cause)
    };
    let Some(combinations) = combinations(operands) else {
        return Ok(
            Value::new(Data::Unknown(Arc::new(unknown)), span).made_from(operands.iter().copied())
        );
    };
    let waits = operands.iter().any(|operand| {
        let unknown = operand.as_unknown();
        unknown.is_some_and(Unknown::waits_for_deployment)
    });
    let mut failure = None;
    let mut candidates = Candidates::default();
    for combination in &combinations {
        match operation(combination) {
            Ok(value) => candidates.add(value),
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    if let (Some(failure), true) = (&failure, candidates.is_empty()) {
        return Err(failure.clone());
    }
    if failure.is_none()
        && let Some(only) = candidates.only_unless(waits)
    {
        return Ok(only.made_from(operands.iter().copied()).used_at(span));
    }
    unknown.candidates = candidates.into_values();
    unknown.presence = unknown.presence.max(shared_presence(&unknown.candidates));
    Ok(Value::new(Data::Unknown(Arc::new(unknown)), span).made_from(operands.iter().copied()))
}

/// The only value that an unknown can take: what a plan takes it for where it follows bounds, as of numbers
/// and lengths.
pub(crate) fn settled(value: Value) -> Value {
    match value.as_unknown().map(|unknown| &*unknown.candidates) {
        Some([only]) if only.as_unknown().is_none() => {
            let span = value.origin.span;
            only.clone().made_from([&value]).used_at(span)
        }
        _ => value,
    }
}

/// An unknown for the reason of `cause`, which is one of `alternatives`.
pub(crate) fn one_of(
    cause: &Unknown,
    alternatives: impl IntoIterator<Item = Value>,
    span: Span,
) -> Value {
    let mut candidates = Candidates::default();
    for alternative in alternatives {
        candidates.add(alternative);
    }
    if let Some(only) = candidates.only_unless(cause.waits_for_deployment()) {
        return only.used_at(span);
    }
    let candidates = candidates.into_values();
    let unknown = Unknown {
        presence: shared_presence(&candidates),
        candidates,
        ..same_cause(cause)
    };
    Value::new(Data::Unknown(Arc::new(unknown)), span)
}

/// An unknown for the reason of `cause` about which nothing else is known.
pub(crate) fn opaque(cause: &Unknown, span: Span) -> Value {
    Value::new(Data::Unknown(Arc::new(same_cause(cause))), span)
}

/// An unknown with the reason of another and nothing else of it.
fn same_cause(cause: &Unknown) -> Unknown {
    Unknown {
        presence: Presence::Open,
        ..Unknown::new(cause.reason.clone(), cause.at)
    }
}

/// What [`opaque`] makes of an unknown value; the value itself when it is known.
pub(crate) fn opaque_of(value: &Value, span: Span) -> Value {
    match value.as_unknown() {
        Some(cause) => opaque(cause, span).made_from([value]),
        None => value.clone(),
    }
}

/// An unknown for `reason`, which stands at `at`, used at `span`.
pub(crate) fn unknown_at(reason: Reason, at: Span, span: Span) -> Value {
    Value::new(Data::Unknown(Arc::new(Unknown::new(reason, at))), span)
}

/// How certain it is that each of the candidates is set.
fn shared_presence(candidates: &[Value]) -> Presence {
    let presences = candidates.iter().map(|candidate| match &candidate.data {
        Data::Null => Presence::Open,
        Data::Unknown(unknown) => unknown.presence,
        _ => Presence::Certain,
    });
    presences.min().unwrap_or(Presence::Open)
}

fn combinations<'v>(operands: &[&'v Value]) -> Option<Vec<Vec<&'v Value>>> {
    let mut combinations: Vec<Vec<&Value>> = vec![Vec::with_capacity(operands.len())];
    for operand in operands {
        let choices: &[Value] = match operand.as_unknown() {
            Some(unknown) if unknown.candidates.is_empty() => return None,
            Some(unknown) => &unknown.candidates,
            None => std::slice::from_ref(*operand),
        };
        if combinations.len() * choices.len() > Unknown::MAX_CANDIDATES {
            return None;
        }
        combinations = combinations
            .iter()
            .flat_map(|combination| {
                choices.iter().map(|choice| {
                    let mut longer = combination.clone();
                    longer.push(choice);
                    longer
                })
            })
            .collect();
    }
    Some(combinations)
}

#[derive(Default)]
struct Candidates {
    values: Vec<Value>,
    too_many: bool,
}

impl Candidates {
    fn add(&mut self, value: Value) {
        match value.as_unknown() {
            Some(unknown) if !unknown.candidates.is_empty() => {
                for candidate in &unknown.candidates {
                    self.push(candidate.clone());
                }
            }
            _ => self.push(value),
        }
    }

    fn push(&mut self, value: Value) {
        if self.too_many || self.values.contains(&value) {
            return;
        }
        if self.values.len() == Unknown::MAX_CANDIDATES {
            self.too_many = true;
        } else {
            self.values.push(value);
        }
    }

    fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The only possible value, unless what decides is not known before deployment, not even in a plan: it
    /// is then kept as what is possible.
    fn only_unless(&self, waits: bool) -> Option<Value> {
        match self.values.as_slice() {
            [only] if !self.too_many && (!waits || only.as_unknown().is_some()) => {
                Some(only.clone())
            }
            _ => None,
        }
    }

    fn into_values(self) -> Vec<Value> {
        if self.too_many {
            Vec::new()
        } else {
            self.values
        }
    }
}
