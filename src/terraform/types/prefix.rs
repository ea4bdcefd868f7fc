//! What the beginning of a text that is not known decides.

use unicode_segmentation::UnicodeSegmentation;

/// Bytes of a beginning that OpenTofu keeps.
const MAX_BYTES: usize = 128;

/// The part of a beginning that stays whatever follows: a letter may be joined by a mark that combines with
/// it, while most signs are not.
pub(crate) fn lasting(prefix: &str) -> &str {
    let mut end = prefix.len().min(MAX_BYTES);
    while !prefix.is_char_boundary(end) {
        end -= 1;
    }
    let prefix = prefix.get(..end).unwrap_or_default();
    let Some((start, last)) = prefix.grapheme_indices(true).next_back() else {
        return prefix;
    };
    let mut characters = last.chars();
    match (characters.next(), characters.next()) {
        (Some(only), None) if stands_alone(only) => prefix,
        _ => prefix.get(..start).unwrap_or_default(),
    }
}

fn stands_alone(character: char) -> bool {
    matches!(character, ' ' | '\t')
        || character.is_ascii_punctuation() && !"<=>`".contains(character)
}

#[cfg(test)]
mod tests {
    use super::lasting;

    #[test]
    fn a_letter_at_the_end_may_still_change() {
        for (prefix, expected) in [
            ("arn:", "arn:"),
            ("arn", "ar"),
            ("a", ""),
            ("", ""),
            ("x=", "x"),
            ("a e\u{301}", "a "),
        ] {
            assert_eq!(lasting(prefix), expected);
        }
        assert_eq!(lasting(&"é".repeat(100)), "é".repeat(63));
    }
}
