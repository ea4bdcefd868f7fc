//! From `hcl-edit`'s tree to ours, at once, so that the large tree lives shortly.
//!
//! Names are shared within a file. Numbers are read from the source text, because `hcl-edit` keeps
//! them as `f64`. Object keys follow Terraform: a bare name, `true`, `false` and `null` are strings.

use std::ops::Range;
use std::sync::Arc;

use hcl_edit::expr::{
    BinaryOperator, Expression, ForExpr, FuncCall, Object, ObjectKey, Traversal, TraversalOperator,
    UnaryOperator,
};
use hcl_edit::structure as hcl;
use hcl_edit::{Decorated, Ident, Span as _};
use rustc_hash::FxHashSet;

use super::message;
use crate::model::{Diagnostic, Gravity, Number, SourceId, Span};
use crate::terraform::ast::{
    Access, Attribute, BinaryOp, Block, Body, Call, Expr, ExprKind, For, Label, UnaryOp,
};
use crate::terraform::text::normalised;
use crate::text::Text;

/// Names met so far, each held once.
#[derive(Debug, Default)]
pub(super) struct Names(FxHashSet<Arc<str>>);

impl Names {
    /// Names of a text of `length` bytes; the estimate saves most growing.
    pub(super) fn for_text(length: usize) -> Self {
        Names(FxHashSet::with_capacity_and_hasher(
            (length / 48).min(4096),
            rustc_hash::FxBuildHasher,
        ))
    }

    /// The shared form of `name`.
    pub(super) fn share(&mut self, name: &str) -> Arc<str> {
        if let Some(shared) = self.0.get(name) {
            return Arc::clone(shared);
        }
        let shared = normalised(name);
        self.0.insert(Arc::clone(&shared));
        shared
    }

    /// A text, shared when it is short.
    pub(super) fn share_short(&mut self, text: &str) -> Arc<str> {
        if text.len() <= SHORT {
            self.share(text)
        } else {
            normalised(text)
        }
    }
}

/// Texts up to this length are shared too: most are words such as `Allow` or `eu-west-3`, and repeat.
const SHORT: usize = 32;

/// How offsets in the parsed text become offsets in the source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offsets<'a> {
    /// How much of the beginning of the text was left out.
    skipped: usize,
    /// Where the text begins in the source, when it stands there as it is.
    base: usize,
    /// When the text was decoded: pairs of offsets, decoded and source, where they begin to differ by
    /// another amount; sorted, and beginning at decoded offset 0.
    table: &'a [(usize, usize)],
}

impl<'a> Offsets<'a> {
    /// The text stands at `base` of the source as it is.
    pub(super) fn from(base: usize) -> Self {
        Offsets {
            skipped: 0,
            base,
            table: &[],
        }
    }

    /// The text was decoded; `table` is not empty.
    pub(super) fn decoded(table: &'a [(usize, usize)]) -> Self {
        Offsets {
            skipped: 0,
            base: 0,
            table,
        }
    }

    /// The same for the text without its first `length` bytes.
    pub(super) fn skip(self, length: usize) -> Self {
        Offsets {
            skipped: self.skipped + length,
            ..self
        }
    }

    /// The offset in the source.
    pub(super) fn source(&self, offset: usize) -> usize {
        let offset = offset + self.skipped;
        let index = self
            .table
            .partition_point(|(decoded, _)| *decoded <= offset);
        match index.checked_sub(1).and_then(|index| self.table.get(index)) {
            Some((decoded, source)) => source + (offset - decoded),
            None => self.base + offset,
        }
    }
}

/// A conversion of one parsed text.
#[derive(Debug)]
pub(super) struct Converter<'a> {
    pub(super) source: SourceId,
    /// The parsed text as it is in the source, before any repair of equal length.
    pub(super) text: &'a str,
    pub(super) offsets: Offsets<'a>,
    pub(super) names: &'a mut Names,
    pub(super) problems: &'a mut Vec<Diagnostic>,
    /// Set when `hcl-edit` read something else than Terraform does: the tree must be thrown away
    /// and the text repaired.
    pub(super) misread: bool,
}

impl Converter<'_> {
    /// A body.
    pub(super) fn body(&mut self, body: &hcl::Body) -> Body {
        let blocks = body.blocks().count();
        let mut converted = Body {
            attributes: Vec::with_capacity(body.len() - blocks),
            blocks: Vec::with_capacity(blocks),
        };
        for structure in body {
            match structure {
                hcl::Structure::Attribute(attribute) => {
                    let attribute = self.attribute(attribute);
                    converted.attributes.push(attribute);
                }
                hcl::Structure::Block(block) => {
                    let block = self.block(block);
                    converted.blocks.push(block);
                }
            }
        }
        converted
    }

    fn attribute(&mut self, attribute: &hcl::Attribute) -> Attribute {
        let name_span = self.span(attribute.key.span());
        let name = self.names.share(&attribute.key);
        let expr = self.expr(&attribute.value);
        Attribute {
            name,
            name_span,
            expr: Arc::new(expr),
        }
    }

    fn block(&mut self, block: &hcl::Block) -> Block {
        let mut header = self.span(block.ident.span());
        let kind = self.names.share(&block.ident);
        let mut labels = Vec::with_capacity(block.labels.len());
        for label in &block.labels {
            let label_span = match label {
                hcl::BlockLabel::Ident(name) => name.span(),
                hcl::BlockLabel::String(text) => text.span(),
            };
            let label_span = self.span(label_span);
            header.end = label_span.end;
            labels.push(Label {
                text: self.names.share(label.as_str()),
                span: label_span,
            });
        }
        Block {
            kind,
            labels,
            header,
            body: Arc::new(self.body(&block.body)),
        }
    }

    /// An expression.
    pub(super) fn expr(&mut self, expression: &Expression) -> Expr {
        let range = expression.span().unwrap_or_default();
        let span = self.at(range.clone());
        let kind = match expression {
            Expression::Null(_) => ExprKind::Null,
            Expression::Bool(value) => ExprKind::Bool(*value.value()),
            Expression::Number(number) => self.number(range, number.value()),
            Expression::String(text) => {
                if self.breaks_line(&range) {
                    self.unclosed_string(span)
                } else {
                    ExprKind::String(self.names.share_short(text))
                }
            }
            Expression::Array(array) => {
                ExprKind::Tuple(array.iter().map(|item| self.expr(item)).collect())
            }
            Expression::Object(object) => self.object(object),
            Expression::StringTemplate(template) => self.quoted_template(template, span),
            Expression::HeredocTemplate(heredoc) => self.heredoc(heredoc, range),
            Expression::Parenthesis(inner) => {
                ExprKind::Parenthesis(Box::new(self.expr(inner.inner())))
            }
            Expression::Variable(name) => ExprKind::Variable(self.names.share(name)),
            Expression::Conditional(conditional) => ExprKind::Conditional(Box::new((
                self.expr(&conditional.cond_expr),
                self.expr(&conditional.true_expr),
                self.expr(&conditional.false_expr),
            ))),
            Expression::FuncCall(call) => self.call(call),
            Expression::Traversal(traversal) => self.traversal(traversal),
            Expression::UnaryOp(operation) => {
                let operator = match operation.operator.value() {
                    UnaryOperator::Neg => UnaryOp::Negate,
                    UnaryOperator::Not => UnaryOp::Not,
                };
                ExprKind::Unary(operator, Box::new(self.expr(&operation.expr)))
            }
            Expression::BinaryOp(operation) => ExprKind::Binary(Box::new((
                self.expr(&operation.lhs_expr),
                binary_operator(*operation.operator.value()),
                self.expr(&operation.rhs_expr),
            ))),
            Expression::ForExpr(for_expr) => self.for_expr(for_expr),
        };
        Expr { kind, span }
    }

    fn number(&mut self, range: Range<usize>, read: &hcl_edit::Number) -> ExprKind {
        let written = self.text.get(range.clone()).unwrap_or_default();
        let number = match written.strip_prefix('-') {
            None => Number::parse(written),
            // White space is allowed after the sign, and so is a comment, which is not worth more.
            Some(digits) => Number::parse(&format!("-{}", digits.trim_start()))
                .or_else(|| Number::parse(&read.to_string())),
        };
        match number {
            Some(number) => ExprKind::Number(number),
            None => self.invalid(self.at(range), message::number_out_of_range()),
        }
    }

    fn object(&mut self, object: &Object) -> ExprKind {
        let mut items = Vec::with_capacity(object.len());
        for (key, value) in object {
            let key = self.object_key(key);
            items.push((key, self.expr(value.expr())));
        }
        ExprKind::Object(items)
    }

    fn object_key(&mut self, key: &ObjectKey) -> Expr {
        match key {
            ObjectKey::Ident(name) => Expr {
                span: self.span(name.span()),
                kind: ExprKind::String(self.names.share(name)),
            },
            ObjectKey::Expression(expression) => {
                let mut key = self.expr(expression);
                match key.kind {
                    ExprKind::Null => key.kind = ExprKind::String(self.names.share("null")),
                    ExprKind::Bool(value) => {
                        let name = if value { "true" } else { "false" };
                        key.kind = ExprKind::String(self.names.share(name));
                    }
                    _ => {}
                }
                key
            }
        }
    }

    fn call(&mut self, call: &FuncCall) -> ExprKind {
        let last = call.name.name.span();
        let first = call
            .name
            .namespace
            .first()
            .map_or_else(|| last.clone(), hcl_edit::Span::span);
        let name_span = Span {
            start: self.span(first).start,
            ..self.span(last)
        };
        let name = if call.name.namespace.is_empty() {
            self.names.share(&call.name.name)
        } else {
            let mut parts: Vec<&str> = call
                .name
                .namespace
                .iter()
                .map(|part| part.as_str())
                .collect();
            parts.push(call.name.name.as_str());
            let name = parts.join("::");
            self.names.share(&name)
        };
        let expand_last = call.args.expand_final();
        ExprKind::Call(Box::new(Call {
            name,
            name_span,
            args: call
                .args
                .iter()
                .map(|argument| self.expr(argument))
                .collect(),
            expand_last,
        }))
    }

    fn traversal(&mut self, traversal: &Traversal) -> ExprKind {
        let mut base = self.expr(&traversal.expr);
        let mut accesses = Vec::with_capacity(traversal.operators.len());
        let mut attributes_only = false;
        for operator in &traversal.operators {
            let span = self.span(operator.span());
            let access = match operator.value() {
                TraversalOperator::GetAttr(name) => {
                    let span = name.span().map_or(span, |range| self.at(range));
                    Access::Attribute(self.names.share(name), span)
                }
                TraversalOperator::LegacyIndex(index) => {
                    let span = index.span().map_or(span, |range| self.at(range));
                    let kind = match Number::parse(&index.value().to_string()) {
                        Some(number) => ExprKind::Number(number),
                        None => self.invalid(span, message::number_out_of_range()),
                    };
                    Access::Index(Expr { kind, span })
                }
                TraversalOperator::AttrSplat(_) => Access::AttributeSplat(span),
                TraversalOperator::Index(_) | TraversalOperator::FullSplat(_) => {
                    // A bracket ends what applies to each item of `.*`: it applies to the whole.
                    if std::mem::take(&mut attributes_only) {
                        let last = accesses.last().map_or(base.span.end, end_of);
                        let span = Span {
                            end: last,
                            ..base.span
                        };
                        let kind =
                            ExprKind::Traversal(Box::new(base), std::mem::take(&mut accesses));
                        base = Expr { kind, span };
                    }
                    match operator.value() {
                        TraversalOperator::Index(key) => Access::Index(self.expr(key)),
                        _ => Access::FullSplat(span),
                    }
                }
            };
            attributes_only |= matches!(access, Access::AttributeSplat(_));
            accesses.push(access);
        }
        ExprKind::Traversal(Box::new(base), accesses)
    }

    fn for_expr(&mut self, for_expr: &ForExpr) -> ExprKind {
        let intro = &for_expr.intro;
        ExprKind::For(Box::new(For {
            key_var: self.optional_name(intro.key_var.as_ref()),
            value_var: self.names.share(&intro.value_var),
            collection: self.expr(&intro.collection_expr),
            key: for_expr.key_expr.as_ref().map(|key| self.expr(key)),
            value: self.expr(&for_expr.value_expr),
            group: for_expr.grouping,
            condition: for_expr
                .cond
                .as_ref()
                .map(|condition| self.expr(&condition.expr)),
        }))
    }

    /// The shared form of a name that may be absent.
    pub(super) fn optional_name(&mut self, name: Option<&Decorated<Ident>>) -> Option<Arc<str>> {
        name.map(|name| self.names.share(name))
    }

    /// Reports a syntax error at `span` and gives what stands for the expression.
    pub(super) fn invalid(&mut self, span: Span, message: Text) -> ExprKind {
        let kind = ExprKind::Invalid(Arc::from(message.en.as_str()));
        self.problems.push(Diagnostic::at(
            Gravity::Error,
            message::SYNTAX_ERROR,
            span,
            message,
        ));
        kind
    }

    /// A quoted string that runs over the end of its line, which `hcl-edit` lets pass.
    pub(super) fn unclosed_string(&mut self, span: Span) -> ExprKind {
        let start = Span {
            end: span.start.saturating_add(1),
            ..span
        };
        self.invalid(start, message::unclosed_string())
    }

    /// Whether a line break is in `range` of the text.
    pub(super) fn breaks_line(&self, range: &Range<usize>) -> bool {
        let text = self.text.get(range.clone()).unwrap_or_default();
        memchr::memchr(b'\n', text.as_bytes()).is_some()
    }

    /// A range of the parsed text as a span of the source.
    pub(super) fn at(&self, range: Range<usize>) -> Span {
        Span::new(
            self.source,
            self.offsets.source(range.start)..self.offsets.source(range.end),
        )
    }

    fn span(&self, range: Option<Range<usize>>) -> Span {
        self.at(range.unwrap_or_default())
    }
}

fn end_of(access: &Access) -> u32 {
    match access {
        Access::Attribute(_, span) | Access::AttributeSplat(span) | Access::FullSplat(span) => {
            span.end
        }
        Access::Index(key) => key.span.end,
    }
}

fn binary_operator(operator: BinaryOperator) -> BinaryOp {
    match operator {
        BinaryOperator::Or => BinaryOp::Or,
        BinaryOperator::And => BinaryOp::And,
        BinaryOperator::Eq => BinaryOp::Equal,
        BinaryOperator::NotEq => BinaryOp::NotEqual,
        BinaryOperator::Less => BinaryOp::Less,
        BinaryOperator::LessEq => BinaryOp::LessOrEqual,
        BinaryOperator::Greater => BinaryOp::Greater,
        BinaryOperator::GreaterEq => BinaryOp::GreaterOrEqual,
        BinaryOperator::Plus => BinaryOp::Add,
        BinaryOperator::Minus => BinaryOp::Subtract,
        BinaryOperator::Mul => BinaryOp::Multiply,
        BinaryOperator::Div => BinaryOp::Divide,
        BinaryOperator::Mod => BinaryOp::Modulo,
    }
}
