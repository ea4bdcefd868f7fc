//! From text to the syntax tree, in both syntaxes of Terraform.
//!
//! The native syntax goes through `hcl-edit`; what that crate reads otherwise than Terraform is
//! repaired first, and a file that it refuses is read item by item, so that a broken block
//! costs that block only. Nothing here touches the file system or gives meaning to a name.

mod convert;
mod items;
mod lexer;
mod message;
mod repair;
mod template;

use std::ops::Range;

use hcl_edit::parser::{Error, parse_body, parse_expr, parse_template};

use self::convert::{Converter, Names, Offsets};
use self::lexer::{Lexer, TokenKind};
use self::repair::{Repair, Root};
use super::ast::{Body, Expr, ExprKind};
use crate::model::{Diagnostic, SourceId, Span};

/// What was understood of a file, and what was not.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    pub(crate) body: Body,
    pub(crate) problems: Vec<Diagnostic>,
}

/// How many comparisons of object keys one file may cost. `hcl-edit` compares each key of an object
/// with all keys before it; this many take about half a second.
const MAX_COMPARISONS: usize = 200_000_000;

/// Parses the native syntax.
pub(crate) fn native(source: SourceId, text: &str) -> Parsed {
    let mut parser = Parser {
        source,
        comparisons: 0,
        names: Names::for_text(text.len()),
        parsed: Parsed::default(),
    };
    let (base, text) = match text.strip_prefix('\u{feff}') {
        Some(text) => ('\u{feff}'.len_utf8(), text),
        None => (0, text),
    };
    parser.file(base, text);
    parser.parsed
}

/// Parses an expression that stands alone, as in a JSON string or on the command line. The text
/// begins at `base` of the source.
pub(crate) fn expression(source: SourceId, text: &str, base: usize) -> Result<Expr, Diagnostic> {
    let trimmed = text.trim_ascii_start();
    let base = base + text.len() - trimmed.len();
    let mut problems = Vec::new();
    let expr = alone(
        source,
        trimmed.trim_ascii_end(),
        Offsets::Shift(base),
        &mut Names::default(),
        &mut problems,
        Root::Expression,
    );
    problems.into_iter().next().map_or(Ok(expr), Err)
}

/// Parses a template that stands alone, as in a file that `templatefile` reads. The text begins at
/// `base` of the source.
pub(crate) fn template(source: SourceId, text: &str, base: usize) -> Result<Expr, Diagnostic> {
    let mut problems = Vec::new();
    let expr = alone(
        source,
        text,
        Offsets::Shift(base),
        &mut Names::for_text(text.len()),
        &mut problems,
        Root::Template,
    );
    problems.into_iter().next().map_or(Ok(expr), Err)
}

/// The comments of a file in the native syntax, markers included, in order.
pub(crate) fn comments(text: &str) -> Vec<(Range<usize>, &str)> {
    Lexer::new(text)
        .filter(|token| matches!(token.kind, TokenKind::LineComment | TokenKind::BlockComment))
        .filter_map(|token| Some((token.start..token.end, text.get(token.start..token.end)?)))
        .collect()
}

struct Parser {
    source: SourceId,
    comparisons: usize,
    names: Names,
    parsed: Parsed,
}

impl Parser {
    /// The whole file at once, else item by item.
    fn file(&mut self, base: usize, text: &str) {
        let before = self.comparisons;
        if self.affordable(text)
            && let Ok(body) = parse_body(text)
            && let Some(body) = self.convert(base, text, &body)
        {
            self.parsed.body = body;
            return;
        }
        self.comparisons = before;
        for item in items::items(text) {
            let Some(slice) = text.get(item.range.clone()) else {
                continue;
            };
            let start = base + item.range.start;
            match self.item(start, slice) {
                Ok(body) => self.add(body),
                Err(problem) => {
                    let problem = match item.fault {
                        Some(fault) => message::fault(self.source, base, text, fault),
                        None => problem,
                    };
                    self.parsed.problems.push(problem);
                }
            }
        }
    }

    /// One item, repaired when it is not read as it stands.
    fn item(&mut self, base: usize, text: &str) -> Result<Body, Diagnostic> {
        // An error at the end must not be taken for one at the last character.
        let ended;
        let text = if text.ends_with('\n') {
            text
        } else {
            ended = format!("{text}\n");
            &ended
        };
        let before = self.comparisons;
        if self.affordable(text)
            && let Ok(body) = parse_body(text)
            && let Some(body) = self.convert(base, text, &body)
        {
            return Ok(body);
        }
        self.comparisons = before;
        let Repair {
            text: repaired,
            duplicates,
            comparisons,
        } = repair::repair(text, Root::Body);
        self.comparisons = self.comparisons.saturating_add(comparisons);
        let whole = Span::new(self.source, base..base + text.trim_end().len());
        if self.comparisons > MAX_COMPARISONS {
            return Err(message::too_large(whole));
        }
        let body = parse_body(repaired.as_deref().unwrap_or(text))
            .map_err(|error| self.refused(base, text, &error))?;
        for (again, first) in duplicates {
            let span =
                |range: Range<usize>| Span::new(self.source, base + range.start..base + range.end);
            let name = text.get(again.clone()).unwrap_or_default();
            let problem = message::duplicate_attribute(name, span(again), span(first));
            self.parsed.problems.push(problem);
        }
        self.convert(base, text, &body)
            .ok_or_else(|| message::unreadable(whole))
    }

    /// The tree, unless `hcl-edit` read something else than Terraform does.
    fn convert(
        &mut self,
        base: usize,
        text: &str,
        body: &hcl_edit::structure::Body,
    ) -> Option<Body> {
        let problems = self.parsed.problems.len();
        let mut converter = Converter {
            source: self.source,
            text,
            offsets: Offsets::Shift(base),
            names: &mut self.names,
            problems: &mut self.parsed.problems,
            misread: false,
        };
        let body = converter.body(body);
        if converter.misread {
            self.parsed.problems.truncate(problems);
            return None;
        }
        Some(body)
    }

    /// Adds an item to the file, unless it sets again what is set.
    fn add(&mut self, item: Body) {
        for attribute in item.attributes {
            match self
                .parsed
                .body
                .attributes
                .iter()
                .find(|first| first.name == attribute.name)
            {
                Some(first) => {
                    let problem = message::duplicate_attribute(
                        &attribute.name,
                        attribute.name_span,
                        first.name_span,
                    );
                    self.parsed.problems.push(problem);
                }
                None => self.parsed.body.attributes.push(attribute),
            }
        }
        self.parsed.body.blocks.extend(item.blocks);
    }

    /// Whether the object keys of a text can be compared with each other within the limit.
    fn affordable(&mut self, text: &str) -> bool {
        let separators = memchr::memchr2_iter(b'=', b':', text.as_bytes()).count();
        // Were they all in one object, this would still be little.
        if separators < 4096 {
            return true;
        }
        self.comparisons = self
            .comparisons
            .saturating_add(repair::repair(text, Root::Body).comparisons);
        self.comparisons <= MAX_COMPARISONS
    }

    fn refused(&self, base: usize, text: &str, error: &Error) -> Diagnostic {
        message::refused(self.source, text, error, |offset| base + offset)
    }
}

/// An expression or a template that is not part of a body; problems are added to `problems`.
fn alone(
    source: SourceId,
    text: &str,
    offsets: Offsets<'_>,
    names: &mut Names,
    problems: &mut Vec<Diagnostic>,
    root: Root,
) -> Expr {
    let whole = Span::new(source, offsets.source(0)..offsets.source(text.len()));
    let mut attempt = |repaired: &str| -> Result<Option<Expr>, Error> {
        let mut found = Vec::new();
        let mut converter = Converter {
            source,
            text,
            offsets,
            names: &mut *names,
            problems: &mut found,
            misread: false,
        };
        let expr = match root {
            Root::Template => {
                let kind = converter.bare_template(&parse_template(repaired)?);
                Expr { kind, span: whole }
            }
            Root::Body | Root::Expression => converter.expr(&parse_expr(repaired)?),
        };
        if converter.misread {
            return Ok(None);
        }
        problems.append(&mut found);
        Ok(Some(expr))
    };
    if let Ok(Some(expr)) = attempt(text) {
        return expr;
    }
    let repaired = repair::repair(text, root);
    let repaired = repaired.text.as_deref().unwrap_or(text);
    let problem = match attempt(repaired) {
        Ok(Some(expr)) => return expr,
        Ok(None) => message::unreadable(whole),
        Err(error) => message::refused(source, text, &error, |offset| offsets.source(offset)),
    };
    let kind = ExprKind::Invalid(problem.message.en.as_str().into());
    problems.push(problem);
    Expr { kind, span: whole }
}
