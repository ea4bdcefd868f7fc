//! Reading a type constraint from its expression: `map(object({ size = optional(number, 10) }))`.

use std::sync::Arc;

use super::{Field, Fields, Type, TypeError, convert};
use crate::model::{Span, Value};
use crate::terraform::ast::{Call, Expr, ExprKind};

/// Types nested deeper than this are refused.
const MAX_DEPTH: usize = 64;

/// Reads a type constraint. `constant` evaluates the default of an `optional()` attribute, an
/// expression without variables; a default that does not fit its attribute is an error.
///
/// The quoted types of Terraform 0.11 (`"string"`, `"list"`, `"map"`) are read too.
pub(crate) fn parse_type(
    expr: &Expr,
    constant: &mut dyn FnMut(&Expr) -> Value,
) -> Result<Type, TypeError> {
    parse(expr, constant, 0)
}

fn parse(
    expr: &Expr,
    constant: &mut dyn FnMut(&Expr) -> Value,
    depth: usize,
) -> Result<Type, TypeError> {
    if depth > MAX_DEPTH {
        return error(expr.span, "this type is nested too deeply");
    }
    match &expr.kind {
        ExprKind::Parenthesis(inner) => parse(inner, constant, depth + 1),
        ExprKind::Variable(name) => keyword(name, expr.span),
        ExprKind::String(name) if depth == 0 => quoted(name, expr.span),
        ExprKind::Call(call) => parse_call(call, expr.span, constant, depth),
        _ => error(
            expr.span,
            "a type is one of the keywords string, number, bool and any, or a call of list, set, map, object or tuple",
        ),
    }
}

fn keyword(name: &str, span: Span) -> Result<Type, TypeError> {
    match name {
        "any" => Ok(Type::Any),
        "bool" => Ok(Type::Bool),
        "number" => Ok(Type::Number),
        "string" => Ok(Type::String),
        // Without an argument they stand for collections of anything, as old modules write them.
        "list" => Ok(Type::List(Box::new(Type::Any))),
        "map" => Ok(Type::Map(Box::new(Type::Any))),
        "set" => error(
            span,
            "the type set needs the type of its elements as argument",
        ),
        "object" => error(span, "the type object needs its attributes as argument"),
        "tuple" => error(span, "the type tuple needs its element types as argument"),
        _ => error(span, &format!("{name} is not a type")),
    }
}

fn quoted(name: &str, span: Span) -> Result<Type, TypeError> {
    match name {
        "string" => Ok(Type::String),
        "list" => Ok(Type::List(Box::new(Type::Any))),
        "map" => Ok(Type::Map(Box::new(Type::Any))),
        _ => error(span, &format!("\"{name}\" is not a type")),
    }
}

fn parse_call(
    call: &Call,
    span: Span,
    constant: &mut dyn FnMut(&Expr) -> Value,
    depth: usize,
) -> Result<Type, TypeError> {
    let name = call.name.as_ref();
    if name == "optional" {
        return error(
            span,
            "optional() is valid only for the attributes of an object type",
        );
    }
    let [argument] = call.args.as_slice() else {
        return error(span, &format!("the type {name} takes exactly one argument"));
    };
    let element = |constant: &mut dyn FnMut(&Expr) -> Value| {
        parse(argument, constant, depth + 1).map(Box::new)
    };
    match name {
        "list" => Ok(Type::List(element(constant)?)),
        "set" => Ok(Type::Set(element(constant)?)),
        "map" => Ok(Type::Map(element(constant)?)),
        "tuple" => match &argument.kind {
            ExprKind::Tuple(items) => items
                .iter()
                .map(|item| parse(item, constant, depth + 1))
                .collect::<Result<_, _>>()
                .map(Type::Tuple),
            _ => error(
                argument.span,
                "the type tuple takes a list of types, as tuple([string, number])",
            ),
        },
        "object" => match &argument.kind {
            ExprKind::Object(members) => parse_fields(members, constant, depth),
            _ => error(
                argument.span,
                "the type object takes its attributes, as object({ name = string })",
            ),
        },
        _ => error(span, &format!("{name} is not a type constructor")),
    }
}

fn parse_fields(
    members: &[(Expr, Expr)],
    constant: &mut dyn FnMut(&Expr) -> Value,
    depth: usize,
) -> Result<Type, TypeError> {
    let mut fields = Fields::default();
    for (key, ty) in members {
        let name: Arc<str> = match &key.kind {
            ExprKind::String(name) | ExprKind::Variable(name) => Arc::clone(name),
            _ => return error(key.span, "an attribute of an object type has a plain name"),
        };
        let field = match &ty.kind {
            ExprKind::Call(call) if call.name.as_ref() == "optional" => {
                parse_optional(call, ty.span, constant, depth)?
            }
            _ => Field::required(parse(ty, constant, depth + 1)?),
        };
        if fields.insert(name, field).is_some() {
            return error(key.span, "this attribute is declared twice");
        }
    }
    Ok(Type::Object(fields))
}

fn parse_optional(
    call: &Call,
    span: Span,
    constant: &mut dyn FnMut(&Expr) -> Value,
    depth: usize,
) -> Result<Field, TypeError> {
    let (ty, default) = match call.args.as_slice() {
        [ty] => (ty, None),
        [ty, default] => (ty, Some(default)),
        _ => {
            return error(
                span,
                "optional() takes a type, then perhaps a default value",
            );
        }
    };
    let ty = parse(ty, constant, depth + 1)?;
    let default = match default {
        None => None,
        Some(expr) => {
            let value = constant(expr);
            if let Err(problem) = convert(&value, &ty) {
                return error(
                    expr.span,
                    &format!("this default is not compatible with the attribute's type: {problem}"),
                );
            }
            Some(value)
        }
    };
    Ok(Field {
        ty,
        optional: true,
        default,
    })
}

fn error<T>(span: Span, message: &str) -> Result<T, TypeError> {
    Err(TypeError {
        span,
        message: message.to_owned(),
    })
}
