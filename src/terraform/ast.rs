//! The syntax tree that the native and the JSON syntax both become.
//!
//! It keeps what evaluation and reports need and nothing else: names, expressions, spans. Every
//! string is shared, so that a module called a thousand times is held once.

use std::sync::Arc;

use crate::model::{Number, Span};

/// A body: the content of a file or of a block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    /// `name = expression`, in source order.
    pub(crate) attributes: Vec<Attribute>,
    /// Nested blocks, in source order.
    pub(crate) blocks: Vec<Block>,
}

/// `name = expression`.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) name: Arc<str>,
    pub(crate) name_span: Span,
    pub(crate) expr: Arc<Expr>,
}

/// `kind "label" … { body }`.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) kind: Arc<str>,
    pub(crate) labels: Vec<Label>,
    /// From the kind to the last label: where a missing attribute is reported.
    pub(crate) header: Span,
    pub(crate) body: Arc<Body>,
}

/// A label of a block.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub(crate) text: Arc<str>,
    pub(crate) span: Span,
}

/// An expression.
#[derive(Clone, Debug)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    pub(crate) span: Span,
}

/// The forms of an expression.
#[derive(Clone, Debug)]
pub(crate) enum ExprKind {
    Null,
    Bool(bool),
    Number(Number),
    /// A string or heredoc without interpolation, escapes resolved.
    String(Arc<str>),
    /// A string or heredoc with interpolations or directives; heredoc indentation and strip markers
    /// are already applied. A template that is one sole interpolation keeps the type of its value.
    Template(Vec<TemplatePart>),
    /// `[a, b]`.
    Tuple(Vec<Expr>),
    /// `{ k = v }`; a key that is a bare identifier is an [`ExprKind::String`]. Of equal keys, the last
    /// counts.
    Object(Vec<(Expr, Expr)>),
    /// A bare name: `var`, `each`, `aws_instance`, a `for` variable.
    Variable(Arc<str>),
    /// A base and the operators after it: `var.a[0].b[*].c`.
    Traversal(Box<Expr>, Vec<Access>),
    /// `name(args…)`.
    Call(Box<Call>),
    /// `(e)`.
    Parenthesis(Box<Expr>),
    Unary(UnaryOp, Box<Expr>),
    Binary(Box<(Expr, BinaryOp, Expr)>),
    /// `condition ? then : otherwise`.
    Conditional(Box<(Expr, Expr, Expr)>),
    For(Box<For>),
    /// Text that could not be read as an expression; holds the message. It evaluates to an error.
    Invalid(Arc<str>),
}

/// An operator after a base.
#[derive(Clone, Debug)]
pub(crate) enum Access {
    /// `.name`, and the legacy `.0` as [`Access::Index`].
    Attribute(Arc<str>, Span),
    /// `[key]`.
    Index(Expr),
    /// `.*`: all that follows applies to each item, `.0` included. A bracket after that applies to the
    /// whole: there the parser ends the traversal and makes it the base of an outer one.
    AttributeSplat(Span),
    /// `[*]`: all that follows applies to each item.
    FullSplat(Span),
}

/// A function call.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// With its namespace when it has one: `provider::aws::arn_parse`.
    pub(crate) name: Arc<str>,
    pub(crate) name_span: Span,
    pub(crate) args: Vec<Expr>,
    /// Whether the last argument is expanded: `f(list...)`.
    pub(crate) expand_last: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnaryOp {
    Not,
    Negate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BinaryOp {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

/// `[for k, v in collection : value if condition]` or `{ for … : key => value... }`.
#[derive(Clone, Debug)]
pub(crate) struct For {
    pub(crate) key_var: Option<Arc<str>>,
    pub(crate) value_var: Arc<str>,
    pub(crate) collection: Expr,
    /// Present for the object form.
    pub(crate) key: Option<Expr>,
    pub(crate) value: Expr,
    /// `...`: values with one key are gathered in a list.
    pub(crate) group: bool,
    pub(crate) condition: Option<Expr>,
}

/// A piece of a template.
#[derive(Clone, Debug)]
pub(crate) enum TemplatePart {
    Literal(Arc<str>),
    /// `${ e }`.
    Interpolation(Expr),
    /// `%{ if c }…%{ else }…%{ endif }`.
    If(Box<Expr>, Vec<TemplatePart>, Vec<TemplatePart>),
    /// `%{ for k, v in c }…%{ endfor }`.
    For {
        key_var: Option<Arc<str>>,
        value_var: Arc<str>,
        collection: Box<Expr>,
        body: Vec<TemplatePart>,
    },
}
