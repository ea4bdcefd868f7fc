//! Positions: a source and a byte range. Lines and columns are computed at the edge.

use serde::{Deserialize, Serialize};

/// Identifies a text in a [`SourceMap`](crate::source::SourceMap).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceId(pub u32);

/// A byte range `start..end` of one source. Sources are limited to 4 GiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The source the range lies in.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The source of values that no file holds: command-line variables, the environment, built-ins.
    pub const NOWHERE: Span = Span {
        source: SourceId(u32::MAX),
        start: 0,
        end: 0,
    };

    /// A range of `source`; offsets beyond 4 GiB are clamped.
    pub fn new(source: SourceId, range: std::ops::Range<usize>) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span {
            source,
            start: clamp(range.start),
            end: clamp(range.end),
        }
    }

    /// The byte range, for slicing the source text.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether the span lies in no file.
    pub fn is_nowhere(self) -> bool {
        self.source.0 == u32::MAX
    }
}
