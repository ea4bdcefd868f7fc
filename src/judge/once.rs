//! Rules that are told once per value of a pseudo-attribute, such as once per operator.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::fact::FactData;
use super::finding::Verdict;
use super::plan::Parameters;
use super::{Eye, Judge};
use crate::policy::definition::{Check, Pseudo};

/// A verdict that competes with those of other resources to be the one that is told.
pub(crate) struct Contender<'a> {
    /// Position of the rule in the plan.
    pub(crate) rule: usize,
    pub(crate) check: &'a Check,
    pub(crate) owner: usize,
    /// The gravest among the packs.
    pub(crate) verdict: Verdict,
}

/// Keeps one contender per value of a pseudo-attribute: of those with the gravest verdict a setting
/// rather than a resource that depends on it, and then the first in the files.
pub(crate) fn once_per<'a>(
    judge: &Judge<'a>,
    pseudo: &'a Pseudo,
    parameters: &Parameters<'a>,
    contenders: Vec<Contender<'a>>,
) -> Vec<Contender<'a>> {
    let rank = |contender: &Contender<'a>| {
        let owner = contender.owner;
        let place = judge.resources[owner].span;
        (contender.verdict, judge.is_plain(owner), place)
    };
    let mut kept: FxHashMap<String, Contender<'a>> = FxHashMap::default();
    for contender in contenders {
        let fact = Eye::of(judge, contender.owner, parameters).pseudo(pseudo);
        let value = match &fact.data {
            FactData::Value(value) => super::scalar::as_text(value)
                .unwrap_or_default()
                .into_owned(),
            FactData::Place(location) => super::place::code(location),
            _ => String::new(),
        };
        match kept.entry(value) {
            Entry::Vacant(entry) => {
                entry.insert(contender);
            }
            Entry::Occupied(mut entry) => {
                if rank(&contender) < rank(entry.get()) {
                    entry.insert(contender);
                }
            }
        }
    }
    let mut kept: Vec<Contender<'a>> = kept.into_values().collect();
    kept.sort_by_key(|contender| contender.owner);
    kept
}
