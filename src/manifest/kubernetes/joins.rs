//! Objects that name or select each other, tied by references.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Object;
use super::backed_up::{MAX_COMPARED, specification};
use super::names::{Place, Step, named};
use super::workload::{makes_pods, pod_labels, service_account};
use crate::model::{Data, ListKind, Map, Reason, Reference, Span, Value};

/// The objects of one set, found by kind and name.
pub(super) struct Set<'o> {
    /// By kind and name; the namespaces tell them apart.
    named: FxHashMap<(&'o str, &'o str), Vec<usize>>,
    /// Workloads by each label that their pods carry.
    pub(super) labelled: FxHashMap<(&'o str, &'o str), Vec<usize>>,
    pub(super) workloads: Vec<usize>,
    /// Volume claims.
    pub(super) claims: Vec<usize>,
    default_classes: Vec<usize>,
}

/// Ties the objects of one set; `members` are their positions.
pub(in crate::manifest) fn join(objects: &mut [Object], members: &[usize], addresses: &[Arc<str>]) {
    let implied: Vec<_> = {
        let set = Set::of(objects, members);
        let members = members.iter();
        let implied = members.map(|member| implied(&set, objects, &objects[*member]));
        implied.collect()
    };
    for (&member, implied) in members.iter().zip(implied) {
        for (key, value) in implied {
            objects[member].body.insert(key.into(), value);
        }
    }
    let additions: Vec<_> = {
        let set = Set::of(objects, members);
        let mut left = MAX_COMPARED;
        let members = members.iter();
        let additions =
            members.map(|&member| additions(&set, objects, member, addresses, &mut left));
        additions.collect()
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
    /// References of the value at a place.
    References(Place, Vec<Arc<str>>),
}

impl Addition {
    fn apply(self, body: &mut Map) {
        match self {
            Addition::Member(key, value) => {
                body.insert(key.into(), value);
            }
            Addition::References(place, addresses) => {
                if let Some(value) = at_mut(body, &place) {
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

fn at_mut<'b>(body: &'b mut Map, place: &[Step]) -> Option<&'b mut Value> {
    let (Step::Key(first), rest) = place.split_first()? else {
        return None;
    };
    let mut value = body.get_mut(*first)?;
    for step in rest {
        value = match (&mut value.data, step) {
            (Data::Map(_, members), Step::Key(key)) => Arc::make_mut(members).get_mut(*key)?,
            (Data::List(_, items), Step::Item(index)) => Arc::make_mut(items).get_mut(*index)?,
            _ => return None,
        };
    }
    Some(value)
}

fn additions(
    set: &Set<'_>,
    objects: &[Object],
    member: usize,
    addresses: &[Arc<str>],
    left: &mut usize,
) -> Vec<Addition> {
    let object = &objects[member];
    let mut additions = Vec::new();
    for (place, kind, name) in named(object) {
        let targets = set.find(objects, kind, name, object.namespace.as_ref());
        if !targets.is_empty() {
            let targets = targets.iter();
            let targets = targets.map(|target| Arc::clone(&addresses[*target]));
            additions.push(Addition::References(place, targets.collect()));
        }
    }
    let listed = |positions: &[usize], span: Span| {
        let items = positions.iter().map(|position| {
            let name = Arc::clone(&objects[*position].name);
            Value::string(name, span).read_from(whole(Arc::clone(&addresses[*position])))
        });
        Value::new(Data::List(ListKind::Tuple, items.collect()), span)
    };
    if let Some((selected, span)) = set.selected(objects, object) {
        additions.push(Addition::Member("selects", listed(&selected, span)));
    }
    if let Some(specification) = specification(object) {
        let compared = set.claims.len();
        let takes = match left.checked_sub(compared) {
            Some(rest) => {
                *left = rest;
                listed(&set.backed_up(objects, specification), object.span)
            }
            None => {
                let reason = Reason::Computed("the volume claims of so many schedules".into());
                Value::unknown(reason, object.span)
            }
        };
        additions.push(Addition::Member("takes", takes));
    }
    additions
}

/// Members that are names themselves, so that they can be followed like those that are written.
fn implied(set: &Set<'_>, objects: &[Object], object: &Object) -> Vec<(&'static str, Value)> {
    let class = set.storage_class(objects, object);
    let account = service_account(object);
    class
        .map(|class| ("storage-class", class))
        .into_iter()
        .chain(account.map(|account| ("service-account", account)))
        .collect()
}

impl<'o> Set<'o> {
    fn of(objects: &'o [Object], members: &[usize]) -> Self {
        let mut set = Set {
            named: FxHashMap::default(),
            labelled: FxHashMap::default(),
            workloads: Vec::new(),
            claims: Vec::new(),
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
            if object.short_kind() == "PersistentVolumeClaim" {
                set.claims.push(member);
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
}

/// Whether two objects may be in one namespace: they say the same, or one says none.
pub(super) fn may_meet(one: Option<&Arc<str>>, other: Option<&Arc<str>>) -> bool {
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
