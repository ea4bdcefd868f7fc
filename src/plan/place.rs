//! Where a piece of a document stands in it.

use crate::model::{SourceId, Span};

/// A document: its source, and its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) source: SourceId,
    pub(super) text: &'a str,
}

impl Place<'_> {
    /// The offset of a slice of the text; the start of the text for any other slice.
    pub(super) fn offset(self, slice: &str) -> usize {
        let offset = slice.as_ptr().addr().checked_sub(self.text.as_ptr().addr());
        offset
            .filter(|offset| offset + slice.len() <= self.text.len())
            .unwrap_or_default()
    }

    /// The range of a slice of the text.
    pub(super) fn span(self, slice: &str) -> Span {
        let start = self.offset(slice);
        Span::new(self.source, start..start + slice.len())
    }

    /// The first character of a slice of the text, where the slice itself is many lines long.
    pub(super) fn start(self, slice: &str) -> Span {
        let start = self.offset(slice);
        let first = slice.chars().next().map_or(0, char::len_utf8);
        Span::new(self.source, start..start + first)
    }
}

#[cfg(test)]
mod tests {
    use super::Place;
    use crate::model::SourceId;

    #[test]
    fn slices_know_where_they_stand() {
        let text = String::from("{\"é\": [1]}");
        let place = Place {
            source: SourceId(0),
            text: &text,
        };
        assert_eq!(place.span(&text[7..10]).range(), 7..10);
        assert_eq!(place.start(&text[2..5]).range(), 2..4);
        assert_eq!(place.offset("elsewhere"), 0);
    }
}
