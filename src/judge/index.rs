//! Finding resources by address, type and name, without ever comparing all with all.

use std::sync::{Arc, OnceLock, RwLock};

use camino::Utf8Path;
use rustc_hash::FxHashMap;

use super::link::LinkIndex;
use crate::catalog::{Effective, Operated};
use crate::model::{ProviderInstance, Resource};
use crate::policy::definition::TypeDefinition;

/// The resources of one root, indexed. Indices are positions in the slice given to the judge.
pub(crate) struct RootIndex<'a> {
    /// All resources of the root.
    pub(crate) members: Vec<usize>,
    /// By full address, and by address without the last instance key, which stands for all instances.
    by_address: FxHashMap<&'a str, Vec<usize>>,
    /// By type.
    pub(crate) by_kind: FxHashMap<&'a str, Vec<usize>>,
    /// By the text of an identity attribute.
    by_name: OnceLock<FxHashMap<Arc<str>, Vec<usize>>>,
    /// What satellites point to, per derivation that asks.
    links: RwLock<FxHashMap<usize, Arc<LinkIndex>>>,
}

/// What the judge keeps per resource.
pub(crate) struct Member<'a> {
    /// Position of its root.
    pub(crate) root: usize,
    /// Its catalogue entry.
    pub(crate) definition: Option<&'a TypeDefinition>,
    /// Where it sits, once somebody asked.
    pub(crate) location: OnceLock<Arc<Effective<'a>>>,
    /// Who answers for it, once somebody asked.
    pub(crate) operated: OnceLock<Option<Box<Operated<'a>>>>,
}

impl<'a> RootIndex<'a> {
    /// Groups resources by root (path and environment), in the order of their first resource.
    pub(crate) fn build(resources: &'a [Resource]) -> (Vec<RootIndex<'a>>, Vec<usize>) {
        let mut positions: FxHashMap<(&Utf8Path, Option<&str>), usize> = FxHashMap::default();
        let mut roots: Vec<RootIndex<'a>> = Vec::new();
        let mut root_of = Vec::with_capacity(resources.len());
        for (index, resource) in resources.iter().enumerate() {
            let key = (
                resource.root.path.as_path(),
                resource.root.environment.as_deref(),
            );
            let position = *positions.entry(key).or_insert_with(|| {
                roots.push(RootIndex {
                    members: Vec::new(),
                    by_address: FxHashMap::default(),
                    by_kind: FxHashMap::default(),
                    by_name: OnceLock::new(),
                    links: RwLock::new(FxHashMap::default()),
                });
                roots.len() - 1
            });
            let root = &mut roots[position];
            root.members.push(index);
            root.by_kind.entry(&resource.kind).or_default().push(index);
            root.by_address
                .entry(&resource.address)
                .or_default()
                .push(index);
            let block = block_address(&resource.address);
            if block.len() < resource.address.len() {
                root.by_address.entry(block).or_default().push(index);
            }
            root_of.push(position);
        }
        (roots, root_of)
    }

    /// The resources at an address; all instances when it has no instance key.
    pub(crate) fn at(&self, address: &str) -> &[usize] {
        self.by_address.get(address).map_or(&[], Vec::as_slice)
    }

    /// The resources that bear a name, through any identity attribute.
    pub(crate) fn named(
        &self,
        name: &str,
        resources: &[Resource],
        members: &[Member<'_>],
    ) -> &[usize] {
        let by_name = self.by_name.get_or_init(|| {
            let mut by_name: FxHashMap<Arc<str>, Vec<usize>> = FxHashMap::default();
            for &index in &self.members {
                for name in names(&resources[index], members[index].definition) {
                    let bearers = by_name.entry(name).or_default();
                    if bearers.last() != Some(&index) {
                        bearers.push(index);
                    }
                }
            }
            by_name
        });
        by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// The link index under `key`, built at the first call.
    pub(crate) fn links(&self, key: usize, build: impl FnOnce() -> LinkIndex) -> Arc<LinkIndex> {
        let known = self
            .links
            .read()
            .ok()
            .and_then(|links| links.get(&key).cloned());
        known.unwrap_or_else(|| {
            let index = Arc::new(build());
            match self.links.write() {
                Ok(mut links) => Arc::clone(links.entry(key).or_insert(index)),
                Err(_) => index,
            }
        })
    }

    /// The resources whose type is one of `types` or matches one of them as a glob.
    pub(crate) fn of_types(&self, types: &[String]) -> Vec<usize> {
        let mut found = Vec::new();
        for pattern in types {
            if is_glob(pattern) {
                let mut kinds: Vec<_> = self
                    .by_kind
                    .iter()
                    .filter(|(kind, _)| glob_matches(pattern, kind))
                    .collect();
                kinds.sort_unstable_by_key(|(kind, _)| **kind);
                found.extend(kinds.into_iter().flat_map(|(_, indices)| indices));
            } else if let Some(indices) = self.by_kind.get(pattern.as_str()) {
                found.extend(indices);
            }
        }
        found
    }
}

/// The names a resource bears: the known texts of its identity attributes, and templates such as
/// `arn:aws:s3:::{bucket}` filled from them.
pub(crate) fn names(resource: &Resource, definition: Option<&TypeDefinition>) -> Vec<Arc<str>> {
    let (Some(definition), Some(body)) = (definition, resource.body.as_map()) else {
        return Vec::new();
    };
    let mut names = Vec::new();
    for identity in &definition.identity {
        if identity.contains('{') {
            if let Some(name) = fill(identity, |attribute| body.get(attribute)?.as_str()) {
                names.push(name.into());
            }
        } else if let Some(crate::model::Data::String(text)) =
            body.get(identity.as_str()).map(|value| &value.data)
            && !text.is_empty()
        {
            names.push(Arc::clone(text));
        }
    }
    names
}

/// Replaces each `{attribute}`; none when one of them has no text.
fn fill<'t>(template: &str, text_of: impl Fn(&str) -> Option<&'t str>) -> Option<String> {
    let mut filled = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (attribute, after) = after.split_once('}')?;
        filled.push_str(before);
        filled.push_str(text_of(attribute).filter(|text| !text.is_empty())?);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

/// An address without the instance key at its end: `a.b[0]` gives `a.b`, `module.m["k"].a.b` itself.
pub(crate) fn block_address(address: &str) -> &str {
    if !address.ends_with(']') {
        return address;
    }
    // A string key may hold brackets; its quotes are escaped, so the opening is `["` with no
    // backslash before the quote, or a bracket before digits.
    match address.strip_suffix("\"]") {
        Some(body) => body.rfind("[\"").map_or(address, |open| &address[..open]),
        None => address.rfind('[').map_or(address, |open| &address[..open]),
    }
}

/// Whether two resources live in one account: the same configured provider.
pub(crate) fn same_provider(
    a: Option<&Arc<ProviderInstance>>,
    b: Option<&Arc<ProviderInstance>>,
) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => {
            Arc::ptr_eq(a, b) || (a.source == b.source && a.name == b.name && a.module == b.module)
        }
        (None, None) => true,
        _ => false,
    }
}

/// Whether a type pattern is more than a plain name.
pub(crate) fn is_glob(pattern: &str) -> bool {
    pattern.contains(['*', '?', '['])
}

/// Whether a glob matches; a pattern that is no valid glob was refused when it was loaded.
pub(crate) fn glob_matches(pattern: &str, text: &str) -> bool {
    match pattern.strip_suffix('*') {
        // The common form, without compiling anything.
        Some(prefix) if !is_glob(prefix) => text.starts_with(prefix),
        _ => glob::Pattern::new(pattern).is_ok_and(|pattern| pattern.matches(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::{block_address, glob_matches};

    #[test]
    fn the_last_instance_key_is_dropped_and_no_other() {
        for (address, block) in [
            ("a.b", "a.b"),
            ("a.b[0]", "a.b"),
            (r#"a.b["eu"]"#, "a.b"),
            (r#"module.m["eu"].a.b"#, r#"module.m["eu"].a.b"#),
            (r#"module.m["eu"].a.b[1]"#, r#"module.m["eu"].a.b"#),
            (r#"a.b["x[0]"]"#, "a.b"),
        ] {
            assert_eq!(block_address(address), block);
        }
    }

    #[test]
    fn globs_match_types() {
        assert!(glob_matches("cloud_*", "cloud_disk"));
        assert!(glob_matches("*_disk", "cloud_disk"));
        assert!(!glob_matches("cloud_*", "other_disk"));
    }
}
