//! Conditions: yes, no, or not known before the deployment.

use super::intrinsic::Scope;
use crate::manifest::partial::{all, text};
use crate::model::Value;
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
        let holds = node.and_then(|node| self.chained(|| self.condition(node))?);
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
