//! The objects of one set that others name, or select by labels.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::super::object::Object;
use super::sighting::Sighted;
use crate::model::{Map, Value};

/// At most this many objects are tied to one reference; controllers pick one, or a handful of subnets.
const MAX_FOUND: usize = 256;

/// See the module. Families of controllers do not name each other's objects.
pub(super) struct Finder<'o> {
    objects: &'o [Object],
    sighted: &'o [Option<Sighted<'o>>],
    named: FxHashMap<(usize, &'o str), Vec<usize>>,
    labelled: FxHashMap<(usize, &'o str, &'o str), Vec<usize>>,
    composed: FxHashMap<(usize, &'o str), Vec<usize>>,
}

/// Which objects are meant.
pub(super) struct Wanted<'w> {
    /// Position of the translation.
    pub(super) family: usize,
    /// Types, or how types begin, with a `*`; any when empty.
    pub(super) targets: &'w [String],
    /// The namespace, when one is said.
    pub(super) namespace: Option<&'w str>,
    /// The composite that they must belong to, when they must.
    pub(super) composite: Option<&'w str>,
}

impl<'o> Finder<'o> {
    /// Of the objects at these positions.
    pub(super) fn of(
        objects: &'o [Object],
        sighted: &'o [Option<Sighted<'o>>],
        members: &[usize],
    ) -> Self {
        let mut finder = Finder {
            objects,
            sighted,
            named: FxHashMap::default(),
            labelled: FxHashMap::default(),
            composed: FxHashMap::default(),
        };
        for &member in members {
            let (Some(object), Some(Some(seen))) = (objects.get(member), sighted.get(member))
            else {
                continue;
            };
            let family = seen.family;
            if let Some(name) = written_name(object) {
                finder.named.entry((family, name)).or_default().push(member);
            }
            for (key, value) in labels(object).into_iter().flatten() {
                if let Some(value) = value.as_str() {
                    let key = (family, key.as_ref(), value);
                    finder.labelled.entry(key).or_default().push(member);
                }
            }
            if let Some(composite) = &object.composite {
                let key = (family, composite.as_ref());
                finder.composed.entry(key).or_default().push(member);
            }
        }
        finder
    }

    /// The addresses of those of a name.
    pub(super) fn named(&self, name: &str, wanted: &Wanted<'_>) -> Vec<Arc<str>> {
        let found = self.named.get(&(wanted.family, name));
        self.addresses(found, &Map::default(), wanted)
    }

    /// The addresses of those that carry all of these labels.
    pub(super) fn labelled(&self, asked: &Map, wanted: &Wanted<'_>) -> Vec<Arc<str>> {
        // The label that the fewest carry; one that is not known may be any.
        let known = asked.iter().filter_map(|(key, value)| {
            let key = (wanted.family, key.as_ref(), value.as_str()?);
            Some(self.labelled.get(&key))
        });
        let fewest = known.min_by_key(|found| found.map_or(0, Vec::len));
        let found = match (fewest, wanted.composite) {
            (Some(found), _) => found,
            (None, Some(composite)) => self.composed.get(&(wanted.family, composite)),
            (None, None) => None,
        };
        self.addresses(found, asked, wanted)
    }

    fn addresses(
        &self,
        found: Option<&Vec<usize>>,
        asked: &Map,
        wanted: &Wanted<'_>,
    ) -> Vec<Arc<str>> {
        let found = found.into_iter().flatten().filter_map(|&position| {
            let object = self.objects.get(position)?;
            let seen = self.sighted.get(position)?.as_ref()?;
            let is_meant = is_target(seen.target(), wanted.targets)
                && may_be_in(object, wanted.namespace)
                && wanted
                    .composite
                    .is_none_or(|composite| object.composite.as_deref() == Some(composite))
                && carries(object, asked);
            is_meant.then(|| Arc::clone(&seen.address))
        });
        found.take(MAX_FOUND).collect()
    }
}

fn is_target(kind: &str, targets: &[String]) -> bool {
    targets.is_empty()
        || targets.iter().any(|target| match target.strip_suffix('*') {
            Some(beginning) => kind.starts_with(beginning),
            None => target == kind,
        })
}

fn may_be_in(object: &Object, namespace: Option<&str>) -> bool {
    match (&object.namespace, namespace) {
        (Some(one), Some(other)) => &**one == other,
        _ => true,
    }
}

/// Whether an object carries all labels that are known.
fn carries(object: &Object, asked: &Map) -> bool {
    let carried = labels(object);
    asked.iter().all(|(key, value)| {
        value.as_unknown().is_some() || carried.and_then(|carried| carried.get(key)) == Some(value)
    })
}

fn labels(object: &Object) -> Option<&Map> {
    object.at(&["metadata", "labels"]).and_then(Value::as_map)
}

/// The name that its metadata says; a template has none.
fn written_name(object: &Object) -> Option<&str> {
    object.at(&["metadata", "name"]).and_then(Value::as_str)
}
