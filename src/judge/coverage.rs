//! What the catalogue does not describe, so that nothing is passed over in silence.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Judge;
use super::index::{glob_matches, is_glob};
use crate::model::ResourceMode;
use crate::policy::definition::{AttributeSource, Derivation, Library};

impl Judge<'_> {
    /// Types that no catalogue entry describes and that no entry reads as a satellite of another
    /// type, with how many resources have them, most frequent first.
    pub(crate) fn unknown_types(&self, library: &Library) -> Vec<(Arc<str>, usize)> {
        let mut counts: FxHashMap<&Arc<str>, usize> = FxHashMap::default();
        for (resource, member) in self.resources.iter().zip(&self.members) {
            if member.definition.is_none() && resource.mode == ResourceMode::Managed {
                *counts.entry(&resource.kind).or_default() += 1;
            }
        }
        if counts.is_empty() {
            return Vec::new();
        }
        let satellites = satellites(library);
        let read = |kind: &str| {
            satellites.iter().any(|pattern| {
                *pattern == kind || (is_glob(pattern) && glob_matches(pattern, kind))
            })
        };
        let mut counts: Vec<(Arc<str>, usize)> = counts
            .into_iter()
            .filter(|(kind, _)| !read(kind))
            .map(|(kind, count)| (Arc::clone(kind), count))
            .collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        counts
    }
}

/// The types, or globs of types, that derivations look at beside the resource itself.
fn satellites(library: &Library) -> FxHashSet<&str> {
    let mut types = FxHashSet::default();
    for definition in library.types.values() {
        for derivation in definition.facets.values() {
            collect(derivation, &mut types);
        }
    }
    types
}

fn collect<'a>(derivation: &'a Derivation, types: &mut FxHashSet<&'a str>) {
    let mut all = |derivations: &mut dyn Iterator<Item = &'a Derivation>| {
        for derivation in derivations {
            collect(derivation, types);
        }
    };
    match derivation {
        Derivation::Attribute(source) => {
            let AttributeSource {
                default,
                map,
                otherwise,
                ..
            } = &**source;
            all(&mut default
                .iter()
                .chain(otherwise)
                .chain(map.iter().map(|(_, to)| to)));
        }
        Derivation::Cases(cases, otherwise) => {
            all(&mut cases
                .iter()
                .map(|(_, then)| then)
                .chain(otherwise.as_deref()));
        }
        Derivation::Any(list)
        | Derivation::All(list)
        | Derivation::First(list)
        | Derivation::Min(list)
        | Derivation::Max(list)
        | Derivation::Sum(list)
        | Derivation::List(list) => all(&mut list.iter()),
        Derivation::Not(inner) | Derivation::Distinct(inner) | Derivation::Paired(inner) => {
            all(&mut std::iter::once(&**inner));
        }
        Derivation::Linked(linked) => {
            types.extend(linked.types.iter().map(String::as_str));
            linked
                .take
                .iter()
                .chain(&linked.none)
                .for_each(|inner| collect(inner, types));
        }
        Derivation::Refers(refers) => {
            types.extend(refers.to.iter().map(String::as_str));
            let inner = refers
                .take
                .iter()
                .chain(&refers.none)
                .chain(&refers.outside);
            inner.for_each(|inner| collect(inner, types));
        }
        Derivation::Account(account) => {
            types.extend(account.types.iter().map(String::as_str));
            account
                .take
                .iter()
                .chain(&account.none)
                .for_each(|inner| collect(inner, types));
        }
        Derivation::Constant(_)
        | Derivation::Pseudo(_)
        | Derivation::Present(_)
        | Derivation::Literal(_)
        | Derivation::Holds(_)
        | Derivation::Facet(_)
        | Derivation::Count(_)
        | Derivation::Place(..)
        | Derivation::NotApplicable(_)
        | Derivation::Ask(_) => {}
    }
}
