//! An expression that Terraform would refuse.

use std::sync::Arc;

use crate::model::{Reason, Span, Value};

/// Why an expression is in error. `try` and `can` see it; everywhere else it becomes an unknown with
/// [`Reason::Error`] (or [`Reason::File`]) and a diagnostic, so that it costs one definition and not the run.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// In English, in lower case, without a final dot.
    pub(crate) message: String,
    /// The part of the expression in error.
    pub(crate) span: Span,
    /// The file, as written, when what is wrong is that it is missing or cannot be read.
    pub(crate) file: Option<Arc<str>>,
    /// Whether OpenTofu finds it before it evaluates anything, as a name that is not declared: then `try`
    /// and `can` do not see it, and no operand spares another from it.
    pub(crate) is_static: bool,
}

/// The result of an evaluation.
pub(crate) type Outcome = Result<Value, Failure>;

impl Failure {
    pub(crate) fn new(message: impl Into<String>, span: Span) -> Self {
        Failure {
            message: message.into(),
            span,
            file: None,
            is_static: false,
        }
    }

    /// A failure that OpenTofu finds before it evaluates anything.
    pub(crate) fn before_evaluation(message: impl Into<String>, span: Span) -> Self {
        Failure {
            is_static: true,
            ..Self::new(message, span)
        }
    }

    /// The same failure, because of a file.
    pub(crate) fn because_of_file(self, file: Option<Arc<str>>) -> Self {
        Failure { file, ..self }
    }

    /// The value that stands for an expression in error.
    pub(crate) fn to_value(&self, span: Span) -> Value {
        let reason = match &self.file {
            Some(file) => Reason::File(Arc::clone(file)),
            None => Reason::Error(self.message.as_str().into()),
        };
        Value::unknown(reason, self.span).used_at(span)
    }
}
