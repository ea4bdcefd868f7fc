//! Which names an expression or a body mentions, without evaluating it.

use std::sync::Arc;

use crate::terraform::ast::{Access, Body, Expr, ExprKind, TemplatePart};

/// Told of a name and the operators after it; says whether to stop looking.
pub(crate) type Visit<'v> = dyn FnMut(&str, &[Access]) -> bool + 'v;

/// Whether `visit` stops at one of the names that a body uses.
pub(crate) fn find_in_body(body: &Body, visit: &mut Visit<'_>) -> bool {
    let mut bound = Vec::new();
    body_finds(body, &mut bound, visit)
}

/// Whether `visit` stops at one of the names that an expression uses. Names that the expression binds
/// itself are passed over.
pub(crate) fn find_in_expr(expr: &Expr, visit: &mut Visit<'_>) -> bool {
    let mut bound = Vec::new();
    finds(expr, &mut bound, visit)
}

fn body_finds(body: &Body, bound: &mut Vec<Arc<str>>, visit: &mut Visit<'_>) -> bool {
    body.attributes
        .iter()
        .any(|attribute| finds(&attribute.expr, bound, visit))
        || body
            .blocks
            .iter()
            .any(|block| body_finds(&block.body, bound, visit))
}

fn finds(expr: &Expr, bound: &mut Vec<Arc<str>>, visit: &mut Visit<'_>) -> bool {
    match &expr.kind {
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Number(_)
        | ExprKind::String(_)
        | ExprKind::Invalid(_) => false,
        ExprKind::Template(parts) => parts_find(parts, bound, visit),
        ExprKind::Tuple(items) => items.iter().any(|item| finds(item, bound, visit)),
        ExprKind::Object(members) => members
            .iter()
            .any(|(key, value)| finds(key, bound, visit) || finds(value, bound, visit)),
        ExprKind::Variable(name) => !bound.contains(name) && visit(name, &[]),
        ExprKind::Traversal(base, accesses) => {
            let found = match &base.kind {
                ExprKind::Variable(name) => !bound.contains(name) && visit(name, accesses),
                _ => finds(base, bound, visit),
            };
            found
                || accesses.iter().any(
                    |access| matches!(access, Access::Index(index) if finds(index, bound, visit)),
                )
        }
        ExprKind::Call(call) => call.args.iter().any(|arg| finds(arg, bound, visit)),
        ExprKind::Parenthesis(inner) | ExprKind::Unary(_, inner) => finds(inner, bound, visit),
        ExprKind::Binary(operation) => {
            finds(&operation.0, bound, visit) || finds(&operation.2, bound, visit)
        }
        ExprKind::Conditional(parts) => [&parts.0, &parts.1, &parts.2]
            .into_iter()
            .any(|part| finds(part, bound, visit)),
        ExprKind::For(each) => {
            finds(&each.collection, bound, visit)
                || with_bound(&each.value_var, each.key_var.as_ref(), bound, |bound| {
                    let optional = [&each.key, &each.condition].into_iter().flatten();
                    finds(&each.value, bound, visit)
                        || optional.into_iter().any(|part| finds(part, bound, visit))
                })
        }
    }
}

fn parts_find(parts: &[TemplatePart], bound: &mut Vec<Arc<str>>, visit: &mut Visit<'_>) -> bool {
    parts.iter().any(|part| match part {
        TemplatePart::Literal(_) => false,
        TemplatePart::Interpolation(expr) => finds(expr, bound, visit),
        TemplatePart::If(condition, then, otherwise) => {
            finds(condition, bound, visit)
                || parts_find(then, bound, visit)
                || parts_find(otherwise, bound, visit)
        }
        TemplatePart::For {
            key_var,
            value_var,
            collection,
            body,
        } => {
            finds(collection, bound, visit)
                || with_bound(value_var, key_var.as_ref(), bound, |bound| {
                    parts_find(body, bound, visit)
                })
        }
    })
}

fn with_bound(
    value: &Arc<str>,
    key: Option<&Arc<str>>,
    bound: &mut Vec<Arc<str>>,
    look: impl FnOnce(&mut Vec<Arc<str>>) -> bool,
) -> bool {
    let before = bound.len();
    bound.push(Arc::clone(value));
    bound.extend(key.cloned());
    let found = look(bound);
    bound.truncate(before);
    found
}
