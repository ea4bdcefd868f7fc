//! Facets from other resources: satellites, targets, settings of the account, places.

use std::sync::Arc;

use super::super::Eye;
use super::super::aggregate::{aggregate, same};
use super::super::fact::{Answer, Fact, FactData, Note, NoteSubject, Seen, Truth};
use super::super::link::{Gathered, OutcomeKey, Targets, crowd, satellites, targets};
use super::super::place::{code, is_unknown, same_place};
use super::super::walk::walk;
use super::read_only::is_said;
use super::with_reasons;
use crate::catalog::Basis;
use crate::model::{Data, ResourceMode, Span, Value};
use crate::policy::definition::{Account, Linked, Over, PlaceSource, Refers};

impl<'a> Eye<'_, 'a> {
    pub(super) fn linked(&self, linked: &'a Linked) -> Fact<'a> {
        let found = satellites(self.judge, self.owner, linked);
        if found.is_large() {
            let work_out = || {
                let certain = found.certain();
                let possible = found.possible(&certain);
                self.gather(linked, certain, possible).shortened()
            };
            let gathered = found.outcome(self.outcome_key(), work_out);
            return self.settled(linked, &gathered);
        }
        let certain = found.certain();
        let possible = found.possible(&certain);
        let mut gathered = self.gather(linked, certain, possible);
        match gathered.taken.take() {
            Some(taken) => taken,
            None => self.settled(linked, &gathered),
        }
    }

    /// On what the outcome of a group depends besides the group.
    fn outcome_key(&self) -> OutcomeKey {
        OutcomeKey {
            parameters: std::ptr::from_ref(self.parameters) as usize,
            depth: self.depth,
            symbolic: self.judge.resources[self.owner].symbolic,
        }
    }

    /// What satellites come to: nothing in it depends on the resource that they point to.
    fn gather(
        &self,
        linked: &'a Linked,
        certain: Vec<usize>,
        possible: Vec<usize>,
    ) -> Gathered<'a> {
        let mut taken = Vec::new();
        let mut gathered = Gathered {
            possible,
            ..Gathered::default()
        };
        for satellite in certain {
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
                        gathered.possible.push(satellite);
                        continue;
                    }
                    let notes = answer.map_or_else(Vec::new, |answer| answer.notes);
                    taken.push(eye.taken(linked, notes));
                }
                Truth::Unknown => {
                    gathered.possible.push(satellite);
                    gathered
                        .doubts
                        .extend(answer.map_or_else(Vec::new, |answer| answer.notes));
                }
                _ => gathered
                    .rejected
                    .extend(answer.map_or_else(Vec::new, |answer| answer.notes)),
            }
        }
        if !taken.is_empty() {
            gathered.taken = Some(aggregate(taken, linked.over));
        }
        gathered
    }

    /// What is taken from the satellite that this eye looks at; `notes` say why it counts.
    fn taken(&self, linked: &'a Linked, notes: Vec<Note<'a>>) -> Fact<'a> {
        let mut fact = match &linked.take {
            Some(take) => self.derive(take),
            None => Fact::bool(true, notes),
        };
        if fact.notes.is_empty() {
            let seen = match &fact.data {
                FactData::Place(location) => Seen::Place(Arc::clone(location)),
                FactData::Value(value) => Seen::Value(value.clone()),
                _ => Seen::Absent,
            };
            fact.notes.push(self.note(NoteSubject::Whole, seen));
        }
        point_at_maker(&mut fact, self.owner, self.judge.resources[self.owner].span);
        fact
    }

    /// The value of the facet, from what the satellites come to.
    fn settled(&self, linked: &'a Linked, gathered: &Gathered<'a>) -> Fact<'a> {
        if let Some(taken) = &gathered.taken {
            return taken.clone();
        }
        let without = || {
            let mut fact = match &linked.none {
                Some(none) => self.derive(none),
                None if linked.take.is_none() => Fact::bool(false, Vec::new()),
                None => Fact::new(FactData::Absent),
            };
            if gathered.rejected.is_empty() {
                fact.notes.insert(
                    0,
                    self.note(NoteSubject::Whole, Seen::NoSatellite(&linked.types)),
                );
            } else {
                fact.notes.splice(0..0, gathered.rejected.iter().cloned());
            }
            fact
        };
        let Some(&first) = gathered.possible.first() else {
            return without();
        };
        // It may or may not be linked; that matters only when it would change the outcome.
        let with = linked.take.as_ref().map_or_else(
            || Fact::bool(true, Vec::new()),
            |take| self.at(first).derive(take),
        );
        let without = without();
        if gathered.possible.len() == 1 && same(&with.data, &without.data) {
            return without;
        }
        if gathered.doubts.is_empty() {
            return Fact::with_note(
                FactData::Undecided,
                self.note(NoteSubject::Whole, Seen::PerhapsSatellite(first)),
            );
        }
        Fact {
            data: FactData::Undecided,
            notes: gathered.doubts.clone(),
        }
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
        if let Some(crowd) = crowd(self.judge, self.owner, value) {
            return self.among_many(refers, value, crowd, notes, outside);
        }
        match targets(self.judge, self.owner, value, &refers.to) {
            Targets::Undecided => Fact {
                data: FactData::Undecided,
                notes: notes.to_vec(),
            },
            Targets::Outside => outside(Seen::Outside(Some(value.clone()))),
            Targets::Found(targets) => {
                let facts = targets.into_iter().map(|target| {
                    let Some(mut fact) = self.told_by(refers, target) else {
                        return outside(Seen::Outside(Some(value.clone())));
                    };
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

    /// What is taken from a target; none where it exists outside, and its block does not say it.
    fn told_by(&self, refers: &'a Refers, target: usize) -> Option<Fact<'a>> {
        let Some(take) = &refers.take else {
            return Some(Fact::bool(true, Vec::new()));
        };
        let eye = self.at(target);
        // What a data source reads exists outside: only its place and what its block says are known here.
        let read_only = self.judge.resources[target].mode == ResourceMode::Data;
        let known = !read_only || is_said(take, &eye.body);
        known.then(|| eye.derive(take))
    }

    /// What a value comes to that points to many resources, as others do: worked out once.
    fn among_many(
        &self,
        refers: &'a Refers,
        value: &Value,
        crowd: Vec<Arc<str>>,
        notes: &[Note<'a>],
        outside: impl Fn(Seen<'a>) -> Fact<'a>,
    ) -> Fact<'a> {
        let derivation = std::ptr::from_ref(refers) as usize;
        let account = self.judge.members[self.owner].account;
        let key = (derivation, account, crowd, self.outcome_key());
        let crowds = &self.judge.root_of(self.owner).crowds;
        let gathered = crowds.get(key, || {
            let mut gathered = Gathered::default();
            let mut facts = Vec::new();
            if let Targets::Found(targets) = targets(self.judge, self.owner, value, &refers.to) {
                for target in targets {
                    match self.told_by(refers, target) {
                        Some(fact) => facts.push(fact),
                        None => gathered.possible.push(target),
                    }
                }
            }
            gathered.taken = (!facts.is_empty()).then(|| aggregate(facts, refers.over));
            gathered.shortened()
        });
        let mut facts = Vec::new();
        if let Some(mut fact) = gathered.taken.clone() {
            if fact.notes.is_empty() {
                fact.notes = notes.to_vec();
            }
            facts.push(fact);
        }
        if facts.is_empty() || !gathered.possible.is_empty() {
            facts.push(outside(Seen::Outside(Some(value.clone()))));
        }
        aggregate(facts, refers.over)
    }

    pub(super) fn account(&self, account: &'a Account) -> Fact<'a> {
        let region = if account.same_region {
            let effective = self.judge.location(self.owner);
            // What is not known to be anywhere shares its place with nothing.
            (!is_unknown(&effective)).then(|| code(&effective))
        } else {
            None
        };
        let derivation = std::ptr::from_ref(account) as usize;
        let number = self.judge.members[self.owner].account;
        let key = (derivation, number, region, self.outcome_key());
        let settings = &self.judge.root_of(self.owner).settings;
        let gathered = settings.get(key, || self.set_for_account(account).shortened());
        if let Some(taken) = &gathered.taken {
            return taken.clone();
        }
        if let Some(&first) = gathered.possible.first() {
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
        if gathered.rejected.is_empty() {
            fact.notes
                .push(self.note(NoteSubject::Whole, Seen::NoSatellite(&account.types)));
        } else {
            fact.notes.extend(gathered.rejected.iter().cloned());
        }
        fact
    }

    /// What the settings of the account come to, for any resource of the account and place.
    fn set_for_account(&self, account: &'a Account) -> Gathered<'a> {
        let judge = self.judge;
        let own = judge.members[self.owner].account;
        let mut gathered = Gathered::default();
        let mut taken = Vec::new();
        for setting in judge
            .root_of(self.owner)
            .of_types_in(own, &account.types, &judge.members)
        {
            if account.same_region
                && !same_place(&judge.location(setting), &judge.location(self.owner))
            {
                continue;
            }
            let eye = self.at(setting);
            let answer = match &account.condition {
                Some(condition) => eye.ask(condition).arising(),
                None => Answer::new(Truth::Yes, Vec::new()),
            };
            match answer.truth {
                Truth::Yes if judge.resources[setting].symbolic => gathered.possible.push(setting),
                Truth::Yes => taken.push(account.take.as_ref().map_or_else(
                    || Fact::bool(true, vec![eye.note(NoteSubject::Whole, Seen::Absent)]),
                    |take| eye.derive(take),
                )),
                Truth::Unknown => gathered.possible.push(setting),
                _ => gathered.rejected.extend(answer.notes),
            }
        }
        gathered.taken = (!taken.is_empty()).then(|| aggregate(taken, account.over));
        gathered
    }

    pub(super) fn places(&self, source: &'a PlaceSource) -> Fact<'a> {
        let path = &source.path;
        let provider = source.provider.as_deref();
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
                let effective =
                    Arc::new(
                        self.judge
                            .resolve_place(self.owner, provider, &item, source.holds),
                    );
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
