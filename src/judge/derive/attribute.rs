//! Facets from attributes: values, presence, literals.

use super::super::Eye;
use super::super::aggregate::{aggregate, same, scaled};
use super::super::fact::{Answer, Fact, FactData, Note, Seen, Truth};
use super::super::scalar::{as_text, equals};
use super::super::time;
use crate::model::{Data, Reason, Value};
use crate::policy::definition::{AttributeSource, Path};

impl<'a> Eye<'_, 'a> {
    pub(super) fn attribute_value(&self, source: &'a AttributeSource) -> Fact<'a> {
        let facts = self
            .attribute(&source.path)
            .into_iter()
            .map(|fact| match fact.data {
                FactData::Absent => match &source.default {
                    Some(default) => {
                        let mut taken = self.derive(default);
                        // The default is one of the facet: only without a translation is it one of the
                        // attribute too.
                        let untranslated = source.map.is_empty()
                            && source.otherwise.is_none()
                            && source.scale.is_none();
                        let seen = match &taken.data {
                            FactData::Value(value) if untranslated => as_text(value)
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
                FactData::Value(value) => self.translated(source, &value, fact.notes),
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
        value: &Value,
        notes: Vec<Note<'a>>,
    ) -> Fact<'a> {
        if let Data::List(_, items) = &value.data {
            let items = items
                .iter()
                .map(|item| self.translated(source, item, notes.clone()));
            return Fact {
                data: FactData::List(items.collect()),
                notes,
            };
        }
        if let Some(reading) = source.reads
            && value.as_unknown().is_none()
        {
            let number = as_text(value).and_then(|text| time::read(reading, &text));
            let data = number.map_or(FactData::Undecided, |number| {
                let number = Value {
                    data: Data::Number(number),
                    origin: value.origin.clone(),
                };
                source.scale.map_or_else(
                    || FactData::Value(number.clone()),
                    |scale| scaled(&number, scale),
                )
            });
            return Fact { data, notes };
        }
        let is_plain =
            source.map.is_empty() && source.otherwise.is_none() && source.reads.is_none();
        if is_plain {
            return Fact {
                data: source.scale.map_or_else(
                    || FactData::Value(value.clone()),
                    |scale| scaled(value, scale),
                ),
                notes,
            };
        }
        if let Some(unknown) = value.as_unknown() {
            // Each possible value is translated; when all give one thing, that is it.
            let mut translations = unknown
                .candidates
                .iter()
                .map(|candidate| self.translated(source, candidate, notes.clone()));
            let Some(first) = translations.next() else {
                return Fact {
                    data: FactData::Undecided,
                    notes,
                };
            };
            let same = |other: &Fact<'a>| same(&first.data, &other.data);
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
            .find(|(from, _)| equals(value, from))
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

    pub(super) fn present(&self, paths: &'a [Path]) -> Fact<'a> {
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
        Answer::any(answers.collect::<Vec<_>>()).into_fact()
    }

    pub(super) fn literal(&self, paths: &'a [Path]) -> Fact<'a> {
        let answers = paths
            .iter()
            .flat_map(|path| self.attribute(path))
            .map(|fact| {
                let truth = match &fact.data {
                    FactData::Value(value) => literal(value),
                    _ => Truth::No,
                };
                Answer::new(truth, fact.notes.into_iter().map(Note::hidden).collect())
            });
        Answer::any(answers.collect::<Vec<_>>()).into_fact()
    }
}

/// Whether a value is set: an empty text, which most providers read as unset, is not, nor is what the
/// provider chose by itself.
fn present(value: &Value) -> Truth {
    match &value.data {
        _ if value.is_unwritten() => Truth::No,
        Data::Null => Truth::No,
        Data::String(text) if text.is_empty() => Truth::No,
        Data::List(_, items) if items.is_empty() => Truth::No,
        Data::Unknown(unknown) if unknown.is_presumed_set() && unknown.candidates.is_empty() => {
            Truth::Yes
        }
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
                Reason::Variable(_)
                | Reason::Ambient(_)
                | Reason::Computed(_)
                | Reason::DataSource(_)
                | Reason::Function(_)
                | Reason::Repetition(_)
                | Reason::Module(_) => Truth::No,
                _ => Truth::Unknown,
            }
        }
        Data::Bool(_) | Data::Number(_) => Truth::Yes,
    }
}
