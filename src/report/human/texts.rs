//! The texts that frames are cut from: without secrets, and safe to show on a terminal.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::super::visible;
use crate::judge::Finding;
use crate::model::{SourceId, Span};
use crate::source::SourceMap;

/// The texts of a report, each made ready once. All keep their places and lengths.
#[derive(Default)]
pub(super) struct Texts {
    /// Where secrets are written.
    hidden: FxHashMap<SourceId, Vec<Range<usize>>>,
    ready: RefCell<FxHashMap<SourceId, Arc<str>>>,
}

impl Texts {
    /// The texts behind `findings`: what one of them calls a secret is hidden in the frames of all.
    pub(super) fn of<'f>(findings: impl Iterator<Item = &'f Finding>) -> Self {
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

    fn hide(&mut self, span: Span) {
        if !span.is_nowhere() {
            self.hidden
                .entry(span.source)
                .or_default()
                .push(span.range());
        }
    }

    /// The text of a source, to be shown; none when the map does not hold it.
    pub(super) fn get(&self, id: SourceId, sources: &SourceMap) -> Option<Arc<str>> {
        if let Some(text) = self.ready.borrow().get(&id) {
            return Some(Arc::clone(text));
        }
        let file = sources.get(id)?;
        let mut text = Cow::Borrowed(&*file.text);
        for range in self.hidden.get(&id).into_iter().flatten() {
            if let Some(covered) = covered(&text, range) {
                text = Cow::Owned(covered);
            }
        }
        let text = match visible(&text) {
            Cow::Borrowed(shown) if std::ptr::eq(shown, &*file.text) => Arc::clone(&file.text),
            shown => Arc::from(&*shown),
        };
        self.ready.borrow_mut().insert(id, Arc::clone(&text));
        Some(text)
    }
}

/// The text with the literals at `range` covered; none when there are none: a reference tells nothing of
/// the value.
fn covered(text: &str, range: &Range<usize>) -> Option<String> {
    let written = text.get(range.clone())?;
    let heredoc = written.starts_with("<<");
    if !heredoc && !written.contains('"') {
        return None;
    }
    // Of a heredoc the first line names its end; elsewhere only what is between quotes tells.
    let mut inside = false;
    let cover = |c: char| {
        match c {
            '\n' => inside |= heredoc,
            '"' if !heredoc => inside = !inside,
            '\r' => {}
            _ if inside => return "*".repeat(c.len_utf8()),
            _ => {}
        }
        c.to_string()
    };
    let (before, after) = (text.get(..range.start)?, text.get(range.end..)?);
    let covered: String = written.chars().map(cover).collect();
    Some(format!("{before}{covered}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_covered_in_place() {
        for (text, range, expected) in [
            ("p = \"hé\"\n", 4..9, Some("p = \"***\"\n")),
            ("f({ p = \"x\" })", 0..14, Some("f({ p = \"*\" })")),
            ("<<E\nab\nE\n", 0..8, Some("<<E\n**\n*\n")),
            ("p = var.p\n", 4..9, None),
            ("p = \"x\"\n", 4..400, None),
        ] {
            assert_eq!(covered(text, &range).as_deref(), expected, "{text}");
        }
    }
}
