//! Conditions: from a subject to an answer.

use super::Eye;
use super::fact::{Answer, Fact, FactData, Note, NoteSubject, Seen};
use super::walk::walk;
use crate::model::Value;
use crate::policy::definition::{Condition, Path, PathScope, Subject};

impl<'a> Eye<'_, 'a> {
    /// What a condition comes to.
    pub(crate) fn ask(&self, condition: &'a Condition) -> Answer<'a> {
        match condition {
            Condition::All(conditions) => {
                Answer::all(conditions.iter().map(|condition| self.ask(condition)))
            }
            Condition::Any(conditions) => {
                Answer::any(conditions.iter().map(|condition| self.ask(condition)))
            }
            Condition::Not(condition) => self.ask(condition).negated(),
            Condition::Test(subject, matcher) => {
                let facts = self.facts(subject);
                self.matches(matcher, facts)
            }
            Condition::Given(name, matcher) => {
                let values = self.parameters.get(name.as_str());
                let values = values.into_iter().flat_map(|parameter| &parameter.value);
                self.matches(matcher, values.map(Fact::constant).collect())
            }
            Condition::Exists(exists) => self.exists(exists),
        }
    }

    /// The facts that a subject names: one per place a path leads to.
    fn facts(&self, subject: &'a Subject) -> Vec<Fact<'a>> {
        match subject {
            Subject::Attribute(path) => self.attribute(path),
            Subject::Facet(name) => vec![self.facet(name)],
            Subject::Pseudo(pseudo) => vec![self.pseudo(pseudo)],
        }
    }

    /// The values at a path: at least one fact, an absence if need be.
    pub(crate) fn attribute(&self, path: &'a Path) -> Vec<Fact<'a>> {
        let body: &Value = match path.scope {
            PathScope::Body => &self.body,
            PathScope::Provider => match &self.judge.resources[self.owner].provider {
                Some(provider) => &provider.config,
                None => return vec![Fact::new(FactData::Absent)],
            },
        };
        walk(body, &path.steps)
            .into_iter()
            .map(|node| {
                let seen = node
                    .value
                    .as_ref()
                    .map_or(Seen::Absent, |value| Seen::Value(value.clone()));
                let note = Note {
                    owner: self.owner,
                    subject: match &self.prefix {
                        Some(prefix) => NoteSubject::Inner(path, prefix.clone()),
                        None => NoteSubject::Path(path),
                    },
                    seen,
                    at: node.at,
                    asked: None,
                    direct: false,
                    facet: None,
                };
                Fact::with_note(node.value.map_or(FactData::Absent, FactData::Value), note)
            })
            .collect()
    }
}
