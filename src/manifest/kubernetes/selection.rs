//! Which workloads the labels of a service, a policy or a budget select.

use super::Object;
use super::joins::{Set, may_meet};
use super::workload::pod_labels;
use crate::model::{Map, Span, Value};

/// At most this many workloads are tied to one selector; no real one selects more.
const MAX_SELECTED: usize = 256;

impl Set<'_> {
    /// The workloads that an object selects by labels, and where it does; nothing for what selects none.
    pub(super) fn selected(
        &self,
        objects: &[Object],
        object: &Object,
    ) -> Option<(Vec<usize>, Span)> {
        let (selector, labels) = match object.short_kind() {
            "Service" => {
                let selector = object.at(&["spec", "selector"])?;
                (selector, Some(selector.as_map()?))
            }
            "NetworkPolicy" => match object.at(&["spec", "podSelector"]) {
                Some(selector) => (selector, Some(selector.as_map()?)),
                // None means all.
                None => return Some((self.in_namespace(objects, object), object.span)),
            },
            "PodDisruptionBudget" | "PeerAuthentication" => {
                let selector = object.at(&["spec", "selector"])?;
                (selector, Some(selector.as_map()?))
            }
            _ => return None,
        };
        let span = selector.origin.span;
        let labels = labels?;
        let plain = object.short_kind() == "Service";
        let matching = |position: &usize| {
            let target = &objects[*position];
            may_meet(target.namespace.as_ref(), object.namespace.as_ref())
                && pod_labels(target).map_or(labels.is_empty(), |carried| {
                    if plain {
                        carries(carried, labels)
                    } else {
                        satisfies(carried, labels)
                    }
                })
        };
        let mut selected: Vec<usize> = self
            .candidates(plain, labels)
            .iter()
            .copied()
            .filter(matching)
            .collect();
        selected.truncate(MAX_SELECTED);
        // A service without labels selects nothing.
        if plain && labels.is_empty() {
            selected.clear();
        }
        Some((selected, span))
    }

    fn in_namespace(&self, objects: &[Object], object: &Object) -> Vec<usize> {
        let all = self.workloads.iter().copied();
        all.filter(|position| {
            may_meet(
                objects[*position].namespace.as_ref(),
                object.namespace.as_ref(),
            )
        })
        .take(MAX_SELECTED)
        .collect()
    }

    /// Workloads that may match: those with the first label asked for, or all when none is.
    fn candidates<'s>(&'s self, plain: bool, labels: &'s Map) -> &'s [usize] {
        let asked = if plain {
            Some(labels)
        } else {
            labels.get("matchLabels").and_then(Value::as_map)
        };
        let first = asked.and_then(|asked| asked.first());
        match first.and_then(|(key, value)| Some((key.as_ref(), value.as_str()?))) {
            Some(label) => self.labelled.get(&label).map_or(&[], Vec::as_slice),
            None => &self.workloads,
        }
    }
}

/// Whether labels hold all of these.
fn carries(labels: &Map, asked: &Map) -> bool {
    asked
        .iter()
        .all(|(key, value)| labels.get(key) == Some(value))
}

/// Whether labels satisfy a selector with `matchLabels` and `matchExpressions`.
pub(super) fn satisfies(labels: &Map, selector: &Map) -> bool {
    let exact = selector.get("matchLabels").and_then(Value::as_map);
    let expressions = selector.get("matchExpressions").and_then(Value::as_list);
    exact.is_none_or(|asked| carries(labels, asked))
        && expressions.unwrap_or_default().iter().all(|expression| {
            expression
                .as_map()
                .is_some_and(|expression| holds(labels, expression))
        })
}

fn holds(labels: &Map, expression: &Map) -> bool {
    let text = |key: &str| expression.get(key).and_then(Value::as_str);
    let (Some(key), Some(operator)) = (text("key"), text("operator")) else {
        return false;
    };
    let carried = labels.get(key);
    let values = expression
        .get("values")
        .and_then(Value::as_list)
        .unwrap_or_default();
    match operator {
        "In" => carried.is_some_and(|carried| values.contains(carried)),
        "NotIn" => carried.is_none_or(|carried| !values.contains(carried)),
        "Exists" => carried.is_some(),
        "DoesNotExist" => carried.is_none(),
        _ => false,
    }
}
