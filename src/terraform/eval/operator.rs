//! Operators on values.

use std::cmp::Ordering;
use std::sync::Arc;

use super::failure::{Failure, Outcome};
use super::possible::{lift, opaque_of, settled};
use super::primitive::{describe, to_bool, to_number};
use crate::model::{ArithmeticError, Data, Number, Presence, Span, Value};
use crate::terraform::ast::{BinaryOp, UnaryOp};
use crate::terraform::types::{Type, equal, typed};

/// `!a` and `-a`.
pub(crate) fn unary(operator: UnaryOp, operand: &Value, span: Span) -> Outcome {
    let ty = match operator {
        UnaryOp::Not => &Type::Bool,
        UnaryOp::Negate => &Type::Number,
    };
    Ok(typed(apply_unary(operator, operand, span)?, ty))
}

/// `a op b`.
pub(crate) fn binary(left: &Value, operator: BinaryOp, right: &Value, span: Span) -> Outcome {
    let result = match operator {
        BinaryOp::Equal | BinaryOp::NotEqual => equality(left, operator, right, span),
        BinaryOp::And | BinaryOp::Or => logical(left, operator, right, span)?,
        _ => arithmetic(left, operator, right, span)?,
    };
    let is_number = matches!(
        operator,
        BinaryOp::Add
            | BinaryOp::Subtract
            | BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::Modulo
    );
    Ok(typed(
        result,
        if is_number {
            &Type::Number
        } else {
            &Type::Bool
        },
    ))
}

fn apply_unary(operator: UnaryOp, operand: &Value, span: Span) -> Outcome {
    if operand.as_unknown().is_some() {
        return lift(&[operand], span, true, &mut |operands| match operands {
            [operand] if operand.as_unknown().is_none() => apply_unary(operator, operand, span),
            _ => Ok(operand.clone()),
        });
    }
    let data = match operator {
        UnaryOp::Not => Data::Bool(!boolean(operand, span)?),
        UnaryOp::Negate => Data::Number(number(operand, span)?.negate()),
    };
    Ok(Value::new(data, span).made_from([operand]))
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
                presence: Presence::Certain,
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

/// An operand that decides alone spares the other from being known, but not from being a boolean. A null
/// counts as false where it decides, and is refused elsewhere.
fn logical(left: &Value, operator: BinaryOp, right: &Value, span: Span) -> Outcome {
    let decisive = operator == BinaryOp::Or;
    let operands = [left, right];
    let mut decided = false;
    let mut has_null = false;
    for operand in operands {
        if operand.is_null() {
            has_null = true;
            decided |= !decisive;
        } else if operand.as_unknown().is_none() {
            decided |= boolean(operand, span)? == decisive;
        }
    }
    let known = |bool| Ok(Value::new(Data::Bool(bool), span).made_from(operands));
    if decided {
        return known(decisive);
    }
    let mut unknowns = operands
        .into_iter()
        .filter(|operand| operand.as_unknown().is_some());
    let Some(unknown) = unknowns.next() else {
        return if has_null {
            Err(Failure::new("an operand is null", span))
        } else {
            known(!decisive)
        };
    };
    if has_null {
        return Ok(opaque_of(unknown, span));
    }
    lift(&operands, span, true, &mut |operands| match operands {
        [left, right] if left.as_unknown().is_none() && right.as_unknown().is_none() => {
            logical(left, operator, right, span)
        }
        [left, right] => {
            let decides = |operand: &&Value| to_bool(operand) == Some(decisive);
            Ok(if decides(left) || decides(right) {
                Value::new(Data::Bool(decisive), span)
            } else {
                opaque_of(unknown, span)
            })
        }
        _ => Ok(opaque_of(unknown, span)),
    })
}

fn arithmetic(left: &Value, operator: BinaryOp, right: &Value, span: Span) -> Outcome {
    if left.as_unknown().is_some() || right.as_unknown().is_some() {
        for operand in [left, right] {
            if operand.as_unknown().is_none() {
                number(operand, span)?;
            }
        }
        let result = lift(&[left, right], span, true, &mut |operands| match operands {
            [left, right] => match [left, right]
                .into_iter()
                .find(|operand| operand.as_unknown().is_some())
            {
                Some(unknown) => Ok((*unknown).clone()),
                None => arithmetic(left, operator, right, span),
            },
            _ => Ok(left.clone()),
        })?;
        return Ok(match operator {
            BinaryOp::Divide | BinaryOp::Modulo => result,
            _ => settled(result),
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
        BinaryOp::Divide => a.divide(b),
        BinaryOp::Modulo => a.remainder(b),
        _ => Err(ArithmeticError::Undefined),
    };
    result.map_err(|error| Failure::new(error.to_string(), span))
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
