//! Satellites that select by tags.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::super::Judge;
use super::super::scalar::as_text;
use super::index::Groups;
use super::values;
use crate::model::Value;
use crate::policy::definition::{Path, TagLink};

/// Selections by account and a pair that a resource must carry.
#[derive(Debug, Default)]
pub(super) struct Tags(FxHashMap<(usize, Pair), Vec<Selection>>);

type Pair = (String, String);

#[derive(Debug)]
struct Selection {
    /// The further pairs that are needed.
    others: Vec<Pair>,
    group: usize,
}

impl Tags {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the satellite asks for any tag.
    pub(super) fn add(
        &mut self,
        judge: &Judge<'_>,
        satellite: usize,
        link: &TagLink,
        groups: &mut Groups,
    ) -> bool {
        let mut said = false;
        match link {
            TagLink::Pairs { key, value } => {
                let texts = |path: &Path| -> Vec<String> {
                    let values = values(judge, satellite, path);
                    let texts = values
                        .iter()
                        .map(|value| as_text(value).unwrap_or_default());
                    texts.map(std::borrow::Cow::into_owned).collect()
                };
                // One of them is enough.
                for pair in texts(key).into_iter().zip(texts(value)) {
                    said = true;
                    self.enter(judge, satellite, pair, Vec::new(), groups);
                }
            }
            TagLink::Map(path) => {
                let mut pairs = Vec::new();
                for map in values(judge, satellite, path) {
                    said = true;
                    for (key, value) in map.as_map().into_iter().flatten() {
                        // A value that is not known may select anything: it is not a link.
                        let Some(value) = as_text(value) else {
                            return true;
                        };
                        pairs.push((key.to_string(), value.into_owned()));
                    }
                }
                // All of them are needed.
                pairs.sort_unstable();
                if let Some(last) = pairs.pop() {
                    self.enter(judge, satellite, last, pairs, groups);
                }
            }
        }
        said
    }

    fn enter(
        &mut self,
        judge: &Judge<'_>,
        satellite: usize,
        pair: Pair,
        others: Vec<Pair>,
        groups: &mut Groups,
    ) {
        let account = judge.members[satellite].account;
        let selections = self.0.entry((account, pair)).or_default();
        let group = match selections.iter().find(|known| known.others == others) {
            Some(known) => known.group,
            None => {
                let group = groups.open();
                selections.push(Selection { others, group });
                group
            }
        };
        groups.enter(group, satellite);
    }

    /// Adds the groups that select a resource with these tags.
    pub(super) fn carried(
        &self,
        account: usize,
        tags: &FxHashMap<Arc<str>, Value>,
        found: &mut Vec<usize>,
    ) {
        let carries = |(key, value): &Pair| {
            let own = tags.get(key.as_str()).and_then(as_text);
            own.is_some_and(|own| own == value.as_str())
        };
        for (key, value) in tags {
            let Some(text) = as_text(value) else { continue };
            let selections = self.0.get(&(account, (key.to_string(), text.into_owned())));
            let selected = selections.into_iter().flatten();
            let selected = selected.filter(|selection| selection.others.iter().all(carries));
            found.extend(selected.map(|selection| selection.group));
        }
    }
}
