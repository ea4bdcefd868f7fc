//! Operators on values.

use std::cmp::Ordering;
use std::sync::Arc;

use super::failure::{Failure, Outcome};
use super::possible::lift;
use super::primitive::{describe, to_bool, to_number};
use crate::model::{Data, Number, Span, Value};
use crate::terraform::ast::{BinaryOp, UnaryOp};
use crate::terraform::types::equal;

/// `!a` and `-a`.
pub(crate) fn unary(operator: UnaryOp, operand: &Value, span: Span) -> Outcome {
    if operand.as_unknown().is_some() {
        return lift(&[operand], span, true, &mut |operands| match operands {
            [operand] if operand.as_unknown().is_none() => unary(operator, operand, span),
            _ => Ok(operand.clone()),
        });
    }
    let data = match operator {
        UnaryOp::Not => Data::Bool(!boolean(operand, span)?),
        UnaryOp::Negate => Data::Number(number(operand, span)?.negate()),
    };
    Ok(Value::new(data, span).made_from([operand]))
}

/// `a op b`.
pub(crate) fn binary(left: &Value, operator: BinaryOp, right: &Value, span: Span) -> Outcome {
    match operator {
        BinaryOp::Equal | BinaryOp::NotEqual => Ok(equality(left, operator, right, span)),
        BinaryOp::And | BinaryOp::Or => logical(left, operator, right, span),
        _ => arithmetic(left, operator, right, span),
    }
}

fn equality(left: &Value, operator: BinaryOp, right: &Value, span: Span) -> Value {
    let decide = |left: &Value, right: &Value| {
        equal(left, right)
            .map(|equal| Value::new(Data::Bool(equal == (operator == BinaryOp::Equal)), span))
    };
    if let Some(value) = decide(left, right) {
        return value.made_from([left, right]);
    }
    let undecided = lift(&[left, right], span, true, &mut |operands| match operands {
        [left, right] => {
            Ok(decide(left, right).unwrap_or_else(|| undecided_equality(left, right, span)))
        }
        _ => Ok(left.clone()),
    });
    match undecided {
        Ok(value) if value.as_unknown().is_some() || value.as_bool().is_some() => value,
        _ => undecided_equality(left, right, span),
    }
}

/// An unknown for the reason of the first unknown part of two values.
fn undecided_equality(left: &Value, right: &Value, span: Span) -> Value {
    let cause = first_unknown(left).or_else(|| first_unknown(right));
    match cause.and_then(Value::as_unknown) {
        Some(unknown) => {
            let unknown = crate::model::Unknown {
                not_null: true,
                ..crate::model::Unknown::new(unknown.reason.clone(), unknown.at)
            };
            Value::new(Data::Unknown(Arc::new(unknown)), span).made_from([left, right])
        }
        None => Value::new(Data::Bool(false), span),
    }
}

/// The first unknown part of a value.
pub(crate) fn first_unknown(value: &Value) -> Option<&Value> {
    match &value.data {
        Data::Unknown(_) => Some(value),
        Data::List(_, items) => items.iter().find_map(first_unknown),
        Data::Map(_, members) => members.values().find_map(first_unknown),
        _ => None,
    }
}

fn logical(left: &Value, operator: BinaryOp, right: &Value, span: Span) -> Outcome {
    let decisive = operator == BinaryOp::Or;
    for operand in [left, right] {
        if operand.as_unknown().is_none() && boolean(operand, span)? == decisive {
            return Ok(Value::new(Data::Bool(decisive), span).made_from([left, right]));
        }
    }
    if left.as_unknown().is_none() && right.as_unknown().is_none() {
        return Ok(Value::new(Data::Bool(!decisive), span).made_from([left, right]));
    }
    lift(&[left, right], span, true, &mut |operands| match operands {
        [left, right] => {
            let either = [left, right];
            let known = either
                .iter()
                .filter(|operand| operand.as_unknown().is_none())
                .count();
            if known == 2
                || either
                    .iter()
                    .any(|operand| to_bool(operand) == Some(decisive))
            {
                logical(left, operator, right, span)
            } else {
                Ok(either
                    .into_iter()
                    .find(|operand| operand.as_unknown().is_some())
                    .map_or_else(
                        || Value::new(Data::Bool(!decisive), span),
                        |operand| (*operand).clone(),
                    ))
            }
        }
        _ => Ok(left.clone()),
    })
}

fn arithmetic(left: &Value, operator: BinaryOp, right: &Value, span: Span) -> Outcome {
    if left.as_unknown().is_some() || right.as_unknown().is_some() {
        for operand in [left, right] {
            if operand.as_unknown().is_none() {
                number(operand, span)?;
            }
        }
        return lift(&[left, right], span, true, &mut |operands| match operands {
            [left, right] => match [left, right]
                .into_iter()
                .find(|operand| operand.as_unknown().is_some())
            {
                Some(unknown) => Ok((*unknown).clone()),
                None => arithmetic(left, operator, right, span),
            },
            _ => Ok(left.clone()),
        });
    }
    let (a, b) = (number(left, span)?, number(right, span)?);
    let data = match operator {
        BinaryOp::Less => Data::Bool(a.cmp(&b) == Ordering::Less),
        BinaryOp::LessOrEqual => Data::Bool(a.cmp(&b) != Ordering::Greater),
        BinaryOp::Greater => Data::Bool(a.cmp(&b) == Ordering::Greater),
        BinaryOp::GreaterOrEqual => Data::Bool(a.cmp(&b) != Ordering::Less),
        _ => Data::Number(computed(&a, operator, &b, span)?),
    };
    Ok(Value::new(data, span).made_from([left, right]))
}

fn computed(a: &Number, operator: BinaryOp, b: &Number, span: Span) -> Result<Number, Failure> {
    let result = match operator {
        BinaryOp::Add => a.add(b),
        BinaryOp::Subtract => a.subtract(b),
        BinaryOp::Multiply => a.multiply(b),
        BinaryOp::Divide if b.is_zero() => return Err(Failure::new("division by zero", span)),
        BinaryOp::Divide => a.divide(b),
        BinaryOp::Modulo => a.remainder(b),
        _ => None,
    };
    result.ok_or_else(|| Failure::new("the result is too large or too small for a number", span))
}

fn number(value: &Value, span: Span) -> Result<Number, Failure> {
    to_number(value).ok_or_else(|| {
        Failure::new(
            format!(
                "the operand must be a number, and this is {}",
                describe(value)
            ),
            span,
        )
    })
}

fn boolean(value: &Value, span: Span) -> Result<bool, Failure> {
    to_bool(value).ok_or_else(|| {
        Failure::new(
            format!(
                "the operand must be true or false, and this is {}",
                describe(value)
            ),
            span,
        )
    })
}
