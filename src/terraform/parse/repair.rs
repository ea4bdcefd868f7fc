//! Rewriting what Terraform accepts and `hcl-edit` does not, into a text of the same length.
//!
//! Spans found in the repaired text hold in the source, and literal text is taken from the source,
//! so a repair may only blank what has no meaning, or replace what is read from the source anyway:
//!
//! - line breaks where they mean nothing (`{ for … }`, `%{ … }`, brackets), and comments there;
//! - an object key given twice: the last one counts, the others are blanked;
//! - an argument given twice in a body, an error in Terraform too: the first is kept, and reported;
//! - numbers beyond `f64`;
//! - a heredoc that ends at once, and heredoc lines that only begin like the end;
//! - carriage returns on their own.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::lexer::Lexer;
use super::token::{Frame, Token, TokenKind};

/// What became of a text.
#[derive(Debug, Default)]
pub(super) struct Repair {
    /// The text, of the same length; none when nothing had to be changed.
    pub(super) text: Option<String>,
    /// Arguments set again in their body: the name given again and the one given first.
    pub(super) duplicates: Vec<(Range<usize>, Range<usize>)>,
    /// How many comparisons of object keys `hcl-edit` will make.
    pub(super) comparisons: usize,
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Root {
    /// The content of a file.
    Body,
    /// An expression, where line breaks mean nothing.
    Expression,
    /// A template without quotes.
    Template,
}

/// Repairs `text`.
pub(super) fn repair(text: &str, root: Root) -> Repair {
    let (lexer, context) = match root {
        Root::Body => (Lexer::new(text), Context::new(Scope::Body)),
        Root::Expression => (Lexer::new(text), Context::new(Scope::Loose)),
        Root::Template => (Lexer::template(text), Context::new(Scope::Literal)),
    };
    let base = lexer.frames().len();
    let mut walk = Walk {
        text,
        output: None,
        contexts: vec![context],
        duplicates: Vec::new(),
        comparisons: 0,
        previous: Token {
            kind: TokenKind::Newline,
            start: 0,
            end: 0,
        },
    };
    walk.run(lexer, base);
    let changed = walk.output.and_then(|bytes| String::from_utf8(bytes).ok());
    Repair {
        text: changed,
        duplicates: walk.duplicates,
        comparisons: walk.comparisons,
    }
}

/// The rules that hold between two brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// Line breaks separate arguments and blocks.
    Body,
    /// Line breaks separate items.
    Object,
    /// Line breaks mean nothing.
    Loose,
    /// Literal text.
    Literal,
}

#[derive(Debug)]
struct Context<'a> {
    scope: Scope,
    /// The names given so far, and for objects the whole items.
    names: FxHashMap<&'a str, Range<usize>>,
    /// Where the current argument or item begins.
    start: Option<usize>,
    /// The name of the current argument or item, once its `=` or `:` is met.
    name: Option<Range<usize>>,
    /// The end of its last token.
    end: usize,
}

impl Context<'_> {
    fn new(scope: Scope) -> Self {
        Context {
            scope,
            names: FxHashMap::default(),
            start: None,
            name: None,
            end: 0,
        }
    }
}

struct Walk<'a> {
    text: &'a str,
    output: Option<Vec<u8>>,
    contexts: Vec<Context<'a>>,
    duplicates: Vec<(Range<usize>, Range<usize>)>,
    comparisons: usize,
    previous: Token,
}

impl<'a> Walk<'a> {
    fn run(&mut self, mut lexer: Lexer<'a>, base: usize) {
        while let Some(token) = lexer.next() {
            let code = self.scope() != Scope::Literal;
            if code {
                self.carriage_returns(self.previous.end..token.start);
            }
            let depth = lexer.frames().len() + 1 - base.min(lexer.frames().len());
            match token.kind {
                TokenKind::Newline => self.line_break(token),
                TokenKind::LineComment | TokenKind::BlockComment => self.comment(token),
                _ if depth < self.contexts.len() => {
                    if token.kind == TokenKind::HeredocClose {
                        self.heredoc_end(token);
                    }
                    self.finish(None);
                    self.contexts.truncate(depth.max(1));
                    if let Some(context) = self.contexts.last_mut() {
                        context.end = token.end;
                    }
                }
                _ => {
                    if let (TokenKind::Text, Some(Frame::Heredoc { marker, .. })) =
                        (token.kind, lexer.frames().last())
                    {
                        self.heredoc_line(token, marker.clone());
                    }
                    let opened = self.significant(token);
                    if depth > self.contexts.len() {
                        self.contexts.push(Context::new(opened));
                    }
                }
            }
            self.previous = token;
        }
        self.finish(None);
    }

    fn scope(&self) -> Scope {
        self.contexts
            .last()
            .map_or(Scope::Body, |context| context.scope)
    }

    /// A token that is neither white space nor comment; the scope that it opens, if it opens one.
    fn significant(&mut self, token: Token) -> Scope {
        if token.kind == TokenKind::Number {
            self.number(token);
        }
        let text = self.text;
        let Some(context) = self.contexts.last_mut() else {
            return Scope::Loose;
        };
        let is_first = context.start.is_none() && context.names.is_empty();
        if context.scope == Scope::Object
            && is_first
            && text.get(token.start..token.end) == Some("for")
        {
            context.scope = Scope::Loose;
        }
        let named = context.name.is_some();
        match (context.scope, token.kind) {
            (Scope::Object, TokenKind::Symbol(b',')) => {
                self.finish(Some(token.end));
                return Scope::Loose;
            }
            (Scope::Object, TokenKind::Symbol(b'=' | b':'))
            | (Scope::Body, TokenKind::Symbol(b'='))
                if !named && text.as_bytes().get(token.end) != Some(&b'=') =>
            {
                context.name = context.start.map(|start| start..context.end);
            }
            _ => {}
        }
        context.start.get_or_insert(token.start);
        context.end = token.end;
        match token.kind {
            TokenKind::QuoteOpen | TokenKind::HeredocOpen => Scope::Literal,
            TokenKind::Open(b'{') if context.scope == Scope::Body && !named => Scope::Body,
            TokenKind::Open(b'{') => Scope::Object,
            _ => Scope::Loose,
        }
    }

    fn line_break(&mut self, token: Token) {
        match self.scope() {
            Scope::Loose => self.blank(token.start..token.end),
            Scope::Body | Scope::Object => self.finish(None),
            Scope::Literal => {}
        }
    }

    fn comment(&mut self, token: Token) {
        if self.scope() == Scope::Loose {
            self.blank(token.start..token.end);
        } else {
            self.carriage_returns(token.start..token.end);
        }
    }

    /// The current argument or item is over: at `separator` when that is a comma, which goes with it.
    fn finish(&mut self, separator: Option<usize>) {
        let text = self.text;
        let Some(context) = self.contexts.last_mut() else {
            return;
        };
        let start = context.start.take();
        let (Some(start), Some(name)) = (start, context.name.take()) else {
            return;
        };
        let item = start..separator.unwrap_or(context.end);
        let key = text.get(name.clone()).unwrap_or_default();
        match context.scope {
            Scope::Object => {
                self.comparisons = self.comparisons.saturating_add(context.names.len());
                if let Some(earlier) = context.names.insert(key, item) {
                    self.blank(earlier);
                }
            }
            Scope::Body => match context.names.get(key) {
                Some(first) => {
                    let first = first.clone();
                    self.duplicates.push((name, first));
                    self.blank(item);
                }
                None => {
                    context.names.insert(key, name);
                }
            },
            Scope::Loose | Scope::Literal => {}
        }
    }

    /// A number that no `f64` holds becomes one of the same length; its value is read from the source.
    fn number(&mut self, token: Token) {
        let digits = self.text.get(token.start..token.end).unwrap_or_default();
        if digits.len() > 3 && digits.parse::<f64>().is_ok_and(f64::is_infinite) {
            let zeros = std::iter::once(b'0')
                .chain(std::iter::once(b'.'))
                .chain(std::iter::repeat(b'0'));
            self.write(token.start, zeros.take(digits.len()));
        }
    }

    /// `hcl-edit` takes a line that begins with the marker for the end, whatever follows.
    fn heredoc_line(&mut self, token: Token, marker: Range<usize>) {
        let text = self.text;
        let marker = text.get(marker).unwrap_or_default();
        let line = text.get(token.start..token.end).unwrap_or_default();
        let content = line.trim_start_matches([' ', '\t']);
        let begins_line = text.as_bytes().get(token.start.wrapping_sub(1)) == Some(&b'\n');
        if begins_line && content.starts_with(marker) {
            let start = token.start + line.len() - content.len();
            let other = if marker.starts_with('X') { b'Y' } else { b'X' };
            let width = content.chars().next().map_or(1, char::len_utf8);
            self.write(start, std::iter::repeat_n(other, width));
        }
    }

    /// `hcl-edit` overlooks the end of a heredoc without any line: it becomes `""`.
    fn heredoc_end(&mut self, token: Token) {
        if self.previous.kind == TokenKind::HeredocOpen {
            self.blank(self.previous.start..token.end);
            self.write(self.previous.start, std::iter::repeat_n(b'"', 2));
        }
    }

    /// A carriage return that no line feed follows is white space to Terraform's readers.
    fn carriage_returns(&mut self, range: Range<usize>) {
        let bytes = self.text.as_bytes().get(range.clone()).unwrap_or_default();
        for index in memchr::memchr_iter(b'\r', bytes) {
            let at = range.start + index;
            if self.text.as_bytes().get(at + 1) != Some(&b'\n') || self.scope() == Scope::Loose {
                self.blank(at..at + 1);
            }
        }
    }

    fn blank(&mut self, range: Range<usize>) {
        self.write(range.start, std::iter::repeat_n(b' ', range.len()));
    }

    fn write(&mut self, start: usize, bytes: impl Iterator<Item = u8>) {
        let output = self
            .output
            .get_or_insert_with(|| self.text.as_bytes().to_vec());
        for (place, byte) in output.iter_mut().skip(start).zip(bytes) {
            *place = byte;
        }
    }
}
