//! Facets from other resources: satellites, targets, settings of the account, places.

use std::sync::Arc;

use super::super::Eye;
use super::super::aggregate::{aggregate, same};
use super::super::fact::{Answer, Fact, FactData, Note, NoteSubject, Seen, Truth};
use super::super::index::same_provider;
use super::super::link::{Targets, satellites, targets};
use super::super::place::same_place;
use super::super::walk::walk;
use super::read_only::is_said;
use super::with_reasons;
use crate::catalog::Basis;
use crate::model::{Data, ResourceMode, Span, Value};
use crate::policy::definition::{Account, Linked, Over, Path, Refers};

impl<'a> Eye<'_, 'a> {
    pub(super) fn linked(&self, linked: &'a Linked) -> Fact<'a> {
        let found = satellites(self.judge, self.owner, linked);
        let mut taken = Vec::new();
        let mut possible = found.possible;
        let mut rejected = Vec::new();
        for satellite in found.certain {
            let eye = self.at(satellite);
            let answer = linked
                .condition
                .as_ref()
                .map(|condition| eye.ask(condition).arising());
            match answer.as_ref().map_or(Truth::Yes, |answer| answer.truth) {
                Truth::Yes => {
                    let uncertain = self.judge.resources[satellite].symbolic
                        && !self.judge.resources[self.owner].symbolic;
                    if uncertain {
                        possible.push(satellite);
                        continue;
                    }
                    let mut fact = linked.take.as_ref().map_or_else(
                        || Fact::bool(true, answer.map_or_else(Vec::new, |answer| answer.notes)),
                        |take| eye.derive(take),
                    );
                    if fact.notes.is_empty() {
                        let seen = match &fact.data {
                            FactData::Place(location) => Seen::Place(Arc::clone(location)),
                            FactData::Value(value) => Seen::Value(value.clone()),
                            _ => Seen::Absent,
                        };
                        fact.notes.push(eye.note(NoteSubject::Whole, seen));
                    }
                    point_at_maker(&mut fact, satellite, self.judge.resources[satellite].span);
                    taken.push(fact);
                }
                Truth::Unknown => possible.push(satellite),
                _ => rejected.extend(answer.map_or_else(Vec::new, |answer| answer.notes)),
            }
        }
        if !taken.is_empty() {
            return aggregate(taken, linked.over);
        }
        let none = || {
            let mut fact = match &linked.none {
                Some(none) => self.derive(none),
                None if linked.take.is_none() => Fact::bool(false, Vec::new()),
                None => Fact::new(FactData::Absent),
            };
            if rejected.is_empty() {
                fact.notes.insert(
                    0,
                    self.note(NoteSubject::Whole, Seen::NoSatellite(&linked.types)),
                );
            } else {
                fact.notes.splice(0..0, rejected.iter().cloned());
            }
            fact
        };
        let Some(&first) = possible.first() else {
            return none();
        };
        // It may or may not be linked; that matters only when it would change the outcome.
        let with = linked.take.as_ref().map_or_else(
            || Fact::bool(true, Vec::new()),
            |take| self.at(first).derive(take),
        );
        let without = none();
        if possible.len() == 1 && same(&with.data, &without.data) {
            return without;
        }
        Fact::with_note(
            FactData::Undecided,
            self.note(NoteSubject::Whole, Seen::PerhapsSatellite(first)),
        )
    }

    pub(super) fn refers(&self, refers: &'a Refers) -> Fact<'a> {
        let mut facts = Vec::new();
        let mut absences = Vec::new();
        for fact in refers.paths.iter().flat_map(|path| self.attribute(path)) {
            let FactData::Value(value) = &fact.data else {
                absences.extend(fact.notes);
                continue;
            };
            let items = match &value.data {
                Data::List(_, items) => items.to_vec(),
                _ => vec![value.clone()],
            };
            for item in items {
                // What the provider chose by itself, outside of what is managed, is no choice of a target.
                if item.is_unwritten()
                    && matches!(
                        targets(self.judge, self.owner, &item, &refers.to),
                        Targets::Outside
                    )
                {
                    absences.extend(fact.notes.iter().cloned());
                    continue;
                }
                facts.push(self.one_target(refers, &item, &fact.notes));
            }
        }
        if facts.is_empty() {
            return match &refers.none {
                Some(none) => with_reasons(self.derive(none), absences),
                None if refers.take.is_none() => Fact::bool(false, absences),
                None => Fact {
                    data: FactData::Absent,
                    notes: absences,
                },
            };
        }
        aggregate(facts, refers.over)
    }

    /// What one pointing value comes to.
    fn one_target(&self, refers: &'a Refers, value: &Value, notes: &[Note<'a>]) -> Fact<'a> {
        let outside = |seen: Seen<'a>| match &refers.outside {
            Some(outside) => with_reasons(self.derive(outside), notes.to_vec()),
            None => {
                let mut notes = notes.to_vec();
                for note in &mut notes {
                    note.seen = seen.clone();
                }
                Fact {
                    data: FactData::Undecided,
                    notes,
                }
            }
        };
        match targets(self.judge, self.owner, value, &refers.to) {
            Targets::Undecided => Fact {
                data: FactData::Undecided,
                notes: notes.to_vec(),
            },
            Targets::Outside => outside(Seen::Outside(Some(value.clone()))),
            Targets::Found(targets) => {
                let facts = targets.into_iter().map(|target| {
                    let Some(take) = &refers.take else {
                        return Fact::bool(true, notes.to_vec());
                    };
                    let eye = self.at(target);
                    // What a data source reads exists outside: only its place and what its block says are known here.
                    let read_only = self.judge.resources[target].mode == ResourceMode::Data;
                    if read_only && !is_said(take, &eye.body) {
                        return outside(Seen::Outside(Some(value.clone())));
                    }
                    let mut fact = eye.derive(take);
                    if let Some(pointing) = notes.first() {
                        point_at_maker(&mut fact, target, pointing.at);
                    }
                    if fact.notes.is_empty() {
                        fact.notes = notes.to_vec();
                    }
                    fact
                });
                aggregate(facts.collect(), refers.over)
            }
        }
    }

    pub(super) fn account(&self, account: &'a Account) -> Fact<'a> {
        let owner = &self.judge.resources[self.owner];
        let mut taken = Vec::new();
        let mut rejected = Vec::new();
        let mut doubts = Vec::new();
        for setting in self.judge.root_of(self.owner).of_types(&account.types) {
            let resource = &self.judge.resources[setting];
            if !same_provider(resource.provider.as_ref(), owner.provider.as_ref()) {
                continue;
            }
            if account.same_region
                && !same_place(
                    &self.judge.location(setting),
                    &self.judge.location(self.owner),
                )
            {
                continue;
            }
            let eye = self.at(setting);
            let answer = match &account.condition {
                Some(condition) => eye.ask(condition).arising(),
                None => Answer::new(Truth::Yes, Vec::new()),
            };
            match answer.truth {
                Truth::Yes if resource.symbolic => doubts.push(setting),
                Truth::Yes => taken.push(account.take.as_ref().map_or_else(
                    || Fact::bool(true, vec![eye.note(NoteSubject::Whole, Seen::Absent)]),
                    |take| eye.derive(take),
                )),
                Truth::Unknown => doubts.push(setting),
                _ => rejected.extend(answer.notes),
            }
        }
        if !taken.is_empty() {
            return aggregate(taken, account.over);
        }
        if let Some(&first) = doubts.first() {
            return Fact::with_note(
                FactData::Undecided,
                self.note(NoteSubject::Whole, Seen::PerhapsSatellite(first)),
            );
        }
        let mut fact = match &account.none {
            Some(none) => self.derive(none),
            None if account.take.is_none() => Fact::bool(false, Vec::new()),
            None => Fact::new(FactData::Absent),
        };
        if rejected.is_empty() {
            fact.notes
                .push(self.note(NoteSubject::Whole, Seen::NoSatellite(&account.types)));
        } else {
            fact.notes.extend(rejected);
        }
        fact
    }

    pub(super) fn places(&self, path: &'a Path, provider: Option<&str>) -> Fact<'a> {
        let body = &self.body;
        let mut facts = Vec::new();
        for (node, fact) in walk(body, &path.steps)
            .into_iter()
            .zip(self.attribute(path))
        {
            let Some(value) = node.value else { continue };
            let items = match &value.data {
                Data::List(_, items) => items.to_vec(),
                _ => vec![value],
            };
            facts.extend(items.into_iter().map(|item| {
                let effective = Arc::new(self.judge.resolve_place(self.owner, provider, &item));
                let mut notes = fact.notes.clone();
                for note in &mut notes {
                    note.seen = Seen::Place(Arc::clone(&effective));
                }
                Fact {
                    data: FactData::Place(effective),
                    notes,
                }
            }));
        }
        if facts.is_empty() {
            return Fact {
                data: FactData::Absent,
                notes: self
                    .attribute(path)
                    .into_iter()
                    .flat_map(|fact| fact.notes)
                    .collect(),
            };
        }
        aggregate(facts, Some(Over::List))
    }
}

/// Makes the place of `other` stand where it was chosen: at `maker`, the line that points there or that
/// declares the copy, unless `other` says its place itself. The region of a provider's configuration says
/// where many things are, and not why this data is there.
fn point_at_maker(fact: &mut Fact<'_>, other: usize, maker: Span) {
    for note in &mut fact.notes {
        if let Seen::Place(effective) = &note.seen
            && note.owner == other
            && !matches!(effective.basis, Basis::Attribute(_))
            && !maker.is_nowhere()
        {
            note.at = maker;
        }
    }
    if let FactData::List(items) = &mut fact.data {
        for item in items {
            point_at_maker(item, other, maker);
        }
    }
}
