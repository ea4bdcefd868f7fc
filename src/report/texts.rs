//! The texts that frames are cut from: without secrets, and safe to show on a terminal.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::visible;
use crate::judge::Finding;
use crate::model::{SourceId, Span};
use crate::source::SourceMap;

/// The texts of a report, each made ready once. All keep their places and lengths.
#[derive(Default)]
pub(crate) struct Texts {
    /// Where secrets are written.
    hidden: FxHashMap<SourceId, Vec<Range<usize>>>,
    ready: RefCell<FxHashMap<SourceId, Arc<str>>>,
}

impl Texts {
    /// The texts behind `findings`: what one of them calls a secret is hidden in the frames of all.
    pub(crate) fn of<'f>(findings: impl Iterator<Item = &'f Finding>) -> Self {
        let mut texts = Texts::default();
        let secrets = findings
            .flat_map(|finding| &finding.evidence)
            .filter(|evidence| evidence.sensitive);
        for evidence in secrets {
            texts.hide(evidence.span);
            for definition in &evidence.definitions {
                texts.hide(definition.span);
            }
        }
        texts
    }

    /// Hides the literals at a place.
    pub(crate) fn hide(&mut self, span: Span) {
        if !span.is_nowhere() {
            self.hidden
                .entry(span.source)
                .or_default()
                .push(span.range());
        }
    }

    /// The text of a source, to be shown; none when the map does not hold it, or when it may not be
    /// shown at all.
    pub(crate) fn get(&self, id: SourceId, sources: &SourceMap) -> Option<Arc<str>> {
        if let Some(text) = self.ready.borrow().get(&id) {
            return Some(Arc::clone(text));
        }
        let file = sources.get(id)?;
        let quotable = file.quotable()?;
        let text = match self.hidden.get(&id) {
            Some(secrets) => Arc::from(covered(quotable, secrets)),
            None => Arc::clone(quotable),
        };
        let text = match visible(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(shown) => Arc::from(shown),
        };
        self.ready.borrow_mut().insert(id, Arc::clone(&text));
        Some(text)
    }
}

/// The text with the literals at `ranges` covered, byte for byte. References stay: they tell nothing of
/// the value.
fn covered(text: &str, ranges: &[Range<usize>]) -> String {
    let mut covered = text.as_bytes().to_vec();
    for range in ranges {
        let Some(written) = text.get(range.clone()) else {
            continue;
        };
        // Of a heredoc the first line names its end; elsewhere only what is between quotes tells.
        let heredoc = written.starts_with("<<");
        let mut inside = false;
        for (offset, c) in written.char_indices() {
            match c {
                '\n' => inside |= heredoc,
                '"' if !heredoc => inside = !inside,
                '\r' => {}
                _ if inside => {
                    let start = range.start + offset;
                    covered[start..start + c.len_utf8()].fill(b'*');
                }
                _ => {}
            }
        }
    }
    String::from_utf8(covered)
        .expect("invariant: whole characters were replaced by characters of one byte")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_covered_in_place() {
        for (text, range, expected) in [
            ("p = \"hé\"\n", 4..9, "p = \"***\"\n"),
            ("f({ p = \"x\" })", 0..14, "f({ p = \"*\" })"),
            ("<<E\nab\nE\n", 0..8, "<<E\n**\n*\n"),
            ("p = var.p\n", 4..9, "p = var.p\n"),
            ("p = \"x\"\n", 4..400, "p = \"x\"\n"),
        ] {
            assert_eq!(covered(text, &[range]), expected);
        }
    }
}
