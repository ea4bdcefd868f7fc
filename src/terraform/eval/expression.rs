//! Evaluation of an expression in a scope.

use std::sync::Arc;

use super::access::apply;
use super::comprehension::comprehend;
use super::failure::{Failure, Outcome};
use super::function::call;
use super::operator::{binary, unary};
use super::possible::{one_of, opaque_of, settled};
use super::primitive::{describe, to_bool};
use super::reference::resolve;
use super::scope::Scope;
use super::template::render;
use crate::model::{Data, ListKind, Map, MapKind, Value, Via};
use crate::terraform::ast::{BinaryOp, Expr, ExprKind, TemplatePart};
use crate::terraform::types::{Type, convert, string_of, type_of, typed, unify};

/// The value of an expression, used at the span of the expression.
///
/// The recursion is bounded: by the parser for one expression, by the budget for chains of definitions.
pub(crate) fn evaluate(expr: &Expr, scope: &Scope) -> Outcome {
    // Literals are by far the most frequent, and need no bound.
    match &expr.kind {
        ExprKind::Null => return Ok(Value::null(expr.span)),
        ExprKind::Bool(bool) => return Ok(Value::new(Data::Bool(*bool), expr.span)),
        ExprKind::Number(number) => return Ok(Value::new(Data::Number(number.clone()), expr.span)),
        ExprKind::String(text) => return Ok(Value::new(Data::String(Arc::clone(text)), expr.span)),
        ExprKind::Invalid(message) => return Err(Failure::new(&**message, expr.span)),
        _ => {}
    }
    let budget = &scope.evaluator.budget;
    if !budget.spend(1) {
        return Ok(budget.exceeded("steps", expr.span));
    }
    if !budget.enter() {
        return Ok(budget.exceeded("nesting of definitions", expr.span));
    }
    let outcome = evaluate_compound(expr, scope);
    budget.leave();
    outcome
}

/// The value of an expression, with an error turned into an unknown and reported.
pub(crate) fn evaluate_or_report(expr: &Expr, scope: &Scope, context: &str) -> Value {
    match scope.evaluator.budget.for_one(|| evaluate(expr, scope)) {
        Ok(value) => value,
        Err(failure) => {
            scope.evaluator.report_failure(&failure, context);
            failure.to_value(expr.span)
        }
    }
}

fn evaluate_compound(expr: &Expr, scope: &Scope) -> Outcome {
    let budget = &scope.evaluator.budget;
    match &expr.kind {
        ExprKind::Template(parts) => match parts.as_slice() {
            [TemplatePart::Interpolation(only)] => {
                evaluate(only, scope).map(|value| value.used_at(expr.span))
            }
            parts => render(parts, scope, expr.span).map(|value| budget.bounded(value)),
        },
        ExprKind::Tuple(items) => tuple(items, expr, scope).map(|value| budget.bounded(value)),
        ExprKind::Object(members) => {
            object(members, expr, scope).map(|value| budget.bounded(value))
        }
        ExprKind::Variable(_) => resolve(expr, &[], scope, expr.span),
        ExprKind::Traversal(base, accesses) if matches!(base.kind, ExprKind::Variable(_)) => {
            resolve(base, accesses, scope, expr.span)
        }
        ExprKind::Traversal(base, accesses) => {
            let base = evaluate(base, scope)?;
            Ok(apply(base, accesses, scope, expr.span)?.used_at(expr.span))
        }
        ExprKind::Call(function) => call(function, expr, scope).map(|value| budget.bounded(value)),
        ExprKind::Parenthesis(inner) => {
            evaluate(inner, scope).map(|value| value.used_at(expr.span))
        }
        ExprKind::Unary(operator, operand) => {
            unary(*operator, &evaluate(operand, scope)?, expr.span)
        }
        ExprKind::Binary(operation) => binary_operation(operation, expr, scope),
        ExprKind::Conditional(parts) => conditional(parts, expr, scope),
        ExprKind::For(comprehension) => {
            comprehend(comprehension, scope, expr.span).map(|value| budget.bounded(value))
        }
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Number(_)
        | ExprKind::String(_)
        | ExprKind::Invalid(_) => evaluate(expr, scope),
    }
}

fn tuple(items: &[Expr], expr: &Expr, scope: &Scope) -> Outcome {
    let items = items
        .iter()
        .map(|item| evaluate(item, scope))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Value::new(
        Data::List(ListKind::Tuple, items.into()),
        expr.span,
    ))
}

fn object(members: &[(Expr, Expr)], expr: &Expr, scope: &Scope) -> Outcome {
    let mut map = Map::with_capacity_and_hasher(members.len(), rustc_hash::FxBuildHasher);
    let mut sensitive = false;
    for (key_expr, value_expr) in members {
        if matches!(key_expr.kind, ExprKind::Traversal(..)) {
            return Err(Failure::new(
                "a reference as a key has to stand between parentheses, and a name with dots between quotes",
                key_expr.span,
            ));
        }
        let key = evaluate(key_expr, scope)?;
        sensitive |= key.is_sensitive();
        match object_key(&key, key_expr)? {
            Some(key) => map.insert(key, evaluate(value_expr, scope)?),
            // With one unknown name, nothing is certain about the others either.
            None => return Ok(opaque_of(&key, expr.span)),
        };
    }
    let object = Value::new(Data::Map(MapKind::Object, Arc::new(map)), expr.span);
    Ok(if sensitive {
        object.marked_sensitive()
    } else {
        object
    })
}

fn object_key(key: &Value, expr: &Expr) -> Result<Option<Arc<str>>, Failure> {
    match &key.data {
        Data::Unknown(_) => Ok(None),
        _ => string_of(key).map(Some).ok_or_else(|| {
            Failure::new(
                format!(
                    "a key of an object must be a string, and this is {}",
                    describe(key)
                ),
                expr.span,
            )
        }),
    }
}

fn binary_operation(operation: &(Expr, BinaryOp, Expr), expr: &Expr, scope: &Scope) -> Outcome {
    let (left, operator, right) = operation;
    let left = evaluate(left, scope)?;
    let right = match evaluate(right, scope) {
        Ok(right) => right,
        Err(failure) if failure.is_static => return Err(failure),
        // An operand that decides alone, or is not known, spares the other, which may be in error.
        Err(failure) => {
            let decisive = match operator {
                BinaryOp::And => false,
                BinaryOp::Or => true,
                _ => return Err(failure),
            };
            return if left.as_unknown().is_some() {
                Ok(opaque_of(&left, expr.span))
            } else if to_bool(&left) == Some(decisive) || left.is_null() && !decisive {
                Ok(Value::new(Data::Bool(decisive), expr.span).made_from([&left]))
            } else {
                Err(failure)
            };
        }
    };
    binary(&left, *operator, &right, expr.span)
}

fn conditional(parts: &(Expr, Expr, Expr), expr: &Expr, scope: &Scope) -> Outcome {
    let (condition_expr, then, otherwise) = parts;
    let condition = evaluate(condition_expr, scope)?;
    if condition.is_null() {
        return Err(Failure::new("the condition is null", condition_expr.span));
    }
    let value = match (to_bool(&condition), condition.as_unknown()) {
        (Some(true), _) => chosen(then, otherwise, expr, scope)?,
        (Some(false), _) => chosen(otherwise, then, expr, scope)?,
        (None, Some(unknown)) => {
            if unknown.candidates.is_empty() {
                let alternatives = [evaluate(then, scope), evaluate(otherwise, scope)];
                undecided(&condition, alternatives, expr)?
            } else {
                let mut alternatives = Vec::new();
                for candidate in &unknown.candidates {
                    match to_bool(candidate) {
                        Some(true) => alternatives.push(chosen(then, otherwise, expr, scope)),
                        Some(false) => alternatives.push(chosen(otherwise, then, expr, scope)),
                        None => {
                            alternatives
                                .extend([evaluate(then, scope), evaluate(otherwise, scope)]);
                        }
                    }
                }
                undecided(&condition, alternatives, expr)?
            }
        }
        (None, None) => {
            let message = format!(
                "the condition must be true or false, and this is {}",
                describe(&condition)
            );
            return Err(Failure::new(message, condition_expr.span));
        }
    };
    Ok(if condition.is_sensitive() {
        value.marked_sensitive()
    } else {
        value
    })
}

/// The value of the branch taken, in the type that both branches have: with a string on the other side
/// a number becomes a string, and with an empty tuple a tuple becomes a list. It is sensitive when the
/// other branch is.
fn chosen(taken: &Expr, other: &Expr, expr: &Expr, scope: &Scope) -> Outcome {
    let mut value = evaluate(taken, scope)?.used_at(expr.span);
    let other_value = match evaluate(other, scope) {
        Ok(other_value) => other_value,
        Err(failure) if failure.is_static => return Err(failure),
        Err(_) => return Ok(value),
    };
    if other_value.is_sensitive() {
        value = value.marked_sensitive();
    }
    let [own_type, other_type] = [type_of(&value), type_of(&other_value)];
    // A null without a type fits any; the type of what a provider gives may not be known.
    if other_type == Type::Any || own_type == Type::Any && !value.is_null() {
        return Ok(value);
    }
    match unify(&[own_type.clone(), other_type.clone()]) {
        Some(shared) => Ok(convert(&value, &shared).unwrap_or(value)),
        // Only a schema tells the type of what a resource gives.
        None if may_agree(&value, &other_value) => Ok(value),
        None => Err(mismatched(&[own_type, other_type], expr)),
    }
}

/// Whether values of different types may be of one type by the schema of a provider, which has a say in
/// what is read from a resource.
fn may_agree(value: &Value, other: &Value) -> bool {
    let shape = |value: &Value| match &value.data {
        Data::List(..) => 1,
        Data::Map(..) => 2,
        _ => 0,
    };
    if shape(value) == shape(other) {
        is_of_resource(value) || is_of_resource(other)
    } else {
        !(value.references().is_empty() && other.references().is_empty())
    }
}

/// Whether a value, or a part of it, was read from a resource.
fn is_of_resource(value: &Value) -> bool {
    !value.references().is_empty()
        || match &value.data {
            Data::List(_, items) => items.iter().any(is_of_resource),
            Data::Map(kind, members) => {
                *kind == MapKind::Block || members.values().any(is_of_resource)
            }
            Data::Unknown(_) => true,
            _ => false,
        }
}

/// The type that the results of a conditional share, as far as it is known.
fn shared_type(values: &[Value], expr: &Expr) -> Result<Option<Type>, Failure> {
    let types: Vec<Type> = values.iter().map(type_of).collect();
    let is_open = |value: &Value| value.as_unknown().is_some() && value.given_type().is_none();
    match unify(&types) {
        // A result of a type that is not known decides too.
        Some(_) if values.iter().any(is_open) => Ok(None),
        Some(Type::Any) => Ok(None),
        Some(shared) => Ok(Some(shared)),
        None if values
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if may_agree(a, b))) =>
        {
            Ok(None)
        }
        None => Err(mismatched(&types, expr)),
    }
}

fn mismatched(types: &[Type], expr: &Expr) -> Failure {
    let names: Vec<String> = types.iter().map(Type::to_string).collect();
    Failure::new(
        format!(
            "the two results of the condition have to be of one type, and they are {}",
            names.join(" and ")
        ),
        expr.span,
    )
}

fn undecided(
    condition: &Value,
    alternatives: impl IntoIterator<Item = Outcome>,
    expr: &Expr,
) -> Outcome {
    let Some(unknown) = condition.as_unknown() else {
        return Ok(condition.clone());
    };
    let mut values = Vec::new();
    let mut failure = None;
    for alternative in alternatives {
        match alternative {
            Ok(value) => values.push(value),
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    if let (Some(failure), true) = (failure, values.is_empty()) {
        return Err(failure);
    }
    let shared = shared_type(&values, expr)?;
    if let Some(shared) = &shared {
        values = values
            .into_iter()
            .map(|value| convert(&value, shared).unwrap_or(value))
            .collect();
    }
    let mut value = one_of(unknown, values.iter().cloned(), expr.span).made_from(&values);
    if let Some(shared) = &shared {
        value = typed(value, shared);
        if *shared == Type::Number {
            value = settled(value);
        }
    }
    // What the condition was read from decides the value, but is not what the value refers to.
    let definitions = condition.definitions();
    if definitions.is_empty() {
        return Ok(value);
    }
    let mut via = value
        .origin
        .via
        .as_deref()
        .cloned()
        .unwrap_or_else(Via::default);
    for definition in definitions {
        via.define(definition.clone());
    }
    let mut value = value;
    value.origin.via = Some(Arc::new(via));
    Ok(value)
}
