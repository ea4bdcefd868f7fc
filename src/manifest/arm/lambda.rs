//! Functions that apply a lambda to the items of a list or to the members of an object.
//!
//! An item for which the lambda is not known leaves the whole unknown, unless the place of the item stays known.

use std::sync::Arc;

use super::call::{lambda, truth};
use super::expression::Expression;
use super::frame::{Bound, Frame};
use super::place::Place;
use super::run::limit;
use super::scope::Scope;
use crate::manifest::partial::{text, undecided};
use crate::model::{Data, ListKind, Map, MapKind, Number, Reason, Span, Value};

impl Scope<'_> {
    /// `map`, `filter`, `sort`, `groupBy`, `mapValues`, `reduce` and `toObject`.
    pub(super) fn with_lambda(
        &self,
        name: &str,
        arguments: &[Expression],
        span: Span,
        place: Place<'_>,
        frame: Frame<'_>,
    ) -> Value {
        let value = self.lambda_result(name, arguments, span, place, frame);
        match self.run.weigh(&value) {
            Ok(()) => value,
            Err(bound) => limit(bound, span),
        }
    }

    fn lambda_result(
        &self,
        name: &str,
        arguments: &[Expression],
        span: Span,
        place: Place<'_>,
        frame: Frame<'_>,
    ) -> Value {
        let [input, rest @ ..] = arguments else {
            return self.wrong(&format!("`{name}` has no arguments"), span);
        };
        let input = self.expression(input, place, frame);
        if let Some(unknown) = undecided(&input, span) {
            return unknown;
        }
        let apply = |(variables, body): &(Vec<String>, &Expression), values: &[&Value]| {
            let bound = variables
                .iter()
                .zip(values)
                .map(|(variable, value)| (variable.clone(), (*value).clone()));
            let binding = frame.with(Bound::Lambda(bound.collect()));
            self.expression(body, place, binding.frame())
        };
        let list = |items: Vec<Value>| Value::new(Data::List(ListKind::Tuple, items.into()), span);
        let lambdas: Vec<Option<(Vec<String>, &Expression)>> = rest.iter().map(lambda).collect();
        match (name, &input.data, &lambdas[..]) {
            ("map", Data::List(_, items), [Some(mapped)]) => {
                let items = items.iter().enumerate();
                list(
                    items
                        .map(|(index, item)| apply(mapped, &[item, &number(index, span)]))
                        .collect(),
                )
            }
            ("mapvalues", Data::Map(_, members), [Some(mapped)]) => object(
                members
                    .iter()
                    .map(|(key, value)| (Arc::clone(key), apply(mapped, &[value])))
                    .collect(),
                span,
            ),
            ("filter", Data::List(_, items), [Some(kept)]) => {
                let mut found = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    let answer = apply(kept, &[item, &number(index, span)]);
                    match truth(&answer) {
                        Some(true) => found.push(item.clone()),
                        Some(false) => {}
                        None => return self.undecidable(&answer, &input, span),
                    }
                }
                list(found)
            }
            ("sort", Data::List(_, items), [Some(before)]) => {
                let mut open = None;
                let mut sorted = items.to_vec();
                merge_sort(&mut sorted, &mut |a, b| {
                    let answer = apply(before, &[a, b]);
                    truth(&answer).unwrap_or_else(|| {
                        open.get_or_insert(answer);
                        true
                    })
                });
                match open {
                    Some(answer) => self.undecidable(&answer, &input, span),
                    None => list(sorted),
                }
            }
            ("groupby", Data::List(_, items), [Some(key)]) => {
                let mut groups: Map = Map::default();
                let mut members: Vec<Vec<Value>> = Vec::new();
                for item in items.iter() {
                    let key = apply(key, &[item]);
                    let Some(text) = text(&key) else {
                        return self.undecidable(&key, &input, span);
                    };
                    let group = groups.entry(text.into());
                    let position = group.index();
                    group.or_insert_with(|| Value::null(span));
                    if position == members.len() {
                        members.push(Vec::new());
                    }
                    if let Some(group) = members.get_mut(position) {
                        group.push(item.clone());
                    }
                }
                for (group, items) in groups.values_mut().zip(members) {
                    *group = list(items);
                }
                object(groups, span)
            }
            ("toobject", Data::List(_, items), [Some(key), rest @ ..]) => {
                let mut members = Map::default();
                for item in items.iter() {
                    let key = apply(key, &[item]);
                    let Some(text) = text(&key) else {
                        return self.undecidable(&key, &input, span);
                    };
                    let value = match rest {
                        [Some(value), ..] => apply(value, &[item]),
                        _ => item.clone(),
                    };
                    members.insert(text.into(), value);
                }
                object(members, span)
            }
            ("reduce", Data::List(_, items), [None, Some(joined)]) => {
                let mut current = match rest.first() {
                    Some(initial) => self.expression(initial, place, frame),
                    None => Value::null(span),
                };
                for (index, item) in items.iter().enumerate() {
                    current = apply(joined, &[&current, item, &number(index, span)]);
                    if let Err(bound) = self.run.weigh(&current) {
                        return limit(bound, span);
                    }
                }
                current.used_at(span)
            }
            _ => self.wrong(
                &format!("`{name}` takes an array or object, and lambdas"),
                span,
            ),
        }
    }

    /// The result where the lambda does not say of an item what it is.
    fn undecidable(&self, answer: &Value, input: &Value, span: Span) -> Value {
        match undecided(answer, span) {
            Some(unknown) => unknown.made_from([input]),
            None => {
                let message = "the lambda gives a value of another kind";
                self.run.report(message, span);
                Value::unknown(Reason::Error(message.into()), span)
            }
        }
    }
}

fn number(index: usize, span: Span) -> Value {
    Value::new(Data::Number(Number::from(index)), span)
}

fn object(members: Map, span: Span) -> Value {
    Value::new(Data::Map(MapKind::Object, Arc::new(members)), span)
}

/// Sorts by "comes before", which may contradict itself: the library's own sort does not allow that.
fn merge_sort(items: &mut Vec<Value>, before: &mut impl FnMut(&Value, &Value) -> bool) {
    if items.len() < 2 {
        return;
    }
    let mut right = items.split_off(items.len() / 2);
    merge_sort(items, before);
    merge_sort(&mut right, before);
    let left = std::mem::take(items);
    let mut left = left.into_iter().peekable();
    let mut right = right.into_iter().peekable();
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        // Of equals, the one on the left stays first.
        let from_right = before(b, a) && !before(a, b);
        items.extend(if from_right {
            right.next()
        } else {
            left.next()
        });
    }
    items.extend(left);
    items.extend(right);
}
