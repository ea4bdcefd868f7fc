//! A tolerant lexer for HCL: it never fails, keeps track of what is open, and says where nesting is
//! broken.
//!
//! It is not the parser. It serves what the parser cannot do: cutting a broken file into its
//! top-level items, finding comments, and rewriting what `hcl-edit` reads differently from Terraform.
//! Each byte is looked at a bounded number of times, and nesting costs heap, not stack.

use std::ops::Range;

use memchr::{memchr, memmem};

use super::token::{Fault, FaultKind, Frame, Token, TokenKind};

/// How many frames are kept. Brackets beyond are not tracked: `hcl-edit` refuses far less, and a file
/// of nothing but brackets must not cost many times its size.
const MAX_FRAMES: usize = 1024;

/// The lexer: an iterator over tokens.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    position: usize,
    frames: Vec<Frame>,
    /// The first defect since it was last asked for: later ones are mostly its consequences.
    fault: Option<Fault>,
    /// Cleared when the text is known to hold no further `*/`, so that a text full of unclosed
    /// comments is searched once.
    comment_can_close: bool,
}

impl<'a> Lexer<'a> {
    /// A lexer over `text`, which is in the body of a file.
    pub(super) fn new(text: &'a str) -> Self {
        Lexer {
            text,
            bytes: text.as_bytes(),
            position: 0,
            frames: Vec::new(),
            fault: None,
            comment_can_close: true,
        }
    }

    /// A lexer over `text`, which is a template without quotes.
    pub(super) fn template(text: &'a str) -> Self {
        let mut lexer = Self::new(text);
        lexer.frames.push(Frame::Bare);
        lexer
    }

    /// What is open now, outermost first.
    pub(super) fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// Goes on at `position` with nothing open.
    pub(super) fn restart(&mut self, position: usize) {
        self.position = position;
        self.frames.clear();
    }

    /// The first defect met since the last call.
    pub(super) fn take_fault(&mut self) -> Option<Fault> {
        self.fault.take()
    }

    fn push(&mut self, frame: Frame) {
        if self.frames.len() < MAX_FRAMES {
            self.frames.push(frame);
        }
    }

    fn byte(&self, position: usize) -> Option<u8> {
        self.bytes.get(position).copied()
    }

    fn rest(&self, position: usize) -> &'a [u8] {
        self.bytes.get(position..).unwrap_or_default()
    }

    fn token(&mut self, kind: TokenKind, end: usize) -> Token {
        let start = self.position;
        self.position = end.min(self.bytes.len());
        Token {
            kind,
            start,
            end: self.position,
        }
    }

    fn fault(&mut self, kind: FaultKind, at: usize, opened: usize) {
        self.fault.get_or_insert(Fault { kind, at, opened });
    }

    fn code(&mut self) -> Option<Token> {
        while let Some(b' ' | b'\t' | b'\r') = self.byte(self.position) {
            self.position += 1;
        }
        let start = self.position;
        let Some(first) = self.byte(start) else {
            return self.end_of_text();
        };
        let second = self.byte(start + 1);
        let token = match first {
            b'\n' => self.token(TokenKind::Newline, start + 1),
            b'#' => self.line_comment(),
            b'/' if second == Some(b'/') => self.line_comment(),
            b'/' if second == Some(b'*') => self.block_comment(),
            b'"' => {
                self.push(Frame::Quoted { start });
                self.token(TokenKind::QuoteOpen, start + 1)
            }
            b'<' if second == Some(b'<') => match self.heredoc_marker() {
                Some((marker, end)) => {
                    self.push(Frame::Heredoc {
                        start,
                        marker,
                        line_start: true,
                    });
                    self.token(TokenKind::HeredocOpen, end)
                }
                None => self.token(TokenKind::Symbol(first), start + 1),
            },
            b'(' | b'[' | b'{' => {
                self.push(Frame::Bracket { open: first, start });
                self.token(TokenKind::Open(first), start + 1)
            }
            b')' | b']' | b'}' => self.close(first),
            b'0'..=b'9' => {
                let end = self.number_end();
                self.token(TokenKind::Number, end)
            }
            _ => {
                if let Some(end) = identifier_end(self.text, start) {
                    self.token(TokenKind::Identifier, end)
                } else {
                    let rest = self.text.get(start..).unwrap_or_default();
                    let width = rest.chars().next().map_or(1, char::len_utf8);
                    self.token(TokenKind::Symbol(first), start + width)
                }
            }
        };
        Some(token)
    }

    fn end_of_text(&mut self) -> Option<Token> {
        self.fault = self.fault.or_else(|| self.unclosed());
        self.frames.clear();
        None
    }

    /// What is to blame when the text, or the item, ends here: the outermost heredoc or template
    /// sequence, which keeps the brackets around it open, else the outermost bracket.
    pub(super) fn unclosed(&self) -> Option<Fault> {
        let of = |frame: &Frame| {
            let (kind, opened) = match frame {
                Frame::Bracket { start, .. } => (FaultKind::Bracket, *start),
                Frame::Template { start } => (FaultKind::Template, *start),
                Frame::Quoted { start } => (FaultKind::String, *start),
                Frame::Heredoc { start, .. } => (FaultKind::Heredoc, *start),
                Frame::Bare => return None,
            };
            Some(Fault {
                kind,
                at: self.position,
                opened,
            })
        };
        let to_blame =
            |frame: &&Frame| matches!(frame, Frame::Template { .. } | Frame::Heredoc { .. });
        self.frames
            .iter()
            .find(to_blame)
            .or_else(|| self.frames.first())
            .and_then(of)
    }

    fn line_comment(&mut self) -> Token {
        let start = self.position;
        let mut end =
            memchr(b'\n', self.rest(start)).map_or(self.bytes.len(), |length| start + length);
        if end > start && self.byte(end - 1) == Some(b'\r') {
            end -= 1;
        }
        self.token(TokenKind::LineComment, end)
    }

    fn block_comment(&mut self) -> Token {
        let start = self.position;
        let close = if self.comment_can_close {
            memmem::find(self.rest(start + 2), b"*/")
        } else {
            None
        };
        let end = if let Some(length) = close {
            start + 2 + length + 2
        } else {
            self.comment_can_close = false;
            self.fault(FaultKind::Comment, start, start);
            self.bytes.len()
        };
        self.token(TokenKind::BlockComment, end)
    }

    /// The name after `<<` or `<<-` and the end of its line, when this is a heredoc.
    fn heredoc_marker(&self) -> Option<(Range<usize>, usize)> {
        let mut start = self.position + 2;
        if self.byte(start) == Some(b'-') {
            start += 1;
        }
        let end = identifier_end(self.text, start)?;
        match (self.byte(end)?, self.byte(end + 1)) {
            (b'\n', _) => Some((start..end, end + 1)),
            (b'\r', Some(b'\n')) => Some((start..end, end + 2)),
            _ => None,
        }
    }

    fn number_end(&self) -> usize {
        let digits = |from: usize| {
            let count = self
                .rest(from)
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            from + count
        };
        let mut end = digits(self.position);
        if self.byte(end) == Some(b'.') && digits(end + 1) > end + 1 {
            end = digits(end + 1);
        }
        if let Some(b'e' | b'E') = self.byte(end) {
            let sign = usize::from(matches!(self.byte(end + 1), Some(b'+' | b'-')));
            if digits(end + 1 + sign) > end + 1 + sign {
                end = digits(end + 1 + sign);
            }
        }
        end
    }

    /// A closing bracket. One that does not match closes the nearest bracket that it matches, so
    /// that a forgotten `]` inside a block leaves the block's own braces balanced.
    fn close(&mut self, close: u8) -> Token {
        let start = self.position;
        let wanted = match close {
            b')' => b'(',
            b']' => b'[',
            _ => b'{',
        };
        let matches = |frame: &Frame| match frame {
            Frame::Bracket { open, .. } => *open == wanted,
            Frame::Template { .. } => close == b'}',
            _ => false,
        };
        // Brackets inside a template sequence never close what is outside of the string.
        let code = self
            .frames
            .iter()
            .rposition(|frame| !matches!(frame, Frame::Bracket { .. } | Frame::Template { .. }));
        let floor = code.map_or(0, |index| index + 1);
        let found = self
            .frames
            .get(floor..)
            .and_then(|frames| frames.iter().rposition(matches));
        let Some(found) = found.map(|index| index + floor) else {
            let opened = match self.frames.last() {
                Some(Frame::Bracket { start, .. } | Frame::Template { start }) => *start,
                _ => start,
            };
            let kind = if opened == start {
                FaultKind::Stray
            } else {
                FaultKind::Mismatch
            };
            self.fault(kind, start, opened);
            return self.token(TokenKind::Symbol(close), start + 1);
        };
        if found + 1 < self.frames.len() {
            let opened = match self.frames.last() {
                Some(Frame::Bracket { start, .. } | Frame::Template { start }) => *start,
                _ => start,
            };
            self.fault(FaultKind::Mismatch, start, opened);
        }
        let template = matches!(self.frames.get(found), Some(Frame::Template { .. }));
        self.frames.truncate(found);
        let kind = if template {
            TokenKind::TemplateClose
        } else {
            TokenKind::Close(close)
        };
        self.token(kind, start + 1)
    }

    fn quoted(&mut self, opened: usize) -> Token {
        let start = self.position;
        let mut end = start;
        loop {
            let Some(byte) = self.byte(end) else {
                return self.give_up_string(end, opened);
            };
            match byte {
                b'"' | b'\n' if end > start => break,
                b'"' => {
                    self.frames.pop();
                    return self.token(TokenKind::QuoteClose, end + 1);
                }
                b'\n' => return self.give_up_string(end, opened),
                b'\\' if self.byte(end + 1).is_some_and(|escaped| escaped != b'\n') => end += 2,
                b'$' | b'%' => match self.sequence(end) {
                    Sequence::Escaped => end += 3,
                    Sequence::Open if end > start => break,
                    Sequence::Open => return self.open_sequence(byte),
                    Sequence::No => end += 1,
                },
                _ => end += 1,
            }
        }
        self.token(TokenKind::Text, end)
    }

    /// A string that meets the end of its line. When it begins inside a template sequence of an outer
    /// string, the outer string is unclosed as well: all strings of the line are given up, and
    /// the fault is the innermost sequence, whose `}` is what is missing.
    fn give_up_string(&mut self, end: usize, opened: usize) -> Token {
        self.frames.pop();
        let line = opened
            - self
                .bytes
                .get(..opened)
                .unwrap_or_default()
                .iter()
                .rev()
                .take_while(|byte| **byte != b'\n')
                .count();
        let mut fault = (FaultKind::String, opened);
        while let Some(outer) = self
            .frames
            .iter()
            .rposition(|frame| matches!(frame, Frame::Quoted { start } if *start >= line))
        {
            if fault.0 == FaultKind::String {
                fault = match self.frames.get(outer + 1) {
                    Some(Frame::Template { start }) => (FaultKind::Template, *start),
                    _ => fault,
                };
            }
            self.frames.truncate(outer);
        }
        self.fault(fault.0, end, fault.1);
        self.token(TokenKind::QuoteClose, end)
    }

    /// The next piece of a heredoc, given its marker when a line begins here, or of a bare template.
    fn lines(&mut self, marker: Option<Range<usize>>) -> Option<Token> {
        let start = self.position;
        if start >= self.bytes.len() {
            return self.end_of_text();
        }
        if let Some(marker) = marker {
            let length = memchr(b'\n', self.rest(start));
            let line_end = length.map_or(self.bytes.len(), |length| start + length);
            let line = self.text.get(start..line_end).unwrap_or_default();
            if Some(line.trim()) == self.text.get(marker) {
                self.frames.pop();
                let end = line_end - usize::from(line.ends_with('\r'));
                return Some(self.token(TokenKind::HeredocClose, end));
            }
        }
        let mut end = start;
        let mut line_start = false;
        while let Some(byte) = self.byte(end) {
            match byte {
                b'\n' => {
                    end += 1;
                    line_start = true;
                    break;
                }
                b'$' | b'%' => match self.sequence(end) {
                    Sequence::Escaped => end += 3,
                    Sequence::Open if end > start => break,
                    Sequence::Open => {
                        self.set_line_start(false);
                        return Some(self.open_sequence(byte));
                    }
                    Sequence::No => end += 1,
                },
                _ => end += 1,
            }
        }
        self.set_line_start(line_start);
        Some(self.token(TokenKind::Text, end))
    }

    fn set_line_start(&mut self, value: bool) {
        if let Some(Frame::Heredoc { line_start, .. }) = self.frames.last_mut() {
            *line_start = value;
        }
    }

    fn open_sequence(&mut self, sigil: u8) -> Token {
        let start = self.position;
        self.push(Frame::Template { start });
        self.token(TokenKind::TemplateOpen(sigil), start + 2)
    }

    /// What a `$` or `%` in literal text is the beginning of.
    fn sequence(&self, position: usize) -> Sequence {
        let sigil = self.byte(position);
        match (self.byte(position + 1), self.byte(position + 2)) {
            (Some(b'{'), _) => Sequence::Open,
            (second, Some(b'{')) if second == sigil => Sequence::Escaped,
            _ => Sequence::No,
        }
    }
}

enum Sequence {
    No,
    Escaped,
    Open,
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        match self.frames.last().cloned() {
            None | Some(Frame::Bracket { .. } | Frame::Template { .. }) => self.code(),
            Some(Frame::Quoted { start }) => Some(self.quoted(start)),
            Some(Frame::Heredoc {
                marker, line_start, ..
            }) => self.lines(Some(marker).filter(|_| line_start)),
            Some(Frame::Bare) => self.lines(None),
        }
    }
}

/// The end of the identifier that begins at `start`, if one does.
pub(super) fn identifier_end(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let mut characters = rest.char_indices();
    let (_, first) = characters.next()?;
    if !is_id_start(first) {
        return None;
    }
    let length = characters
        .find(|(_, character)| !is_id_continue(*character))
        .map_or(rest.len(), |(index, _)| index);
    Some(start + length)
}

fn is_id_start(character: char) -> bool {
    character == '_' || unicode_ident::is_xid_start(character)
}

fn is_id_continue(character: char) -> bool {
    character == '-' || unicode_ident::is_xid_continue(character)
}
