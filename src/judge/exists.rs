//! Resources that must be there, whatever they point to: the trail of an operator that stores data, for one.
//!
//! What is looked for has a property in common with the resource that is asked about, such as the operator. All
//! resources are looked through once per question and set of roots, never once per resource.

use std::sync::{Arc, RwLock};

use rustc_hash::FxHashMap;

use super::fact::{Answer, FactData, Note, NoteSubject, Seen, Truth};
use super::plan::{Parameters, selects};
use super::scalar::as_text;
use super::{Eye, Judge};
use crate::policy::definition::{Exists, Pseudo};

/// What was found for each question, by the address of the question.
#[derive(Debug, Default)]
pub(super) struct Presences(RwLock<FxHashMap<usize, Arc<Presence>>>);

/// The first resources that a question finds.
#[derive(Debug, Default)]
struct Presence {
    /// By root, none for all roots, and by the property that must be the same.
    certain: FxHashMap<(Option<usize>, String), usize>,
    /// Those that may not exist, or of which the property is not known; by root.
    possible: FxHashMap<Option<usize>, Vec<(Option<String>, usize)>>,
}

/// So many resources that may be the one are kept per root: one is enough for a doubt.
const POSSIBLE: usize = 64;

impl<'a> Eye<'_, 'a> {
    /// Whether there is such a resource.
    pub(super) fn exists(&self, exists: &'a Exists) -> Answer<'a> {
        let (property, notes) = match &exists.same {
            Some(pseudo) => {
                let fact = self.pseudo(pseudo);
                match property(&fact.data) {
                    Property::Known(text) => (text, fact.notes),
                    Property::None => return Answer::new(Truth::No, fact.notes),
                    Property::Unknown => return Answer::new(Truth::Unknown, fact.notes),
                }
            }
            None => (String::new(), Vec::new()),
        };
        let presence = self.judge.presences.of(self.judge, exists);
        let root = (!exists.anywhere).then(|| self.judge.members[self.owner].root);
        if let Some(found) = presence.certain.get(&(root, property.clone())) {
            return Answer::new(Truth::Yes, vec![self.seen_at(*found, Seen::There)]);
        }
        let possible = presence.possible.get(&root).into_iter().flatten();
        let mut possible =
            possible.filter(|(other, _)| other.as_ref().is_none_or(|other| *other == property));
        if let Some((_, found)) = possible.next() {
            let note = self.note(NoteSubject::Whole, Seen::PerhapsSatellite(*found));
            return Answer::new(Truth::Unknown, vec![note]);
        }
        let mut none = vec![self.note(NoteSubject::Whole, Seen::NoneThere(exists))];
        none.extend(notes);
        Answer::new(Truth::No, none)
    }

    fn seen_at(&self, found: usize, seen: Seen<'a>) -> Note<'a> {
        let mut note = self.note(NoteSubject::Whole, seen);
        note.owner = found;
        note.at = self.judge.resources[found].span;
        note
    }
}

/// What must be the same.
enum Property {
    Known(String),
    None,
    Unknown,
}

fn property(data: &FactData<'_>) -> Property {
    match data {
        FactData::Value(value) => {
            as_text(value).map_or(Property::Unknown, |text| Property::Known(text.into_owned()))
        }
        FactData::Place(place) if !super::place::is_unknown(place) => {
            Property::Known(super::place::code(place))
        }
        FactData::Absent | FactData::NotApplicable => Property::None,
        _ => Property::Unknown,
    }
}

impl Presences {
    fn of<'a>(&self, judge: &Judge<'a>, exists: &'a Exists) -> Arc<Presence> {
        let key = std::ptr::from_ref(exists) as usize;
        let known = self
            .0
            .read()
            .ok()
            .and_then(|known| known.get(&key).cloned());
        known.unwrap_or_else(|| {
            let presence = Arc::new(look_through(judge, exists));
            match self.0.write() {
                Ok(mut known) => Arc::clone(known.entry(key).or_insert(presence)),
                Err(_) => presence,
            }
        })
    }
}

fn look_through<'a>(judge: &Judge<'a>, exists: &'a Exists) -> Presence {
    let parameters = Parameters::default();
    let mut presence = Presence::default();
    for (position, resource) in judge.resources.iter().enumerate() {
        let member = &judge.members[position];
        let is_it = selects(&exists.on, &resource.kind, resource.mode, member.definition);
        if !is_it || exists.in_scope && member.is_left_out {
            continue;
        }
        let holds = match &exists.condition {
            Some(condition) => {
                Eye::of(judge, position, &parameters)
                    .ask(condition)
                    .arising()
                    .truth
            }
            None => Truth::Yes,
        };
        if holds == Truth::No {
            continue;
        }
        let root = (!exists.anywhere).then_some(member.root);
        let property = match &exists.same {
            Some(pseudo) => same(judge, position, pseudo, &parameters),
            None => Property::Known(String::new()),
        };
        let property = match property {
            Property::Known(text) if holds == Truth::Yes && !resource.symbolic => {
                presence.certain.entry((root, text)).or_insert(position);
                continue;
            }
            Property::Known(text) => Some(text),
            Property::Unknown => None,
            Property::None => continue,
        };
        let possible = presence.possible.entry(root).or_default();
        if possible.len() < POSSIBLE && !possible.iter().any(|(known, _)| *known == property) {
            possible.push((property, position));
        }
    }
    presence
}

fn same<'a>(
    judge: &Judge<'a>,
    position: usize,
    pseudo: &'a Pseudo,
    parameters: &Parameters<'a>,
) -> Property {
    property(&Eye::of(judge, position, parameters).pseudo(pseudo).data)
}
