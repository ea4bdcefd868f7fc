//! Derivations: from a resource to the value of a facet.

mod attribute;
mod link;
mod read_only;

use std::sync::Arc;

use super::Eye;
use super::aggregate::{aggregate, combine_numbers, count, distinct, flatten, logic, same};
use super::fact::{Answer, Fact, FactData, Note, NoteSubject, Seen, Truth, forget_asked};
use crate::policy::definition::{Condition, Derivation, Over};

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
        settle(&mut fact, name);
        if self.judge.is_confidential(name) {
            fact.notes = fact.notes.into_iter().map(Note::hidden).collect();
        }
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
            Derivation::Attribute(source) => self.attribute_value(source),
            Derivation::Present(paths) => self.present(paths),
            Derivation::Literal(paths) => self.literal(paths),
            Derivation::Holds(condition) => self.ask(condition).into_fact(),
            Derivation::Cases(cases, otherwise) => self.cases(cases, otherwise.as_deref()),
            Derivation::Linked(linked) => self.linked(linked),
            Derivation::Refers(refers) => self.refers(refers),
            Derivation::Account(account) => self.account(account),
            Derivation::Facet(name) => self.facet(name),
            Derivation::Any(derivations) => {
                logic(all(derivations).collect(), Answer::any).into_fact()
            }
            Derivation::All(derivations) => {
                logic(all(derivations).collect(), Answer::all).into_fact()
            }
            Derivation::Not(derivation) => logic(vec![self.derive(derivation)], |answers| {
                Answer::all(answers).negated()
            })
            .into_fact(),
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
            Derivation::Count(path) => count(&self.attribute(path)),
            Derivation::Distinct(derivation) => distinct(self.derive(derivation)),
            Derivation::Place(source) => self.places(source),
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

    fn cases(
        &self,
        cases: &'a [(Condition, Derivation)],
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
                    return if same(&then.data, &rest.data) {
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
            Some(otherwise) => {
                let fact = self.derive(otherwise);
                if !fact.notes.is_empty() {
                    // What is not set led to no case, and explains nothing beside a proof.
                    against.retain(|note| !matches!(note.seen, Seen::Absent));
                }
                with_reasons(fact, against)
            }
            None => Fact {
                data: FactData::Absent,
                notes: against,
            },
        }
    }
}

/// Forgets what the catalogue asked on its way to a facet: only what a rule asks is an expectation.
fn settle<'a>(fact: &mut Fact<'a>, facet: &'a str) {
    forget_asked(&mut fact.notes);
    for note in &mut fact.notes {
        note.facet = Some(facet);
    }
    if let FactData::List(items) = &mut fact.data {
        for item in items {
            settle(item, facet);
        }
    }
}

/// A fact and, after what it says itself, why it was the one chosen.
fn with_reasons<'a>(mut fact: Fact<'a>, reasons: Vec<Note<'a>>) -> Fact<'a> {
    fact.notes.extend(reasons);
    fact
}
