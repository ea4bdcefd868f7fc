//! The part of a text that a frame is cut from.
//!
//! miette counts lines from the start of what it is given, once per label; many frames of one long file
//! would cost its length each time.

use std::sync::Arc;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// A text from the beginning of one of its lines on; spans are those of the whole text.
pub(super) struct Window {
    text: Arc<str>,
    /// Where it begins, in bytes.
    start: usize,
    /// How many lines stand before.
    lines: usize,
}

impl Window {
    /// The part of `text` from `before` lines above `offset` on, which lies on line `line`, counted from 1.
    pub(super) fn new(text: Arc<str>, offset: usize, line: u32, before: usize) -> Self {
        let above = text.as_bytes().get(..offset).unwrap_or_default();
        let mut breaks = memchr::memrchr_iter(b'\n', above);
        let start = breaks.nth(before).map_or(0, |newline| newline + 1);
        let line = usize::try_from(line).unwrap_or(usize::MAX);
        Window {
            lines: if start == 0 {
                0
            } else {
                line.saturating_sub(1 + before)
            },
            text,
            start,
        }
    }
}

impl SourceCode for Window {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let bytes = self.text.as_bytes().get(self.start..).unwrap_or_default();
        let offset = span.offset().checked_sub(self.start);
        let offset = offset.ok_or(MietteError::OutOfBounds)?;
        let inner = bytes.read_span(&(offset, span.len()).into(), before, after)?;
        Ok(Box::new(MietteSpanContents::new(
            inner.data(),
            (inner.span().offset() + self.start, inner.span().len()).into(),
            inner.line() + self.lines,
            inner.column(),
            inner.line_count() + self.lines,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_shows_what_the_whole_text_shows() {
        let text: Arc<str> = "é = 1\n\nb {\n  c = 2\n}\n\nlast".into();
        let shown = |source: &dyn SourceCode, offset: usize, length: usize, context: usize| {
            let read = source.read_span(&(offset, length).into(), context, context);
            read.ok().map(|contents| {
                let place = (contents.line(), contents.column(), *contents.span());
                (contents.data().to_vec(), place)
            })
        };
        for first in 0..text.len() {
            let line = memchr::memchr_iter(b'\n', &text.as_bytes()[..first]).count() + 1;
            let line = u32::try_from(line).unwrap();
            let window = Window::new(Arc::clone(&text), first, line, 1);
            for offset in first..text.len() {
                for (length, context) in [(1, 0), (1, 1), (3, 1), (0, 1), (400, 1)] {
                    assert_eq!(
                        shown(&window, offset, length, context),
                        shown(&&*text, offset, length, context),
                        "{length} bytes at {offset}, from {first} on"
                    );
                }
            }
        }
        let window = Window::new(Arc::clone(&text), 400, 9, 1);
        assert!(shown(&window, 400, 1, 1).is_none());
    }
}
