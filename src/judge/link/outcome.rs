//! What large groups of satellites or targets come to, remembered.

use std::hash::Hash;
use std::sync::{Arc, RwLock};

use rustc_hash::FxHashMap;

use super::super::fact::{Fact, FactData, Note};

/// So many notes are kept of a large group: a finding shows fewer.
const MAX_NOTES: usize = 32;

/// On what, besides the group, an outcome depends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct OutcomeKey {
    /// The parameters asked with: the address they are kept at.
    pub(crate) parameters: usize,
    /// How many links led there.
    pub(crate) depth: u8,
    /// Whether the resource stands for any number of instances.
    pub(crate) symbolic: bool,
}

/// What the members of a group come to.
#[derive(Debug, Default)]
pub(crate) struct Gathered<'a> {
    /// The value of those that count; none when none does.
    pub(crate) taken: Option<Fact<'a>>,
    /// The first of those that may count, and one more.
    pub(crate) possible: Vec<usize>,
    /// Why the others do not count.
    pub(crate) rejected: Vec<Note<'a>>,
    /// Why it is not known whether those that may count do.
    pub(crate) doubts: Vec<Note<'a>>,
}

impl Gathered<'_> {
    /// Leaves out what repeats: every resource of the group gets a copy.
    pub(crate) fn shortened(mut self) -> Self {
        if let Some(taken) = &mut self.taken {
            taken.notes.truncate(MAX_NOTES);
            if let FactData::List(items) = &mut taken.data {
                let mut seen = rustc_hash::FxHashSet::default();
                items.retain_mut(|item| {
                    item.notes.truncate(MAX_NOTES);
                    told(item).is_none_or(|told| seen.insert(told))
                });
            }
        }
        self.possible.truncate(2);
        self.rejected.truncate(MAX_NOTES);
        self.doubts.truncate(MAX_NOTES);
        self
    }
}

/// What a fact says, when it is known and short.
fn told(fact: &Fact<'_>) -> Option<String> {
    match &fact.data {
        FactData::Place(place) if !super::super::place::is_unknown(place) => {
            Some(super::super::place::code(place))
        }
        FactData::Value(value) => {
            super::super::scalar::as_text(value).map(std::borrow::Cow::into_owned)
        }
        _ => None,
    }
}

/// Outcomes by their keys, shared between threads.
#[derive(Debug)]
pub(crate) struct Outcomes<K, V>(RwLock<FxHashMap<K, Arc<V>>>);

impl<K, V> Default for Outcomes<K, V> {
    fn default() -> Self {
        Outcomes(RwLock::default())
    }
}

impl<K: Eq + Hash, V> Outcomes<K, V> {
    /// The outcome under `key`, worked out at the first call; by several threads at once, in the worst
    /// case, which come to the same.
    pub(crate) fn get(&self, key: K, work_out: impl FnOnce() -> V) -> Arc<V> {
        let known = self
            .0
            .read()
            .ok()
            .and_then(|known| known.get(&key).cloned());
        known.unwrap_or_else(|| {
            let outcome = Arc::new(work_out());
            match self.0.write() {
                Ok(mut known) => Arc::clone(known.entry(key).or_insert(outcome)),
                Err(_) => outcome,
            }
        })
    }
}
