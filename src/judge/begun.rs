//! Matchers on a text of which only the beginning is known, such as `"arn:${var.partition}:s3"`: often
//! that is enough to tell what the text is not.

use super::Eye;
use super::fact::Truth;
use super::scalar::{as_text, to_value};
use crate::policy::definition::{Matcher, Scalar};

impl<'a> Eye<'_, 'a> {
    /// What a matcher comes to on a text that begins with `prefix`.
    pub(crate) fn begun_matches(&self, matcher: &'a Matcher, prefix: &str) -> Truth {
        if prefix.is_empty() {
            return Truth::Unknown;
        }
        let unless =
            |possible: bool, decided: Truth| if possible { Truth::Unknown } else { decided };
        match matcher {
            Matcher::Present => Truth::Yes,
            Matcher::Absent => Truth::No,
            Matcher::Is(operand) => unless(may_be_one_of(self.operand(operand), prefix), Truth::No),
            Matcher::IsNot(operand) => {
                unless(may_be_one_of(self.operand(operand), prefix), Truth::Yes)
            }
            Matcher::In(operands) => {
                unless(may_be_one_of(self.operands(operands), prefix), Truth::No)
            }
            Matcher::NotIn(operands) => {
                unless(may_be_one_of(self.operands(operands), prefix), Truth::Yes)
            }
            Matcher::StartsWith(operand) => {
                let mut truth = Truth::No;
                for start in self.texts(operand) {
                    if prefix.starts_with(&start) {
                        return Truth::Yes;
                    }
                    if start.starts_with(prefix) {
                        truth = Truth::Unknown;
                    }
                }
                truth
            }
            Matcher::Contains(operand)
                if self.texts(operand).any(|part| prefix.contains(&part)) =>
            {
                Truth::Yes
            }
            _ => Truth::Unknown,
        }
    }
}

/// Whether a text that begins with `prefix` may equal one of some constants.
pub(crate) fn may_be_one_of<'s>(
    scalars: impl IntoIterator<Item = &'s Scalar>,
    prefix: &str,
) -> bool {
    scalars.into_iter().any(|scalar| {
        let value = to_value(scalar);
        let text = value.as_ref().and_then(as_text);
        text.is_some_and(|text| text.starts_with(prefix))
    })
}
