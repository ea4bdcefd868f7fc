//! The words of an expression.

use std::ops::Range;

/// A word and the bytes of the expression that it is written in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) range: Range<usize>,
}

/// What a word is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    /// A function, a namespace or a property.
    Name(String),
    /// A text in single quotes, without them.
    Text(String),
    /// A whole number.
    Number(i64),
    /// One of `( ) [ ] , .`.
    Sign(char),
}

/// What no word can be made of, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SyntaxError {
    /// What is wrong: lower case, no final dot.
    pub(super) message: String,
    /// Where, in bytes of the expression.
    pub(super) range: Range<usize>,
}

impl SyntaxError {
    pub(super) fn new(message: impl Into<String>, range: Range<usize>) -> Self {
        SyntaxError {
            message: message.into(),
            range,
        }
    }
}

/// Cuts an expression, without its brackets, into words. White space and line breaks say nothing.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, SyntaxError> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let start = text.len() - rest.len();
        let Some(first) = rest.chars().next() else {
            return Ok(tokens);
        };
        let (kind, length) = match first {
            '(' | ')' | '[' | ']' | ',' | '.' => (TokenKind::Sign(first), 1),
            '\'' => quoted(rest, start)?,
            '-' | '0'..='9' => number(rest, start)?,
            _ if is_name(first) => {
                let length = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
                let name = rest.get(..length).unwrap_or_default();
                (TokenKind::Name(name.to_owned()), length)
            }
            _ => {
                return Err(SyntaxError::new(
                    format!("`{first}` is not expected here"),
                    start..start + first.len_utf8(),
                ));
            }
        };
        tokens.push(Token {
            kind,
            range: start..start + length,
        });
        rest = rest.get(length..).unwrap_or_default();
    }
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$' | '#' | '@')
}

/// A text in quotes at the beginning of `rest`, and how long it is; `''` is a quote inside.
fn quoted(rest: &str, start: usize) -> Result<(TokenKind, usize), SyntaxError> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character != '\'' {
            text.push(character);
        } else if characters.next_if(|(_, next)| *next == '\'').is_some() {
            text.push('\'');
        } else {
            return Ok((TokenKind::Text(text), at + 1));
        }
    }
    Err(SyntaxError::new(
        "this text has no closing quote",
        start..start + 1,
    ))
}

/// A whole number at the beginning of `rest`, and how long it is: the language has no others.
fn number(rest: &str, start: usize) -> Result<(TokenKind, usize), SyntaxError> {
    let digits = rest.strip_prefix('-').unwrap_or(rest);
    let sign = rest.len() - digits.len();
    let length = sign
        + digits
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(digits.len());
    match rest.get(..length).unwrap_or_default().parse() {
        Ok(number) => Ok((TokenKind::Number(number), length)),
        Err(_) => Err(SyntaxError::new(
            "a whole number of 64 bits is expected here",
            start..start + length.max(1),
        )),
    }
}
