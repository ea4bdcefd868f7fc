//! Links between resources: which satellites point to a resource, and where a resource points.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Judge;
use super::index::{block_address, glob_matches, is_glob, names, same_provider};
use super::scalar::as_text;
use super::walk::walk;
use crate::model::{Data, Value};
use crate::policy::definition::{Linked, Path, PathScope, TagLink};

/// What the satellites of some types point to, through some of their attributes.
#[derive(Debug, Default)]
pub(crate) struct LinkIndex {
    by_address: FxHashMap<Arc<str>, Vec<usize>>,
    by_name: FxHashMap<Arc<str>, Vec<usize>>,
    patterns: Vec<(Arc<str>, usize)>,
    tags: Vec<(usize, TagSelection)>,
    /// Satellites whose target is not known at all.
    undecided: Vec<usize>,
}

/// The tags that a satellite asks for.
#[derive(Debug)]
enum TagSelection {
    /// One of these pairs is enough.
    AnyOf(Vec<(String, String)>),
    /// All of these pairs are needed.
    AllOf(Vec<(String, String)>),
}

/// The satellites of a resource.
pub(crate) struct Satellites {
    /// Those that point to it.
    pub(crate) certain: Vec<usize>,
    /// Of those that may, the first and one more: that there are several is all that matters.
    pub(crate) possible: Vec<usize>,
}

/// Where a value points.
pub(crate) enum Targets {
    /// To these resources.
    Found(Vec<usize>),
    /// To something that is not in the files.
    Outside,
    /// Not known.
    Undecided,
}

/// The satellites of `owner` that `linked` describes, before its `where`.
pub(crate) fn satellites(judge: &Judge<'_>, owner: usize, linked: &Linked) -> Satellites {
    let root = judge.root_of(owner);
    let key = std::ptr::from_ref(linked) as usize;
    let index = root.links(key, || build(judge, owner, linked));
    let resource = &judge.resources[owner];
    let mut certain: Vec<usize> = Vec::new();
    for address in [&*resource.address, block_address(&resource.address)] {
        certain.extend(index.by_address.get(address).into_iter().flatten());
    }
    let in_account = |satellite: &usize| {
        same_provider(
            judge.resources[*satellite].provider.as_ref(),
            resource.provider.as_ref(),
        )
    };
    if !index.by_name.is_empty() || !index.patterns.is_empty() {
        for name in names(resource, judge.members[owner].definition) {
            certain.extend(
                index
                    .by_name
                    .get(&name)
                    .into_iter()
                    .flatten()
                    .copied()
                    .filter(in_account),
            );
            let matching = index
                .patterns
                .iter()
                .filter(|(pattern, _)| glob_matches(pattern, &name));
            certain.extend(matching.map(|(_, satellite)| *satellite).filter(in_account));
        }
        let all = index
            .patterns
            .iter()
            .filter(|(pattern, _)| pattern.as_ref() == "*");
        certain.extend(all.map(|(_, satellite)| *satellite).filter(in_account));
    }
    if !index.tags.is_empty() {
        let tags = judge.tags(owner);
        for (satellite, selection) in &index.tags {
            if in_account(satellite) && selects(selection, &tags) {
                certain.push(*satellite);
            }
        }
    }
    certain.sort_unstable();
    certain.dedup();
    certain.retain(|satellite| *satellite != owner);
    let possible = index
        .undecided
        .iter()
        .copied()
        .filter(|satellite| !certain.contains(satellite) && in_account(satellite));
    Satellites {
        possible: possible.take(2).collect(),
        certain,
    }
}

fn build(judge: &Judge<'_>, owner: usize, linked: &Linked) -> LinkIndex {
    let mut index = LinkIndex::default();
    for satellite in judge.root_of(owner).of_types(&linked.types) {
        for value in linked
            .via
            .iter()
            .flat_map(|path| values(judge, satellite, path))
        {
            index.add(judge, satellite, &value, linked.wildcard);
        }
        if let Some(selection) = linked
            .tags
            .as_ref()
            .and_then(|tags| selection(judge, satellite, tags))
        {
            index.tags.push((satellite, selection));
        }
    }
    index
}

impl LinkIndex {
    fn add(&mut self, judge: &Judge<'_>, satellite: usize, value: &Value, wildcard: bool) {
        if let Data::List(_, items) = &value.data {
            for item in items.iter() {
                self.add(judge, satellite, item, wildcard);
            }
            return;
        }
        let references = value.references();
        for reference in references {
            let root = judge.root_of(satellite);
            if root
                .at(&reference.address)
                .iter()
                .any(|target| may_be_named(judge, *target, value))
            {
                self.by_address
                    .entry(Arc::clone(&reference.address))
                    .or_default()
                    .push(satellite);
            }
        }
        match &value.data {
            Data::String(text) if wildcard && is_glob(text) => {
                self.patterns.push((Arc::clone(text), satellite));
            }
            Data::String(text) => self
                .by_name
                .entry(Arc::clone(text))
                .or_default()
                .push(satellite),
            Data::Unknown(unknown) if references.is_empty() => {
                for candidate in &unknown.candidates {
                    if let Data::String(text) = &candidate.data {
                        self.by_name
                            .entry(Arc::clone(text))
                            .or_default()
                            .push(satellite);
                    }
                }
                if unknown.candidates.is_empty() {
                    self.undecided.push(satellite);
                }
            }
            _ => {}
        }
    }
}

fn selection(judge: &Judge<'_>, satellite: usize, tags: &TagLink) -> Option<TagSelection> {
    let texts = |path: &Path| -> Vec<String> {
        values(judge, satellite, path)
            .iter()
            .map(|value| as_text(value).unwrap_or_default().into_owned())
            .collect()
    };
    match tags {
        TagLink::Pairs { key, value } => {
            let pairs: Vec<_> = texts(key).into_iter().zip(texts(value)).collect();
            (!pairs.is_empty()).then_some(TagSelection::AnyOf(pairs))
        }
        TagLink::Map(path) => {
            let mut pairs = Vec::new();
            for map in values(judge, satellite, path) {
                for (key, value) in map.as_map()? {
                    pairs.push((key.to_string(), as_text(value)?.into_owned()));
                }
            }
            (!pairs.is_empty()).then_some(TagSelection::AllOf(pairs))
        }
    }
}

fn selects(selection: &TagSelection, tags: &FxHashMap<Arc<str>, Value>) -> bool {
    let carries = |(key, value): &(String, String)| {
        tags.get(key.as_str())
            .and_then(as_text)
            .is_some_and(|text| text == value.as_str())
    };
    match selection {
        TagSelection::AnyOf(pairs) => pairs.iter().any(carries),
        TagSelection::AllOf(pairs) => pairs.iter().all(carries),
    }
}

/// Whether a value that was read from `target` can be its name. A text such as
/// `"${bucket.main.name}-logs"` is read from a bucket and names another.
fn may_be_named(judge: &Judge<'_>, target: usize, value: &Value) -> bool {
    let Some(text) = value.as_str() else {
        return true;
    };
    let definition = judge.members[target].definition;
    definition.is_none()
        || names(&judge.resources[target], definition)
            .iter()
            .any(|name| &**name == text)
}

/// The values at a path of a resource, absences left out.
pub(crate) fn values(judge: &Judge<'_>, resource: usize, path: &Path) -> Vec<Value> {
    let resource = &judge.resources[resource];
    let body = match path.scope {
        PathScope::Body => &resource.body,
        PathScope::Provider => match &resource.provider {
            Some(provider) => &provider.config,
            None => return Vec::new(),
        },
    };
    walk(body, &path.steps)
        .into_iter()
        .filter_map(|node| node.value)
        .collect()
}

/// Where one value of `owner` points, among resources of `types` (any when empty).
pub(crate) fn targets(judge: &Judge<'_>, owner: usize, value: &Value, types: &[String]) -> Targets {
    let root = judge.root_of(owner);
    let wanted = |index: &usize| {
        *index != owner
            && (types.is_empty()
                || types.iter().any(|pattern| {
                    let kind = &judge.resources[*index].kind;
                    pattern.as_str() == &**kind || (is_glob(pattern) && glob_matches(pattern, kind))
                }))
    };
    let references = value.references();
    let referred = references
        .iter()
        .flat_map(|reference| root.at(&reference.address))
        .copied();
    let mut found: Vec<usize> = referred
        .filter(wanted)
        .filter(|target| may_be_named(judge, *target, value))
        .collect();
    if found.is_empty()
        && let Data::String(text) = &value.data
    {
        let account = judge.resources[owner].provider.as_ref();
        let named = root
            .named(text, judge.resources, &judge.members)
            .iter()
            .copied()
            .filter(wanted);
        found.extend(
            named.filter(|index| same_provider(judge.resources[*index].provider.as_ref(), account)),
        );
    }
    found.sort_unstable();
    found.dedup();
    if !found.is_empty() {
        Targets::Found(found)
    } else if value.as_unknown().is_some() && references.is_empty() {
        Targets::Undecided
    } else {
        Targets::Outside
    }
}
