//! Which names an expression or a body mentions, without evaluating it.

use crate::terraform::ast::{Access, Body, Expr, ExprKind, TemplatePart};

/// Whether any expression of a body satisfies `test` on one of its bare names.
pub(crate) fn body_mentions(body: &Body, test: &dyn Fn(&str) -> bool) -> bool {
    body.attributes
        .iter()
        .any(|attribute| expr_mentions(&attribute.expr, test))
        || body
            .blocks
            .iter()
            .any(|block| body_mentions(&block.body, test))
}

/// Whether an expression satisfies `test` on one of its bare names.
pub(crate) fn expr_mentions(expr: &Expr, test: &dyn Fn(&str) -> bool) -> bool {
    let any = |exprs: &[Expr]| exprs.iter().any(|expr| expr_mentions(expr, test));
    match &expr.kind {
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Number(_)
        | ExprKind::String(_)
        | ExprKind::Invalid(_) => false,
        ExprKind::Template(parts) => parts_mention(parts, test),
        ExprKind::Tuple(items) => any(items),
        ExprKind::Object(members) => members
            .iter()
            .any(|(key, value)| expr_mentions(key, test) || expr_mentions(value, test)),
        ExprKind::Variable(name) => test(name),
        ExprKind::Traversal(base, accesses) => {
            expr_mentions(base, test)
                || accesses.iter().any(
                    |access| matches!(access, Access::Index(index) if expr_mentions(index, test)),
                )
        }
        ExprKind::Call(call) => any(&call.args),
        ExprKind::Parenthesis(inner) | ExprKind::Unary(_, inner) => expr_mentions(inner, test),
        ExprKind::Binary(operation) => {
            expr_mentions(&operation.0, test) || expr_mentions(&operation.2, test)
        }
        ExprKind::Conditional(parts) => [&parts.0, &parts.1, &parts.2]
            .into_iter()
            .any(|expr| expr_mentions(expr, test)),
        ExprKind::For(each) => {
            expr_mentions(&each.collection, test)
                || expr_mentions(&each.value, test)
                || [&each.key, &each.condition]
                    .into_iter()
                    .flatten()
                    .any(|expr| expr_mentions(expr, test))
        }
    }
}

fn parts_mention(parts: &[TemplatePart], test: &dyn Fn(&str) -> bool) -> bool {
    parts.iter().any(|part| match part {
        TemplatePart::Literal(_) => false,
        TemplatePart::Interpolation(expr) => expr_mentions(expr, test),
        TemplatePart::If(condition, then, otherwise) => {
            expr_mentions(condition, test)
                || parts_mention(then, test)
                || parts_mention(otherwise, test)
        }
        TemplatePart::For {
            collection, body, ..
        } => expr_mentions(collection, test) || parts_mention(body, test),
    })
}
