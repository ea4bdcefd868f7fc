//! Paragraphs for a terminal.

use std::borrow::Cow;
use std::io;

use crate::text::Language;

/// Lines break at spaces only: names with hyphens stay whole, to be copied.
pub(crate) const WORDS: textwrap::WordSeparator = textwrap::WordSeparator::AsciiSpace;

/// And no word is divided.
pub(crate) const WHOLE: textwrap::WordSplitter = textwrap::WordSplitter::NoHyphenation;

/// Writes a paragraph behind `first` columns of indentation, broken at `width` columns, its further
/// lines behind `rest` columns. A word that is longer than a line keeps a line of its own.
pub(crate) fn wrapped(
    paragraph: &str,
    (first, rest): (usize, usize),
    width: usize,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let (first, rest) = (" ".repeat(first), " ".repeat(rest));
    let options = textwrap::Options::new(width)
        .initial_indent(&first)
        .subsequent_indent(&rest)
        .word_separator(WORDS)
        .word_splitter(WHOLE)
        .break_words(false)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit);
    writeln!(out, "{}", textwrap::fill(paragraph, options))
}

/// The text as `language` is typeset: French keeps its double punctuation on the line of the word
/// before, by no-break spaces. What stands between backquotes stays as it is, to be copied.
pub(crate) fn typeset(text: &str, language: Language) -> String {
    if language == Language::En {
        return text.to_owned();
    }
    let mut set = String::with_capacity(text.len());
    let mut quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        quoted ^= character == '`';
        let before_sign = matches!(characters.peek(), Some(':' | ';' | '?' | '!' | '»'));
        let glued = character == ' ' && !quoted && (before_sign || set.ends_with('«'));
        set.push(if glued { '\u{a0}' } else { character });
    }
    set
}

/// The text without characters that would steer the terminal, each replaced by one of the same length
/// in bytes, so that spans keep their places.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| steers(c) && !matches!(c, '\n' | '\t');
    if !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    let shown = text.chars().map(|c| match c {
        '\r' => ' ',
        // Each has one of its own length.
        c if hidden(c) && c.len_utf8() == 3 => '\u{fffd}',
        c if hidden(c) && c.len_utf8() == 2 => '·',
        c if hidden(c) => '?',
        c => c,
    });
    Cow::Owned(shown.collect())
}

/// The text in one line, its characters that would steer a reader written out: `a\nb` for a line break,
/// `\u{202e}` for a mark that turns the direction of the text.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if steers(c) {
            plain.extend(c.escape_default());
        } else {
            plain.push(c);
        }
    }
    plain
}

/// Whether a character is not seen but changes what is: controls, line separators, and marks of direction.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_words_only() {
        let mut out = Vec::new();
        wrapped("why  one two three-and-more four", (2, 6), 14, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "  why  one two\n      three-and-more\n      four\n"
        );
    }

    #[test]
    fn what_steers_is_shown_in_the_length_it_has() {
        for text in [
            "a\u{1b}[2J",
            "\u{9b}31m",
            "\u{202e}fdp",
            "x\u{61c}",
            "a\rb",
            "\u{2066}",
        ] {
            let shown = visible(text);
            assert_eq!(shown.len(), text.len(), "{text:?}");
            assert!(!shown.contains(steers), "{shown:?}");
        }
        assert_eq!(visible("a\n\tb"), "a\n\tb");
        assert_eq!(plain("a\nb\u{202e}é\t"), "a\\nb\\u{202e}é\\t");
    }

    #[test]
    fn french_signs_stay_with_their_word() {
        let text = "établir « ceci » : `a ? b : c` est-il vrai ?";
        assert_eq!(
            typeset(text, Language::Fr),
            "établir «\u{a0}ceci\u{a0}»\u{a0}: `a ? b : c` est-il vrai\u{a0}?"
        );
        assert_eq!(typeset(text, Language::En), text);
    }

    #[test]
    fn what_would_steer_the_terminal_is_replaced_byte_for_byte() {
        for (text, shown) in [
            ("é = 1\n\tb", "é = 1\n\tb"),
            ("a\u{1b}[31mb\u{7f}", "a?[31mb?"),
            ("a\u{9b}b\r\n", "a·b \n"),
        ] {
            assert_eq!(visible(text), shown);
            assert_eq!(visible(text).len(), text.len());
        }
    }
}
