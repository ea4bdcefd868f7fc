//! `count` and `for_each`: how many instances a block has, and what `each` and `count` mean in each.

use std::sync::Arc;

use super::expression::evaluate;
use super::failure::Failure;
use super::possible::unknown_at;
use super::primitive::{to_bool, to_index};
use super::scope::Scope;
use crate::model::{Data, Gravity, ListKind, Presence, Reason, Span, Text, Unknown, Value};
use crate::terraform::ast::{Expr, ExprKind};
use crate::terraform::module::Repeat;
use crate::terraform::types::{Type, convert, typed};

/// The instance keys of a block.
#[derive(Clone, Debug)]
pub(crate) enum Keys {
    /// Neither `count` nor `for_each`: one instance without a key, or none when it is disabled.
    Once,
    /// `0..count`.
    Count,
    /// In the order of the keys, which are sorted.
    Each(Arc<[Arc<str>]>),
    /// Not known: one instance stands for all.
    Symbolic(Arc<Unknown>),
}

/// What `each` and `count` mean in an instance.
#[derive(Clone, Debug)]
pub(crate) enum Repetition {
    Once,
    Count(usize),
    Each {
        key: Arc<str>,
        value: Value,
    },
    /// `count` is not known; the span is its expression's.
    UnknownCount(Span),
    /// `for_each` is not known; the span is its expression's.
    UnknownEach(Span),
}

/// The instances of a block, as evaluated.
pub(crate) struct Repeated {
    pub(crate) keys: Keys,
    pub(crate) repetitions: Vec<Repetition>,
}

/// Evaluates how often a block is repeated. `address` names the block in messages.
pub(crate) fn repeat(repeat: &Repeat, scope: &Scope, address: &str) -> Repeated {
    match repeat {
        Repeat::Once => Repeated {
            keys: Keys::Once,
            repetitions: vec![Repetition::Once],
        },
        Repeat::Count(expr) => count(expr, scope, address),
        Repeat::ForEach(expr) => for_each(expr, scope, address),
        Repeat::Enabled(expr) => enabled(expr, scope, address),
    }
}

/// How an instance key is written in an address: `["k"]`, `[0]`, or nothing.
pub(crate) fn key_suffix(repetition: &Repetition) -> String {
    match repetition {
        Repetition::Count(index) => format!("[{index}]"),
        Repetition::Each { key, .. } => format!("[{}]", quoted(key)),
        Repetition::Once | Repetition::UnknownCount(_) | Repetition::UnknownEach(_) => {
            String::new()
        }
    }
}

/// A text between quotes, escaped as Terraform escapes instance keys.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

fn count(expr: &Expr, scope: &Scope, address: &str) -> Repeated {
    let evaluated = evaluate(expr, scope).and_then(|value| match &value.data {
        Data::Unknown(_) => Ok(value),
        Data::Null => Err(Failure::new("`count` must not be null", expr.span)),
        _ => {
            let count = to_index(&value).ok_or_else(|| {
                Failure::new("`count` must be a whole number, zero or more", expr.span)
            })?;
            Ok(Value::new(Data::Number(count.into()), expr.span))
        }
    });
    let repetition = Repetition::UnknownCount(expr.span);
    match evaluated {
        Err(failure) => refused(&failure, scope, address, repetition),
        Ok(value) => match (&value.data, to_index(&value)) {
            (_, Some(count)) if scope.evaluator.budget.take_instances(count) => Repeated {
                keys: Keys::Count,
                repetitions: (0..count).map(Repetition::Count).collect(),
            },
            (Data::Unknown(unknown), _) => symbolic(unknown, scope, address, repetition),
            _ => over_budget(expr, scope, address, repetition),
        },
    }
}

fn for_each(expr: &Expr, scope: &Scope, address: &str) -> Repeated {
    let repetition = Repetition::UnknownEach(expr.span);
    let evaluated = evaluate(expr, scope).and_then(|value| {
        let value = if may_be_set(&value, expr, scope) {
            convert(&value, &Type::Set(Box::new(Type::Any))).unwrap_or(value)
        } else {
            value
        };
        each_members(&value, expr.span)
    });
    match evaluated {
        Err(failure) => refused(&failure, scope, address, repetition),
        Ok(Members::Unknown(unknown)) => symbolic(&unknown, scope, address, repetition),
        Ok(Members::Known(members)) if scope.evaluator.budget.take_instances(members.len()) => {
            Repeated {
                keys: Keys::Each(members.iter().map(|(key, _)| Arc::clone(key)).collect()),
                repetitions: members
                    .into_iter()
                    .map(|(key, value)| Repetition::Each { key, value })
                    .collect(),
            }
        }
        Ok(_) => over_budget(expr, scope, address, repetition),
    }
}

/// OpenTofu's `enabled`: not known means that the instance may exist.
fn enabled(expr: &Expr, scope: &Scope, address: &str) -> Repeated {
    let once = |repetitions| Repeated {
        keys: Keys::Once,
        repetitions,
    };
    match evaluate(expr, scope) {
        Err(failure) => refused(&failure, scope, address, Repetition::Once),
        Ok(value) => match (&value.data, to_bool(&value)) {
            (_, Some(true)) => once(vec![Repetition::Once]),
            (_, Some(false)) => once(Vec::new()),
            (Data::Unknown(unknown), _) => symbolic(unknown, scope, address, Repetition::Once),
            _ => {
                let failure = Failure::new("`enabled` must be true or false", expr.span);
                refused(&failure, scope, address, Repetition::Once)
            }
        },
    }
}

/// Whether a tuple is a set in truth: in `condition ? toset(var.names) : []` the other branch decides the
/// type, and when its value is null or not known its type is not either. An empty tuple may have come
/// out of such a condition anywhere.
fn may_be_set(value: &Value, expr: &Expr, scope: &Scope) -> bool {
    let Data::List(ListKind::Tuple, items) = &value.data else {
        return false;
    };
    match &expr.kind {
        ExprKind::Parenthesis(inner) => may_be_set(value, inner, scope),
        ExprKind::Conditional(parts) => [&parts.1, &parts.2].into_iter().any(|branch| {
            evaluate(branch, scope)
                .is_ok_and(|value| matches!(value.data, Data::Null | Data::Unknown(_)))
        }),
        ExprKind::Tuple(_) => false,
        _ => items.is_empty(),
    }
}

enum Members {
    Known(Vec<(Arc<str>, Value)>),
    Unknown(Arc<Unknown>),
}

fn each_members(value: &Value, span: Span) -> Result<Members, Failure> {
    match &value.data {
        Data::Unknown(unknown) => Ok(Members::Unknown(Arc::clone(unknown))),
        Data::Map(_, members) => {
            let mut members: Vec<_> = members
                .iter()
                .map(|(key, value)| (Arc::clone(key), value.clone()))
                .collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Ok(Members::Known(members))
        }
        Data::List(ListKind::Set, items) => {
            let mut members = Vec::with_capacity(items.len());
            for item in items.iter() {
                match &item.data {
                    Data::String(key) => members.push((Arc::clone(key), item.clone())),
                    Data::Unknown(unknown) => return Ok(Members::Unknown(Arc::clone(unknown))),
                    _ => {
                        return Err(Failure::new(
                            "`for_each` over a set needs a set of strings",
                            span,
                        ));
                    }
                }
            }
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Ok(Members::Known(members))
        }
        Data::Null => Err(Failure::new("`for_each` must not be null", span)),
        Data::List(..) => Err(Failure::new(
            "`for_each` needs a map or a set of strings, and this is a list; `toset(…)` makes a set of it",
            span,
        )),
        _ => Err(Failure::new(
            "`for_each` needs a map or a set of strings",
            span,
        )),
    }
}

fn refused(failure: &Failure, scope: &Scope, address: &str, repetition: Repetition) -> Repeated {
    scope.evaluator.report_failure(failure, address);
    let reason = Reason::Error(failure.message.as_str().into());
    Repeated {
        keys: Keys::Symbolic(Arc::new(Unknown::new(reason, failure.span))),
        repetitions: vec![repetition],
    }
}

fn symbolic(
    unknown: &Arc<Unknown>,
    scope: &Scope,
    address: &str,
    repetition: Repetition,
) -> Repeated {
    let at = match &repetition {
        Repetition::UnknownCount(span) | Repetition::UnknownEach(span) => *span,
        _ => unknown.at,
    };
    scope.evaluator.report(
        crate::model::Diagnostic::at(
            Gravity::Note,
            "unknown-repetition",
            at,
            Text::new(
                format!("how many instances `{address}` has is not known; one stands for all of them"),
                format!("le nombre d'instances de `{address}` n'est pas connu ; une seule les représente toutes"),
            ),
        )
        .label(unknown.at, Text::new("because of this", "à cause de ceci")),
    );
    Repeated {
        keys: Keys::Symbolic(Arc::clone(unknown)),
        repetitions: vec![repetition],
    }
}

fn over_budget(expr: &Expr, scope: &Scope, address: &str, repetition: Repetition) -> Repeated {
    let value = scope.evaluator.budget.exceeded("instances", expr.span);
    let unknown = match value.data {
        Data::Unknown(unknown) => unknown,
        _ => Arc::new(Unknown::new(Reason::Limit("instances".into()), expr.span)),
    };
    symbolic(&unknown, scope, address, repetition)
}

impl Repetition {
    /// The value of `each.key`, `each.value` or `count.index`; none when the block has no such name.
    pub(crate) fn name(&self, object: &str, attribute: &str, span: Span) -> Option<Value> {
        match (self, object, attribute) {
            (Repetition::Count(index), "count", "index") => {
                Some(Value::new(Data::Number((*index).into()), span))
            }
            (Repetition::Each { key, .. }, "each", "key") => {
                Some(Value::string(Arc::clone(key), span))
            }
            (Repetition::Each { value, .. }, "each", "value") => Some(value.clone()),
            (Repetition::UnknownCount(at), "count", "index") => {
                let index = not_null_unknown("count.index", *at, span);
                Some(typed(index, &Type::Number))
            }
            (Repetition::UnknownEach(at), "each", "key") => {
                let key = not_null_unknown("each.key", *at, span);
                Some(typed(key, &Type::String))
            }
            (Repetition::UnknownEach(at), "each", "value") => Some(unknown_at(
                Reason::Repetition("each.value".into()),
                *at,
                span,
            )),
            _ => None,
        }
    }
}

fn not_null_unknown(name: &str, at: Span, span: Span) -> Value {
    let unknown = Unknown {
        presence: Presence::Certain,
        ..Unknown::new(Reason::Repetition(name.into()), at)
    };
    Value::new(Data::Unknown(Arc::new(unknown)), span)
}
