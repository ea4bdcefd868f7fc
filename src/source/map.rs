//! The texts that were read, and positions in them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, RwLock};

use camino::{Utf8Path, Utf8PathBuf};

use crate::model::{SourceId, Span};

/// A text and where it came from.
#[derive(Debug)]
pub struct SourceFile {
    /// As it is shown: relative to where the run started when it lies below, with `/` separators;
    /// `<stdin>` for standard input.
    pub path: Utf8PathBuf,
    /// The content, without a byte-order mark's effect on offsets: the mark, if any, is kept.
    pub text: Arc<str>,
    lines: OnceLock<Lines>,
    /// Of a source whose text is not at hand: the places in it that spans can name, by position.
    places: Vec<Extent>,
    /// Whether it may hold secrets in clear, so that no report may quote it.
    confidential: AtomicBool,
}

/// The lines and columns of a span; they count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Extent {
    /// First line.
    pub line: u32,
    /// Column of the first character.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column after the last character.
    pub end_column: u32,
}

/// Where lines start, and how many characters come before each block of bytes: a position costs the same
/// in a line of any length.
#[derive(Debug)]
struct Lines {
    /// Offsets of the first byte of each line.
    starts: Vec<u32>,
    /// Characters that begin before each block of [`BLOCK_BYTES`] bytes.
    characters: Vec<u32>,
}

const BLOCK_BYTES: usize = 4096;

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
        self.push(path, text.into(), Vec::new())
    }

    /// Adds a source whose text is not at hand. The span of the place at position `n` is `n..n`.
    pub fn add_places(&self, path: Utf8PathBuf, places: Vec<Extent>) -> SourceId {
        self.push(path, Arc::from(""), places)
    }

    fn push(&self, path: Utf8PathBuf, text: Arc<str>, places: Vec<Extent>) -> SourceId {
        let mut files = self
            .files
            .write()
            .expect("invariant: no thread panics while holding the lock");
        let id =
            u32::try_from(files.len()).expect("invariant: fewer than 2^32 files fit in memory");
        files.push(Arc::new(SourceFile {
            path,
            text,
            lines: OnceLock::new(),
            confidential: AtomicBool::new(!places.is_empty()),
            places,
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
        let extent = file.extent(span);
        Some(Place {
            file: file.path.clone(),
            line: extent.line,
            column: extent.column,
            end_line: extent.end_line,
            end_column: extent.end_column,
        })
    }
}

impl SourceFile {
    /// Whether two names are one file.
    pub fn is(&self, path: &Utf8Path) -> bool {
        self.path == path
    }

    /// The text, unless it may hold secrets in clear, as plans and states do.
    pub fn quotable(&self) -> Option<&Arc<str>> {
        (!self.confidential.load(Ordering::Relaxed)).then_some(&self.text)
    }

    /// Keeps reports from quoting the text.
    pub fn keep_confidential(&self) {
        self.confidential.store(true, Ordering::Relaxed);
    }

    /// The lines and columns of a span of this source.
    pub fn extent(&self, span: Span) -> Extent {
        if let Some(extent) = self.places.get(span.start as usize) {
            return *extent;
        }
        let (line, column) = self.position(span.start);
        let (end_line, end_column) = self.position(span.end.max(span.start));
        Extent {
            line,
            column,
            end_line,
            end_column,
        }
    }

    /// The bytes between two positions, as [`SourceFile::extent`] gives them; none when the text does
    /// not reach so far.
    pub fn range(&self, extent: Extent) -> Option<std::ops::Range<usize>> {
        let start = self.offset(extent.line, extent.column)?;
        let end = self.offset(extent.end_line, extent.end_column)?;
        (start <= end).then_some(start..end)
    }

    /// The byte at which the character at a position begins.
    fn offset(&self, line: u32, column: u32) -> Option<usize> {
        let lines = self.lines.get_or_init(|| Lines::of(&self.text));
        let index = (line as usize).checked_sub(1)?;
        let start = *lines.starts.get(index)?;
        let next = lines.starts.get(index + 1);
        let end = next.map_or(self.text.len(), |next| *next as usize);
        let mark = start == 0 && self.text.starts_with('\u{feff}');
        let before = lines.characters_before(&self.text, start);
        let character = before
            .checked_add(column.checked_sub(1)?)?
            .checked_add(u32::from(mark))?;
        let offset = lines.offset_of(&self.text, character);
        (offset <= end).then_some(offset)
    }

    fn position(&self, offset: u32) -> (u32, u32) {
        let lines = self.lines.get_or_init(|| Lines::of(&self.text));
        let mut offset = offset.min(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        while !self.text.is_char_boundary(offset as usize) {
            offset -= 1;
        }
        let line = lines.starts.partition_point(|start| *start <= offset);
        let start = line
            .checked_sub(1)
            .and_then(|line| lines.starts.get(line))
            .map_or(0, |start| *start);
        let before = |offset| lines.characters_before(&self.text, offset);
        let mut column = before(offset) - before(start);
        // Editors do not show the byte-order mark.
        if start == 0 && offset > 0 && self.text.starts_with('\u{feff}') {
            column -= 1;
        }
        (u32::try_from(line).unwrap_or(u32::MAX), column + 1)
    }
}

impl Lines {
    fn of(text: &str) -> Self {
        let offset = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| offset(end + 1)));
        let mut count = 0;
        let mut characters = Vec::with_capacity(text.len() / BLOCK_BYTES + 2);
        for block in text.as_bytes().chunks(BLOCK_BYTES) {
            characters.push(count);
            count += characters_in(block);
        }
        characters.push(count);
        Lines { starts, characters }
    }

    fn characters_before(&self, text: &str, offset: u32) -> u32 {
        let offset = offset as usize;
        let block = offset / BLOCK_BYTES;
        let rest = text.as_bytes().get(block * BLOCK_BYTES..offset);
        let before = self.characters.get(block).copied().unwrap_or_default();
        before + characters_in(rest.unwrap_or_default())
    }
}

impl Lines {
    /// Where the character begins before which there are `character` others; the end of the text when
    /// there are no more.
    fn offset_of(&self, text: &str, character: u32) -> usize {
        let block = self
            .characters
            .partition_point(|before| *before <= character);
        let start = block.saturating_sub(1) * BLOCK_BYTES;
        let before = self.characters.get(block.saturating_sub(1)).copied();
        let mut before = before.unwrap_or_default();
        let bytes = text.as_bytes().get(start..).unwrap_or_default();
        for (index, byte) in bytes.iter().enumerate() {
            if (byte & 0xc0) != 0x80 {
                if before == character {
                    return start + index;
                }
                before += 1;
            }
        }
        text.len()
    }
}

/// Characters that begin in these bytes of UTF-8.
fn characters_in(bytes: &[u8]) -> u32 {
    let first = bytes.iter().filter(|byte| (**byte & 0xc0) != 0x80).count();
    u32::try_from(first).unwrap_or(u32::MAX)
}
