//! What a stage has to say about the files themselves, as opposed to findings about resources.

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use super::Span;
use crate::text::Text;

/// How grave a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gravity {
    /// For information: nothing is missing from the result.
    Note,
    /// Something is less certain than it could be.
    Warning,
    /// Something could not be read or evaluated: the result is incomplete (exit code 3).
    Error,
}

/// A problem met while reading, parsing or evaluating.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How grave it is.
    pub gravity: Gravity,
    /// A stable kebab-case name of the kind of problem: `syntax-error`, `module-outside-root`.
    pub code: &'static str,
    /// What is wrong, and the next step; no final dot.
    pub message: Text,
    /// Where; [`Span::NOWHERE`] when only a path can be named.
    pub span: Span,
    /// The file or directory concerned, when no span says it.
    pub path: Option<Utf8PathBuf>,
    /// Other places that explain it, with a few words each.
    pub labels: Vec<(Span, Text)>,
}

impl Diagnostic {
    /// A problem at `span`.
    pub fn at(gravity: Gravity, code: &'static str, span: Span, message: Text) -> Self {
        Diagnostic {
            gravity,
            code,
            message,
            span,
            path: None,
            labels: Vec::new(),
        }
    }

    /// A problem with a whole file or directory.
    pub fn about(gravity: Gravity, code: &'static str, path: Utf8PathBuf, message: Text) -> Self {
        Diagnostic {
            path: Some(path),
            ..Self::at(gravity, code, Span::NOWHERE, message)
        }
    }

    /// The same with a label at `span`.
    #[must_use]
    pub fn label(mut self, span: Span, text: Text) -> Self {
        self.labels.push((span, text));
        self
    }
}

/// What became of a file or of a part of a configuration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coverage {
    /// The file, directory or address.
    pub subject: String,
    /// What became of it.
    pub status: CoverageStatus,
    /// Why it is not evaluated; empty for an evaluated file.
    pub why: Text,
}

/// See [`Coverage`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoverageStatus {
    /// Read and judged.
    Evaluated,
    /// Read, but a part is missing from the result.
    Partial,
    /// Recognised, and not judged.
    NotEvaluated,
}
