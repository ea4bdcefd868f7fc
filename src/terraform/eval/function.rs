//! Function calls: arguments, and the functions that evaluate expressions themselves.

use std::sync::Arc;

use super::expression::evaluate;
use super::failure::{Failure, Outcome};
use super::operator::first_unknown;
use super::possible::{lift, opaque_of};
use super::scope::{Frame, Names, Scope};
use crate::model::{Data, Map, Presence, Reason, Span, Unknown, Value};
use crate::terraform::ast::{Call, Expr};
use crate::terraform::functions;
use crate::terraform::parse;
use crate::terraform::types::{Type, typed};

/// Templates that read templates, at most.
const TEMPLATE_DEPTH: u32 = 16;

/// `name(args…)`.
pub(crate) fn call(call: &Call, expr: &Expr, scope: &Scope) -> Outcome {
    let name = call.name.strip_prefix("core::").unwrap_or(&call.name);
    match name {
        "try" => return attempt(call, expr, scope),
        "can" => return succeeds(call, expr, scope),
        _ => {}
    }
    let mut args = Vec::with_capacity(call.args.len());
    for arg in &call.args {
        args.push(evaluate(arg, scope)?);
    }
    if call.expand_last
        && let Some(last) = args.pop()
    {
        match &last.data {
            Data::List(_, items) => args.extend(items.iter().cloned()),
            Data::Unknown(_) => return expanded(call, &args, &last, expr, scope),
            Data::Null => {
                return Err(Failure::new(
                    "the expanded argument is null",
                    last.origin.span,
                ));
            }
            _ => {
                return Err(Failure::new(
                    "only a list can be expanded into arguments",
                    last.origin.span,
                ));
            }
        }
    }
    apply(name, &args, call, expr.span, scope)
}

fn expanded(call: &Call, args: &[Value], last: &Value, expr: &Expr, scope: &Scope) -> Outcome {
    let name = call.name.strip_prefix("core::").unwrap_or(&call.name);
    lift(&[last], expr.span, false, &mut |operands| match operands {
        [candidate] => match candidate.as_list() {
            Some(items) => {
                let args: Vec<Value> = args.iter().chain(items).cloned().collect();
                apply(name, &args, call, expr.span, scope)
            }
            None => Ok(opaque_of(candidate, expr.span)),
        },
        _ => Ok(opaque_of(last, expr.span)),
    })
}

fn apply(name: &str, args: &[Value], call: &Call, span: Span, scope: &Scope) -> Outcome {
    match name {
        "templatefile" => return template_file(args, span, scope),
        "templatestring" => return template_string(args, span, scope),
        _ => {}
    }
    let context = functions::Context {
        files: &scope.evaluator.paths,
    };
    let result = functions::call(name, args, span, &context).map_err(|error| {
        let at = error
            .argument
            .and_then(|position| call.args.get(position))
            .map_or(call.name_span, |arg| arg.span);
        Failure::new(format!("{}: {}", call.name, error.message), at).because_of_file(error.file)
    })?;
    let budget = &scope.evaluator.budget;
    Ok(if budget.spend_on(&result) {
        result
    } else {
        budget.exceeded("steps", span)
    })
}

/// The first argument that evaluates without an error. One that waits for a deployment may still turn out
/// to be in error once it is known, so that it is only what is possible.
fn attempt(call: &Call, expr: &Expr, scope: &Scope) -> Outcome {
    let mut failure = None;
    for arg in &call.args {
        match evaluate(arg, scope) {
            Ok(value) => return Ok(perhaps(value.used_at(expr.span))),
            Err(error) if error.is_static => return Err(error),
            Err(error) => failure = Some(error),
        }
    }
    let reason = failure.map_or_else(String::new, |failure| format!(": {}", failure.message));
    Err(Failure::new(
        format!("try: no argument evaluates without an error{reason}"),
        expr.span,
    ))
}

/// A value as what is possible, when any part of it waits for a deployment.
fn perhaps(value: Value) -> Value {
    let Some(waiting) = first_waiting(&value) else {
        return value;
    };
    let mut unknown = Unknown {
        presence: Presence::Open,
        ..Unknown::new(waiting.reason.clone(), waiting.at)
    };
    match &value.data {
        Data::Unknown(known) => {
            unknown.candidates.clone_from(&known.candidates);
            unknown.presence = known.presence.min(Presence::Presumed);
            unknown.document.clone_from(&known.document);
            unknown.prefix.clone_from(&known.prefix);
        }
        _ => {
            unknown.presence = Presence::Presumed;
            unknown.candidates.push(value.clone());
        }
    }
    let possible = Value::new(Data::Unknown(Arc::new(unknown)), value.origin.span);
    typed(possible.made_from([&value]), &Type::Any)
}

fn first_waiting(value: &Value) -> Option<&Unknown> {
    match &value.data {
        Data::Unknown(unknown) => unknown.waits_for_deployment().then_some(&**unknown),
        Data::List(_, items) => items.iter().find_map(first_waiting),
        Data::Map(_, members) => members.values().find_map(first_waiting),
        _ => None,
    }
}

fn succeeds(call: &Call, expr: &Expr, scope: &Scope) -> Outcome {
    let [arg] = call.args.as_slice() else {
        return Err(Failure::new("can: one argument expected", expr.span));
    };
    match evaluate(arg, scope) {
        Ok(value) => match first_unknown(&value) {
            Some(unknown) => Ok(typed(opaque_of(unknown, expr.span), &Type::Bool)),
            None => Ok(Value::new(Data::Bool(true), expr.span)),
        },
        Err(failure) if failure.is_static => Err(failure),
        Err(_) => Ok(Value::new(Data::Bool(false), expr.span)),
    }
}

fn template_file(args: &[Value], span: Span, scope: &Scope) -> Outcome {
    let [path, variables] = args else {
        return Err(Failure::new(
            "templatefile: a path and an object of variables expected",
            span,
        ));
    };
    if path.as_unknown().is_some() {
        return Ok(opaque_of(path, span));
    }
    let Some(path_text) = path.as_str() else {
        return Err(Failure::new(
            "templatefile: the path must be a string",
            path.origin.span,
        ));
    };
    match scope.evaluator.paths.template(path_text) {
        Ok(template) => {
            rendered(&template, variables, span, scope).map(|value| value.made_from(args))
        }
        Err(functions::FileError::NotFound) => Err(Failure::new(
            format!("templatefile: there is no file at {path_text}"),
            span,
        )
        .because_of_file(Some(path_text.into()))),
        Err(_) => Ok(Value::unknown(Reason::File(path_text.into()), span)),
    }
}

fn template_string(args: &[Value], span: Span, scope: &Scope) -> Outcome {
    let [template, variables] = args else {
        return Err(Failure::new(
            "templatestring: a template and an object of variables expected",
            span,
        ));
    };
    if template.as_unknown().is_some() {
        return Ok(opaque_of(template, span));
    }
    let Some(text) = template.as_str() else {
        return Err(Failure::new(
            "templatestring: the template must be a string",
            span,
        ));
    };
    rendered(text, variables, span, scope).map(|value| value.made_from(args))
}

/// The value of a template in which the members of `variables` are the only names: a text, or whatever its
/// sole interpolation gives.
pub(crate) fn rendered(template: &str, variables: &Value, span: Span, scope: &Scope) -> Outcome {
    if scope.template_depth >= TEMPLATE_DEPTH {
        return Ok(scope
            .evaluator
            .budget
            .exceeded("templates within templates", span));
    }
    let members: &Map = match &variables.data {
        Data::Map(_, members) => members,
        Data::Unknown(_) => return Ok(opaque_of(variables, span)),
        _ => {
            return Err(Failure::new(
                "the variables of a template must be an object",
                variables.origin.span,
            ));
        }
    };
    let frame = Frame {
        names: Names::Members(members),
        outer: None,
    };
    let scope = Scope {
        frame: Some(&frame),
        closed: true,
        template_depth: scope.template_depth + 1,
        ..*scope
    };
    // No file of the report holds the template, so that its parts have no place.
    let template = parse::template(Span::NOWHERE.source, template, 0)
        .map_err(|problem| Failure::new(format!("the template: {}", problem.message.en), span))?;
    match evaluate(&template, &scope) {
        Ok(value) => Ok(value.used_at(span)),
        Err(failure) => Err(Failure::new(failure.message, span).because_of_file(failure.file)),
    }
}
