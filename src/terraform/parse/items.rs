//! Cutting a broken file into its top-level items, so that one of them can be lost alone.

use std::ops::Range;

use super::lexer::{Lexer, identifier_end};
use super::token::{Fault, Frame, TokenKind};

/// An attribute or a block at the top of a file, or what stands in its place.
#[derive(Debug)]
pub(super) struct Item {
    /// From its first token to the end of its last line, the line break included.
    pub(super) range: Range<usize>,
    /// The first defect of nesting in it, in offsets of the file.
    pub(super) fault: Option<Fault>,
}

/// The kinds of blocks that a line may begin with at the top of a Terraform file. Inside a block that
/// is not closed, such a line at the left margin begins the next item.
const TOP_LEVEL: [&str; 15] = [
    "action",
    "check",
    "data",
    "ephemeral",
    "import",
    "locals",
    "module",
    "moved",
    "output",
    "provider",
    "removed",
    "resource",
    "run",
    "terraform",
    "variable",
];

/// How often a heredoc or comment that swallows the rest of the file is given up to go on below
/// it. A file with more of them is not worth reading again and again.
const MAX_RESTARTS: usize = 8;

/// The items of a file, in order; together they hold all that is not white space or comment.
pub(super) fn items(text: &str) -> Vec<Item> {
    let mut items = Vec::new();
    let mut lexer = Lexer::new(text);
    let mut start: Option<usize> = None;
    let mut restarts = 0;
    loop {
        let Some(token) = lexer.next() else {
            let fault = lexer.take_fault();
            if let Some(begun) = start.take() {
                let below = fault
                    .filter(|_| restarts < MAX_RESTARTS)
                    .and_then(|fault| next_header(text, fault.opened));
                items.push(Item {
                    range: begun..below.unwrap_or(text.len()),
                    fault,
                });
                if let Some(below) = below {
                    restarts += 1;
                    lexer.restart(below);
                    continue;
                }
            } else if let Some(fault) = fault {
                items.push(Item {
                    range: fault.opened..text.len(),
                    fault: Some(fault),
                });
            }
            return items;
        };
        match token.kind {
            TokenKind::LineComment | TokenKind::BlockComment => {}
            TokenKind::Newline => {
                let open = !lexer.frames().is_empty();
                let in_code = lexer
                    .frames()
                    .iter()
                    .all(|frame| matches!(frame, Frame::Bracket { .. }));
                let cut = open && in_code && is_header(text, token.end);
                if let Some(begun) = start
                    && (!open || cut)
                {
                    let unclosed = if cut { lexer.unclosed() } else { None };
                    let fault = lexer.take_fault().or(unclosed);
                    items.push(Item {
                        range: begun..token.end,
                        fault,
                    });
                    start = None;
                    if cut {
                        lexer.restart(token.end);
                    }
                }
            }
            _ => {
                start.get_or_insert(token.start);
            }
        }
    }
}

/// The first line after `offset` that begins a top-level block.
fn next_header(text: &str, offset: usize) -> Option<usize> {
    let rest = text.get(offset..)?;
    let breaks = memchr::memchr_iter(b'\n', rest.as_bytes());
    breaks
        .map(|index| offset + index + 1)
        .find(|start| is_header(text, *start))
}

/// Whether the line at `start` reads `kind "label" … {` with a kind of top-level block.
fn is_header(text: &str, start: usize) -> bool {
    let Some(mut end) = identifier_end(text, start) else {
        return false;
    };
    if text
        .get(start..end)
        .is_none_or(|kind| !TOP_LEVEL.contains(&kind))
    {
        return false;
    }
    let bytes = text.as_bytes();
    loop {
        match bytes.get(end) {
            Some(b' ' | b'\t') => end += 1,
            Some(b'"') => {
                let line = bytes.get(end + 1..).unwrap_or_default();
                match memchr::memchr2(b'"', b'\n', line) {
                    Some(length) if line.get(length) == Some(&b'"') => end += length + 2,
                    _ => return false,
                }
            }
            Some(b'{') => return true,
            _ => match identifier_end(text, end) {
                Some(after) => end = after,
                None => return false,
            },
        }
    }
}
