//! Which volume claims a schedule of backups takes.
//!
//! Read as Velero does (`velero.io/v1`, `BackupSpec`): all namespaces unless some are included, without those that
//! are excluded; all kinds, or those included; and of these what its label selectors select. Hooks and resource
//! policies in a `ConfigMap` are not followed.

use super::Object;
use super::joins::Set;
use super::selection::satisfies;
use crate::model::{Map, Value};

/// How the specification of a backup may call volume claims.
const CLAIM_NAMES: [&str; 5] = [
    "*",
    "persistentvolumeclaims",
    "persistentvolumeclaim",
    "pvc",
    "persistentvolumeclaims.v1",
];

/// A label of what Velero leaves out whatever selects it.
const EXCLUDED: &str = "velero.io/exclude-from-backup";

/// Most comparisons of schedules with claims in one set; what lies beyond is not known.
pub(super) const MAX_COMPARED: usize = 1 << 20;

/// What a schedule, or a single backup, is made by; nothing for any other object.
pub(super) fn specification(object: &Object) -> Option<&Map> {
    let path: &[&str] = match object.kind.as_ref() {
        "velero.io/v1/Schedule" => &["spec", "template"],
        "velero.io/v1/Backup" => &["spec"],
        _ => return None,
    };
    object.at(path)?.as_map()
}

impl Set<'_> {
    /// The claims that a backup takes for certain: of one without a namespace that is only known where all are taken.
    pub(super) fn backed_up(&self, objects: &[Object], specification: &Map) -> Vec<usize> {
        let claims = self.claims.iter().copied();
        claims
            .filter(|claim| takes(specification, &objects[*claim]))
            .collect()
    }
}

fn takes(specification: &Map, claim: &Object) -> bool {
    let listed = |key: &str| -> Vec<&str> {
        let items = specification.get(key).and_then(Value::as_list);
        let items = items.unwrap_or_default().iter();
        items.filter_map(Value::as_str).collect()
    };
    let in_namespace = || {
        let included = listed("includedNamespaces");
        let excluded = listed("excludedNamespaces");
        let all = included.is_empty() || included.contains(&"*");
        match claim.namespace.as_deref() {
            Some(namespace) => {
                (all || included.contains(&namespace)) && !excluded.contains(&namespace)
            }
            None => all && excluded.is_empty(),
        }
    };
    let of_kind = || {
        let names = |key: &str| {
            let names = listed(key);
            let is_claim = |name: &&str| CLAIM_NAMES.contains(&name.to_ascii_lowercase().as_str());
            (names.is_empty(), names.iter().any(is_claim))
        };
        ["includedResources", "includedNamespaceScopedResources"]
            .into_iter()
            .all(|key| matches!(names(key), (true, _) | (_, true)))
            && ["excludedResources", "excludedNamespaceScopedResources"]
                .into_iter()
                .all(|key| !names(key).1)
    };
    let labels = claim
        .at(&["metadata", "labels"])
        .and_then(Value::as_map)
        .cloned()
        .unwrap_or_default();
    let by_labels = || {
        let one = specification.get("labelSelector").and_then(Value::as_map);
        let several = specification
            .get("orLabelSelectors")
            .and_then(Value::as_list);
        one.is_none_or(|selector| satisfies(&labels, selector))
            && several.is_none_or(|selectors| {
                let mut selectors = selectors.iter().filter_map(Value::as_map);
                selectors.any(|selector| satisfies(&labels, selector))
            })
    };
    let excluded = labels.get(EXCLUDED).and_then(Value::as_str);
    excluded != Some("true") && in_namespace() && of_kind() && by_labels()
}
