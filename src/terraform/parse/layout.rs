//! The comments of a file in the native syntax, and the blocks and arguments that they stand at.
//!
//! The syntax tree keeps neither comments nor the ends of blocks; both are read from the tokens, and only of
//! files that hold a comment somebody looks for. Text in strings and heredocs is no comment, and a broken
//! file has a layout as far as its brackets go.

use super::lexer::Lexer;
use super::token::{Token, TokenKind};
use crate::model::{Item, ItemKind, Layout};

/// The layout of a text.
pub(crate) fn layout(text: &str) -> Layout {
    let mut lexer = Lexer::new(text);
    let mut reader = Reader::default();
    while let Some(token) = lexer.next() {
        reader.token(token, lexer.frames().len());
    }
    // What is never closed ends with the text.
    reader.close_all(text.len());
    reader.layout.sort();
    reader.layout
}

/// What is open while tokens come.
#[derive(Default)]
struct Reader {
    layout: Layout,
    /// The blocks whose bodies are open, outermost first.
    blocks: Vec<OpenBlock>,
    /// The argument or block header that is being read.
    item: Option<OpenItem>,
}

struct OpenBlock {
    start: usize,
    /// How many frames are open in its body.
    depth: usize,
}

struct OpenItem {
    start: usize,
    /// The end of its last token.
    end: usize,
    is_argument: bool,
}

impl Reader {
    /// Takes the next token; `depth` is how many frames are open after it.
    fn token(&mut self, token: Token, depth: usize) {
        let Token { kind, start, end } = token;
        if matches!(kind, TokenKind::LineComment | TokenKind::BlockComment) {
            self.layout.comments.push(start..end);
            return;
        }
        let body = self.blocks.last().map_or(0, |block| block.depth);
        if depth < body {
            self.finish_item();
            self.close_blocks(depth, end);
            return;
        }
        match (&mut self.item, kind) {
            (None, TokenKind::Newline) => {}
            (None, _) => {
                self.item = Some(OpenItem {
                    start,
                    end,
                    is_argument: false,
                });
            }
            (Some(_), TokenKind::Newline) if depth == body => self.finish_item(),
            (Some(item), TokenKind::Open(b'{')) if !item.is_argument && depth == body + 1 => {
                let start = item.start;
                self.item = None;
                self.blocks.push(OpenBlock { start, depth });
            }
            (Some(item), kind) => {
                item.is_argument |= kind == TokenKind::Symbol(b'=') && depth == body;
                if kind != TokenKind::Newline {
                    item.end = end;
                }
            }
        }
    }

    fn finish_item(&mut self) {
        if let Some(item) = self.item.take() {
            self.layout.items.push(Item {
                range: item.start..item.end,
                kind: ItemKind::Value,
            });
        }
    }

    /// Closes the blocks whose bodies lie deeper than `depth`.
    fn close_blocks(&mut self, depth: usize, end: usize) {
        while let Some(block) = self.blocks.pop_if(|block| block.depth > depth) {
            let kind = if self.blocks.is_empty() {
                ItemKind::Declaration
            } else {
                ItemKind::Part
            };
            self.layout.items.push(Item {
                range: block.start..end,
                kind,
            });
        }
    }

    fn close_all(&mut self, end: usize) {
        self.finish_item();
        self.close_blocks(0, end);
    }
}

#[cfg(test)]
mod tests {
    use super::layout;
    use crate::model::ItemKind;

    fn items(text: &str) -> Vec<(ItemKind, &str)> {
        let items = layout(text).items.into_iter();
        items.map(|item| (item.kind, &text[item.range])).collect()
    }

    #[test]
    fn blocks_and_arguments_are_found_whole() {
        let text = "# head\nresource \"a\" \"b\" { // beside\n  list = [\n    1, # in\n  ]\n  part {\n    x = { y = 1 }\n  }\n}\nlocals { a = \"}\" }\n";
        assert_eq!(
            items(text),
            [
                (
                    ItemKind::Declaration,
                    &text[7..text.find("\nlocals").unwrap()]
                ),
                (ItemKind::Value, "list = [\n    1, # in\n  ]"),
                (ItemKind::Part, "part {\n    x = { y = 1 }\n  }"),
                (ItemKind::Value, "x = { y = 1 }"),
                (ItemKind::Declaration, "locals { a = \"}\" }"),
                (ItemKind::Value, "a = \"}\""),
            ]
        );
        let comments: Vec<&str> = layout(text)
            .comments
            .into_iter()
            .map(|range| &text[range])
            .collect();
        assert_eq!(comments, ["# head", "// beside", "# in"]);
    }

    #[test]
    fn strings_and_heredocs_hold_no_comments() {
        let text =
            "a = \"# no\"\nb = <<EOT\n# no\n/* no */\nEOT\nc = \"${ /* yes */ d }\"\n# yes\n";
        let found = layout(text).comments;
        let comments: Vec<&str> = found.into_iter().map(|range| &text[range]).collect();
        assert_eq!(comments, ["/* yes */", "# yes"]);
    }

    #[test]
    fn broken_text_has_a_layout_too() {
        for text in [
            "",
            "}",
            "a {",
            "a = [",
            "a \"b\" {\n c = (\n}\n# d",
            "\u{feff}a {}",
        ] {
            for item in layout(text).items {
                assert!(text.get(item.range.clone()).is_some(), "{text:?} {item:?}");
            }
        }
        assert_eq!(layout("a \"b\" {\n c = (\n}\n# d").comments.len(), 1);
    }
}
