//! Values that cannot be known from the files, and why.

use std::sync::Arc;

use super::{Span, Value};

/// Why a value is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// An input variable without a default and without a given value.
    Variable(Arc<str>),
    /// An attribute that only exists after deployment: `aws_kms_key.main.arn`.
    Computed(Arc<str>),
    /// A data source that has to be read from the outside: its address.
    DataSource(Arc<str>),
    /// An output of a module whose sources are not at hand: its address.
    Module(Arc<str>),
    /// A function whose result is not fixed by the files (`timestamp`), or not implemented.
    Function(Arc<str>),
    /// The expression is in error; Terraform would refuse it. Holds the message, in English.
    Error(Arc<str>),
    /// The definition depends on itself: the names on the cycle, in order.
    Cycle(Arc<str>),
    /// A file that the expression reads lies outside the root or cannot be read: its path as written.
    File(Arc<str>),
    /// `each`, `count` or an iterator whose collection is not known.
    Repetition(Arc<str>),
    /// A construct that the front end does not evaluate, named in English.
    Unsupported(Arc<str>),
    /// A budget of the evaluator was spent, named in English.
    Limit(Arc<str>),
    /// The environment or the command line would tell: what to pass, as `terraform.workspace`.
    Ambient(Arc<str>),
}

/// Whether a value that is not known is set, or null.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presence {
    /// It may be null, as a variable without a value.
    Open,
    /// Nobody refers to an attribute of a resource to get nothing, so that the attribute that receives
    /// it counts as set; but the language, when asked, cannot exclude null.
    Presumed,
    /// It is never null: the result of an operation, or a variable that forbids null.
    Certain,
}

impl Presence {
    /// [`Certain`](Presence::Certain) when the value is never null.
    pub fn certain_if(never_null: bool) -> Self {
        if never_null {
            Presence::Certain
        } else {
            Presence::Open
        }
    }
}

/// What is known about a value that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Why, as precisely as can be said; the first reason met when several apply.
    pub reason: Reason,
    /// Where the reason stands: the variable's declaration, the data block, the failing call.
    pub at: Span,
    /// The values it can still take, when these are few; empty when they are not known.
    pub candidates: Vec<Value>,
    /// Whether it is set at all.
    pub presence: Presence,
    /// What the text would say, when it is a document of which only parts are unknown: the argument
    /// of `jsonencode`, the statements of a computed policy.
    pub document: Option<Box<Value>>,
    /// What the text begins with, when that much is known: `arn:` of `"arn:${var.partition}:s3"`.
    pub prefix: Option<Arc<str>>,
}

impl Unknown {
    /// At most this many possible values are kept.
    pub const MAX_CANDIDATES: usize = 8;

    /// An unknown for `reason`, found at `at`.
    pub fn new(reason: Reason, at: Span) -> Self {
        let presence = match reason {
            Reason::Computed(_) | Reason::DataSource(_) => Presence::Presumed,
            _ => Presence::Open,
        };
        Unknown {
            reason,
            at,
            candidates: Vec::new(),
            presence,
            document: None,
            prefix: None,
        }
    }

    /// Whether it is not known before deployment, so that not even a plan shows it. Of what else is not
    /// known here, such as the value of a variable or what a data source finds, the plan may tell.
    pub fn waits_for_deployment(&self) -> bool {
        match &self.reason {
            Reason::Computed(_) => true,
            Reason::Function(name) => matches!(&**name, "timestamp" | "uuid" | "bcrypt"),
            _ => false,
        }
    }

    /// Whether what receives it counts as set.
    pub fn is_presumed_set(&self) -> bool {
        self.presence >= Presence::Presumed
    }

    /// Whether it is never null.
    pub fn is_certainly_set(&self) -> bool {
        self.presence == Presence::Certain
    }

    /// What the text begins with; empty when nothing of it is known.
    pub fn prefix(&self) -> &str {
        self.prefix.as_deref().unwrap_or_default()
    }

    /// What the text would say, when it is a document of which only parts are unknown.
    pub fn document(&self) -> Option<&Value> {
        self.document.as_deref()
    }
}
