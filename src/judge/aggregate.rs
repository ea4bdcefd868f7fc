//! How several facts become one.

use super::fact::{Answer, Fact, FactData, Note, Truth};
use super::scalar::{as_bool, as_number, number_from};
use crate::model::{Data, Number, Span, Value};
use crate::policy::definition::Over;

/// Several facts as one: `over` says how, else their type does.
pub(crate) fn aggregate(mut facts: Vec<Fact<'_>>, over: Option<Over>) -> Fact<'_> {
    if facts.len() == 1 && over != Some(Over::List) {
        return facts.pop().unwrap_or_else(|| Fact::new(FactData::Absent));
    }
    let over = over.unwrap_or_else(|| natural(&facts));
    match over {
        Over::All => logic(facts, Answer::all).into_fact(),
        Over::Any => logic(facts, Answer::any).into_fact(),
        Over::Min => extreme(facts, |candidate, best| candidate < best),
        Over::Max => extreme(facts, |candidate, best| candidate > best),
        Over::First => facts
            .into_iter()
            .next()
            .unwrap_or_else(|| Fact::new(FactData::Absent)),
        Over::List => flatten(facts),
    }
}

/// Booleans must all be true, of numbers the smallest counts, anything else is a list.
fn natural(facts: &[Fact<'_>]) -> Over {
    for fact in facts {
        match &fact.data {
            FactData::Value(Value {
                data: Data::Bool(_),
                ..
            }) => return Over::All,
            FactData::Value(Value {
                data: Data::Number(_),
                ..
            })
            | FactData::Unlimited => return Over::Min,
            FactData::Value(Value {
                data: Data::Unknown(_),
                ..
            })
            | FactData::Absent
            | FactData::Undecided => {}
            _ => return Over::List,
        }
    }
    Over::List
}

/// Boolean facts through `combine`, which is one of [`Answer::all`] and [`Answer::any`].
pub(crate) fn logic<'a>(
    facts: Vec<Fact<'a>>,
    combine: impl FnOnce(std::vec::IntoIter<Answer<'a>>) -> Answer<'a>,
) -> Answer<'a> {
    let answers: Vec<Answer<'a>> = facts
        .into_iter()
        .map(|fact| {
            let truth = match &fact.data {
                FactData::Value(value) if value.as_unknown().is_some() => Truth::Unknown,
                FactData::Value(value) => match as_bool(value) {
                    Some(true) => Truth::Yes,
                    Some(false) => Truth::No,
                    None => Truth::Unknown,
                },
                FactData::Absent => Truth::No,
                FactData::NotApplicable => Truth::NotApplicable,
                FactData::List(items) if items.is_empty() => Truth::No,
                _ => Truth::Unknown,
            };
            Answer::new(truth, fact.notes)
        })
        .collect();
    combine(answers.into_iter())
}

/// The extreme of numbers. Absent and moot ones do not count; an unknown one leaves it open.
fn extreme<'a>(facts: Vec<Fact<'a>>, beats: impl Fn(&Size, &Size) -> bool) -> Fact<'a> {
    let mut best: Option<(Size, Fact<'a>)> = None;
    let mut others: Vec<Note<'a>> = Vec::new();
    let mut doubts: Vec<Note<'a>> = Vec::new();
    let mut open = false;
    for fact in facts {
        match size(&fact.data) {
            Some(size) => {
                if best.as_ref().is_none_or(|(known, _)| beats(&size, known)) {
                    if let Some((_, beaten)) = best.replace((size, fact)) {
                        others.extend(beaten.notes);
                    }
                } else {
                    others.extend(fact.notes);
                }
            }
            None if matches!(fact.data, FactData::Absent | FactData::NotApplicable) => {
                others.extend(fact.notes);
            }
            None => {
                open = true;
                doubts.extend(fact.notes);
            }
        }
    }
    if open {
        return Fact {
            data: FactData::Undecided,
            notes: doubts,
        };
    }
    let Some((_, mut fact)) = best else {
        return Fact {
            data: FactData::Absent,
            notes: others,
        };
    };
    // A constant wins because of what the others are.
    if fact.notes.is_empty() {
        fact.notes = others;
    }
    fact
}

/// The sum of numbers, by the same rules.
pub(crate) fn combine_numbers(facts: Vec<Fact<'_>>) -> Fact<'_> {
    let mut sum = None;
    let mut notes = Vec::new();
    let mut open = false;
    for fact in facts {
        match size(&fact.data) {
            Some(Size::Unlimited) => return fact,
            Some(Size::Number(number)) => {
                let total = match sum {
                    None => Some(number),
                    Some(sum) => number.add(&sum).ok(),
                };
                open |= total.is_none();
                sum = total;
            }
            None => open |= !matches!(fact.data, FactData::Absent | FactData::NotApplicable),
        }
        notes.extend(fact.notes);
    }
    let data = match sum {
        _ if open => FactData::Undecided,
        Some(sum) => FactData::Value(Value::new(Data::Number(sum), Span::NOWHERE)),
        None => FactData::Absent,
    };
    Fact { data, notes }
}

#[derive(PartialEq, PartialOrd)]
enum Size {
    Number(Number),
    Unlimited,
}

fn size(data: &FactData<'_>) -> Option<Size> {
    match data {
        FactData::Unlimited => Some(Size::Unlimited),
        FactData::Value(value) => as_number(value).map(Size::Number),
        _ => None,
    }
}

/// All items of all facts in one list.
pub(crate) fn flatten(facts: Vec<Fact<'_>>) -> Fact<'_> {
    let mut items = Vec::new();
    let mut absences = Vec::new();
    for fact in facts {
        match fact.data {
            FactData::Absent | FactData::NotApplicable => absences.extend(fact.notes),
            FactData::List(list) => {
                let notes = fact.notes;
                if list.is_empty() {
                    absences.extend(notes.iter().cloned());
                }
                items.extend(list.into_iter().map(|mut item| {
                    if item.notes.is_empty() {
                        item.notes.clone_from(&notes);
                    }
                    item
                }));
            }
            data => items.push(Fact {
                data,
                notes: fact.notes,
            }),
        }
    }
    let notes = if items.is_empty() {
        absences
    } else {
        Vec::new()
    };
    Fact {
        data: FactData::List(items),
        notes,
    }
}

/// How many items or blocks some facts hold together.
pub(crate) fn count<'a>(facts: &[Fact<'a>]) -> Fact<'a> {
    let notes: Vec<_> = facts.iter().flat_map(|fact| fact.notes.clone()).collect();
    let mut count = 0;
    for fact in facts {
        count += match &fact.data {
            FactData::Absent | FactData::NotApplicable => 0,
            FactData::List(items) => items.len(),
            FactData::Value(Value {
                data: Data::List(_, items),
                ..
            }) => items.len(),
            FactData::Value(Value {
                data: Data::Unknown(_),
                ..
            })
            | FactData::Undecided => {
                return Fact {
                    data: FactData::Undecided,
                    notes,
                };
            }
            _ => 1,
        };
    }
    Fact {
        data: FactData::Value(Value::new(Data::Number(Number::from(count)), Span::NOWHERE)),
        notes,
    }
}

/// How many different items a fact holds. References to different resources count as different
/// even when their values are not known; other unknown items leave it open.
pub(crate) fn distinct(fact: Fact<'_>) -> Fact<'_> {
    let notes = fact.notes.clone();
    let items = match fact.data {
        FactData::List(items) => items,
        FactData::Value(Value {
            data: Data::List(_, ref items),
            ..
        }) => items
            .iter()
            .map(|item| Fact::new(FactData::Value(item.clone())))
            .collect(),
        FactData::Absent | FactData::NotApplicable => Vec::new(),
        FactData::Undecided => return fact,
        data => vec![Fact {
            data,
            notes: Vec::new(),
        }],
    };
    let mut seen: Vec<String> = Vec::new();
    let mut notes = notes;
    for item in items {
        let name = match &item.data {
            FactData::Value(value) => match (super::scalar::as_text(value), value.references()) {
                (Some(text), _) => text.into_owned(),
                (None, [reference, ..]) => format!("{}.{}", reference.address, reference.attribute),
                _ => {
                    return Fact {
                        data: FactData::Undecided,
                        notes: item.notes,
                    };
                }
            },
            FactData::Place(location) if !super::place::is_unknown(location) => {
                super::place::code(location)
            }
            _ => {
                return Fact {
                    data: FactData::Undecided,
                    notes: item.notes,
                };
            }
        };
        notes.extend(item.notes);
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    Fact {
        data: FactData::Value(Value::new(
            Data::Number(Number::from(seen.len())),
            Span::NOWHERE,
        )),
        notes,
    }
}

/// A number times a factor, its history kept; not a number, itself.
pub(crate) fn scaled<'a>(value: &Value, factor: f64) -> FactData<'a> {
    match as_number(value) {
        Some(number) => {
            let Ok(product) = number.multiply(&number_from(factor)) else {
                return FactData::Undecided;
            };
            FactData::Value(Value {
                data: Data::Number(product),
                origin: value.origin.clone(),
            })
        }
        None if value.as_unknown().is_some() => FactData::Undecided,
        None => FactData::Value(value.clone()),
    }
}

/// Whether two facts say the same; what is open is not the same as anything.
pub(crate) fn same(a: &FactData<'_>, b: &FactData<'_>) -> bool {
    match (a, b) {
        (FactData::Absent, FactData::Absent)
        | (FactData::NotApplicable, FactData::NotApplicable)
        | (FactData::Unlimited, FactData::Unlimited) => true,
        (FactData::Value(a), FactData::Value(b)) => a.as_unknown().is_none() && a == b,
        (FactData::List(a), FactData::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(&a.data, &b.data))
        }
        (FactData::Place(a), FactData::Place(b)) => super::place::same_place(a, b),
        _ => false,
    }
}
