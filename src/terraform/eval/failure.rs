//! An expression that Terraform would refuse.

use crate::model::{Reason, Span, Value};

/// Why an expression is in error. `try` and `can` see it; everywhere else it becomes an unknown with
/// [`Reason::Error`] and a diagnostic, so that it costs one definition and not the run.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// In English, in lower case, without a final dot.
    pub(crate) message: String,
    /// The part of the expression in error.
    pub(crate) span: Span,
}

/// The result of an evaluation.
pub(crate) type Outcome = Result<Value, Failure>;

impl Failure {
    pub(crate) fn new(message: impl Into<String>, span: Span) -> Self {
        Failure {
            message: message.into(),
            span,
        }
    }

    /// The value that stands for an expression in error.
    pub(crate) fn to_value(&self, span: Span) -> Value {
        Value::unknown(Reason::Error(self.message.as_str().into()), self.span).used_at(span)
    }
}
