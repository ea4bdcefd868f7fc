//! Expressions and templates that are not part of a body in the native syntax.

use hcl_edit::parser::{Error, parse_expr, parse_template};

use super::convert::{Converter, Names, Offsets};
use super::message;
use super::repair::{Root, repair};
use crate::model::{Diagnostic, SourceId, Span};
use crate::terraform::ast::{Expr, ExprKind};

/// How many `=` and `:` a text must hold before the cost of its objects is looked at.
const MANY_KEYS: usize = 2048;

/// How many comparisons of object keys one text may cost.
const MAX_COMPARISONS: usize = 10_000_000;

/// Parses an expression that stands alone, as on the command line. The text begins at `base` of the
/// source.
pub(crate) fn expression(
    source: SourceId,
    text: &str,
    base: usize,
) -> Result<Expr, Box<Diagnostic>> {
    read(source, text, base, Root::Expression)
}

/// Parses a template that stands alone, as in a file that `templatefile` reads. The text begins at
/// `base` of the source.
pub(crate) fn template(source: SourceId, text: &str, base: usize) -> Result<Expr, Box<Diagnostic>> {
    read(source, text, base, Root::Template)
}

fn read(source: SourceId, text: &str, base: usize, root: Root) -> Result<Expr, Box<Diagnostic>> {
    let mut problems = Vec::new();
    let mut alone = Alone {
        source,
        text,
        offsets: Offsets::from(base),
        names: &mut Names::for_text(text.len()),
        problems: &mut problems,
    };
    let expr = alone.read(root);
    match problems.into_iter().next() {
        None => Ok(expr),
        Some(problem) => Err(Box::new(problem)),
    }
}

/// An expression or a template that is not part of a body.
pub(super) struct Alone<'a> {
    pub(super) source: SourceId,
    pub(super) text: &'a str,
    pub(super) offsets: Offsets<'a>,
    pub(super) names: &'a mut Names,
    pub(super) problems: &'a mut Vec<Diagnostic>,
}

impl Alone<'_> {
    /// The expression; when it cannot be read, that is reported, and it is [`ExprKind::Invalid`].
    pub(super) fn read(&mut self, root: Root) -> Expr {
        if root == Root::Expression {
            let trimmed = self.text.trim_ascii_start();
            self.offsets = self.offsets.skip(self.text.len() - trimmed.len());
            self.text = trimmed.trim_ascii_end();
        }
        match self.attempt_or_repair(root) {
            Ok(expr) => expr,
            Err(problem) => {
                let kind = ExprKind::Invalid(problem.message.en.as_str().into());
                self.problems.push(*problem);
                Expr {
                    kind,
                    span: self.whole(),
                }
            }
        }
    }

    fn attempt_or_repair(&mut self, root: Root) -> Result<Expr, Box<Diagnostic>> {
        let text = self.text;
        let mut separators = memchr::memchr2_iter(b'=', b':', text.as_bytes());
        if separators.nth(MANY_KEYS).is_some() && repair(text, root).comparisons > MAX_COMPARISONS {
            return Err(Box::new(message::too_large(self.whole())));
        }
        if let Ok(Some(expr)) = self.attempt(text, root) {
            return Ok(expr);
        }
        let repaired = repair(text, root).text;
        let mut repaired = repaired.as_deref().unwrap_or(text);
        if root == Root::Expression {
            // A comment at an end is blank now.
            let trimmed = repaired.trim_ascii_start();
            let skipped = repaired.len() - trimmed.len();
            self.offsets = self.offsets.skip(skipped);
            self.text = text.get(skipped..).unwrap_or_default();
            repaired = trimmed.trim_ascii_end();
        }
        match self.attempt(repaired, root) {
            Ok(Some(expr)) => Ok(expr),
            Ok(None) => Err(Box::new(message::unreadable(self.whole()))),
            Err(error) => {
                let locate = |offset| self.offsets.source(offset);
                let problem = message::refused(self.source, self.text, &error, locate);
                Err(Box::new(problem))
            }
        }
    }

    /// None when `hcl-edit` read something else than Terraform does.
    fn attempt(&mut self, text: &str, root: Root) -> Result<Option<Expr>, Error> {
        let whole = self.whole();
        let told = self.problems.len();
        let mut converter = Converter {
            source: self.source,
            text: self.text,
            offsets: self.offsets,
            names: &mut *self.names,
            problems: &mut *self.problems,
            misread: false,
        };
        let expr = match root {
            Root::Template => Expr {
                kind: converter.bare_template(&parse_template(text)?),
                span: whole,
            },
            Root::Body | Root::Expression => converter.expr(&parse_expr(text)?),
        };
        if converter.misread {
            self.problems.truncate(told);
            return Ok(None);
        }
        Ok(Some(expr))
    }

    fn whole(&self) -> Span {
        let end = self.offsets.source(self.text.len());
        Span::new(self.source, self.offsets.source(0)..end)
    }
}
