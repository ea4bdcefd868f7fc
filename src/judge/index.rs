//! Finding resources by address, type and name, without ever comparing all with all.

use std::sync::{Arc, OnceLock, RwLock};

use camino::Utf8Path;
use rustc_hash::FxHashMap;

use super::link::{Gathered, LinkIndex, OutcomeKey, Outcomes};
use crate::catalog::{Effective, Operated};
use crate::model::Resource;
use crate::policy::definition::TypeDefinition;

/// A derivation, an account, the names of the target, and what is asked.
type CrowdKey = (usize, usize, Vec<Arc<str>>, OutcomeKey);

/// Positions of resources by a key.
type Positions<K> = FxHashMap<K, Vec<usize>>;

/// The resources of one root, indexed. Indices are positions in the slice given to the judge.
pub(crate) struct RootIndex<'a> {
    /// All resources of the root.
    pub(crate) members: Vec<usize>,
    /// By full address, and by address without the last instance key, which stands for all instances.
    by_address: FxHashMap<&'a str, Vec<usize>>,
    /// By type.
    pub(crate) by_kind: FxHashMap<&'a str, Vec<usize>>,
    /// By account and type.
    by_account: OnceLock<Positions<(usize, &'a str)>>,
    /// By account and the text of an identity attribute.
    by_name: OnceLock<Positions<(usize, Arc<str>)>>,
    /// By block and the text of an identity attribute.
    by_block: OnceLock<Positions<(&'a str, Arc<str>)>>,
    /// What satellites point to, per derivation that asks.
    links: RwLock<FxHashMap<usize, Arc<LinkIndex<'a>>>>,
    /// What large groups of targets came to, per derivation, account and key.
    pub(crate) crowds: Outcomes<CrowdKey, Gathered<'a>>,
    /// What settings of a whole account came to, per derivation, account and region.
    pub(crate) settings: Outcomes<(usize, usize, Option<String>, OutcomeKey), Gathered<'a>>,
}

/// What the judge keeps per resource.
pub(crate) struct Member<'a> {
    /// Position of its root.
    pub(crate) root: usize,
    /// The number of the account it lives in: of its configured provider.
    pub(crate) account: usize,
    /// Its catalogue entry.
    pub(crate) definition: Option<&'a TypeDefinition>,
    /// Where it sits, once somebody asked.
    pub(crate) location: OnceLock<Arc<Effective<'a>>>,
    /// Who answers for it, once somebody asked.
    pub(crate) operated: OnceLock<Option<Box<Operated<'a>>>>,
    /// Whether it is not judged, but only what others are judged by.
    pub(crate) is_left_out: bool,
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
                    by_account: OnceLock::new(),
                    by_name: OnceLock::new(),
                    by_block: OnceLock::new(),
                    links: RwLock::new(FxHashMap::default()),
                    crowds: Outcomes::default(),
                    settings: Outcomes::default(),
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

    /// The resources of an account that bear a name, through any identity attribute.
    pub(crate) fn named(
        &self,
        account: usize,
        name: &str,
        resources: &[Resource],
        members: &[Member<'_>],
    ) -> &[usize] {
        let by_name = self.by_name.get_or_init(|| {
            let mut by_name: FxHashMap<(usize, Arc<str>), Vec<usize>> = FxHashMap::default();
            for &index in &self.members {
                for name in names(&resources[index], members[index].definition) {
                    let bearers = by_name.entry((members[index].account, name)).or_default();
                    if bearers.last() != Some(&index) {
                        bearers.push(index);
                    }
                }
            }
            by_name
        });
        by_name
            .get(&(account, Arc::from(name)))
            .map_or(&[], Vec::as_slice)
    }

    /// The instances of a block, or the one resource at an address, that bear a name.
    pub(crate) fn bearers(
        &self,
        address: &str,
        name: &str,
        resources: &'a [Resource],
        members: &[Member<'_>],
    ) -> Vec<usize> {
        let here = self.at(address);
        if here.len() <= super::link::LARGE {
            let bears = |index: &usize| {
                let definition = members[*index].definition;
                definition.is_none()
                    || names(&resources[*index], definition)
                        .iter()
                        .any(|own| &**own == name)
            };
            return here.iter().copied().filter(bears).collect();
        }
        let by_block = self.by_block.get_or_init(|| {
            let mut by_block: FxHashMap<(&'a str, Arc<str>), Vec<usize>> = FxHashMap::default();
            for &index in &self.members {
                let block = block_address(&resources[index].address);
                for name in names(&resources[index], members[index].definition) {
                    let bearers = by_block.entry((block, name)).or_default();
                    if bearers.last() != Some(&index) {
                        bearers.push(index);
                    }
                }
            }
            by_block
        });
        by_block
            .get(&(address, Arc::from(name)))
            .cloned()
            .unwrap_or_default()
    }

    /// The link index under `key`, built at the first call.
    pub(crate) fn links(
        &self,
        key: usize,
        build: impl FnOnce() -> LinkIndex<'a>,
    ) -> Arc<LinkIndex<'a>> {
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

    /// As [`RootIndex::of_types`], those of one account.
    pub(crate) fn of_types_in(
        &self,
        account: usize,
        types: &[String],
        members: &[Member<'_>],
    ) -> Vec<usize> {
        let by_account = self.by_account.get_or_init(|| {
            let mut by_account: FxHashMap<(usize, &'a str), Vec<usize>> = FxHashMap::default();
            for (kind, indices) in &self.by_kind {
                for &index in indices {
                    let account = members[index].account;
                    by_account.entry((account, *kind)).or_default().push(index);
                }
            }
            by_account
        });
        let of = |kind: &'a str| by_account.get(&(account, kind)).into_iter().flatten();
        self.kinds(types)
            .into_iter()
            .flat_map(of)
            .copied()
            .collect()
    }

    /// The resources whose type is one of `types` or matches one of them as a glob.
    pub(crate) fn of_types(&self, types: &[String]) -> Vec<usize> {
        let of = |kind: &'a str| self.by_kind.get(kind).into_iter().flatten();
        self.kinds(types)
            .into_iter()
            .flat_map(of)
            .copied()
            .collect()
    }

    /// The types of the root that are one of `types` or match one of them as a glob.
    fn kinds(&self, types: &[String]) -> Vec<&'a str> {
        let mut found = Vec::new();
        for pattern in types {
            if is_glob(pattern) {
                let kinds = self.by_kind.keys().copied();
                let mut kinds: Vec<_> = kinds.filter(|kind| glob_matches(pattern, kind)).collect();
                kinds.sort_unstable();
                found.extend(kinds);
            } else if let Some((kind, _)) = self.by_kind.get_key_value(pattern.as_str()) {
                found.push(*kind);
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

/// Numbers the accounts: resources of one configured provider live in one account.
pub(crate) fn accounts(resources: &[Resource]) -> Vec<usize> {
    let mut by_instance: FxHashMap<Option<[&str; 3]>, usize> = FxHashMap::default();
    let numbers = resources.iter().map(|resource| {
        let instance = resource.provider.as_ref();
        let instance =
            instance.map(|provider| [&*provider.source, &*provider.name, &*provider.module]);
        let next = by_instance.len();
        *by_instance.entry(instance).or_insert(next)
    });
    numbers.collect()
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
