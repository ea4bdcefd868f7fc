//! Satellites that name many resources by one pattern, such as `arn:aws:s3:::logs-*`.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::super::Judge;
use super::index::{Groups, region_in};

/// Patterns by the text that they begin with, which is looked up: a resource is compared with few.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    /// By account and beginning.
    by_beginning: FxHashMap<(usize, String), Vec<Pattern>>,
    /// The lengths of the beginnings, sorted.
    lengths: Vec<usize>,
    /// The groups of patterns that are alike.
    known: FxHashMap<(usize, String, Option<String>), usize>,
    /// The group of `*`, by account: it needs no name.
    all: FxHashMap<usize, usize>,
}

#[derive(Debug)]
struct Pattern {
    glob: glob::Pattern,
    /// The only region where it counts.
    region: Option<String>,
    group: usize,
}

impl Patterns {
    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty() && self.all.is_empty()
    }

    pub(super) fn add(
        &mut self,
        judge: &Judge<'_>,
        satellite: usize,
        text: &str,
        groups: &mut Groups,
    ) {
        let account = judge.members[satellite].account;
        if text == "*" {
            let group = *self.all.entry(account).or_insert_with(|| groups.open());
            groups.enter(group, satellite);
            return;
        }
        let (text, region) = match judge.forms.bare(text) {
            Some(bare) => (bare, region_in(judge, satellite, text)),
            None => (text.to_owned(), None),
        };
        let key = (account, text, region);
        if let Some(group) = self.known.get(&key) {
            groups.enter(*group, satellite);
            return;
        }
        let (account, text, region) = key.clone();
        // What is no valid pattern matches nothing.
        let Ok(pattern) = glob::Pattern::new(&text) else {
            return;
        };
        let group = groups.open();
        groups.enter(group, satellite);
        self.known.insert(key, group);
        let beginning = text.split(['*', '?', '[']).next().unwrap_or_default();
        if let Err(position) = self.lengths.binary_search(&beginning.len()) {
            self.lengths.insert(position, beginning.len());
        }
        let like = self.by_beginning.entry((account, beginning.to_owned()));
        like.or_default().push(Pattern {
            glob: pattern,
            region,
            group,
        });
    }

    /// Adds the groups of the patterns that match one of `names`.
    pub(super) fn matching(
        &self,
        account: usize,
        names: &[Arc<str>],
        region: &dyn Fn() -> Option<String>,
        found: &mut Vec<usize>,
    ) {
        found.extend(self.all.get(&account));
        for name in names {
            for length in &self.lengths {
                let Some(beginning) = name.get(..*length) else {
                    continue;
                };
                let like = self.by_beginning.get(&(account, beginning.to_owned()));
                let matching = like.into_iter().flatten().filter(|pattern| {
                    pattern.glob.matches(name)
                        && (pattern.region.is_none() || pattern.region == region())
                });
                found.extend(matching.map(|pattern| pattern.group));
            }
        }
    }
}
