//! Conditions: yes, no, or not known before the stack is made.

use super::scope::Scope;
use crate::manifest::partial::all;
use crate::model::{Data, Number, Value};
use crate::yaml::Node;

impl Scope<'_> {
    /// Whether a condition holds, which is a boolean, the name of another one or a function; nothing when it is not
    /// known.
    pub(super) fn condition(&self, node: &Node) -> Option<bool> {
        let plain = self.template.reader().value(node);
        if let Some(bool) = plain.as_bool() {
            return Some(bool);
        }
        if let Some(name) = plain.as_str() {
            return self.named_condition(name);
        }
        let [only] = node.entries() else {
            return None;
        };
        let argument = &only.value;
        let each = || {
            let listed = argument.items().filter(|items| items.len() >= 2)?;
            Some(listed.iter().map(|item| self.condition(item)))
        };
        match only.key.as_str() {
            "and" => all(each()?),
            "or" => all(each()?.map(|one| one.map(|holds| !holds))).map(|none| !none),
            "not" => self.condition(argument).map(|holds| !holds),
            "equals" => match argument.items()? {
                [left, right] => equal(&self.value(left), &self.value(right)),
                _ => None,
            },
            _ => self.value(node).as_bool(),
        }
    }

    fn named_condition(&self, name: &str) -> Option<bool> {
        let known = self.conditions.borrow().get(name).copied();
        if let Some(known) = known {
            return known;
        }
        // While it is computed it is not known: a cycle ends here.
        self.conditions.borrow_mut().insert(name.to_owned(), None);
        let section = self.template.section("conditions");
        let entry = section.iter().find(|entry| entry.key == name);
        let holds = entry.and_then(|entry| self.condition(&entry.value));
        self.conditions.borrow_mut().insert(name.to_owned(), holds);
        holds
    }
}

/// Whether two values are equal, as Python compares them; nothing when that is not known.
pub(super) fn equal(left: &Value, right: &Value) -> Option<bool> {
    match (&left.data, &right.data) {
        (Data::Unknown(one), Data::Unknown(other)) => {
            let apart = !one.candidates.is_empty() && !other.candidates.is_empty();
            let differ = one.candidates.iter().all(|candidate| {
                let mut others = other.candidates.iter();
                others.all(|other| equal(candidate, other) == Some(false))
            });
            (apart && differ).then_some(false)
        }
        (Data::Unknown(unknown), _) => excluded(&unknown.candidates, unknown.prefix(), right),
        (_, Data::Unknown(unknown)) => excluded(&unknown.candidates, unknown.prefix(), left),
        (Data::List(_, left), Data::List(_, right)) => {
            if left.len() != right.len() {
                return Some(false);
            }
            all(left
                .iter()
                .zip(&**right)
                .map(|(left, right)| equal(left, right)))
        }
        (Data::Map(_, left), Data::Map(_, right)) => {
            if left.len() != right.len() {
                return Some(false);
            }
            all(left.iter().map(|(key, left)| match right.get(key) {
                Some(right) => equal(left, right),
                None => Some(false),
            }))
        }
        (Data::Bool(bool), Data::Number(number)) | (Data::Number(number), Data::Bool(bool)) => {
            Some(*number == Number::from(i64::from(*bool)))
        }
        _ => Some(left == right),
    }
}

/// Whether a value that may be one of several, or begins with some text, cannot be `known`.
fn excluded(candidates: &[Value], prefix: &str, known: &Value) -> Option<bool> {
    let all_differ = candidates
        .iter()
        .all(|candidate| equal(candidate, known) == Some(false));
    let begins_otherwise = known.as_str().is_some_and(|text| !text.starts_with(prefix));
    let differ = (!candidates.is_empty() && all_differ) || begins_otherwise;
    differ.then_some(false)
}
