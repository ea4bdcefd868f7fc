//! Templates: strings and heredocs with interpolations and directives.

use std::sync::Arc;

use super::budget::STRING_BYTES;
use super::comprehension::{Item, Items, items};
use super::expression::evaluate;
use super::failure::{Failure, Outcome};
use super::possible::{lift, opaque_of};
use super::primitive::{describe, to_bool};
use super::scope::Scope;
use crate::model::{Data, Span, Unknown, Value};
use crate::terraform::ast::TemplatePart;
use crate::terraform::text::{is_normalised, normalised};
use crate::terraform::types::{Type, string_of, typed};

/// The text of a template, or an unknown text when any part of it is unknown.
///
/// The parts are gathered first and joined once, so that the possible values of an unknown part become
/// possible texts.
pub(crate) fn render(parts: &[TemplatePart], scope: &Scope, span: Span) -> Outcome {
    let mut pieces = Pieces::default();
    collect(parts, scope, span, &mut pieces)?;
    if pieces.size > STRING_BYTES {
        return Ok(scope.evaluator.budget.exceeded("bytes of a string", span));
    }
    let Pieces { values, .. } = pieces;
    let operands: Vec<&Value> = values.iter().collect();
    if values.iter().all(|value| value.as_unknown().is_none()) {
        return join(&operands, span);
    }
    // Pieces of literal text are known and count for one combination each.
    let joined = lift(&operands, span, true, &mut |operands| join(operands, span))?;
    Ok(typed(beginning_with(joined, &values), &Type::String))
}

/// An unknown text that is known to begin with the first pieces.
fn beginning_with(mut joined: Value, pieces: &[Value]) -> Value {
    let mut prefix = String::new();
    for piece in pieces {
        match &piece.data {
            Data::String(text) => prefix.push_str(text),
            Data::Unknown(unknown) => {
                prefix.push_str(unknown.prefix());
                break;
            }
            _ => break,
        }
    }
    if let (Data::Unknown(unknown), false) = (&joined.data, prefix.is_empty()) {
        joined.data = Data::Unknown(Arc::new(Unknown {
            prefix: Some(prefix.into()),
            ..(**unknown).clone()
        }));
    }
    joined
}

#[derive(Default)]
struct Pieces {
    /// Texts, and unknowns.
    values: Vec<Value>,
    size: usize,
}

impl Pieces {
    fn push(&mut self, value: Value) {
        self.size += value.as_str().map_or(0, str::len);
        self.values.push(value);
    }

    /// Makes the whole sensitive if the value that decides on a part is.
    fn mark_like(&mut self, decisive: &Value, span: Span) {
        if decisive.is_sensitive() {
            self.values.push(Value::string("", span).marked_sensitive());
        }
    }
}

fn collect(
    parts: &[TemplatePart],
    scope: &Scope,
    span: Span,
    pieces: &mut Pieces,
) -> Result<(), Failure> {
    for part in parts {
        if pieces.size > STRING_BYTES {
            return Ok(());
        }
        match part {
            TemplatePart::Literal(text) => pieces.push(Value::string(text.clone(), span)),
            TemplatePart::Interpolation(expr) => {
                pieces.push(text_of(evaluate(expr, scope)?, expr.span)?);
            }
            TemplatePart::If(condition, then, otherwise) => {
                let value = evaluate(condition, scope)?;
                pieces.mark_like(&value, span);
                match to_bool(&value) {
                    Some(true) => collect(then, scope, span, pieces)?,
                    Some(false) => collect(otherwise, scope, span, pieces)?,
                    None if value.as_unknown().is_some() => {
                        pieces.push(opaque_of(&value, condition.span));
                    }
                    None => {
                        let message = format!(
                            "the condition must be true or false, and this is {}",
                            describe(&value)
                        );
                        return Err(Failure::new(message, condition.span));
                    }
                }
            }
            TemplatePart::For {
                key_var,
                value_var,
                collection,
                body,
            } => {
                let value = evaluate(collection, scope)?;
                pieces.mark_like(&value, span);
                match items(&value, collection.span, scope)? {
                    Items::Known(items) => {
                        for Item { key, value } in items {
                            if !scope.evaluator.budget.spend(1) {
                                pieces.push(scope.evaluator.budget.exceeded("steps", span));
                                return Ok(());
                            }
                            let frame = scope.item(
                                key_var.as_deref().map(|name| (name, &key)),
                                (value_var, &value),
                            );
                            collect(body, &scope.with(&frame), span, pieces)?;
                        }
                    }
                    Items::Unknown(value) => pieces.push(opaque_of(&value, collection.span)),
                }
            }
        }
    }
    Ok(())
}

fn text_of(value: Value, span: Span) -> Outcome {
    match &value.data {
        Data::String(_) | Data::Unknown(_) => Ok(value),
        Data::Null => Err(Failure::new(
            "a null value cannot be part of a string",
            span,
        )),
        _ => match string_of(&value) {
            Some(text) => Ok(Value {
                data: Data::String(text),
                origin: value.origin,
            }),
            None => Err(Failure::new(
                format!("{} cannot be part of a string", describe(&value)),
                span,
            )),
        },
    }
}

fn join(pieces: &[&Value], span: Span) -> Outcome {
    let mut text = String::new();
    for piece in pieces {
        match &piece.data {
            Data::Unknown(_) => return Ok(opaque_of(piece, span)),
            Data::Null => {
                return Err(Failure::new(
                    "a null value cannot be part of a string",
                    span,
                ));
            }
            _ => match string_of(piece) {
                Some(piece) => text.push_str(&piece),
                None => {
                    return Err(Failure::new(
                        format!("{} cannot be part of a string", describe(piece)),
                        span,
                    ));
                }
            },
        }
    }
    // A part may begin with a mark that combines with the end of the part before.
    let text = if is_normalised(&text) {
        text.into()
    } else {
        normalised(&text)
    };
    Ok(Value::string(text, span).made_from(pieces.iter().copied()))
}
