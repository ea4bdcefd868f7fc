//! The texts that were read, and positions in them.

use std::sync::{Arc, OnceLock, RwLock};

use camino::{Utf8Path, Utf8PathBuf};
use line_index::{LineIndex, TextSize};

use crate::model::{SourceId, Span};

/// A text and where it came from.
#[derive(Debug)]
pub struct SourceFile {
    /// As it is shown: relative to where the run started when it lies below, with `/` separators;
    /// `<stdin>` for standard input.
    pub path: Utf8PathBuf,
    /// The content, without a byte-order mark's effect on offsets: the mark, if any, is kept.
    pub text: Arc<str>,
    lines: OnceLock<LineIndex>,
}

/// A span in the terms of people: lines and columns count from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as it is shown.
    pub file: Utf8PathBuf,
    /// First line.
    pub line: u32,
    /// Column of the first character.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column after the last character.
    pub end_column: u32,
}

/// All texts of a run. Shared between threads; texts are only ever added.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: RwLock<Vec<Arc<SourceFile>>>,
}

impl SourceMap {
    /// Adds a text.
    pub fn add(&self, path: Utf8PathBuf, text: impl Into<Arc<str>>) -> SourceId {
        let mut files = self
            .files
            .write()
            .expect("invariant: no thread panics while holding the lock");
        let id =
            u32::try_from(files.len()).expect("invariant: fewer than 2^32 files fit in memory");
        files.push(Arc::new(SourceFile {
            path,
            text: text.into(),
            lines: OnceLock::new(),
        }));
        SourceId(id)
    }

    /// The text of an id that this map gave.
    pub fn get(&self, id: SourceId) -> Option<Arc<SourceFile>> {
        let files = self
            .files
            .read()
            .expect("invariant: no thread panics while holding the lock");
        files.get(id.0 as usize).cloned()
    }

    /// All texts so far, in the order of their ids.
    pub fn all(&self) -> Vec<Arc<SourceFile>> {
        let files = self
            .files
            .read()
            .expect("invariant: no thread panics while holding the lock");
        files.clone()
    }

    /// Where a span lies; none for [`Span::NOWHERE`].
    pub fn place(&self, span: Span) -> Option<Place> {
        let file = self.get(span.source)?;
        let (line, column) = file.position(span.start);
        let (end_line, end_column) = file.position(span.end.max(span.start));
        Some(Place {
            file: file.path.clone(),
            line,
            column,
            end_line,
            end_column,
        })
    }
}

impl SourceFile {
    /// Whether two names are one file.
    pub fn is(&self, path: &Utf8Path) -> bool {
        self.path == path
    }

    fn position(&self, offset: u32) -> (u32, u32) {
        let lines = self.lines.get_or_init(|| LineIndex::new(&self.text));
        let mut offset = offset.min(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        while !self.text.is_char_boundary(offset as usize) {
            offset -= 1;
        }
        let position = lines.line_col(TextSize::new(offset));
        let start = offset - position.col;
        let mut column = self.text[start as usize..offset as usize].chars().count();
        // Editors do not show the byte-order mark.
        if start == 0 && offset > 0 && self.text.starts_with('\u{feff}') {
            column -= 1;
        }
        (
            position.line + 1,
            u32::try_from(column).unwrap_or(u32::MAX) + 1,
        )
    }
}
