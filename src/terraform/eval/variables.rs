//! The values that the user gives to the variables of a root.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::Span;
use crate::terraform::ast::{Expr, ExprKind};
use crate::terraform::parse;
use crate::terraform::types::Type;

/// Values by variable name; a later source has replaced an earlier one.
#[derive(Clone, Default)]
pub(crate) struct GivenValues(FxHashMap<Arc<str>, Given>);

/// A value of a variable as the user gives it.
#[derive(Clone)]
pub(crate) enum Given {
    /// In a variable file.
    Expression(Arc<Expr>),
    /// On the command line or in the environment: an expression for a variable of a complex type, and
    /// a plain text otherwise.
    Text(Arc<str>),
}

impl GivenValues {
    /// Gives a value, in place of any other.
    pub(crate) fn set(&mut self, name: Arc<str>, given: Given) {
        self.0.insert(name, given);
    }

    /// Whether the value stands in no file.
    pub(super) fn is_text(&self, name: &str) -> bool {
        matches!(self.0.get(name), Some(Given::Text(_)))
    }

    /// The expression given for a variable of type `ty`.
    pub(super) fn expression(&self, name: &str, ty: Option<&Type>) -> Option<Arc<Expr>> {
        match self.0.get(name)? {
            Given::Expression(expr) => Some(Arc::clone(expr)),
            Given::Text(text) => match ty {
                None | Some(Type::String | Type::Number | Type::Bool) => Some(Arc::new(Expr {
                    kind: ExprKind::String(Arc::clone(text)),
                    span: Span::NOWHERE,
                })),
                Some(_) => Some(Arc::new(
                    parse::expression(Span::NOWHERE.source, text, 0).unwrap_or_else(|problem| {
                        Expr {
                            kind: ExprKind::Invalid(problem.message.en.as_str().into()),
                            span: Span::NOWHERE,
                        }
                    }),
                )),
            },
        }
    }
}
