//! Attributes that name another object.

use super::Object;
use crate::model::Value;

/// A step of a path: a key, or `*` for every item of a list.
type Pattern = &'static [&'static str];

/// Attributes that name another object, with its kind. It is looked for in the namespace of the one that names it;
/// kinds that belong to no namespace are found from every one.
const NAMES: &[(Pattern, &str)] = &[
    (&["storage-class"], "StorageClass"),
    (&["service-account"], "ServiceAccount"),
    (&["spec", "volumeName"], "PersistentVolume"),
    (&["spec", "claimRef", "name"], "PersistentVolumeClaim"),
    (&["spec", "gatewayClassName"], "GatewayClass"),
    (&["spec", "ingressClassName"], "IngressClass"),
    // external-snapshotter.
    (&["spec", "volumeSnapshotClassName"], "VolumeSnapshotClass"),
    (
        &["spec", "source", "persistentVolumeClaimName"],
        "PersistentVolumeClaim",
    ),
    (
        &["spec", "source", "volumeSnapshotContentName"],
        "VolumeSnapshotContent",
    ),
    // Operators of databases.
    (&["spec", "cluster", "name"], "Cluster"),
    (&["spec", "storage", "storageClass"], "StorageClass"),
    (&["spec", "walStorage", "storageClass"], "StorageClass"),
    (&["spec", "volume", "storageClass"], "StorageClass"),
    (
        &["spec", "plugins", "*", "parameters", "barmanObjectName"],
        "ObjectStore",
    ),
    // Velero.
    (
        &["spec", "template", "storageLocation"],
        "BackupStorageLocation",
    ),
    (&["spec", "storageLocation"], "BackupStorageLocation"),
    (
        &["spec", "template", "volumeSnapshotLocations", "*"],
        "VolumeSnapshotLocation",
    ),
    (
        &["spec", "volumeSnapshotLocations", "*"],
        "VolumeSnapshotLocation",
    ),
];

/// Attributes that hold a kind and a name.
const KINDS_AND_NAMES: &[Pattern] = &[
    &["spec", "scaleTargetRef"],
    &["spec", "targetRef"],
    &["spec", "secretStoreRef"],
    &["roleRef"],
    &["spec", "dataSource"],
];

/// Where a value stands in an object.
pub(super) type Place = Vec<Step>;

/// One step to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A member of a map.
    Key(&'static str),
    /// An item of a list.
    Item(usize),
}

/// What an object names: where, of which kind, by which name.
pub(super) fn named(object: &Object) -> Vec<(Place, &str, &str)> {
    let mut found = Vec::new();
    for (pattern, kind) in NAMES {
        for (place, value) in at(object, pattern) {
            if let Some(name) = value.as_str() {
                found.push((place, *kind, name));
            }
        }
    }
    for pattern in KINDS_AND_NAMES {
        for (place, value) in at(object, pattern) {
            let text = |key: &str| value.as_map()?.get(key)?.as_str();
            if let (Some(kind), Some(name)) = (text("kind"), text("name")) {
                found.push((place, kind, name));
            }
        }
    }
    found
}

/// The values at a pattern.
fn at(object: &Object, pattern: Pattern) -> Vec<(Place, &Value)> {
    let Some((first, rest)) = pattern.split_first() else {
        return Vec::new();
    };
    let Some(value) = object.body.get(*first) else {
        return Vec::new();
    };
    let mut found = vec![(vec![Step::Key(first)], value)];
    for key in rest {
        let mut next = Vec::new();
        for (place, value) in found {
            let deeper = |step| {
                let mut place = place.clone();
                place.push(step);
                place
            };
            if *key == "*" {
                let items = value.as_list().unwrap_or_default().iter().enumerate();
                next.extend(items.map(|(index, item)| (deeper(Step::Item(index)), item)));
            } else if let Some(member) = value.as_map().and_then(|members| members.get(*key)) {
                next.push((deeper(Step::Key(key)), member));
            }
        }
        found = next;
    }
    found
}
