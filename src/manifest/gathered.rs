//! What a language makes of its documents.

use camino::Utf8PathBuf;

use crate::model::{Coverage, Diagnostic, Resource};

/// What a language makes of its documents.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// By root, file and document.
    pub(super) resources: Vec<Resource>,
    /// What is wrong with them.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What of them is not evaluated.
    pub(super) coverage: Vec<Coverage>,
    /// Files beside the documents themselves that it took something from.
    pub(super) read: Vec<Utf8PathBuf>,
}
