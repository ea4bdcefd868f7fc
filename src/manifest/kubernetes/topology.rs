//! Regions and zones that an object is bound to by the labels of nodes.
//!
//! Only what binds counts: node selectors, required node affinity, the node affinity of a volume, the topologies that a
//! storage class allows. What is merely preferred, or excluded, says nothing of where something is.

use std::sync::Arc;

use super::Object;
use crate::model::{Data, ListKind, Map, MapKind, Value};

/// Lists of terms with `key`, `operator` and `values`, by the lists they stand in.
const TERMS: &[(&[&str], &str)] = &[
    (
        &[
            "pod",
            "affinity",
            "nodeAffinity",
            "requiredDuringSchedulingIgnoredDuringExecution",
            "nodeSelectorTerms",
        ],
        "matchExpressions",
    ),
    (
        &["spec", "nodeAffinity", "required", "nodeSelectorTerms"],
        "matchExpressions",
    ),
    (&["allowedTopologies"], "matchLabelExpressions"),
];

/// The member `topology`: the regions and zones that bind; nothing when none does.
pub(super) fn topology(object: &Object) -> Option<Value> {
    let mut regions = Vec::new();
    let mut zones = Vec::new();
    let mut add = |key: &str, value: &Value| {
        // topology.kubernetes.io/zone, the older failure-domain.beta.kubernetes.io/zone, and those of the drivers.
        match key.rsplit_once('/') {
            Some((_, "region")) => regions.push(value.clone()),
            Some((_, "zone")) => zones.push(value.clone()),
            _ => {}
        }
    };
    let selector = object.at(&["pod", "nodeSelector"]).and_then(Value::as_map);
    for (key, value) in selector.into_iter().flatten() {
        add(key, value);
    }
    for (path, expressions) in TERMS {
        let terms = object.at(path).and_then(Value::as_list);
        let expressions = terms
            .unwrap_or_default()
            .iter()
            .filter_map(|term| term.as_map()?.get(*expressions)?.as_list());
        for expression in expressions.flatten().filter_map(Value::as_map) {
            let text = |key: &str| expression.get(key).and_then(Value::as_str);
            let is_in = text("operator").is_none_or(|operator| operator == "In");
            let values = expression.get("values").and_then(Value::as_list);
            for value in values.unwrap_or_default().iter().filter(|_| is_in) {
                add(text("key").unwrap_or_default(), value);
            }
        }
    }
    let mut members = Map::default();
    let mut span = None;
    for (key, values) in [("regions", regions), ("zones", zones)] {
        if let Some(first) = values.first() {
            let start = first.origin.span;
            span = span.or(Some(start));
            let list = Data::List(ListKind::Tuple, values.into());
            members.insert(key.into(), Value::new(list, start));
        }
    }
    Some(Value::new(
        Data::Map(MapKind::Object, Arc::new(members)),
        span?,
    ))
}
