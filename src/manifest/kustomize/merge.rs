//! Strategic merge patches.
//!
//! As Kustomize merges (`kyaml/yaml/merge2`): a map member by member, a list whole, except where the API of the
//! object says by which member the items of a list are told apart. Null deletes, and so does `$patch: delete`.

use super::edit::{list, map};
use crate::model::{Data, Map, Value};

/// The members that tell the items of a list apart, by the name of the list (the schema of the API of Kubernetes,
/// `x-kubernetes-patch-merge-key`). Lists of other names are replaced.
const MERGE_KEYS: &[(&str, &[&str])] = &[
    ("containers", &["name"]),
    ("initContainers", &["name"]),
    ("ephemeralContainers", &["name"]),
    ("env", &["name"]),
    ("volumes", &["name"]),
    ("imagePullSecrets", &["name"]),
    ("secrets", &["name"]),
    ("resourceClaims", &["name"]),
    ("webhooks", &["name"]),
    ("validations", &["name"]),
    ("ports", &["containerPort", "port"]),
    ("volumeMounts", &["mountPath"]),
    ("volumeDevices", &["devicePath"]),
    ("hostAliases", &["ip"]),
    ("topologySpreadConstraints", &["topologyKey"]),
    ("ownerReferences", &["uid"]),
    ("conditions", &["type"]),
    ("taints", &["key"]),
];

/// Lists of plain values that a patch adds to.
const MERGED_SETS: &[&str] = &["finalizers"];

/// API groups whose lists Kustomize knows; those of custom resources are replaced.
const KNOWN_GROUPS: &[&str] = &[
    "",
    "admissionregistration.k8s.io",
    "apps",
    "autoscaling",
    "batch",
    "coordination.k8s.io",
    "extensions",
    "networking.k8s.io",
    "node.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
];

/// What is left of an object after a patch.
pub(super) enum Patched {
    /// The object as it is now.
    Kept(Map),
    /// The patch deletes it.
    Deleted,
}

/// Applies a patch to the object of an API group.
pub(super) fn patched(group: &str, body: &Map, patch: &Map) -> Patched {
    match directive(patch) {
        Some("delete") => Patched::Deleted,
        Some("replace") => Patched::Kept(without_directives(patch)),
        _ => {
            let lists = KNOWN_GROUPS.contains(&group);
            Patched::Kept(merged(body, patch, lists))
        }
    }
}

fn merged(body: &Map, patch: &Map, lists: bool) -> Map {
    let mut merged = body.clone();
    for (key, change) in patch {
        if key.starts_with('$') {
            continue;
        }
        match merged_value(key, body.get(key), change, lists) {
            Some(value) => merged.insert(key.clone(), value),
            None => merged.shift_remove(key),
        };
    }
    merged
}

/// What a member becomes; none when it goes.
fn merged_value(key: &str, body: Option<&Value>, patch: &Value, lists: bool) -> Option<Value> {
    match (body.map(|body| &body.data), &patch.data) {
        (_, Data::Null) => None,
        (body, Data::Map(_, change)) => match (body, directive(change)) {
            (_, Some("delete")) => None,
            (Some(Data::Map(_, members)), None | Some("merge")) => {
                Some(map(merged(members, change, lists), patch.origin.span))
            }
            _ => Some(map(without_directives(change), patch.origin.span)),
        },
        (Some(Data::List(_, items)), Data::List(_, changes)) => {
            if lists && MERGED_SETS.contains(&key) {
                let added = changes.iter().filter(|item| !items.contains(item));
                let all = items.iter().chain(added).cloned().collect();
                return Some(list(all, patch.origin.span));
            }
            match lists.then(|| merge_key(key, items, changes)).flatten() {
                Some(merge_key) => Some(list(
                    merged_list(merge_key, items, changes, lists),
                    patch.origin.span,
                )),
                None => Some(list(added_items(changes), patch.origin.span)),
            }
        }
        (_, Data::List(_, changes)) => Some(list(added_items(changes), patch.origin.span)),
        _ => Some(patch.clone()),
    }
}

/// The member that tells the items of these lists apart; all of the patch must have it.
fn merge_key(list: &str, items: &[Value], changes: &[Value]) -> Option<&'static str> {
    let (_, candidates) = MERGE_KEYS.iter().find(|(name, _)| *name == list)?;
    let all_have = |key: &str| {
        let mut all = items.iter().chain(changes);
        all.all(|item| {
            item.as_map()
                .is_some_and(|item| item.contains_key(key) || item.contains_key("$patch"))
        })
    };
    candidates.iter().copied().find(|key| all_have(key))
}

fn merged_list(key: &str, items: &[Value], changes: &[Value], lists: bool) -> Vec<Value> {
    let change_maps = || changes.iter().filter_map(Value::as_map);
    if change_maps().any(|change| change.len() == 1 && directive(change) == Some("replace")) {
        let rest = changes.iter().filter(|change| {
            change
                .as_map()
                .is_none_or(|change| directive(change).is_none())
        });
        return rest.cloned().collect();
    }
    let names = |item: &Value, change: &Map| {
        item.as_map().and_then(|item| item.get(key)) == change.get(key)
    };
    // New items come first, as Kustomize puts them.
    let mut merged_items: Vec<Value> = changes
        .iter()
        .filter(|change| {
            change.as_map().is_some_and(|change| {
                directive(change) != Some("delete") && !items.iter().any(|item| names(item, change))
            })
        })
        .cloned()
        .collect();
    merged_items = added_items(&merged_items);
    for item in items {
        let Some(change) = change_maps().find(|change| names(item, change)) else {
            merged_items.push(item.clone());
            continue;
        };
        match (directive(change), item.as_map()) {
            (Some("delete"), _) => {}
            (Some("replace"), _) | (_, None) => {
                merged_items.push(map(without_directives(change), item.origin.span));
            }
            (_, Some(members)) => {
                merged_items.push(map(merged(members, change, lists), item.origin.span));
            }
        }
    }
    merged_items
}

/// What `$patch` says.
fn directive(patch: &Map) -> Option<&str> {
    patch.get("$patch").and_then(Value::as_str)
}

/// A map that a patch adds: without its directives and the members it deletes.
fn without_directives(patch: &Map) -> Map {
    let kept = patch.iter().filter(|(key, value)| {
        !key.starts_with('$')
            && !value.is_null()
            && value
                .as_map()
                .is_none_or(|members| directive(members) != Some("delete"))
    });
    kept.map(|(key, value)| (key.clone(), added(value)))
        .collect()
}

fn added(value: &Value) -> Value {
    match &value.data {
        Data::Map(_, members) => map(without_directives(members), value.origin.span),
        Data::List(_, items) => list(added_items(items), value.origin.span),
        _ => value.clone(),
    }
}

fn added_items(items: &[Value]) -> Vec<Value> {
    let kept = items.iter().filter(|item| {
        item.as_map()
            .is_none_or(|members| directive(members) != Some("delete"))
    });
    kept.map(added).collect()
}
