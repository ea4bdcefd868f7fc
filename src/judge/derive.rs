//! Derivations: from a resource to the value of a facet.

use std::sync::Arc;

use super::Eye;
use super::aggregate::{aggregate, combine_numbers, flatten, logic, scaled};
use super::fact::{Answer, Fact, FactData, Note, NoteSubject, Seen, Truth};
use super::link::{Targets, satellites, targets};
use super::scalar::{as_text, equals};
use super::walk::walk;
use crate::model::{Data, ResourceMode, Value};
use crate::policy::definition::{Account, AttributeSource, Derivation, Linked, Over, Path, Refers};

impl<'a> Eye<'_, 'a> {
    /// The value of a facet; not applicable when the catalogue does not define it for the type.
    pub(crate) fn facet(&self, name: &'a str) -> Fact<'a> {
        let definition = self.judge.members[self.owner].definition;
        let Some(derivation) = definition.and_then(|definition| definition.facets.get(name)) else {
            return Fact::new(FactData::NotApplicable);
        };
        if self.depth >= Self::MAX_DEPTH {
            return Fact::with_note(
                FactData::Undecided,
                self.note(NoteSubject::Facet(name), Seen::TooDeep),
            );
        }
        let mut fact = self.whole().derive(derivation);
        if fact.notes.is_empty() {
            let seen = match &fact.data {
                FactData::Value(value) => Seen::Value(value.clone()),
                FactData::Place(location) => Seen::Place(Arc::clone(location)),
                _ => Seen::Absent,
            };
            fact.notes.push(self.note(NoteSubject::Facet(name), seen));
        }
        fact
    }

    fn derive(&self, derivation: &'a Derivation) -> Fact<'a> {
        let all = |derivations: &'a [Derivation]| {
            derivations.iter().map(|derivation| self.derive(derivation))
        };
        match derivation {
            Derivation::Constant(scalar) => Fact::constant(scalar),
            Derivation::Pseudo(pseudo) => self.pseudo(pseudo),
            Derivation::Attribute(source) => self.from_attribute(source),
            Derivation::Present(paths) => self.present(paths),
            Derivation::Literal(paths) => self.literal(paths),
            Derivation::Holds(condition) => answered(self.ask(condition)),
            Derivation::Cases(cases, otherwise) => self.cases(cases, otherwise.as_deref()),
            Derivation::Linked(linked) => self.linked(linked),
            Derivation::Refers(refers) => self.refers(refers),
            Derivation::Account(account) => self.account(account),
            Derivation::Facet(name) => self.facet(name),
            Derivation::Any(derivations) => {
                answered(logic(all(derivations).collect(), Answer::any))
            }
            Derivation::All(derivations) => {
                answered(logic(all(derivations).collect(), Answer::all))
            }
            Derivation::Not(derivation) => {
                answered(logic(vec![self.derive(derivation)], |mut answers| {
                    answers
                        .next()
                        .map_or_else(|| Answer::new(Truth::Unknown, Vec::new()), Answer::negated)
                }))
            }
            Derivation::First(derivations) => {
                let mut notes = Vec::new();
                for mut fact in all(derivations) {
                    if !matches!(fact.data, FactData::Absent) {
                        if fact.notes.is_empty() {
                            fact.notes = notes;
                        }
                        return fact;
                    }
                    notes.append(&mut fact.notes);
                }
                Fact {
                    data: FactData::Absent,
                    notes,
                }
            }
            Derivation::Min(derivations) => aggregate(all(derivations).collect(), Some(Over::Min)),
            Derivation::Max(derivations) => aggregate(all(derivations).collect(), Some(Over::Max)),
            Derivation::Sum(derivations) => combine_numbers(all(derivations).collect()),
            Derivation::List(derivations) => flatten(all(derivations).collect()),
            Derivation::Count(path) => super::aggregate::count(&self.attribute(path)),
            Derivation::Distinct(derivation) => super::aggregate::distinct(self.derive(derivation)),
            Derivation::Place(path, provider) => self.places(path, provider.as_deref()),
            Derivation::Paired(derivation) => self.paired(self.derive(derivation)),
            Derivation::NotApplicable(text) => Fact::with_note(
                FactData::NotApplicable,
                self.note(NoteSubject::Whole, Seen::Moot(text)),
            ),
            Derivation::Ask(text) => Fact::with_note(
                FactData::Undecided,
                self.note(NoteSubject::Whole, Seen::Ask(text)),
            ),
        }
    }

    fn from_attribute(&self, source: &'a AttributeSource) -> Fact<'a> {
        let facts = self
            .attribute(&source.path)
            .into_iter()
            .map(|fact| match fact.data {
                FactData::Absent => match &source.default {
                    Some(default) => {
                        let mut taken = self.derive(default);
                        let seen = match &taken.data {
                            FactData::Value(value) => as_text(value)
                                .map_or(Seen::Absent, |text| Seen::Default(text.into_owned())),
                            _ => Seen::Absent,
                        };
                        let mut notes = fact.notes;
                        for note in &mut notes {
                            note.seen = seen.clone();
                        }
                        notes.append(&mut taken.notes);
                        Fact {
                            data: taken.data,
                            notes,
                        }
                    }
                    None => fact,
                },
                FactData::Value(value) => self.translated(source, value, fact.notes),
                data => Fact {
                    data,
                    notes: fact.notes,
                },
            });
        aggregate(facts.collect(), source.over)
    }

    /// A set value, through `map` and `scale`.
    fn translated(
        &self,
        source: &'a AttributeSource,
        value: Value,
        notes: Vec<Note<'a>>,
    ) -> Fact<'a> {
        if let Data::List(_, items) = &value.data {
            let items = items
                .iter()
                .map(|item| self.translated(source, item.clone(), notes.clone()));
            return Fact {
                data: FactData::List(items.collect()),
                notes,
            };
        }
        if source.map.is_empty() && source.otherwise.is_none() {
            return Fact {
                data: source.scale.map_or_else(
                    || FactData::Value(value.clone()),
                    |scale| scaled(&value, scale),
                ),
                notes,
            };
        }
        if let Some(unknown) = value.as_unknown() {
            // Each possible value is translated; when all give one thing, that is it.
            let mut translations = unknown
                .candidates
                .iter()
                .map(|candidate| self.translated(source, candidate.clone(), notes.clone()));
            let Some(first) = translations.next() else {
                return Fact {
                    data: FactData::Undecided,
                    notes,
                };
            };
            let same = |other: &Fact<'a>| super::aggregate::same(&first.data, &other.data);
            return if translations.all(|other| same(&other)) {
                first
            } else {
                Fact {
                    data: FactData::Undecided,
                    notes,
                }
            };
        }
        let translation = source
            .map
            .iter()
            .find(|(from, _)| equals(&value, from))
            .map(|(_, to)| to);
        match translation.or(source.otherwise.as_ref()) {
            Some(to) => {
                let mut fact = self.derive(to);
                let mut notes = notes;
                notes.append(&mut fact.notes);
                Fact {
                    data: fact.data,
                    notes,
                }
            }
            None => Fact {
                data: FactData::Undecided,
                notes,
            },
        }
    }

    fn present(&self, paths: &'a [Path]) -> Fact<'a> {
        let answers = paths
            .iter()
            .flat_map(|path| self.attribute(path))
            .map(|fact| {
                let truth = match &fact.data {
                    FactData::Absent => Truth::No,
                    FactData::Value(value) => present(value),
                    _ => Truth::Unknown,
                };
                Answer::new(truth, fact.notes)
            });
        answered(Answer::any(answers.collect::<Vec<_>>()))
    }

    fn literal(&self, paths: &'a [Path]) -> Fact<'a> {
        let answers = paths
            .iter()
            .flat_map(|path| self.attribute(path))
            .map(|fact| {
                let truth = match &fact.data {
                    FactData::Value(value) => literal(value),
                    _ => Truth::No,
                };
                Answer::new(truth, fact.notes)
            });
        answered(Answer::any(answers.collect::<Vec<_>>()))
    }

    fn cases(
        &self,
        cases: &'a [(crate::policy::definition::Condition, Derivation)],
        otherwise: Option<&'a Derivation>,
    ) -> Fact<'a> {
        let mut against = Vec::new();
        for (position, (condition, then)) in cases.iter().enumerate() {
            let answer = self.ask(condition).arising();
            match answer.truth {
                Truth::Yes => return with_reasons(self.derive(then), answer.notes),
                Truth::No => against.extend(answer.notes),
                _ => {
                    // When this case and the rest come to the same, the doubt does not matter.
                    let then = self.derive(then);
                    let rest = self.cases(&cases[position + 1..], otherwise);
                    return if super::aggregate::same(&then.data, &rest.data) {
                        with_reasons(then, answer.notes)
                    } else {
                        Fact {
                            data: FactData::Undecided,
                            notes: answer.notes,
                        }
                    };
                }
            }
        }
        match otherwise {
            Some(otherwise) => with_reasons(self.derive(otherwise), against),
            None => Fact {
                data: FactData::Absent,
                notes: against,
            },
        }
    }

    fn linked(&self, linked: &'a Linked) -> Fact<'a> {
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
        if possible.len() == 1 && super::aggregate::same(&with.data, &without.data) {
            return without;
        }
        Fact::with_note(
            FactData::Undecided,
            self.note(NoteSubject::Whole, Seen::PerhapsSatellite(first)),
        )
    }

    fn refers(&self, refers: &'a Refers) -> Fact<'a> {
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
                    // What a data source reads exists outside: only its place is known here.
                    let read_only = self.judge.resources[target].mode == ResourceMode::Data;
                    if read_only && !matches!(take, Derivation::Pseudo(_)) {
                        return outside(Seen::Outside(Some(value.clone())));
                    }
                    let eye = self.at(target);
                    let mut fact = eye.derive(take);
                    if fact.notes.is_empty() {
                        fact.notes = notes.to_vec();
                    }
                    fact
                });
                aggregate(facts.collect(), refers.over)
            }
        }
    }

    fn account(&self, account: &'a Account) -> Fact<'a> {
        let owner = &self.judge.resources[self.owner];
        let mut taken = Vec::new();
        let mut rejected = Vec::new();
        let mut doubts = Vec::new();
        for setting in self.judge.root_of(self.owner).of_types(&account.types) {
            let resource = &self.judge.resources[setting];
            if !super::index::same_provider(resource.provider.as_ref(), owner.provider.as_ref()) {
                continue;
            }
            if account.same_region
                && !super::place::same_place(
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

    fn places(&self, path: &'a Path, provider: Option<&str>) -> Fact<'a> {
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

/// Whether a value is set: an empty text, which most providers read as unset, is not.
fn present(value: &Value) -> Truth {
    match &value.data {
        Data::Null => Truth::No,
        Data::String(text) if text.is_empty() => Truth::No,
        Data::List(_, items) if items.is_empty() => Truth::No,
        Data::Unknown(unknown) if unknown.not_null && unknown.candidates.is_empty() => Truth::Yes,
        Data::Unknown(unknown) => {
            let mut truths = unknown.candidates.iter().map(present);
            let first = truths.next().unwrap_or(Truth::Unknown);
            if truths.all(|truth| truth == first) {
                first
            } else {
                Truth::Unknown
            }
        }
        _ => Truth::Yes,
    }
}

/// Whether a value is written out in the files.
fn literal(value: &Value) -> Truth {
    match &value.data {
        Data::Null => Truth::No,
        Data::String(text) => {
            if text.is_empty() {
                Truth::No
            } else {
                Truth::Yes
            }
        }
        Data::List(_, items) => {
            if items.iter().any(|item| literal(item) == Truth::Yes) {
                Truth::Yes
            } else {
                Truth::No
            }
        }
        Data::Map(_, members) => {
            if members.values().any(|member| literal(member) == Truth::Yes) {
                Truth::Yes
            } else {
                Truth::No
            }
        }
        Data::Unknown(unknown) => {
            if unknown
                .candidates
                .iter()
                .any(|candidate| literal(candidate) == Truth::Yes)
            {
                return Truth::Yes;
            }
            match unknown.reason {
                // These come from outside the files, whatever they are.
                crate::model::Reason::Variable(_)
                | crate::model::Reason::Computed(_)
                | crate::model::Reason::DataSource(_)
                | crate::model::Reason::Function(_)
                | crate::model::Reason::Repetition(_)
                | crate::model::Reason::Module(_) => Truth::No,
                _ => Truth::Unknown,
            }
        }
        Data::Bool(_) | Data::Number(_) => Truth::Yes,
    }
}

/// An answer as a fact.
fn answered(answer: Answer<'_>) -> Fact<'_> {
    match answer.truth {
        Truth::Yes => Fact::bool(true, answer.notes),
        Truth::No => Fact::bool(false, answer.notes),
        Truth::Unknown => Fact {
            data: FactData::Undecided,
            notes: answer.notes,
        },
        Truth::NotApplicable => Fact {
            data: FactData::NotApplicable,
            notes: answer.notes,
        },
    }
}

/// A fact and why it was the one chosen.
fn with_reasons<'a>(mut fact: Fact<'a>, mut reasons: Vec<Note<'a>>) -> Fact<'a> {
    reasons.append(&mut fact.notes);
    fact.notes = reasons;
    fact
}
