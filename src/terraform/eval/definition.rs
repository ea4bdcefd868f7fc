//! Variables, local values and outputs.

use std::sync::Arc;

use super::Evaluator;
use super::expression::{evaluate, evaluate_or_report};
use super::failure::Failure;
use super::instance::{Caller, ModuleInstance};
use super::scope::Scope;
use crate::model::{Data, Diagnostic, Gravity, Presence, Reason, Span, Text, Unknown, Value};
use crate::terraform::ast::Expr;
use crate::terraform::module::Variable;
use crate::terraform::types::{Type, TypeError, convert, parse_type};

impl Evaluator<'_> {
    /// The value of a variable, by its position among the variables of the module.
    pub(super) fn variable(&self, instance: &ModuleInstance, index: usize) -> Value {
        let Some((name, declaration)) = instance.module.variables.get_index(index) else {
            return missing_definition();
        };
        self.once(
            &instance.variables[index],
            || (instance.absolute(&declaration.label), declaration.header),
            Self::cyclic_value,
            || self.variable_value(instance, name, declaration),
        )
    }

    /// The value of a local value, by its position.
    pub(super) fn local(&self, instance: &ModuleInstance, index: usize) -> Value {
        let Some((_, declaration)) = instance.module.locals.get_index(index) else {
            return missing_definition();
        };
        self.once(
            &instance.locals[index],
            || (instance.absolute(&declaration.label), declaration.name_span),
            Self::cyclic_value,
            || {
                let scope = Scope::of_module(self, instance);
                evaluate_or_report(&declaration.value, &scope, &declaration.label)
                    .defined_as(Arc::clone(&declaration.label))
            },
        )
    }

    /// The value of an output, by its position.
    pub(super) fn output(&self, instance: &ModuleInstance, index: usize) -> Value {
        let Some((name, declaration)) = instance.module.outputs.get_index(index) else {
            return missing_definition();
        };
        self.once(
            &instance.outputs[index],
            || (instance.absolute(&declaration.label), declaration.header),
            Self::cyclic_value,
            || {
                let scope = Scope::of_module(self, instance);
                let value = match &declaration.value {
                    Some(expr) => evaluate_or_report(expr, &scope, &declaration.label),
                    None => Value::null(declaration.header),
                };
                let value = value.defined_as(format!("{}.{name}", instance.name).into());
                if declaration.sensitive {
                    value.marked_sensitive()
                } else {
                    value
                }
            },
        )
    }

    fn variable_value(
        &self,
        instance: &ModuleInstance,
        name: &str,
        declaration: &Variable,
    ) -> Value {
        let ty = self.variable_type(instance, declaration);
        match self.given_value(instance, name, declaration, ty) {
            Some(value) if !value.is_null() || declaration.nullable => {
                finished(self.conformed(value, ty, declaration), declaration)
            }
            _ => match &declaration.default {
                Some(default) => self.default_value(instance, declaration, default, ty),
                None => finished(self.not_given(instance, name, declaration), declaration),
            },
        }
    }

    /// The default of a variable, which is the same for all instances of its module.
    fn default_value(
        &self,
        instance: &ModuleInstance,
        declaration: &Variable,
        default: &Expr,
        ty: Option<&Type>,
    ) -> Value {
        if let Some(known) = declaration.default_value.get() {
            return known.clone();
        }
        let scope = Scope {
            closed: true,
            ..Scope::of_module(self, instance)
        };
        let value = evaluate_or_report(default, &scope, &declaration.label);
        let value = finished(self.conformed(value, ty, declaration), declaration);
        // Errors are told by every root that meets them.
        if value.is_wholly_known() {
            declaration.default_value.get_or_init(|| value.clone());
        }
        value
    }

    /// What the caller or the user says, not yet converted.
    fn given_value(
        &self,
        instance: &ModuleInstance,
        name: &str,
        declaration: &Variable,
        ty: Option<&Type>,
    ) -> Option<Value> {
        match &instance.caller {
            Caller::User(given) => {
                let scope = Scope {
                    closed: true,
                    ..Scope::of_module(self, instance)
                };
                let expr = given.expression(name, ty)?;
                Some(if given.is_text(name) {
                    self.given_text(&expr, &scope, ty, declaration)
                } else {
                    evaluate_or_report(&expr, &scope, &declaration.label)
                })
            }
            Caller::Module {
                parent,
                call,
                repetition,
            } => {
                let parent = self.instance(*parent);
                let argument = parent.module.calls.get(call)?.arguments.get(name)?;
                let scope = Scope::of_repetition(self, &parent, repetition);
                Some(evaluate_or_report(&argument.value, &scope, &instance.name))
            }
        }
    }

    /// The value of a text that stands in no file: one that does not fit is a fault of the call.
    fn given_text(
        &self,
        expr: &Expr,
        scope: &Scope,
        ty: Option<&Type>,
        declaration: &Variable,
    ) -> Value {
        let fitting = evaluate(expr, scope).and_then(|value| match ty {
            Some(ty) => {
                convert(&value, ty).map_err(|error| Failure::new(error.to_string(), Span::NOWHERE))
            }
            None => Ok(value),
        });
        fitting.unwrap_or_else(|failure| {
            let (label, message) = (&declaration.label, &failure.message);
            self.report(Diagnostic::at(
                Gravity::Error,
                "bad-variable",
                Span::NOWHERE,
                Text::new(
                    format!(
                        "the value given to `{label}` on the command line or in the environment does not fit: {message}; it counts as unknown"
                    ),
                    format!(
                        "la valeur donnée à `{label}` sur la ligne de commande ou dans l'environnement ne convient pas : {message} ; elle est tenue pour inconnue"
                    ),
                ),
            ));
            failure.to_value(declaration.header)
        })
    }

    fn not_given(&self, instance: &ModuleInstance, name: &str, declaration: &Variable) -> Value {
        if matches!(instance.caller, Caller::Module { .. }) {
            self.report(
                Diagnostic::at(
                    Gravity::Warning,
                    "missing-argument",
                    instance.call_span(),
                    Text::new(
                        format!(
                            "`{}` does not give `{name}`, which has no default",
                            instance.name
                        ),
                        format!(
                            "`{}` ne donne pas `{name}`, qui n'a pas de valeur par défaut",
                            instance.name
                        ),
                    ),
                )
                .label(
                    declaration.header,
                    Text::new("declared here", "déclaré ici"),
                ),
            );
        }
        let unknown = Unknown {
            presence: Presence::certain_if(!declaration.nullable),
            ..Unknown::new(Reason::Variable(name.into()), declaration.header)
        };
        Value::new(Data::Unknown(Arc::new(unknown)), declaration.header)
    }

    fn conformed(&self, value: Value, ty: Option<&Type>, declaration: &Variable) -> Value {
        let Some(ty) = ty else { return value };
        match convert(&value, ty) {
            Ok(value) => value,
            Err(error) => {
                let span = if error.span.is_nowhere() {
                    declaration.header
                } else {
                    error.span
                };
                let failure = Failure::new(
                    format!("the value does not have the declared type: {error}"),
                    span,
                );
                self.report_failure(&failure, &declaration.label);
                failure.to_value(value.origin.span)
            }
        }
    }

    fn variable_type<'d>(
        &self,
        instance: &ModuleInstance,
        declaration: &'d Variable,
    ) -> Option<&'d Type> {
        let constraint = declaration.constraint.as_ref()?;
        let parsed = declaration.parsed_type.get_or_init(|| {
            let scope = Scope {
                closed: true,
                ..Scope::of_module(self, instance)
            };
            parse_type(constraint, &mut |default| match evaluate(default, &scope) {
                Ok(value) => value,
                Err(failure) => failure.to_value(default.span),
            })
        });
        match parsed {
            Ok(ty) => Some(ty),
            Err(TypeError { span, message }) => {
                self.report_failure(&Failure::new(message.as_str(), *span), &declaration.label);
                None
            }
        }
    }
}

/// The value of a variable with the variable in its history.
fn finished(value: Value, declaration: &Variable) -> Value {
    let value = if value.origin.span.is_nowhere() {
        // Nothing in a file gives the value; its declaration is the nearest place to point at.
        value.used_at(declaration.header)
    } else {
        value
    };
    let value = value.defined_as(Arc::clone(&declaration.label));
    if declaration.sensitive {
        value.marked_sensitive()
    } else {
        value
    }
}

fn missing_definition() -> Value {
    Value::unknown(
        Reason::Unsupported("a definition that is not there".into()),
        Span::NOWHERE,
    )
}
