//! What the satellites of some types point to, through some of their attributes.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::super::Judge;
use super::super::index::is_glob;
use super::outcome::{Gathered, OutcomeKey, Outcomes};
use super::pattern::Patterns;
use super::tag::Tags;
use super::{LARGE, values};
use crate::model::{Data, Span, Value};
use crate::policy::definition::{Linked, LocationHolds};

/// See the module. Accounts are numbered by the judge: a name says nothing about another account.
#[derive(Debug, Default)]
pub(crate) struct LinkIndex<'a> {
    groups: Groups,
    by_address: FxHashMap<Arc<str>, usize>,
    by_name: FxHashMap<(usize, Arc<str>), usize>,
    /// By names that say a region, without it, and that region's code; none for any region.
    by_bare_name: FxHashMap<(usize, String, Option<String>), usize>,
    patterns: Patterns,
    tags: Tags,
    /// Satellites whose target is not known at all, by account.
    undecided: FxHashMap<usize, Vec<usize>>,
    /// What large groups came to.
    pub(super) outcomes: Outcomes<(Vec<usize>, usize, OutcomeKey), Gathered<'a>>,
}

/// Satellites that are found together, in order; groups are numbered.
#[derive(Debug, Default)]
pub(super) struct Groups(Vec<Vec<usize>>);

impl Groups {
    /// The number of a new group.
    pub(super) fn open(&mut self) -> usize {
        self.0.push(Vec::new());
        self.0.len() - 1
    }

    pub(super) fn enter(&mut self, group: usize, satellite: usize) {
        if let Some(group) = self.0.get_mut(group)
            && group.last() != Some(&satellite)
        {
            group.push(satellite);
        }
    }

    pub(super) fn members(&self, group: usize) -> &[usize] {
        self.0.get(group).map_or(&[], Vec::as_slice)
    }
}

impl<'a> LinkIndex<'a> {
    /// The index of the satellites in the root of `owner`.
    pub(super) fn build(judge: &Judge<'a>, owner: usize, linked: &'a Linked) -> Self {
        let mut index = LinkIndex::default();
        for satellite in judge.root_of(owner).of_types(&linked.types) {
            let mut said = false;
            let paths = linked.via.iter();
            for value in paths.flat_map(|path| values(judge, satellite, path)) {
                said = true;
                index.add(judge, satellite, &value, linked.wildcard);
            }
            if let Some(tags) = &linked.tags {
                said |= index.tags.add(judge, satellite, tags, &mut index.groups);
                // A selection by patterns that names nothing and asks for no tag may select everything.
                if !said && linked.wildcard {
                    index.open(judge, satellite);
                }
            }
        }
        index
    }

    /// The group of those that refer to an address.
    pub(super) fn at(&self, address: &str) -> Option<usize> {
        self.by_address.get(address).copied()
    }

    pub(super) fn group(&self, group: usize) -> &[usize] {
        self.groups.members(group)
    }

    pub(super) fn undecided(&self, account: usize) -> &[usize] {
        self.undecided.get(&account).map_or(&[], Vec::as_slice)
    }

    pub(super) fn has_names(&self) -> bool {
        !self.by_name.is_empty() || !self.by_bare_name.is_empty() || !self.patterns.is_empty()
    }

    pub(super) fn has_tags(&self) -> bool {
        !self.tags.is_empty()
    }

    /// Adds the groups of those that name one of `names`; `region` is the code of the region that
    /// bears them.
    pub(super) fn named(
        &self,
        account: usize,
        names: &[Arc<str>],
        region: &dyn Fn() -> Option<String>,
        found: &mut Vec<usize>,
    ) {
        for name in names {
            found.extend(self.by_name.get(&(account, Arc::clone(name))));
            if !self.by_bare_name.is_empty() {
                let mut key = (account, name.to_string(), None);
                found.extend(self.by_bare_name.get(&key));
                key.2 = region();
                if key.2.is_some() {
                    found.extend(self.by_bare_name.get(&key));
                }
            }
        }
        self.patterns.matching(account, names, region, found);
    }

    /// Adds the groups of those that select one of `tags`.
    pub(super) fn tagged(
        &self,
        account: usize,
        tags: &FxHashMap<Arc<str>, Value>,
        found: &mut Vec<usize>,
    ) {
        self.tags.carried(account, tags, found);
    }

    fn add(&mut self, judge: &Judge<'_>, satellite: usize, value: &Value, wildcard: bool) {
        if let Data::List(_, items) = &value.data {
            for item in items.iter() {
                self.add(judge, satellite, item, wildcard);
            }
            return;
        }
        let references = value.references();
        let mut found = false;
        for reference in references {
            // A reference to a resource as a whole is no text read from it.
            let is_whole = reference.attribute.is_empty();
            let text = value.as_str().filter(|_| !is_whole);
            found |= is_whole;
            self.refer(judge, satellite, &reference.address, text);
        }
        match &value.data {
            Data::String(text) if wildcard && is_glob(text) => {
                self.patterns.add(judge, satellite, text, &mut self.groups);
            }
            // It stands for that resource: others that bear the name are not meant.
            Data::String(_) if found => {}
            Data::String(text) => self.name(judge, satellite, text),
            Data::Unknown(unknown) if references.is_empty() => {
                for candidate in &unknown.candidates {
                    if let Data::String(text) = &candidate.data {
                        self.name(judge, satellite, text);
                    }
                }
                if unknown.candidates.is_empty() {
                    self.open(judge, satellite);
                }
            }
            _ => {}
        }
    }

    /// A satellite of which it is not known what it points to.
    fn open(&mut self, judge: &Judge<'_>, satellite: usize) {
        let account = judge.members[satellite].account;
        let undecided = self.undecided.entry(account).or_default();
        if undecided.last() != Some(&satellite) {
            undecided.push(satellite);
        }
    }

    /// A value that was read from the resources at `address`. A text such as
    /// `"${bucket.main.name}-logs"` is read from a bucket and names another.
    fn refer(
        &mut self,
        judge: &Judge<'_>,
        satellite: usize,
        address: &Arc<str>,
        text: Option<&str>,
    ) {
        let root = judge.root_of(satellite);
        let targets = root.at(address);
        let Some(text) = text else {
            if !targets.is_empty() {
                self.enter_at(Arc::clone(address), satellite);
            }
            return;
        };
        let bearers = judge.bearers(satellite, address, text);
        if bearers.len() > LARGE {
            self.enter_at(Arc::clone(address), satellite);
        } else {
            for bearer in bearers {
                self.enter_at(Arc::clone(&judge.resources[bearer].address), satellite);
            }
        }
    }

    fn enter_at(&mut self, address: Arc<str>, satellite: usize) {
        let groups = &mut self.groups;
        let group = *self
            .by_address
            .entry(address)
            .or_insert_with(|| groups.open());
        groups.enter(group, satellite);
    }

    fn name(&mut self, judge: &Judge<'_>, satellite: usize, text: &Arc<str>) {
        let account = judge.members[satellite].account;
        let groups = &mut self.groups;
        let key = (account, Arc::clone(text));
        let group = *self.by_name.entry(key).or_insert_with(|| groups.open());
        groups.enter(group, satellite);
        if let Some(bare) = judge.forms.bare(text) {
            let key = (account, bare, region_in(judge, satellite, text));
            let group = *self
                .by_bare_name
                .entry(key)
                .or_insert_with(|| groups.open());
            groups.enter(group, satellite);
        }
    }
}

/// The code of the region that a name says; none when it says none, or stands for several.
pub(super) fn region_in(judge: &Judge<'_>, satellite: usize, name: &str) -> Option<String> {
    let value = Value::string(name, Span::NOWHERE);
    let effective = judge.resolve_place(satellite, None, &value, LocationHolds::Any);
    let places = effective.location.places();
    match places.as_slice() {
        [place] => Some(place.code.to_owned()),
        _ => None,
    }
}
