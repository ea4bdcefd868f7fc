//! Texts as the language holds them.

use std::sync::Arc;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The text in Unicode's composed form (NFC), as all strings of the language are: those written in the
/// sources, those that templates join, those that functions give.
pub(crate) fn normalised(text: &str) -> Arc<str> {
    if is_normalised(text) {
        text.into()
    } else {
        text.nfc().collect::<String>().into()
    }
}

/// Whether a text surely is in the composed form. Quick, and true for nearly all.
pub(crate) fn is_normalised(text: &str) -> bool {
    text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes
}
