//! `.name`, `[key]` and splats on values.

use std::sync::Arc;

use super::expression::evaluate;
use super::failure::{Failure, Outcome};
use super::possible::lift;
use super::primitive::{describe, to_number};
use super::scope::Scope;
use crate::model::{Data, ListKind, Map, MapKind, Reference, Span, Unknown, Value};
use crate::terraform::ast::Access;
use crate::terraform::module::nearest_name;
use crate::terraform::types::{Type, computed, member_of, own_reference, string_of, typed};

/// Applies the operators after a base, in order.
pub(crate) fn apply(base: Value, accesses: &[Access], scope: &Scope, span: Span) -> Outcome {
    let mut value = base;
    let mut rest = accesses;
    while let [access, after @ ..] = rest {
        rest = after;
        value = match access {
            Access::Attribute(name, at) => attribute(&value, name, *at, span)?,
            Access::Index(key) => {
                let key = evaluate(key, scope)?;
                index(&value, &key, span)?
            }
            Access::AttributeSplat(at) => {
                // An index here is the legacy `.0`, which applies to each item as a name does.
                let applied = after
                    .iter()
                    .take_while(|access| matches!(access, Access::Attribute(..) | Access::Index(_)))
                    .count();
                let (each, later) = after.split_at(applied);
                rest = later;
                splat(&value, each, scope, *at)?
            }
            Access::FullSplat(at) => {
                rest = &[];
                splat(&value, after, scope, *at)?
            }
        };
    }
    Ok(value)
}

/// `value.name`.
pub(crate) fn attribute(value: &Value, name: &Arc<str>, at: Span, span: Span) -> Outcome {
    match &value.data {
        Data::Map(kind, members) => match members.get(name) {
            Some(member) => Ok(member_of(value, *kind, name, member)),
            None if *kind == MapKind::Block => Ok(computed(value, name, at)),
            None => Err(missing_attribute(name, members, at)),
        },
        Data::Unknown(unknown) => unknown_part(value, unknown, name, span, &mut |candidate| {
            attribute(candidate, name, at, span)
        }),
        Data::Null => Err(Failure::new(format!("`.{name}` of a null value"), at)),
        Data::List(..) => Err(Failure::new(
            format!("`.{name}` of a list; an index such as `[0]` or `[*]` comes first"),
            at,
        )),
        _ => Err(Failure::new(
            format!("`.{name}` of {}", describe(value)),
            at,
        )),
    }
}

/// `value[key]`.
pub(crate) fn index(value: &Value, key: &Value, span: Span) -> Outcome {
    let item = item_at(value, key, span)?;
    // An attribute that an object has tells nothing of the name it was asked by.
    let is_object = matches!(&value.data, Data::Map(kind, _) if *kind != MapKind::Map);
    Ok(
        if value.is_sensitive() || key.is_sensitive() && !is_object {
            item.marked_sensitive()
        } else {
            item
        },
    )
}

fn item_at(value: &Value, key: &Value, span: Span) -> Outcome {
    if key.as_unknown().is_some() {
        if key
            .as_unknown()
            .is_some_and(|unknown| !unknown.candidates.is_empty())
        {
            return lift(&[value, key], span, false, &mut |operands| match operands {
                [value, key] if key.as_unknown().is_none() => index(value, key, span),
                _ => Ok(key.clone()),
            });
        }
        return Ok(some_item(value, key, span));
    }
    match &value.data {
        Data::List(ListKind::Set, _) => Err(Failure::new(
            "the items of a set have no index",
            key.origin.span,
        )),
        Data::List(kind, items) => {
            let number = to_number(key).ok_or_else(|| {
                Failure::new(
                    format!(
                        "the index of a list must be a number, and this is {}",
                        describe(key)
                    ),
                    span,
                )
            })?;
            let position = number
                .as_i64()
                .and_then(|number| usize::try_from(number).ok());
            match position.and_then(|position| items.get(position)) {
                Some(item) if *kind == ListKind::Blocks => Ok(item.clone().made_from([value])),
                Some(item) => Ok(item.clone()),
                // The provider may add blocks of its own to those of the configuration.
                None if *kind == ListKind::Blocks && own_reference(value).is_some() => {
                    Ok(computed(value, &format!("[{number}]").into(), span))
                }
                None => {
                    let message = format!(
                        "the list has no item [{number}], its length is {}",
                        items.len()
                    );
                    Err(Failure::new(message, span))
                }
            }
        }
        Data::Map(kind, members) => {
            let name = string_of(key).ok_or_else(|| {
                Failure::new(
                    format!(
                        "the key of a map must be a string, and this is {}",
                        describe(key)
                    ),
                    span,
                )
            })?;
            match members.get(&name) {
                Some(member) => Ok(member_of(value, *kind, &name, member)),
                None if *kind == MapKind::Block => Ok(computed(value, &name, span)),
                None => Err(missing_attribute(&name, members, span)),
            }
        }
        Data::Unknown(unknown) => {
            let name = string_of(key).unwrap_or_else(|| "".into());
            unknown_part(value, unknown, &name, span, &mut |candidate| {
                index(candidate, key, span)
            })
        }
        _ => Err(Failure::new(
            format!("an index on {}", describe(value)),
            span,
        )),
    }
}

/// `value[*]` followed by `each`, or `value.*` followed by `each`.
pub(crate) fn splat(value: &Value, each: &[Access], scope: &Scope, at: Span) -> Outcome {
    match &value.data {
        Data::Null => Ok(Value::new(Data::List(ListKind::Tuple, Arc::new([])), at)),
        Data::List(kind, items) => {
            if !scope.evaluator.budget.spend(items.len()) {
                return Ok(scope.evaluator.budget.exceeded("steps", at));
            }
            let kind = match kind {
                ListKind::List | ListKind::Set => ListKind::List,
                ListKind::Tuple | ListKind::Blocks => ListKind::Tuple,
            };
            let items = items
                .iter()
                .map(|item| apply(item.clone(), each, scope, at))
                .collect::<Result<Vec<_>, _>>()?;
            Ok(Value::new(Data::List(kind, items.into()), at).made_from([value]))
        }
        Data::Unknown(unknown) if unknown.candidates.is_empty() => {
            // The reference is to every item's attribute.
            let reference = value
                .references()
                .first()
                .filter(|reference| reference.attribute.is_empty());
            let value = match (reference, each.first()) {
                (Some(reference), Some(Access::Attribute(name, _))) => {
                    let reference = Reference {
                        address: Arc::clone(&reference.address),
                        attribute: Arc::clone(name),
                    };
                    let mut opaque = super::possible::opaque(unknown, at).read_from(reference);
                    if value.is_sensitive() {
                        opaque = opaque.marked_sensitive();
                    }
                    opaque
                }
                _ => super::possible::opaque_of(value, at),
            };
            Ok(value)
        }
        Data::Unknown(_) => lift(&[value], at, true, &mut |operands| match operands {
            [candidate] if candidate.as_unknown().is_none() => splat(candidate, each, scope, at),
            _ => Ok(super::possible::opaque_of(value, at)),
        }),
        _ => {
            let item = apply(value.clone(), each, scope, at)?;
            Ok(Value::new(
                Data::List(ListKind::Tuple, Arc::new([item])),
                at,
            ))
        }
    }
}

/// A part of an unknown value, which is not known either, for the same reason.
fn unknown_part(
    whole: &Value,
    unknown: &Arc<Unknown>,
    name: &Arc<str>,
    span: Span,
    part: &mut dyn FnMut(&Value) -> Outcome,
) -> Outcome {
    if !unknown.candidates.is_empty() {
        return lift(&[whole], span, false, &mut |operands| match operands {
            [candidate] => part(candidate),
            _ => Ok(whole.clone()),
        });
    }
    // `aws_x.y` that is not known as a whole: the part is read from `aws_x.y` too.
    let refers_whole = own_reference(whole).filter(|reference| reference.attribute.is_empty());
    let mut value = super::possible::opaque(unknown, span);
    value = match refers_whole {
        Some(reference) => value.read_from(Reference {
            address: Arc::clone(&reference.address),
            attribute: Arc::clone(name),
        }),
        None => value.made_from([whole]),
    };
    if let Some(ty) = whole.given_type().and_then(|ty| part_type(ty, name)) {
        value = typed(value, ty);
    }
    Ok(if whole.is_sensitive() {
        value.marked_sensitive()
    } else {
        value
    })
}

/// The type of a part of a value of type `ty`.
fn part_type<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    match ty {
        Type::Any => Some(&Type::Any),
        Type::List(element) | Type::Map(element) => Some(element),
        Type::Tuple(types) => types.get(name.parse::<usize>().ok()?),
        Type::Object(fields) => fields.get(name).map(|field| &field.ty),
        Type::Bool | Type::Number | Type::String | Type::Set(_) => None,
    }
}

/// The item of a collection at a key that is not known: one of the items.
fn some_item(value: &Value, key: &Value, span: Span) -> Value {
    let Some(cause) = key.as_unknown() else {
        return value.clone();
    };
    let items: Vec<&Value> = match &value.data {
        Data::List(_, items) => items.iter().collect(),
        Data::Map(_, members) => members.values().collect(),
        _ => Vec::new(),
    };
    if items.is_empty() || items.len() > Unknown::MAX_CANDIDATES {
        return super::possible::opaque(cause, span).made_from([value, key]);
    }
    super::possible::one_of(cause, items.iter().map(|item| (*item).clone()), span).made_from(items)
}

fn missing_attribute(name: &str, members: &Map, at: Span) -> Failure {
    let hint = nearest_name(name, members.keys().take(100).map(|key| &**key))
        .map_or_else(String::new, |nearest| {
            format!("; did you mean `{nearest}`?")
        });
    Failure::new(format!("the object has no attribute `{name}`{hint}"), at)
}
