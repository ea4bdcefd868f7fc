//! Conditions: yes, no, or not known before the deployment.

use super::intrinsic::Scope;
use crate::model::{Data, Value};
use crate::yaml::Node;

impl Scope<'_> {
    /// Whether the condition of this name holds; nothing when it is not known. One that names itself does not.
    pub(super) fn named_condition(&self, name: &str) -> Option<bool> {
        let known = self.conditions.borrow().get(name).copied();
        if let Some(known) = known {
            return known;
        }
        // While it is computed it is not known: a cycle ends here.
        self.conditions.borrow_mut().insert(name.to_owned(), None);
        let node = self
            .root
            .get("Conditions")
            .and_then(|conditions| conditions.get(name));
        let holds = node.and_then(|node| self.condition(node));
        self.conditions.borrow_mut().insert(name.to_owned(), holds);
        holds
    }

    /// Whether a condition holds.
    fn condition(&self, node: &Node) -> Option<bool> {
        let (function, argument) = super::intrinsic::function(node)?;
        let each = || {
            argument
                .items()
                .unwrap_or_default()
                .iter()
                .map(|item| self.condition(item))
        };
        match function {
            "Condition" => self.named_condition(argument.as_text()?),
            "Fn::And" => all(each()),
            "Fn::Or" => all(each().map(|one| one.map(|holds| !holds))).map(|none| !none),
            "Fn::Not" => match argument.items()? {
                [one] => self.condition(one).map(|holds| !holds),
                _ => None,
            },
            "Fn::Equals" => match argument.items()? {
                [left, right] => equal(&self.value(left), &self.value(right)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Whether all hold: one that does not decides, whatever is not known of the others.
fn all(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = true;
    for answer in answers {
        match answer {
            Some(false) => return Some(false),
            Some(true) => {}
            None => known = false,
        }
    }
    known.then_some(true)
}

/// Whether two values are equal. CloudFormation compares texts: `true` and `"true"` are one.
fn equal(left: &Value, right: &Value) -> Option<bool> {
    if let (Some(left), Some(right)) = (text(left), text(right)) {
        return Some(left == right);
    }
    // A value that can be a few others, of which none is the other side.
    for (unknown, known) in [(left, right), (right, left)] {
        if let (Some(unknown), Some(known)) = (unknown.as_unknown(), text(known)) {
            let candidates = &unknown.candidates;
            let differ = candidates
                .iter()
                .all(|candidate| text(candidate).is_some_and(|one| one != known));
            return (differ && !candidates.is_empty()).then_some(false);
        }
    }
    (left.is_wholly_known() && right.is_wholly_known()).then(|| left == right)
}

/// A scalar as the text that CloudFormation takes it for.
pub(super) fn text(value: &Value) -> Option<String> {
    match &value.data {
        Data::String(text) => Some(text.to_string()),
        Data::Bool(bool) => Some(bool.to_string()),
        Data::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
