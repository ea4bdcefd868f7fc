//! What a name, with the operators after it, refers to.

use std::fmt::Write;
use std::sync::Arc;

use super::access::apply;
use super::failure::{Failure, Outcome};
use super::module_reference::module;
use super::possible::unknown_at;
use super::resource_reference::resource;
use super::scope::Scope;
use crate::model::{Data, Presence, Reason, Span, Unknown, Value};
use crate::terraform::ast::{Access, Expr, ExprKind};
use crate::terraform::functions::Files as _;
use crate::terraform::module::{ResourceName, nearest_name};

/// The value of `base` followed by `accesses`, where `base` is a bare name.
pub(crate) fn resolve(base: &Expr, accesses: &[Access], scope: &Scope, span: Span) -> Outcome {
    let ExprKind::Variable(name) = &base.kind else {
        return Err(Failure::new("a name is expected", base.span));
    };
    if let Some(value) = scope.bound(name) {
        let value = if accesses.is_empty() {
            value.clone()
        } else {
            apply(value.clone(), accesses, scope, span)?
        };
        return Ok(placed(value, span, || path_label(name, accesses)));
    }
    if scope.closed {
        return Err(Failure::new(
            format!("there is no variable `{name}` here"),
            base.span,
        ));
    }
    match &**name {
        "var" => variable(accesses, scope, span),
        "local" => local(accesses, scope, span),
        "each" | "count" => repetition(name, accesses, scope, span),
        "path" => path(accesses, scope, span),
        "terraform" | "tofu" => ambient(name, accesses, scope, span),
        "module" => module(accesses, scope, span),
        "data" => match accesses {
            [
                Access::Attribute(kind, _),
                Access::Attribute(name, _),
                rest @ ..,
            ] => {
                let name = ResourceName {
                    data: true,
                    kind,
                    name,
                };
                resource(name, rest, scope, span)
            }
            _ => Err(Failure::new(
                "`data` is followed by a type and a name",
                span,
            )),
        },
        // The long form of a reference to a managed resource.
        "resource" => match accesses {
            [
                Access::Attribute(kind, _),
                Access::Attribute(name, _),
                rest @ ..,
            ] => managed(kind, name, rest, scope, span),
            _ => Err(Failure::new(
                "`resource` is followed by a type and a name",
                span,
            )),
        },
        "self" => Ok(Value::unknown(Reason::Unsupported("self".into()), span)),
        "ephemeral" => Ok(Value::unknown(
            Reason::DataSource(path_label(name, accesses)),
            span,
        )),
        _ => match accesses {
            [Access::Attribute(resource_name, _), rest @ ..] => {
                managed(name, resource_name, rest, scope, span)
            }
            _ => Err(Failure::new(
                format!(
                    "there is no variable `{name}` here, and a resource is named by its type and its name"
                ),
                base.span,
            )),
        },
    }
}

fn managed(kind: &str, name: &str, rest: &[Access], scope: &Scope, span: Span) -> Outcome {
    let name = ResourceName {
        data: false,
        kind,
        name,
    };
    resource(name, rest, scope, span)
}

/// How a name and its operators are written, as far as they are names and literal keys.
pub(crate) fn path_label(name: &str, accesses: &[Access]) -> Arc<str> {
    let mut label = name.to_owned();
    for access in accesses {
        match access {
            Access::Attribute(name, _) => {
                label.push('.');
                label.push_str(name);
            }
            Access::Index(key) => match &key.kind {
                ExprKind::String(key) => {
                    label.push('[');
                    label.push_str(&super::repeat::quoted(key));
                    label.push(']');
                }
                ExprKind::Number(number) => {
                    let _ = write!(label, "[{number}]");
                }
                _ => break,
            },
            Access::AttributeSplat(_) | Access::FullSplat(_) => break,
        }
    }
    label.into()
}

/// A value read from a named place, used at `span`: where it was written becomes its definition.
pub(crate) fn placed(value: Value, span: Span, label: impl FnOnce() -> Arc<str>) -> Value {
    let written = value.origin.span;
    if written == span || written.is_nowhere() {
        return value.used_at(span);
    }
    value.defined_as(label()).used_at(span)
}

fn variable(accesses: &[Access], scope: &Scope, span: Span) -> Outcome {
    let [Access::Attribute(name, at), rest @ ..] = accesses else {
        return Err(Failure::new(
            "`var` is followed by the name of a variable",
            span,
        ));
    };
    let Some((index, _, declaration)) = scope.instance.module.variables.get_full(name) else {
        let known = scope.instance.module.variables.keys().map(|key| &**key);
        return Err(undeclared("variable", name, *at, known));
    };
    let value = scope.evaluator.variable(scope.instance, index);
    through(value, &declaration.label, rest, scope, span)
}

fn local(accesses: &[Access], scope: &Scope, span: Span) -> Outcome {
    let [Access::Attribute(name, at), rest @ ..] = accesses else {
        return Err(Failure::new(
            "`local` is followed by the name of a local value",
            span,
        ));
    };
    let Some((index, _, declaration)) = scope.instance.module.locals.get_full(name) else {
        let known = scope.instance.module.locals.keys().map(|key| &**key);
        return Err(undeclared("local value", name, *at, known));
    };
    let value = scope.evaluator.local(scope.instance, index);
    through(value, &declaration.label, rest, scope, span)
}

/// The value of a definition, which already tells where it was defined, and the operators after it.
pub(crate) fn through(
    value: Value,
    label: &Arc<str>,
    rest: &[Access],
    scope: &Scope,
    span: Span,
) -> Outcome {
    if rest.is_empty() {
        return Ok(value.used_at(span));
    }
    let history = value.origin.via.clone();
    let value = apply(value, rest, scope, span)?;
    let unchanged = match (&history, &value.origin.via) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        _ => false,
    };
    Ok(if unchanged {
        value.used_at(span)
    } else {
        placed(value, span, || path_label(label, rest))
    })
}

fn repetition(name: &str, accesses: &[Access], scope: &Scope, span: Span) -> Outcome {
    let value = match accesses {
        [Access::Attribute(attribute, _), ..] => scope.repetition.name(name, attribute, span),
        _ => None,
    };
    let Some(value) = value else {
        let block = if name == "each" { "for_each" } else { "count" };
        return Err(Failure::before_evaluation(
            format!("`{name}` has no meaning here: the block has no `{block}`"),
            span,
        ));
    };
    let value = apply(value, &accesses[1..], scope, span)?;
    Ok(placed(value, span, || path_label(name, accesses)))
}

fn path(accesses: &[Access], scope: &Scope, span: Span) -> Outcome {
    let [Access::Attribute(name, _)] = accesses else {
        return Err(Failure::new(
            "`path` is followed by module, root or cwd",
            span,
        ));
    };
    let paths = &scope.evaluator.paths;
    match &**name {
        "module" => Ok(Value::string(
            paths.of_module(&scope.instance.module.directory),
            span,
        )),
        "root" => Ok(Value::string(".", span)),
        // The root module's own directory, where Terraform is run.
        "cwd" => Ok(Value::string(paths.working_directory(), span)),
        other => Err(Failure::before_evaluation(
            format!("there is no `path.{other}`"),
            span,
        )),
    }
}

/// `terraform.workspace`: known when the user names the workspace. Without a name it would be `default` on a
/// fresh checkout, but a configuration that asks for it is deployed in several; so it is unknown.
fn ambient(name: &str, accesses: &[Access], scope: &Scope, span: Span) -> Outcome {
    match accesses {
        [Access::Attribute(attribute, _)] if &**attribute == "workspace" => {
            let Some(workspace) = &scope.evaluator.workspace_name else {
                let unknown = Unknown {
                    presence: Presence::Certain,
                    ..Unknown::new(Reason::Ambient("terraform.workspace".into()), span)
                };
                return Ok(Value::new(Data::Unknown(Arc::new(unknown)), span));
            };
            Ok(Value::string(Arc::clone(workspace), span))
        }
        [Access::Attribute(attribute, _)] if matches!(&**attribute, "applying" | "env") => Ok(
            unknown_at(Reason::Ambient(path_label(name, accesses)), span, span),
        ),
        _ => Err(Failure::before_evaluation(
            format!("`{name}` has only the attribute `workspace`"),
            span,
        )),
    }
}

/// A name that nothing declares, which OpenTofu finds before it evaluates.
pub(crate) fn undeclared<'a>(
    what: &str,
    name: &str,
    at: Span,
    known: impl Iterator<Item = &'a str>,
) -> Failure {
    let hint = nearest_name(name, known.take(1000))
        .map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
    Failure::before_evaluation(
        format!("no {what} named `{name}` is declared in this module{hint}"),
        at,
    )
}
