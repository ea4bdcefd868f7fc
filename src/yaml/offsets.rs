//! From the parser's character indices to byte offsets.

/// The byte offset of each character; nothing is kept for a text of ASCII, where both are equal.
pub(super) struct Offsets {
    /// Byte offset by character index, with the length of the text at the end; empty for ASCII.
    bytes: Vec<usize>,
    /// Length of the text in bytes.
    length: usize,
}

impl Offsets {
    /// Reads `text` once.
    pub(super) fn new(text: &str) -> Self {
        let bytes = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices()
                .map(|(offset, _)| offset)
                .chain([text.len()])
                .collect()
        };
        Offsets {
            bytes,
            length: text.len(),
        }
    }

    /// The byte offset of the character at `index`; the end of the text beyond it.
    pub(super) fn byte(&self, index: usize) -> usize {
        if self.bytes.is_empty() {
            index.min(self.length)
        } else {
            self.bytes.get(index).copied().unwrap_or(self.length)
        }
    }
}
