//! One document, with what is needed to say where its values stand.

use std::sync::Arc;

use camino::Utf8PathBuf;

use super::value::Reader;
use crate::model::SourceId;
use crate::yaml::Node;

/// A document that a language takes for its own.
pub(super) struct Sheet {
    /// The file it is written in.
    pub(super) path: Utf8PathBuf,
    /// The file, as positions name it.
    pub(super) source: SourceId,
    /// The whole text of the file.
    pub(super) text: Arc<str>,
    /// Where the document begins in the file, in bytes.
    pub(super) offset: usize,
    /// The tree; its positions are relative to the document.
    pub(super) node: Node,
}

impl Sheet {
    /// Reads nodes of the document, with the booleans of YAML 1.1.
    pub(super) fn reader(&self) -> Reader<'_> {
        Reader {
            source: self.source,
            text: self.text.get(self.offset..).unwrap_or_default(),
            offset: self.offset,
            old_booleans: true,
        }
    }
}
