//! What the lexer finds: tokens, what is open around them, and defects of nesting.

use std::ops::Range;

/// A token and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A line break outside of strings, heredocs and block comments.
    Newline,
    /// `# …` or `// …`, without the line break.
    LineComment,
    /// `/* … */`.
    BlockComment,
    /// A name or keyword.
    Identifier,
    /// The digits of a number.
    Number,
    /// `(`, `[` or `{` in code.
    Open(u8),
    /// `)`, `]` or `}` in code, matching what was open, or closing the nearest one that matches.
    Close(u8),
    /// `"` that begins a string.
    QuoteOpen,
    /// `"` that ends a string, or the place where an unclosed one is given up.
    QuoteClose,
    /// `<<NAME` with its line break.
    HeredocOpen,
    /// The line that ends a heredoc, without its line break.
    HeredocClose,
    /// Literal text of a string or of one heredoc line.
    Text,
    /// `${` or `%{`.
    TemplateOpen(u8),
    /// The `}` that ends a template sequence.
    TemplateClose,
    /// Any other character.
    Symbol(u8),
}

/// A defect of nesting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) kind: FaultKind,
    /// Where it shows.
    pub(super) at: usize,
    /// Where what it breaks was opened.
    pub(super) opened: usize,
}

/// The kinds of [`Fault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FaultKind {
    /// A string is not closed on its line.
    String,
    /// A `${` or `%{` is not closed before its string or the file ends.
    Template,
    /// A heredoc's closing line never comes.
    Heredoc,
    /// A `/*` is never closed.
    Comment,
    /// A bracket is never closed.
    Bracket,
    /// A bracket is closed by another kind of bracket.
    Mismatch,
    /// A closing bracket closes nothing.
    Stray,
}

/// What is open at a place of the text.
#[derive(Clone, Debug)]
pub(super) enum Frame {
    Bracket {
        open: u8,
        start: usize,
    },
    Template {
        start: usize,
    },
    Quoted {
        start: usize,
    },
    Heredoc {
        start: usize,
        marker: Range<usize>,
        line_start: bool,
    },
    /// The whole text is a template.
    Bare,
}
