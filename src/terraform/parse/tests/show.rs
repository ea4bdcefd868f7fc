//! A syntax tree as text, to compare.

use std::fmt::Write as _;

use crate::terraform::ast::*;

/// A body: a line for each attribute and block, indented.
pub(super) fn body(body: &Body) -> String {
    let mut out = String::new();
    write_body(body, 0, &mut out);
    out
}

fn write_body(body: &Body, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    for attribute in &body.attributes {
        writeln!(
            out,
            "{indent}{} = {}",
            attribute.name,
            expr(&attribute.expr)
        )
        .unwrap();
    }
    for block in &body.blocks {
        write!(out, "{indent}{}", block.kind).unwrap();
        for label in &block.labels {
            write!(out, " {:?}", label.text).unwrap();
        }
        out.push('\n');
        write_body(&block.body, depth + 1, out);
    }
}

/// An expression, every operation in parentheses.
pub(super) fn expr(value: &Expr) -> String {
    let list = |items: &[Expr]| items.iter().map(expr).collect::<Vec<_>>().join(", ");
    match &value.kind {
        ExprKind::Null => "null".into(),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Number(number) => number.to_string(),
        ExprKind::String(text) => format!("{text:?}"),
        ExprKind::Template(parts) => format!("template({})", template(parts)),
        ExprKind::Tuple(items) => format!("[{}]", list(items)),
        ExprKind::Object(items) => {
            let items = items
                .iter()
                .map(|(key, value)| format!("{} = {}", expr(key), expr(value)));
            format!("{{{}}}", items.collect::<Vec<_>>().join(", "))
        }
        ExprKind::Variable(name) => name.to_string(),
        ExprKind::Traversal(base, accesses) => {
            let accesses = accesses.iter().map(|access| match access {
                Access::Attribute(name, _) => format!(".{name}"),
                Access::Index(key) => format!("[{}]", expr(key)),
                Access::AttributeSplat(_) => ".*".into(),
                Access::FullSplat(_) => "[*]".into(),
            });
            format!("<{}{}>", expr(base), accesses.collect::<String>())
        }
        ExprKind::Call(call) => {
            let expand = if call.expand_last { "..." } else { "" };
            format!("{}({}{expand})", call.name, list(&call.args))
        }
        ExprKind::Parenthesis(inner) => format!("paren {}", expr(inner)),
        ExprKind::Unary(operator, operand) => format!("({operator:?} {})", expr(operand)),
        ExprKind::Binary(operation) => {
            let (left, operator, right) = &**operation;
            format!("({} {operator:?} {})", expr(left), expr(right))
        }
        ExprKind::Conditional(parts) => {
            let (condition, then, otherwise) = &**parts;
            format!(
                "({} ? {} : {})",
                expr(condition),
                expr(then),
                expr(otherwise)
            )
        }
        ExprKind::For(for_expr) => {
            let key_var = for_expr
                .key_var
                .as_ref()
                .map_or_else(String::new, |name| format!("{name}, "));
            let key = for_expr
                .key
                .as_ref()
                .map_or_else(String::new, |key| format!("{} => ", expr(key)));
            let group = if for_expr.group { "..." } else { "" };
            let condition = for_expr.condition.as_ref();
            let condition =
                condition.map_or_else(String::new, |condition| format!(" if {}", expr(condition)));
            let (collection, value) = (expr(&for_expr.collection), expr(&for_expr.value));
            format!(
                "for({key_var}{} in {collection}: {key}{value}{group}{condition})",
                for_expr.value_var
            )
        }
        ExprKind::Invalid(_) => "invalid".into(),
    }
}

fn template(parts: &[TemplatePart]) -> String {
    let parts = parts.iter().map(|part| match part {
        TemplatePart::Literal(text) => format!("{text:?}"),
        TemplatePart::Interpolation(value) => expr(value),
        TemplatePart::If(condition, then, otherwise) => {
            format!(
                "if {} {{{}}} {{{}}}",
                expr(condition),
                template(then),
                template(otherwise)
            )
        }
        TemplatePart::For {
            key_var,
            value_var,
            collection,
            body,
        } => {
            let key_var = key_var
                .as_ref()
                .map_or_else(String::new, |name| format!("{name}, "));
            format!(
                "for {key_var}{value_var} in {} {{{}}}",
                expr(collection),
                template(body)
            )
        }
    });
    parts.collect::<Vec<_>>().join(" ")
}

/// The source text of an expression and of all below it, outermost first.
pub(super) fn texts<'a>(text: &'a str, value: &Expr) -> Vec<&'a str> {
    let mut out = vec![&text[value.span.range()]];
    let below = |out: &mut Vec<&'a str>, value: &Expr| out.extend(texts(text, value));
    match &value.kind {
        ExprKind::Tuple(items) => items.iter().for_each(|item| below(&mut out, item)),
        ExprKind::Object(items) => items.iter().for_each(|(key, value)| {
            below(&mut out, key);
            below(&mut out, value);
        }),
        ExprKind::Traversal(base, accesses) => {
            below(&mut out, base);
            for access in accesses {
                match access {
                    Access::Index(key) => below(&mut out, key),
                    Access::Attribute(_, span)
                    | Access::AttributeSplat(span)
                    | Access::FullSplat(span) => {
                        out.push(&text[span.range()]);
                    }
                }
            }
        }
        ExprKind::Call(call) => {
            out.push(&text[call.name_span.range()]);
            out.extend(call.args.iter().flat_map(|value| texts(text, value)));
        }
        ExprKind::Parenthesis(inner) | ExprKind::Unary(_, inner) => below(&mut out, inner),
        ExprKind::Binary(operation) => {
            below(&mut out, &operation.0);
            below(&mut out, &operation.2);
        }
        ExprKind::Conditional(parts) => {
            below(&mut out, &parts.0);
            below(&mut out, &parts.1);
            below(&mut out, &parts.2);
        }
        ExprKind::For(for_expr) => {
            below(&mut out, &for_expr.collection);
            for_expr.key.iter().for_each(|key| below(&mut out, key));
            below(&mut out, &for_expr.value);
            for_expr
                .condition
                .iter()
                .for_each(|condition| below(&mut out, condition));
        }
        ExprKind::Template(parts) => {
            for part in parts {
                if let TemplatePart::Interpolation(value) = part {
                    below(&mut out, value);
                }
            }
        }
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Number(_)
        | ExprKind::String(_)
        | ExprKind::Variable(_)
        | ExprKind::Invalid(_) => {}
    }
    out
}
