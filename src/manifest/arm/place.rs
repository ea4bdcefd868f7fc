//! Where the parts of an expression stand in the file: JSON writes some characters as several.

use std::ops::Range;

use crate::manifest::value::Reader;
use crate::model::Span;
use crate::yaml::Node;

/// A text of a template.
#[derive(Clone, Copy)]
pub(super) struct Place<'t> {
    pub(super) reader: Reader<'t>,
    pub(super) node: &'t Node,
}

impl Place<'_> {
    /// All of it, with its quotes.
    pub(super) fn whole(&self) -> Span {
        self.reader.span(&self.node.span)
    }

    /// The bytes `range` of the decoded text.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        let written = self.reader.text.get(self.node.span.clone());
        let found = written
            .and_then(|written| written.strip_prefix('"'))
            .map(|written| {
                let start = encoded(written, range.start);
                let end = start + encoded(written.get(start..).unwrap_or_default(), range.len());
                let base = self.node.span.start + 1;
                base + start..base + end
            });
        match found {
            Some(found) if found.end <= self.node.span.end => self.reader.span(&found),
            _ => self.whole(),
        }
    }
}

/// How many bytes of JSON write the first `decoded` bytes of a text.
fn encoded(written: &str, decoded: usize) -> usize {
    let mut left = decoded;
    let mut characters = written.char_indices();
    while left > 0 {
        let Some((at, character)) = characters.next() else {
            return written.len();
        };
        let length = if character == '\\' {
            match characters.next().map(|(_, escape)| escape) {
                Some('u') => {
                    let digits = written.get(at + 2..at + 6).unwrap_or_default();
                    for _ in 0..4 {
                        characters.next();
                    }
                    let code = u32::from_str_radix(digits, 16).unwrap_or_default();
                    // Half of a pair counts for half of its character.
                    char::from_u32(code).map_or(2, char::len_utf8)
                }
                _ => 1,
            }
        } else {
            character.len_utf8()
        };
        left = left.saturating_sub(length);
    }
    characters.offset()
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn escapes_write_one_character() {
        for (written, decoded, bytes) in [
            ("abc", 2, 2),
            (r#"\"ab"#, 1, 2),
            (r"\\\n", 2, 4),
            (r"\u0041b", 1, 6),
            ("é!", 2, 2),
            (r"\u00e9!", 2, 6),
            (r"\ud83d\ude00!", 4, 12),
            ("ab", 9, 2),
            (r"\u00", 1, 4),
        ] {
            assert_eq!(encoded(written, decoded), bytes, "{written}");
        }
    }
}
