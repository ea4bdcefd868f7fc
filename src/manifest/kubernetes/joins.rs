//! Objects that name or select each other, tied by references.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Object;
use super::workload::{makes_pods, pod_labels};
use crate::model::{Data, ListKind, Map, Reason, Reference, Span, Value};

/// At most this many workloads are tied to one selector; no real one selects more.
const MAX_SELECTED: usize = 256;

/// Attributes that name another object, with its kind. In the namespace of the one that names it, except
/// those of kinds that belong to no namespace.
const NAMES: &[(&[&str], &str)] = &[
    (&["pod", "serviceAccountName"], "ServiceAccount"),
    (&["spec", "volumeName"], "PersistentVolume"),
    (&["storage-class"], "StorageClass"),
    (&["spec", "volumeSnapshotClassName"], "VolumeSnapshotClass"),
    (
        &["spec", "source", "persistentVolumeClaimName"],
        "PersistentVolumeClaim",
    ),
    (&["spec", "gatewayClassName"], "GatewayClass"),
    (&["spec", "ingressClassName"], "IngressClass"),
];

/// Attributes that hold a kind and a name.
const KINDS_AND_NAMES: &[&[&str]] = &[
    &["spec", "scaleTargetRef"],
    &["spec", "targetRef"],
    &["roleRef"],
    &["spec", "dataSource"],
];

/// The objects of one set, found by kind and name.
struct Set<'o> {
    /// By kind and name; the namespaces tell them apart.
    named: FxHashMap<(&'o str, &'o str), Vec<usize>>,
    /// Workloads by each label that their pods carry.
    labelled: FxHashMap<(&'o str, &'o str), Vec<usize>>,
    workloads: Vec<usize>,
    default_classes: Vec<usize>,
}

/// Ties the objects of one set; `members` are their positions.
pub(in crate::manifest) fn join(objects: &mut [Object], members: &[usize], addresses: &[Arc<str>]) {
    let additions = {
        let set = Set::of(objects, members);
        let additions = members
            .iter()
            .map(|&member| additions(&set, objects, member, addresses));
        additions.collect::<Vec<_>>()
    };
    for (&member, additions) in members.iter().zip(additions) {
        for addition in additions {
            addition.apply(&mut objects[member].body);
        }
    }
}

/// What is added to an object.
enum Addition {
    /// A member of its own.
    Member(&'static str, Value),
    /// References of the value at a path.
    References(&'static [&'static str], Vec<Arc<str>>),
}

impl Addition {
    fn apply(self, body: &mut Map) {
        match self {
            Addition::Member(key, value) => {
                body.insert(key.into(), value);
            }
            Addition::References(path, addresses) => {
                if let Some(value) = at_mut(body, path) {
                    for address in addresses {
                        *value = value.clone().read_from(whole(address));
                    }
                }
            }
        }
    }
}

fn whole(address: Arc<str>) -> Reference {
    Reference {
        address,
        attribute: "".into(),
    }
}

fn at_mut<'b>(body: &'b mut Map, path: &[&str]) -> Option<&'b mut Value> {
    let (first, rest) = path.split_first()?;
    let mut value = body.get_mut(*first)?;
    for key in rest {
        let Data::Map(_, members) = &mut value.data else {
            return None;
        };
        value = Arc::make_mut(members).get_mut(*key)?;
    }
    Some(value)
}

fn additions(
    set: &Set<'_>,
    objects: &[Object],
    member: usize,
    addresses: &[Arc<str>],
) -> Vec<Addition> {
    let object = &objects[member];
    let mut additions = Vec::new();
    let address = |position: &usize| Arc::clone(&addresses[*position]);
    if let Some(class) = set.storage_class(objects, object) {
        let named = class.as_str().map(str::to_owned);
        additions.push(Addition::Member("storage-class", class));
        if let Some(name) = named {
            let targets = set.find(objects, "StorageClass", &name, None);
            additions.push(Addition::References(
                &["storage-class"],
                targets.iter().map(address).collect(),
            ));
        }
    }
    for (path, kind) in NAMES {
        if let Some(name) = object.at(path).and_then(Value::as_str) {
            let targets = set.find(objects, kind, name, object.namespace.as_ref());
            if !targets.is_empty() {
                additions.push(Addition::References(
                    path,
                    targets.iter().map(address).collect(),
                ));
            }
        }
    }
    for path in KINDS_AND_NAMES {
        let Some(target) = object.at(path).and_then(Value::as_map) else {
            continue;
        };
        let text = |key: &str| target.get(key).and_then(Value::as_str);
        if let (Some(kind), Some(name)) = (text("kind"), text("name")) {
            let targets = set.find(objects, kind, name, object.namespace.as_ref());
            if !targets.is_empty() {
                additions.push(Addition::References(
                    path,
                    targets.iter().map(address).collect(),
                ));
            }
        }
    }
    if let Some((selected, span)) = set.selected(objects, object) {
        let items: Arc<[Value]> = selected
            .iter()
            .map(|position| {
                let name = Arc::clone(&objects[*position].name);
                Value::string(name, span).read_from(whole(address(position)))
            })
            .collect();
        additions.push(Addition::Member(
            "selects",
            Value::new(Data::List(ListKind::Tuple, items), span),
        ));
    }
    additions
}

impl<'o> Set<'o> {
    fn of(objects: &'o [Object], members: &[usize]) -> Self {
        let mut set = Set {
            named: FxHashMap::default(),
            labelled: FxHashMap::default(),
            workloads: Vec::new(),
            default_classes: Vec::new(),
        };
        for &member in members {
            let object = &objects[member];
            for name in object.former_names.iter().chain([&object.name]) {
                set.named
                    .entry((object.short_kind(), name))
                    .or_default()
                    .push(member);
            }
            if makes_pods(object) {
                set.workloads.push(member);
            }
            for (key, value) in pod_labels(object).into_iter().flatten() {
                if let Some(value) = value.as_str() {
                    set.labelled.entry((key, value)).or_default().push(member);
                }
            }
            if object.short_kind() == "StorageClass" && is_default_class(object) {
                set.default_classes.push(member);
            }
        }
        set
    }

    /// Objects of a kind and name. One that says no namespace may be in any.
    fn find(
        &self,
        objects: &[Object],
        kind: &str,
        name: &str,
        namespace: Option<&Arc<str>>,
    ) -> Vec<usize> {
        let found = self.named.get(&(kind, name)).into_iter().flatten();
        found
            .filter(|position| may_meet(objects[**position].namespace.as_ref(), namespace))
            .copied()
            .collect()
    }

    /// The class of a volume claim: the one it names, else the default of the cluster.
    fn storage_class(&self, objects: &[Object], object: &Object) -> Option<Value> {
        if object.short_kind() != "PersistentVolumeClaim" {
            return None;
        }
        if let Some(class) = object.at(&["spec", "storageClassName"]) {
            return Some(class.clone());
        }
        if let [class] = self.default_classes[..] {
            let class = &objects[class];
            return Some(Value::string(Arc::clone(&class.name), class.span));
        }
        let reason = Reason::Computed("the default StorageClass of the cluster".into());
        Some(Value::unknown(reason, object.span))
    }

    /// The workloads that an object selects by labels, and where it does; nothing for what selects none.
    fn selected(&self, objects: &[Object], object: &Object) -> Option<(Vec<usize>, Span)> {
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

/// Whether two objects may be in one namespace: they say the same, or one says none.
fn may_meet(one: Option<&Arc<str>>, other: Option<&Arc<str>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

fn is_default_class(object: &Object) -> bool {
    let annotations = object
        .at(&["metadata", "annotations"])
        .and_then(Value::as_map);
    annotations.is_some_and(|annotations| {
        annotations
            .get("storageclass.kubernetes.io/is-default-class")
            .is_some_and(|value| value.as_str() == Some("true"))
    })
}

/// Whether labels hold all of these.
fn carries(labels: &Map, asked: &Map) -> bool {
    asked
        .iter()
        .all(|(key, value)| labels.get(key) == Some(value))
}

/// Whether labels satisfy a selector with `matchLabels` and `matchExpressions`.
fn satisfies(labels: &Map, selector: &Map) -> bool {
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
