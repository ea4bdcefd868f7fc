//! What the catalogue does not describe, so that nothing is passed over in silence.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Judge;
use super::index::{glob_matches, is_glob};
use crate::model::ResourceMode;
use crate::policy::definition::{Derivation, Library};

impl Judge<'_> {
    /// Types that no catalogue entry describes and that no entry reads as a satellite of another
    /// type, with how many resources have them, most frequent first.
    pub(crate) fn unknown_types(&self, library: &Library) -> Vec<(Arc<str>, usize)> {
        let mut counts: FxHashMap<&Arc<str>, usize> = FxHashMap::default();
        for (resource, member) in self.resources.iter().zip(&self.members) {
            let is_judged = resource.mode == ResourceMode::Managed && !member.is_left_out;
            if member.definition.is_none() && is_judged {
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
    let named = match derivation {
        Derivation::Linked(linked) => &linked.types[..],
        Derivation::Refers(refers) => &refers.to,
        Derivation::Account(account) => &account.types,
        _ => &[],
    };
    types.extend(named.iter().map(String::as_str));
    let inner = derivation.on_the_resource();
    for inner in inner.into_iter().chain(derivation.on_others()) {
        collect(inner, types);
    }
}
