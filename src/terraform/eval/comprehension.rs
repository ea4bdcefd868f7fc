//! `for` expressions, and the iteration that templates and `dynamic` blocks share with them.

use std::sync::Arc;

use super::expression::evaluate;
use super::failure::{Failure, Outcome};
use super::possible::{lift, opaque_of};
use super::primitive::{describe, to_bool};
use super::scope::Scope;
use crate::model::{Data, ListKind, Map, MapKind, Span, Value};
use crate::terraform::ast::For;
use crate::terraform::types::{Type, string_of, typed};

/// An item of a collection: for a list its position, for a set itself, for a map its key.
pub(crate) struct Item {
    pub(crate) key: Value,
    pub(crate) value: Value,
}

/// The items of a collection.
pub(crate) enum Items {
    Known(Vec<Item>),
    /// The collection, or the number of its items, is not known.
    Unknown(Value),
}

/// The items of a collection, in the order of iteration: maps by their sorted keys.
pub(crate) fn items(collection: &Value, span: Span, scope: &Scope) -> Result<Items, Failure> {
    let size = match &collection.data {
        Data::List(_, items) => items.len(),
        Data::Map(_, members) => members.len(),
        _ => 0,
    };
    let budget = &scope.evaluator.budget;
    if !budget.spend(size) {
        return Ok(Items::Unknown(budget.exceeded("steps", span)));
    }
    match &collection.data {
        Data::Unknown(_) => Ok(Items::Unknown(collection.clone())),
        Data::Null => Err(Failure::new("a null value has no items", span)),
        Data::List(kind, items) => Ok(Items::Known(
            items
                .iter()
                .enumerate()
                .map(|(position, item)| Item {
                    key: match kind {
                        ListKind::Set => item.clone(),
                        _ => Value::new(Data::Number(position.into()), span),
                    },
                    value: marked_like(collection, item),
                })
                .collect(),
        )),
        // A resource as a whole: the attributes that its provider adds are not known.
        Data::Map(MapKind::Block, _) if !collection.references().is_empty() => {
            let reason =
                crate::model::Reason::Computed(Arc::clone(&collection.references()[0].address));
            Ok(Items::Unknown(
                Value::unknown(reason, span).made_from([collection]),
            ))
        }
        Data::Map(_, members) => {
            let mut members: Vec<(&Arc<str>, &Value)> = members.iter().collect();
            members.sort_by(|a, b| a.0.cmp(b.0));
            Ok(Items::Known(
                members
                    .into_iter()
                    .map(|(key, value)| Item {
                        key: Value::string(Arc::clone(key), value.origin.span),
                        value: marked_like(collection, value),
                    })
                    .collect(),
            ))
        }
        _ => Err(Failure::new(
            format!("{} has no items", describe(collection)),
            span,
        )),
    }
}

/// `[for … ]` and `{ for … }`.
pub(crate) fn comprehend(comprehension: &For, scope: &Scope, span: Span) -> Outcome {
    let collection = evaluate(&comprehension.collection, scope)?;
    comprehend_over(&collection, comprehension, scope, span)
}

fn comprehend_over(collection: &Value, comprehension: &For, scope: &Scope, span: Span) -> Outcome {
    let items = match items(collection, comprehension.collection.span, scope)? {
        Items::Known(items) => items,
        Items::Unknown(unknown) => {
            return lift(&[&unknown], span, true, &mut |operands| match operands {
                [candidate] if candidate.as_unknown().is_none() => {
                    comprehend_over(candidate, comprehension, scope, span)
                }
                _ => Ok(opaque_of(&unknown, span)),
            })
            .map(|value| typed(value, &Type::Any));
        }
    };
    let mut result = Gathered {
        sensitive: collection.is_sensitive(),
        ..Gathered::default()
    };
    for Item { key, value } in items {
        let frame = scope.item(
            comprehension.key_var.as_deref().map(|name| (name, &key)),
            (&comprehension.value_var, &value),
        );
        if let Some(unknown) = result.add(comprehension, &scope.with(&frame))? {
            return Ok(opaque_of(&unknown, span).made_from([collection]));
        }
    }
    Ok(result.into_value(comprehension, span))
}

#[derive(Default)]
struct Gathered {
    list: Vec<Value>,
    members: Map,
    groups: indexmap::IndexMap<Arc<str>, Vec<Value>, rustc_hash::FxBuildHasher>,
    /// Whether a sensitive value decided which items there are, or their keys.
    sensitive: bool,
}

impl Gathered {
    /// Adds the item that `scope` binds; gives the unknown that hides whether or where it belongs.
    fn add(&mut self, comprehension: &For, scope: &Scope) -> Result<Option<Value>, Failure> {
        if let Some(condition) = &comprehension.condition {
            let value = evaluate(condition, scope)?;
            self.sensitive |= value.is_sensitive();
            match to_bool(&value) {
                Some(true) => {}
                Some(false) => return Ok(None),
                None if value.as_unknown().is_some() => return Ok(Some(value)),
                None => {
                    let message = format!(
                        "the condition must be true or false, and this is {}",
                        describe(&value)
                    );
                    return Err(Failure::new(message, condition.span));
                }
            }
        }
        let Some(key_expr) = &comprehension.key else {
            self.list.push(evaluate(&comprehension.value, scope)?);
            return Ok(None);
        };
        let key = evaluate(key_expr, scope)?;
        self.sensitive |= key.is_sensitive();
        if key.as_unknown().is_some() {
            return Ok(Some(key));
        }
        let Some(key) = string_of(&key) else {
            let message = format!(
                "a key of an object must be a string, and this is {}",
                describe(&key)
            );
            return Err(Failure::new(message, key_expr.span));
        };
        let value = evaluate(&comprehension.value, scope)?;
        if comprehension.group {
            self.groups.entry(key).or_default().push(value);
        } else if self.members.contains_key(&key) {
            let message = format!(
                "two items have the key \"{key}\"; `...` after the value gathers them in a list"
            );
            return Err(Failure::new(message, key_expr.span));
        } else {
            self.members.insert(key, value);
        }
        Ok(None)
    }

    fn into_value(self, comprehension: &For, span: Span) -> Value {
        let data = if comprehension.key.is_none() {
            Data::List(ListKind::Tuple, self.list.into())
        } else if comprehension.group {
            let lists = self.groups.into_iter().map(|(key, values)| {
                (
                    key,
                    Value::new(Data::List(ListKind::Tuple, values.into()), span),
                )
            });
            Data::Map(MapKind::Object, Arc::new(lists.collect()))
        } else {
            Data::Map(MapKind::Object, Arc::new(self.members))
        };
        let value = Value::new(data, span);
        if self.sensitive {
            value.marked_sensitive()
        } else {
            value
        }
    }
}

fn marked_like(whole: &Value, part: &Value) -> Value {
    if whole.is_sensitive() {
        part.clone().marked_sensitive()
    } else {
        part.clone()
    }
}
