//! Expressions as trees: `concat(parameters('a')[0].b, '-x')`.
//!
//! Only the form is read here; what a name means is for `evaluate`.

use std::ops::Range;

use super::lexer::{SyntaxError, Token, TokenKind, tokens};

/// Longest expression that Resource Manager takes, in characters ("Syntax and expressions in ARM templates").
const MAX_LENGTH: usize = 24_576;
/// Deepest nesting of calls and brackets.
const MAX_DEPTH: usize = 64;

/// A part of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Expression {
    pub(super) kind: ExpressionKind,
    /// Its bytes in the decoded text of the JSON string that it is written in.
    pub(super) range: Range<usize>,
}

/// What a part is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ExpressionKind {
    /// `'text'`
    Text(String),
    /// `7`
    Number(i64),
    /// `name(a, b)`, or `namespace.name(a, b)` of a function that the template defines.
    Call {
        /// In lower case: names of functions are compared so.
        namespace: Option<String>,
        /// In lower case.
        name: String,
        arguments: Vec<Expression>,
    },
    /// `of.name`
    Member(Box<Expression>, String),
    /// `of[index]`
    Item(Box<Expression>, Box<Expression>),
}

/// What a text of a template is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Written {
    /// A text that stands for itself, when it is another than the one written: `[[a]` is `[a]`.
    Literal(String),
    /// An expression.
    Expression(Expression),
    /// Text that stands for itself.
    Plain,
}

/// Reads a text of a template: one in brackets is an expression, and `[[` writes a bracket.
pub(super) fn read(text: &str) -> Result<Written, SyntaxError> {
    let inside = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    match inside {
        None => Ok(Written::Plain),
        Some(inside) if inside.starts_with('[') => Ok(Written::Literal(format!("{inside}]"))),
        Some(inside) => expression(inside).map(Written::Expression),
    }
}

fn expression(inside: &str) -> Result<Expression, SyntaxError> {
    if inside.chars().count() > MAX_LENGTH {
        let message = format!("an expression has at most {MAX_LENGTH} characters");
        return Err(SyntaxError::new(message, 0..1));
    }
    // The opening bracket comes before.
    let shifted = |range: Range<usize>| range.start + 1..range.end + 1;
    let tokens = tokens(inside).map_err(|error| SyntaxError {
        range: shifted(error.range),
        ..error
    })?;
    let tokens = tokens
        .into_iter()
        .map(|token| Token {
            range: shifted(token.range),
            ..token
        })
        .collect();
    let mut parser = Parser {
        tokens,
        position: 0,
        end: inside.len() + 1,
    };
    let expression = parser.operand(0)?;
    match parser.next() {
        None => Ok(expression),
        Some(token) => Err(SyntaxError::new(
            "the expression should end here",
            token.range,
        )),
    }
}

struct Parser {
    tokens: Vec<Token>,
    position: usize,
    /// The byte after the last one of the expression.
    end: usize,
}

impl Parser {
    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.position).cloned();
        self.position += 1;
        token
    }

    /// Takes the sign when it comes next.
    fn takes(&mut self, sign: char) -> bool {
        let found = self
            .tokens
            .get(self.position)
            .is_some_and(|token| token.kind == TokenKind::Sign(sign));
        self.position += usize::from(found);
        found
    }

    /// Where the last token that was taken ends.
    fn last_end(&self) -> usize {
        let last = self
            .position
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last));
        last.map_or(self.end, |token| token.range.end)
    }

    /// An error at the next token.
    fn expected(&self, what: &str) -> SyntaxError {
        let here = self.tokens.get(self.position);
        let range = here.map_or(self.end..self.end + 1, |token| token.range.clone());
        SyntaxError::new(format!("{what} is expected here"), range)
    }

    fn sign(&mut self, sign: char) -> Result<(), SyntaxError> {
        if self.takes(sign) {
            Ok(())
        } else {
            Err(self.expected(&format!("`{sign}`")))
        }
    }

    /// A literal or a call, with the properties and items that are taken of it.
    fn operand(&mut self, depth: usize) -> Result<Expression, SyntaxError> {
        if depth > MAX_DEPTH {
            return Err(self.expected(&format!("a nesting of at most {MAX_DEPTH} levels")));
        }
        let Some(token) = self.next() else {
            self.position = self.tokens.len();
            return Err(self.expected("a function or a value"));
        };
        let start = token.range.start;
        let mut operand = match token.kind {
            TokenKind::Text(text) => Expression {
                kind: ExpressionKind::Text(text),
                range: token.range,
            },
            TokenKind::Number(number) => Expression {
                kind: ExpressionKind::Number(number),
                range: token.range,
            },
            TokenKind::Name(name) => self.call(name, start, depth)?,
            TokenKind::Sign(_) => {
                self.position -= 1;
                return Err(self.expected("a function or a value"));
            }
        };
        // Each step makes the tree one level deeper.
        let mut steps = depth;
        loop {
            let kind = if self.takes('.') {
                match self.next().map(|token| token.kind) {
                    Some(TokenKind::Name(name)) => ExpressionKind::Member(Box::new(operand), name),
                    _ => {
                        self.position -= 1;
                        return Err(self.expected("the name of a property"));
                    }
                }
            } else if self.takes('[') {
                let index = self.operand(depth + 1)?;
                self.sign(']')?;
                ExpressionKind::Item(Box::new(operand), Box::new(index))
            } else {
                return Ok(operand);
            };
            steps += 1;
            if steps > MAX_DEPTH {
                return Err(self.expected(&format!("a nesting of at most {MAX_DEPTH} levels")));
            }
            operand = Expression {
                kind,
                range: start..self.last_end(),
            };
        }
    }

    /// A call whose first name was taken.
    fn call(
        &mut self,
        first: String,
        start: usize,
        depth: usize,
    ) -> Result<Expression, SyntaxError> {
        let (namespace, name) = if self.takes('.') {
            match self.next().map(|token| token.kind) {
                Some(TokenKind::Name(second)) => (Some(first.to_lowercase()), second),
                _ => {
                    self.position -= 1;
                    return Err(self.expected("the name of a function"));
                }
            }
        } else {
            (None, first)
        };
        self.sign('(')?;
        let mut arguments = Vec::new();
        if !self.takes(')') {
            loop {
                arguments.push(self.operand(depth + 1)?);
                if self.takes(')') {
                    break;
                }
                self.sign(',')?;
            }
        }
        Ok(Expression {
            kind: ExpressionKind::Call {
                namespace,
                name: name.to_lowercase(),
                arguments,
            },
            range: start..self.last_end(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Expression, ExpressionKind, Written, read};

    /// The tree in a form that shows its structure.
    fn shown(expression: &Expression) -> String {
        match &expression.kind {
            ExpressionKind::Text(text) => format!("{text:?}"),
            ExpressionKind::Number(number) => number.to_string(),
            ExpressionKind::Call {
                namespace,
                name,
                arguments,
            } => {
                let arguments: Vec<String> = arguments.iter().map(shown).collect();
                let namespace = namespace.as_ref().map(|one| format!("{one}::"));
                format!(
                    "{}{name}<{}>",
                    namespace.unwrap_or_default(),
                    arguments.join(" ")
                )
            }
            ExpressionKind::Member(of, name) => format!("{}→{name}", shown(of)),
            ExpressionKind::Item(of, index) => format!("{}→[{}]", shown(of), shown(index)),
        }
    }

    #[test]
    fn texts_in_brackets_are_expressions() {
        for (text, expected) in [
            ("[resourceGroup().location]", "resourcegroup<>→location"),
            ("[ concat ( 'it''s' , -7 ) ]", r#"concat<"it's" -7>"#),
            (
                "[parameters('a')[0].b[variables('i')]]",
                r#"parameters<"a">→[0]→b→[variables<"i">]"#,
            ),
            ("[contoso.uniqueName('x')]", r#"contoso::uniquename<"x">"#),
            ("[concat('a',\n  'b')]", r#"concat<"a" "b">"#),
        ] {
            match read(text) {
                Ok(Written::Expression(expression)) => {
                    assert_eq!(shown(&expression), expected, "{text}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    // "Escape characters", in "Syntax and expressions in ARM templates".
    #[test]
    fn two_brackets_write_one() {
        assert_eq!(
            read("[[test value]"),
            Ok(Written::Literal("[test value]".to_owned()))
        );
        assert_eq!(read("[test] value"), Ok(Written::Plain));
        assert_eq!(read("test"), Ok(Written::Plain));
        assert_eq!(read("["), Ok(Written::Plain));
    }

    #[test]
    fn what_is_wrong_is_shown_where_it_stands() {
        for (text, at, words) in [
            ("[]", "]", "a function or a value is expected here"),
            ("[concat('a' 'b')]", "'b'", "`,` is expected here"),
            ("[concat('a]", "'", "this text has no closing quote"),
            ("[concat(]", "]", "a function or a value is expected here"),
            ("[a.b.c()]", ".", "`(` is expected here"),
            (
                "[parameters('a').]",
                "]",
                "the name of a property is expected here",
            ),
            ("[parameters('a') b]", "b", "the expression should end here"),
            ("[true]", "]", "`(` is expected here"),
            ("[1 + 2]", "+", "`+` is not expected here"),
            (
                "[99999999999999999999]",
                "99999999999999999999",
                "a whole number of 64 bits is expected here",
            ),
        ] {
            let error = read(text).expect_err(text);
            assert_eq!(error.message, words, "{text}");
            assert_eq!(&text[error.range], at, "{text}");
        }
    }

    #[test]
    fn nesting_and_length_are_bounded() {
        let nested = |count: usize| format!("[{}{}]", "not(".repeat(count), ")".repeat(count));
        assert!(read(&format!("[{}true(){}]", "not(".repeat(60), ")".repeat(60))).is_ok());
        assert!(read(&nested(100_000)).is_err());
        assert!(read(&format!("[a(){}]", ".b".repeat(12_000))).is_err());
        assert!(read(&format!("[a(){}]", "[0]".repeat(8_000))).is_err());
        assert!(read(&format!("['{}']", "x".repeat(30_000))).is_err());
    }
}
