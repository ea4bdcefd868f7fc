//! Templates: quoted strings, heredocs and bare templates.
//!
//! Literal text is taken from the source rather than from `hcl-edit`, because two rules of Terraform
//! depend on how its scanner cuts literal text into tokens, one per line outside of quotes: a strip
//! marker (`~`) reaches to the end of the neighbouring token only, and `<<-` removes the smallest
//! indentation found at the beginnings of tokens that begin a line. The pieces of all literals of
//! a template, nested directives included, are first collected in source order, adjusted as one
//! sequence, and handed out in the same order during the conversion.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::template::{Directive, Element, HeredocTemplate, Strip, Template};

use super::convert::Converter;
use crate::model::Span;
use crate::terraform::ast::{ExprKind, TemplatePart};
use crate::terraform::text::normalised;

/// How a template is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// In double quotes: backslash escapes, no line breaks.
    Quoted,
    /// A heredoc or a bare template: line by line, no escapes but `$${` and `%%{`.
    Lines,
}

/// A token of a template, as far as literal text is concerned.
enum Piece<'a> {
    /// Text; `first` begins a literal element of the tree.
    Literal { text: Cow<'a, str>, first: bool },
    /// An interpolation or a directive, with its strip markers.
    Sequence(Strip),
}

impl<'a> Converter<'a> {
    /// A string in double quotes.
    pub(super) fn quoted_template(&mut self, template: &Template, span: Span) -> ExprKind {
        let mut pieces = Vec::new();
        if !self.collect(template, Form::Quoted, &mut pieces) {
            return self.unclosed_string(span);
        }
        strip(&mut pieces);
        self.finish(template, pieces)
    }

    /// A template that is not in quotes, such as a JSON string.
    pub(super) fn bare_template(&mut self, template: &Template) -> ExprKind {
        let mut pieces = Vec::new();
        self.collect(template, Form::Lines, &mut pieces);
        strip(&mut pieces);
        self.finish(template, pieces)
    }

    /// A heredoc that takes `range` of the text.
    pub(super) fn heredoc(&mut self, heredoc: &HeredocTemplate, range: Range<usize>) -> ExprKind {
        let written = self.text.get(range).unwrap_or_default();
        let content = written.split_once('\n').map_or("", |(_, content)| content);
        let marker = heredoc.delimiter.as_str();
        // `hcl-edit` overlooks an end that directly follows the beginning.
        if ends_early(content, marker) {
            self.misread = true;
        }
        let mut pieces = Vec::new();
        self.collect(&heredoc.template, Form::Lines, &mut pieces);
        strip(&mut pieces);
        if written.starts_with("<<-") {
            remove_indentation(&mut pieces);
        }
        self.finish(&heredoc.template, pieces)
    }

    /// Gathers the pieces of a template in source order. False when a quoted literal holds a line
    /// break, which Terraform refuses.
    fn collect(&self, template: &Template, form: Form, pieces: &mut Vec<Piece<'a>>) -> bool {
        let mut well_formed = true;
        for element in template {
            match element {
                Element::Literal(literal) => {
                    let range = literal.span().unwrap_or_default();
                    well_formed &= form == Form::Lines || !self.breaks_line(&range);
                    let text: &'a str = self.text;
                    match text.get(range).filter(|_| form == Form::Lines) {
                        Some(text) => lines(text, pieces),
                        None => pieces.push(Piece::Literal {
                            text: Cow::Owned(literal.value().clone()),
                            first: true,
                        }),
                    }
                }
                Element::Interpolation(interpolation) => {
                    pieces.push(Piece::Sequence(interpolation.strip));
                }
                Element::Directive(directive) => match &**directive {
                    Directive::If(directive) => {
                        pieces.push(Piece::Sequence(directive.if_expr.strip));
                        well_formed &= self.collect(&directive.if_expr.template, form, pieces);
                        if let Some(otherwise) = &directive.else_expr {
                            pieces.push(Piece::Sequence(otherwise.strip));
                            well_formed &= self.collect(&otherwise.template, form, pieces);
                        }
                        pieces.push(Piece::Sequence(directive.endif_expr.strip));
                    }
                    Directive::For(directive) => {
                        pieces.push(Piece::Sequence(directive.for_expr.strip));
                        well_formed &= self.collect(&directive.for_expr.template, form, pieces);
                        pieces.push(Piece::Sequence(directive.endfor_expr.strip));
                    }
                },
            }
        }
        well_formed
    }

    fn finish(&mut self, template: &Template, pieces: Vec<Piece<'_>>) -> ExprKind {
        let mut literals: VecDeque<Cow<'_, str>> = VecDeque::new();
        for piece in pieces {
            match (piece, literals.back_mut()) {
                (Piece::Literal { text, first: false }, Some(literal)) => *literal += text,
                (Piece::Literal { text, .. }, _) => literals.push_back(text),
                (Piece::Sequence(_), _) => {}
            }
        }
        let mut parts = self.parts(template, &mut literals);
        match parts.as_mut_slice() {
            [] => ExprKind::String(Arc::from("")),
            [TemplatePart::Literal(text)] => ExprKind::String(Arc::clone(text)),
            _ => ExprKind::Template(parts),
        }
    }

    fn parts(
        &mut self,
        template: &Template,
        literals: &mut VecDeque<Cow<'_, str>>,
    ) -> Vec<TemplatePart> {
        let mut parts = Vec::with_capacity(template.len());
        for element in template {
            parts.push(match element {
                Element::Literal(_) => {
                    TemplatePart::Literal(normalised(&literals.pop_front().unwrap_or_default()))
                }
                Element::Interpolation(interpolation) => {
                    TemplatePart::Interpolation(self.expr(&interpolation.expr))
                }
                Element::Directive(directive) => match &**directive {
                    Directive::If(directive) => {
                        let condition = Box::new(self.expr(&directive.if_expr.cond_expr));
                        let then = self.parts(&directive.if_expr.template, literals);
                        let otherwise = match &directive.else_expr {
                            Some(otherwise) => self.parts(&otherwise.template, literals),
                            None => Vec::new(),
                        };
                        TemplatePart::If(condition, then, otherwise)
                    }
                    Directive::For(directive) => {
                        let intro = &directive.for_expr;
                        TemplatePart::For {
                            key_var: self.optional_name(intro.key_var.as_ref()),
                            value_var: self.names.share(&intro.value_var),
                            collection: Box::new(self.expr(&intro.collection_expr)),
                            body: self.parts(&intro.template, literals),
                        }
                    }
                },
            });
        }
        parts
    }
}

/// Whether a line of a heredoc other than its last is its end.
fn ends_early(content: &str, marker: &str) -> bool {
    let Some((inner, _)) = content.rsplit_once('\n') else {
        return false;
    };
    // The marker is rare inside of its own heredoc: look for it before looking at lines.
    memchr::memmem::find(inner.as_bytes(), marker.as_bytes()).is_some()
        && inner.lines().any(|line| line.trim() == marker)
}

/// Cuts literal text as Terraform's scanner does, after each line break, and resolves the two
/// escapes.
fn lines<'a>(text: &'a str, pieces: &mut Vec<Piece<'a>>) {
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let text = if line.contains("$${") || line.contains("%%{") {
            Cow::Owned(line.replace("$${", "${").replace("%%{", "%{"))
        } else {
            Cow::Borrowed(line)
        };
        pieces.push(Piece::Literal {
            text,
            first: index == 0,
        });
    }
}

/// Applies strip markers to the literal pieces next to them.
fn strip(pieces: &mut [Piece<'_>]) {
    for index in 0..pieces.len() {
        let Some(Piece::Sequence(strip)) = pieces.get(index) else {
            continue;
        };
        let strip = *strip;
        if strip.strip_start()
            && let Some(Piece::Literal { text, .. }) = index
                .checked_sub(1)
                .and_then(|before| pieces.get_mut(before))
        {
            cut(text, str::trim_end);
        }
        if strip.strip_end()
            && let Some(Piece::Literal { text, .. }) = pieces.get_mut(index + 1)
        {
            cut(text, str::trim_start);
        }
    }
}

/// Removes from all lines the smallest indentation found, as `<<-` asks. A blank line has no
/// indentation; a line that begins with a sequence has none to give, so nothing is removed.
fn remove_indentation(pieces: &mut [Piece<'_>]) {
    let mut smallest = usize::MAX;
    let mut adjusted = Vec::new();
    let mut line_start = true;
    for (index, piece) in pieces.iter().enumerate() {
        let begins_line = std::mem::replace(&mut line_start, false);
        match piece {
            Piece::Literal { text, .. } => {
                let content = text.trim_start();
                if begins_line && !(content.is_empty() && text.ends_with('\n')) {
                    let indentation = text.get(..text.len() - content.len()).unwrap_or_default();
                    smallest = smallest.min(indentation.chars().count());
                    adjusted.push(index);
                }
                line_start = text.ends_with('\n');
            }
            Piece::Sequence(_) if begins_line => smallest = 0,
            Piece::Sequence(_) => {}
        }
    }
    for index in adjusted {
        if let Some(Piece::Literal { text, .. }) = pieces.get_mut(index) {
            cut(text, |text| {
                let mut characters = text.chars();
                characters.by_ref().take(smallest).for_each(drop);
                characters.as_str()
            });
        }
    }
}

/// Replaces a text by a part of it.
fn cut(text: &mut Cow<'_, str>, part: impl Fn(&str) -> &str) {
    match text {
        Cow::Borrowed(borrowed) => *borrowed = part(borrowed),
        Cow::Owned(owned) => *owned = part(owned).to_owned(),
    }
}
