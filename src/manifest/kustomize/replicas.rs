//! `replicas`: how many pods of a workload.

use super::edit;
use crate::manifest::kubernetes::Object;
use crate::model::{Map, Value};

/// Kinds whose replicas Kustomize sets (`replicas` field specifications of its defaults).
const KINDS: &[&str] = &[
    "Deployment",
    "ReplicationController",
    "ReplicaSet",
    "StatefulSet",
];

/// Sets the count that an entry gives to the object it names.
pub(super) fn apply(object: &mut Object, entry: &Map) {
    let name = entry.get("name").and_then(Value::as_str);
    let named = name.is_some_and(|name| object.is_called(name));
    let Some(count) = entry.get("count").filter(|_| named) else {
        return;
    };
    if KINDS.contains(&object.short_kind()) {
        let span = Some(count.origin.span);
        edit::at(
            &mut object.body,
            &["spec", "replicas"],
            span,
            &mut |value| {
                *value = count.clone();
            },
        );
    }
}
