//! Matchers: what is asked of facts.

use std::sync::Arc;

use super::Eye;
use super::begun::may_be_one_of;
use super::fact::{Answer, Fact, FactData, Note, NoteSubject, Seen, Truth};
use super::json::parse_json;
use super::scalar::{as_number, as_text, equals, tls_version, to_value};
use crate::model::{Data, Number, Span, Value};
use crate::policy::definition::{Comparison, LocationHolds, Matcher, Operand, Operands, Scalar};

impl<'a> Eye<'_, 'a> {
    /// Whether a matcher holds for the facts of one subject: for each of them, unless the matcher
    /// speaks of items.
    pub(crate) fn matches(&self, matcher: &'a Matcher, facts: Vec<Fact<'a>>) -> Answer<'a> {
        if let [fact] = facts.as_slice()
            && matches!(fact.data, FactData::NotApplicable)
        {
            return Answer::new(Truth::NotApplicable, fact.notes.clone());
        }
        if let [fact] = facts.as_slice()
            && let FactData::Value(value) = &fact.data
            && let Some(unknown) = value.as_unknown()
            && !unknown.candidates.is_empty()
        {
            return self.each_possible(matcher, &unknown.candidates, &fact.notes);
        }
        match matcher {
            Matcher::All(matchers) => {
                Answer::all(matchers.iter().map(|one| self.matches(one, facts.clone())))
            }
            Matcher::Any(matchers) => {
                Answer::any(matchers.iter().map(|one| self.matches(one, facts.clone())))
            }
            Matcher::Not(matcher) => self.matches(matcher, facts).negated(),
            Matcher::Each(inner) => {
                let answers = expand(facts)
                    .into_iter()
                    .map(|item| self.matches(inner, vec![item]));
                asked(Answer::all(answers), matcher)
            }
            Matcher::Some(inner) => {
                let whole: Vec<_> = facts.iter().flat_map(|fact| fact.notes.clone()).collect();
                let mut answer = Answer::any(
                    expand(facts)
                        .into_iter()
                        .map(|item| self.matches(inner, vec![item])),
                );
                if answer.notes.is_empty() {
                    answer.notes = whole;
                }
                asked(answer, matcher)
            }
            Matcher::None(inner) => {
                let answers = expand(facts)
                    .into_iter()
                    .map(|item| self.matches(inner, vec![item]));
                asked(Answer::any(answers).negated(), matcher)
            }
            Matcher::Count(inner) => {
                let notes: Vec<_> = facts.iter().flat_map(|fact| fact.notes.clone()).collect();
                let count = if facts.iter().any(Fact::is_undecided) {
                    FactData::Undecided
                } else {
                    let count = expand(facts).len();
                    FactData::Value(Value::new(Data::Number(Number::from(count)), Span::NOWHERE))
                };
                self.matches(inner, vec![Fact { data: count, notes }])
            }
            Matcher::Where(condition) => {
                let answers = expand_blocks(facts)
                    .into_iter()
                    .map(|item| match item.data {
                        FactData::Value(value) if value.as_map().is_some() => {
                            self.inside(value, &item.notes).ask(condition)
                        }
                        _ if item.is_undecided() => Answer::new(Truth::Unknown, item.notes),
                        _ => Answer::new(Truth::No, item.notes),
                    });
                let answers: Vec<_> = answers.collect();
                if answers.is_empty() {
                    return Answer::new(Truth::No, Vec::new());
                }
                Answer::all(answers)
            }
            Matcher::Json(inner) => {
                Answer::all(facts.into_iter().map(|fact| self.json(inner, fact)))
            }
            single => Answer::all(facts.into_iter().map(|fact| self.single(single, fact))),
        }
    }

    /// A matcher on a value that is one of a few: decided when all of them agree. Where they do not, the
    /// ones that fail are told with the doubt.
    fn each_possible(
        &self,
        matcher: &'a Matcher,
        candidates: &[Value],
        notes: &[Note<'a>],
    ) -> Answer<'a> {
        let mut answers = Vec::with_capacity(candidates.len());
        for candidate in candidates {
            let data = if candidate.is_null() {
                FactData::Absent
            } else {
                FactData::Value(candidate.clone())
            };
            let notes = notes.iter().map(|note| narrowed(note, candidate)).collect();
            answers.push(self.matches(matcher, vec![Fact { data, notes }]));
        }
        let agreed = answers
            .first()
            .map(|first| first.truth)
            .filter(|first| answers.iter().all(|answer| answer.truth == *first));
        if let (Some(truth), Some(first)) = (agreed, answers.first_mut()) {
            return Answer::new(truth, std::mem::take(&mut first.notes));
        }
        let mut told = notes.to_vec();
        for answer in answers {
            if answer.truth == Truth::No {
                told.extend(answer.notes);
            }
        }
        asked(Answer::new(Truth::Unknown, told), matcher)
    }

    /// What a JSON text says.
    fn json(&self, inner: &'a Matcher, fact: Fact<'a>) -> Answer<'a> {
        let parsed = match &fact.data {
            FactData::Value(value) => match &value.data {
                Data::String(text) => parse_json(text, &value.origin),
                // Some languages let the document be written out.
                Data::Map(..) | Data::List(..) => Ok(value.clone()),
                Data::Unknown(unknown) => match unknown.document() {
                    // The text is not known, its structure is.
                    Some(document) => Ok(document.clone()),
                    None => return Answer::new(Truth::Unknown, fact.notes),
                },
                _ => return Answer::new(Truth::No, fact.notes),
            },
            FactData::Undecided => return Answer::new(Truth::Unknown, fact.notes),
            _ => return Answer::new(Truth::No, fact.notes),
        };
        match parsed {
            Ok(document) => {
                let prefix = fact
                    .notes
                    .first()
                    .map(|note| super::wording::subject_name(&note.subject));
                let eye = Eye {
                    body: document.clone(),
                    prefix: Some(prefix.unwrap_or_default().into()),
                    ..self.clone()
                };
                let mut answer = eye.matches(
                    inner,
                    vec![Fact {
                        data: FactData::Value(document),
                        notes: fact.notes.clone(),
                    }],
                );
                if answer.notes.is_empty() {
                    answer.notes = fact.notes;
                }
                answer
            }
            Err(message) => {
                let mut notes = fact.notes;
                if let Some(note) = notes.first_mut() {
                    note.seen = Seen::Malformed(message.into());
                }
                Answer::new(Truth::Unknown, notes)
            }
        }
    }

    /// The same eye looking at a block or map.
    fn inside(&self, value: Value, notes: &[Note<'a>]) -> Eye<'_, 'a> {
        let prefix = notes
            .first()
            .map(|note| Arc::from(super::wording::subject_name(&note.subject)));
        Eye {
            body: value,
            prefix: prefix.or_else(|| self.prefix.clone()),
            judge: self.judge,
            owner: self.owner,
            parameters: self.parameters,
            depth: self.depth,
        }
    }

    /// A matcher that speaks of one value.
    fn single(&self, matcher: &'a Matcher, fact: Fact<'a>) -> Answer<'a> {
        let fact = match sole_item(fact) {
            // Of several values it must hold for each, as of several values of a path; a list holds
            // an item when one of them is it.
            Fact {
                data: FactData::List(items),
                ..
            } if items.len() > 1 && !matches!(matcher, Matcher::Present | Matcher::Absent) => {
                let answers = items.into_iter().map(|item| self.single(matcher, item));
                return if matches!(matcher, Matcher::Contains(_)) {
                    Answer::any(answers)
                } else {
                    Answer::all(answers)
                };
            }
            fact => fact,
        };
        let truth = match &fact.data {
            FactData::NotApplicable => Truth::NotApplicable,
            FactData::Undecided => Truth::Unknown,
            FactData::Absent => decided(matches!(matcher, Matcher::Absent)),
            FactData::Place(location) if !matches!(matcher, Matcher::Present | Matcher::Absent) => {
                self.place_matches(matcher, location)
            }
            FactData::Value(value) => self.value_matches(matcher, value),
            FactData::Unlimited => match matcher {
                Matcher::Present => Truth::Yes,
                Matcher::Compare(comparison, _) => decided(matches!(
                    comparison,
                    Comparison::Greater | Comparison::GreaterOrEqual
                )),
                Matcher::Is(Operand::Scalar(Scalar::Unlimited)) => Truth::Yes,
                Matcher::IsNot(_) | Matcher::NotIn(_) => Truth::Yes,
                _ => Truth::No,
            },
            FactData::Place(_) | FactData::List(_) => decided(matches!(matcher, Matcher::Present)),
        };
        asked(Answer::new(truth, directly(fact)), matcher)
    }

    fn value_matches(&self, matcher: &'a Matcher, value: &Value) -> Truth {
        let Some(unknown) = value.as_unknown() else {
            return if value.is_null() {
                decided(matches!(matcher, Matcher::Absent))
            } else {
                self.known_matches(matcher, value)
            };
        };
        if unknown.candidates.is_empty() {
            return match matcher {
                Matcher::Present if unknown.is_presumed_set() => Truth::Yes,
                Matcher::Absent if unknown.is_presumed_set() => Truth::No,
                _ => self.begun_matches(matcher, unknown.prefix()),
            };
        }
        let mut truths = unknown
            .candidates
            .iter()
            .map(|candidate| self.value_matches(matcher, candidate));
        let first = truths.next().unwrap_or(Truth::Unknown);
        if truths.all(|truth| truth == first) {
            first
        } else {
            Truth::Unknown
        }
    }

    /// A matcher on a known value.
    pub(crate) fn known_matches(&self, matcher: &'a Matcher, value: &Value) -> Truth {
        let text = || as_text(value).unwrap_or_default();
        decided(match matcher {
            Matcher::Is(operand) => self
                .operand(operand)
                .iter()
                .any(|scalar| equals(value, scalar)),
            Matcher::IsNot(operand) => !self
                .operand(operand)
                .iter()
                .any(|scalar| equals(value, scalar)),
            // What the provider chose by itself is no setting.
            Matcher::Present => !value.is_unwritten(),
            Matcher::Absent => value.is_unwritten(),
            Matcher::In(operands) => self.operands(operands).any(|scalar| equals(value, scalar)),
            Matcher::NotIn(operands) => {
                !self.operands(operands).any(|scalar| equals(value, scalar))
            }
            Matcher::Compare(comparison, operand) => {
                let (Some(number), Some(limit)) = (as_number(value), self.number(operand)) else {
                    return Truth::No;
                };
                match limit {
                    Limit::Unlimited => {
                        matches!(comparison, Comparison::Less | Comparison::LessOrEqual)
                    }
                    Limit::Number(limit) => match comparison {
                        Comparison::Greater => number > limit,
                        Comparison::GreaterOrEqual => number >= limit,
                        Comparison::Less => number < limit,
                        Comparison::LessOrEqual => number <= limit,
                    },
                }
            }
            Matcher::Matches(pattern) => match self.judge.regex(pattern) {
                Some(regex) => as_text(value).is_some_and(|text| regex.is_match(&text)),
                None => return Truth::Unknown,
            },
            Matcher::StartsWith(operand) => {
                self.texts(operand).any(|start| text().starts_with(&start))
            }
            Matcher::EndsWith(operand) => self.texts(operand).any(|end| text().ends_with(&end)),
            Matcher::Contains(operand) => return self.contains(operand, value),
            Matcher::InZone(zone) => {
                let effective =
                    self.judge
                        .resolve_place(self.owner, None, value, LocationHolds::Any);
                return self.in_zone(zone, &effective);
            }
            Matcher::DiffersFrom(other) => {
                return self.differs(other, &FactData::Value(value.clone()));
            }
            Matcher::CidrWithin(networks) => {
                let Some(network) = parse_network(&text()) else {
                    return Truth::No;
                };
                let within = self.operands(networks).filter_map(|scalar| match scalar {
                    Scalar::Text(text) => parse_network(text),
                    _ => None,
                });
                within.into_iter().any(|outer| outer.contains(&network))
            }
            Matcher::TlsAtLeast(operand) => {
                let Some(minimum) = self.texts(operand).find_map(|text| tls_version(&text)) else {
                    return Truth::Unknown;
                };
                // A policy name without a version in it: the catalogue should have mapped it.
                let Some(version) = tls_version(&text()) else {
                    return Truth::Unknown;
                };
                version >= minimum
            }
            Matcher::Schema(schema) => return self.judge.schema_accepts(schema, value),
            // The others speak of several values and never come here.
            _ => return Truth::Unknown,
        })
    }

    fn contains(&self, operand: &'a Operand, value: &Value) -> Truth {
        let wanted = self.operand(operand);
        match &value.data {
            Data::String(text) => decided(self.texts(operand).any(|part| text.contains(&part))),
            Data::List(_, items) => {
                let mut truth = Truth::No;
                for item in items.iter() {
                    if let Some(unknown) = item.as_unknown() {
                        if may_be_one_of(wanted, unknown.prefix()) {
                            truth = Truth::Unknown;
                        }
                    } else if wanted.iter().any(|scalar| equals(item, scalar)) {
                        return Truth::Yes;
                    }
                }
                truth
            }
            Data::Map(_, members) => decided(
                self.texts(operand)
                    .any(|key| members.contains_key(key.as_str())),
            ),
            _ => Truth::No,
        }
    }

    /// The constants an operand stands for: several for a parameter that is a list.
    pub(crate) fn operand(&self, operand: &'a Operand) -> &'a [Scalar] {
        match operand {
            Operand::Scalar(scalar) => std::slice::from_ref(scalar),
            Operand::Parameter(name) => self
                .parameters
                .get(name.as_str())
                .map_or(&[], |parameter| &parameter.value),
        }
    }

    pub(crate) fn operands(
        &self,
        operands: &'a Operands,
    ) -> Box<dyn Iterator<Item = &'a Scalar> + '_> {
        match operands {
            Operands::List(list) => Box::new(list.iter().flat_map(|operand| self.operand(operand))),
            Operands::Parameter(name) => {
                let parameter = self.parameters.get(name.as_str());
                Box::new(parameter.into_iter().flat_map(|parameter| &parameter.value))
            }
        }
    }

    pub(crate) fn texts(&self, operand: &'a Operand) -> impl Iterator<Item = String> {
        let texts = self.operand(operand).iter();
        texts.filter_map(|scalar| match scalar {
            Scalar::Text(text) => Some(text.clone()),
            scalar => {
                to_value(scalar).and_then(|value| as_text(&value).map(std::borrow::Cow::into_owned))
            }
        })
    }

    fn number(&self, operand: &'a Operand) -> Option<Limit> {
        match self.operand(operand).first()? {
            Scalar::Unlimited => Some(Limit::Unlimited),
            scalar => as_number(&to_value(scalar)?).map(Limit::Number),
        }
    }
}

enum Limit {
    Number(Number),
    Unlimited,
}

fn decided(holds: bool) -> Truth {
    if holds { Truth::Yes } else { Truth::No }
}

/// Remembers on each note what was asked, for the wording; the innermost matcher is set first.
fn asked<'a>(mut answer: Answer<'a>, matcher: &'a Matcher) -> Answer<'a> {
    for note in &mut answer.notes {
        note.asked.get_or_insert(matcher);
    }
    answer
}

/// The notes of a fact, those marked that saw the very value that it is.
fn directly(fact: Fact<'_>) -> Vec<Note<'_>> {
    let Fact { data, mut notes } = fact;
    for note in notes.iter_mut().filter(|note| note.asked.is_none()) {
        note.direct = match (&note.seen, &data) {
            (Seen::Value(seen), FactData::Value(value)) => match (as_text(seen), as_text(value)) {
                (Some(seen), Some(value)) => seen == value,
                _ => seen.origin.span == value.origin.span,
            },
            (Seen::Default(seen), FactData::Value(value)) => {
                as_text(value).is_some_and(|value| value == *seen)
            }
            (Seen::Absent, FactData::Absent) | (Seen::Place(_), FactData::Place(_)) => true,
            _ => false,
        };
    }
    notes
}

/// A list of one item counts as its item.
fn sole_item(fact: Fact<'_>) -> Fact<'_> {
    match fact.data {
        FactData::List(mut items) if items.len() == 1 => {
            let mut item = items.remove(0);
            if item.notes.is_empty() {
                item.notes = fact.notes;
            }
            item
        }
        _ => fact,
    }
}

/// The items of all facts: of lists their items, of anything else itself; absences have none.
fn expand(facts: Vec<Fact<'_>>) -> Vec<Fact<'_>> {
    let mut items = Vec::new();
    for fact in facts {
        match fact.data {
            FactData::Absent | FactData::NotApplicable => {}
            FactData::List(list) => {
                let notes = fact.notes;
                items.extend(list.into_iter().map(|mut item| {
                    if item.notes.is_empty() {
                        item.notes.clone_from(&notes);
                    }
                    item
                }));
            }
            FactData::Value(Value {
                data: Data::List(_, list),
                ..
            }) => {
                items.extend(list.iter().map(|item| Fact {
                    data: FactData::Value(item.clone()),
                    notes: fact.notes.iter().map(|note| narrowed(note, item)).collect(),
                }));
            }
            data => items.push(Fact {
                data,
                notes: fact.notes,
            }),
        }
    }
    items
}

/// Like [`expand`], keeping absences: a block that is not there does not meet a condition.
fn expand_blocks(facts: Vec<Fact<'_>>) -> Vec<Fact<'_>> {
    let mut items = Vec::new();
    for fact in facts {
        let absent = matches!(fact.data, FactData::Absent);
        if absent {
            items.push(fact);
        } else {
            items.extend(expand(vec![fact]));
        }
    }
    items
}

/// A note about a list, narrowed to one of its items.
fn narrowed<'a>(note: &Note<'a>, item: &Value) -> Note<'a> {
    let mut note = note.clone();
    if matches!(note.subject, NoteSubject::Path(_) | NoteSubject::Inner(..)) {
        if !item.origin.span.is_nowhere() {
            note.at = item.origin.span;
        }
        note.seen = Seen::Value(item.clone());
    }
    note
}

/// A network, or one address as a network.
fn parse_network(text: &str) -> Option<ipnet::IpNet> {
    let text = text.trim();
    text.parse::<ipnet::IpNet>().ok().or_else(|| {
        text.parse::<std::net::IpAddr>()
            .ok()
            .map(ipnet::IpNet::from)
    })
}
