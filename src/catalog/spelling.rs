//! Types that a language reads without regard to case.
//!
//! A type of a provider within a namespace (`Namespace.Provider/type`) that the catalogue spells otherwise gets the
//! spelling of the catalogue, once for all that compares types afterwards.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::Resource;
use crate::policy::definition::Library;

/// Spells the types of `resources` as the catalogue does.
pub(crate) fn spell_types(resources: &mut [Resource], library: &Library) {
    let is_spelled_freely = |kind: &str| {
        kind.split_once('/')
            .is_some_and(|(namespace, _)| namespace.contains('.'))
    };
    let mut folded: Option<FxHashMap<String, Arc<str>>> = None;
    for resource in resources {
        if !is_spelled_freely(&resource.kind) || library.types.contains_key(&*resource.kind) {
            continue;
        }
        let folded = folded.get_or_insert_with(|| {
            let types = library.types.keys().filter(|kind| is_spelled_freely(kind));
            types
                .map(|kind| (kind.to_ascii_lowercase(), Arc::from(kind.as_str())))
                .collect()
        });
        if let Some(kind) = folded.get(&resource.kind.to_ascii_lowercase()) {
            resource.kind = Arc::clone(kind);
        }
    }
}
