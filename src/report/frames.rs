//! Code frames as data: some lines of a file with what is pointed at, for the formats that draw their own.
//!
//! What a finding calls a secret is hidden, and so are characters that would steer a reader. Files that
//! may hold secrets in clear, such as plans, and lines written by programs for programs have no frame.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::document::{Document, Location};
use super::texts::Texts;
use crate::model::{SourceId, Span};
use crate::source::{SourceFile, SourceMap};

/// Lines shown above and below what is pointed at.
const CONTEXT: u32 = 1;

/// So many lines of what is pointed at are shown.
const LINES: u32 = 6;

/// Longer lines, in bytes, are not shown.
const LONGEST_LINE: usize = 400;

/// Some lines of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    /// The lines in their order; never empty.
    pub(crate) lines: Vec<Line>,
}

/// A line of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its number, from 1.
    pub(crate) number: u32,
    /// Its text, without the line break.
    pub(crate) text: String,
    /// The bytes of it that are pointed at.
    pub(crate) marked: Option<Range<usize>>,
}

impl Line {
    /// The text before, at and after what is pointed at.
    pub(crate) fn parts(&self) -> (&str, &str, &str) {
        let marked = self.marked.clone().unwrap_or(0..0);
        let (start, end) = (marked.start, marked.end);
        (
            self.text.get(..start).unwrap_or_default(),
            self.text.get(start..end).unwrap_or_default(),
            self.text.get(end..).unwrap_or(&self.text),
        )
    }
}

/// Cuts the frames of a document from the texts at hand.
pub(crate) struct Frames<'c> {
    sources: &'c SourceMap,
    files: FxHashMap<String, (SourceId, Arc<SourceFile>)>,
    texts: Texts,
}

impl<'c> Frames<'c> {
    /// The frames of `document`, whose texts are in `sources`.
    pub(crate) fn new(document: &Document, sources: &'c SourceMap) -> Self {
        let mut files = FxHashMap::default();
        for (id, file) in (0..).zip(sources.all()) {
            files.insert(file.path.to_string(), (SourceId(id), file));
        }
        let mut frames = Frames {
            sources,
            files,
            texts: Texts::default(),
        };
        let findings = document.findings.iter().chain(&document.tail.known);
        let secrets = findings
            .flat_map(|finding| &finding.evidence)
            .filter(|evidence| evidence.sensitive);
        for evidence in secrets {
            let steps = evidence.definitions.iter().map(|step| &step.location);
            for location in steps.chain([&evidence.location]).flatten() {
                if let Some((span, _)) = frames.span(location) {
                    frames.texts.hide(span);
                }
            }
        }
        frames
    }

    fn span(&self, location: &Location) -> Option<(Span, Arc<SourceFile>)> {
        let (id, file) = self.files.get(&*location.file)?;
        let range = file.range(location.extent())?;
        Some((Span::new(*id, range), Arc::clone(file)))
    }

    /// The lines at a place and their neighbours.
    pub(crate) fn at(&self, location: &Location) -> Option<Frame> {
        let (span, _) = self.span(location)?;
        let text = self.texts.get(span.source, self.sources)?;
        let range = span.range();
        let above = text.as_bytes().get(..range.start)?;
        let mut breaks = memchr::memrchr_iter(b'\n', above);
        let before = location.line.saturating_sub(1).min(CONTEXT);
        let start = breaks.nth(before as usize).map_or(0, |at| at + 1);
        let last = location.end_line.min(location.line.checked_add(LINES)?);
        let first = location.line - before;
        let mut lines = Vec::new();
        let mut offset = start;
        for (number, line) in (first..).zip(text.get(start..)?.split_inclusive('\n')) {
            if number > last.checked_add(CONTEXT)? {
                break;
            }
            let shown = line.trim_end_matches(['\n', '\r', ' ']);
            if line.len() > LONGEST_LINE {
                return None;
            }
            let end = offset + shown.len();
            let (from, to) = (range.start.max(offset), range.end.min(end));
            let marked = (from < to).then(|| from - offset..to - offset);
            lines.push(Line {
                number,
                text: shown.to_owned(),
                marked,
            });
            offset += line.len();
        }
        (!lines.is_empty()).then_some(Frame { lines })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(line: u32, column: u32, end_line: u32, end_column: u32) -> Location {
        Location {
            file: "main.tf".into(),
            line,
            column,
            end_line,
            end_column,
        }
    }

    fn frames(sources: &SourceMap) -> Frames<'_> {
        Frames {
            sources,
            files: (0..)
                .zip(sources.all())
                .map(|(id, file)| (file.path.to_string(), (SourceId(id), file)))
                .collect(),
            texts: Texts::default(),
        }
    }

    #[test]
    fn a_frame_has_the_lines_around_a_place() {
        let sources = SourceMap::default();
        sources.add("main.tf".into(), "a {\n  é = true\r\n}\n\nb {}\n");
        let frame = frames(&sources).at(&place(2, 7, 2, 11)).unwrap();
        let shown: Vec<(u32, &str)> = frame
            .lines
            .iter()
            .map(|line| (line.number, &*line.text))
            .collect();
        assert_eq!(shown, [(1, "a {"), (2, "  é = true"), (3, "}")]);
        assert_eq!(frame.lines[1].parts(), ("  é = ", "true", ""));
        assert_eq!(frame.lines[0].parts(), ("", "", "a {"));
        assert!(frames(&sources).at(&place(9, 1, 9, 2)).is_none());
        assert!(frames(&sources).at(&place(2, 99, 2, 100)).is_none());
    }

    #[test]
    fn of_many_lines_the_first_are_shown() {
        let sources = SourceMap::default();
        sources.add("main.tf".into(), "x\n".repeat(50));
        let frame = frames(&sources).at(&place(1, 1, 50, 2)).unwrap();
        assert_eq!(frame.lines.len(), 8);
        sources.add("main.tf".into(), "x".repeat(1000));
        assert!(frames(&sources).at(&place(1, 1, 1, 2)).is_none());
    }
}
