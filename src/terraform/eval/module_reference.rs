//! References to the outputs of called modules.

use std::rc::Rc;
use std::sync::Arc;

use super::access::apply;
use super::expression::evaluate;
use super::failure::{Failure, Outcome};
use super::instance::{Child, Expansion};
use super::possible::{one_of, opaque, unknown_at};
use super::primitive::{describe, to_index};
use super::reference::{through, undeclared};
use super::repeat::Keys;
use super::scope::Scope;
use super::splat;
use crate::model::{Data, ListKind, Map, MapKind, Reason, Span, Unknown, Value};
use crate::terraform::ast::Access;
use crate::terraform::types::string_of;

/// `module` followed by `accesses`.
pub(crate) fn module(accesses: &[Access], scope: &Scope, span: Span) -> Outcome {
    let [Access::Attribute(name, at), rest @ ..] = accesses else {
        return Err(Failure::new(
            "`module` is followed by the name of a module call",
            span,
        ));
    };
    let calls = &scope.instance.module.calls;
    let Some(index) = calls.get_index_of(name) else {
        return Err(undeclared(
            "module call",
            name,
            *at,
            calls.keys().map(|key| &**key),
        ));
    };
    let called = Called {
        expansion: scope.evaluator.children(scope.instance, index),
        name,
    };
    splat::once(&called.expansion, rest, scope, span, || {
        called.select(rest, scope, span)
    })
}

/// The module call that a reference names.
struct Called<'a> {
    expansion: Rc<Expansion<Child>>,
    name: &'a str,
}

impl Called<'_> {
    fn select(&self, rest: &[Access], scope: &Scope, span: Span) -> Outcome {
        let splat = matches!(rest, [Access::FullSplat(_) | Access::AttributeSplat(_), ..]);
        match (&self.expansion.keys, rest) {
            (Keys::Once, _) if self.expansion.instances.is_empty() => {
                apply(Value::null(span), rest, scope, span)
            }
            (Keys::Once, _) if splat => apply(self.whole(0, scope, span), rest, scope, span),
            (Keys::Count | Keys::Each(_), [Access::Index(key), rest @ ..]) => {
                let key = evaluate(key, scope)?;
                self.keyed(&key, rest, scope, span)
            }
            (Keys::Each(_), [Access::Attribute(key, at), rest @ ..]) => {
                self.keyed(&Value::string(Arc::clone(key), *at), rest, scope, span)
            }
            // One output of all instances does not need the others, which may depend on it.
            (Keys::Count, [Access::FullSplat(at), rest @ ..]) if !rest.is_empty() => {
                self.each(rest, scope, *at)
            }
            (Keys::Count | Keys::Each(_), _) => apply(self.all(scope, span), rest, scope, span),
            (Keys::Symbolic(unknown), []) => Ok(opaque(unknown, span)),
            (Keys::Symbolic(unknown), _) if splat => {
                apply(opaque(unknown, span), rest, scope, span)
            }
            (Keys::Symbolic(_), [Access::Index(_), rest @ ..]) => self.read(0, rest, scope, span),
            (Keys::Once | Keys::Symbolic(_), _) => self.read(0, rest, scope, span),
        }
    }

    fn keyed(&self, key: &Value, rest: &[Access], scope: &Scope, span: Span) -> Outcome {
        let count = self.expansion.instances.len();
        if let Some(unknown) = key.as_unknown() {
            if !(1..=Unknown::MAX_CANDIDATES).contains(&count) {
                return Ok(opaque(unknown, span));
            }
            let mut values = Vec::with_capacity(count);
            for position in 0..count {
                values.push(self.read(position, rest, scope, span)?);
            }
            return Ok(one_of(unknown, values.iter().cloned(), span).made_from(&values));
        }
        let position = match &self.expansion.keys {
            Keys::Each(keys) => string_of(key).and_then(|text| keys.binary_search(&text).ok()),
            _ => to_index(key).filter(|position| *position < count),
        };
        if let Some(position) = position {
            return self.read(position, rest, scope, span);
        }
        let key =
            string_of(key).map_or_else(|| describe(key).to_owned(), |key| format!("\"{key}\""));
        Err(Failure::new(
            format!("module.{} has no instance {key}", self.name),
            span,
        ))
    }

    /// One instance, followed by `rest`.
    fn read(&self, position: usize, rest: &[Access], scope: &Scope, span: Span) -> Outcome {
        let (Some(child), [Access::Attribute(name, at), after @ ..]) =
            (self.expansion.instances.get(position), rest)
        else {
            return apply(self.whole(position, scope, span), rest, scope, span);
        };
        match child {
            Child::Instance(id) => {
                let child = scope.evaluator.instance(*id);
                let Some(index) = child.module.outputs.get_index_of(name) else {
                    let known = child.module.outputs.keys().map(|key| &**key);
                    // What a module gives is looked up as it is evaluated, so that `try` sees it.
                    return Err(Failure {
                        is_static: false,
                        ..undeclared("output", name, *at, known)
                    });
                };
                let value = scope.evaluator.output(&child, index);
                let label = format!("{}.{name}", child.name).into();
                through(value, &label, after, scope, span)
            }
            Child::Missing(value) => {
                let value = match value.as_unknown() {
                    Some(Unknown {
                        reason: Reason::Module(address),
                        at,
                        ..
                    }) => unknown_at(
                        Reason::Module(format!("{address}.{name}").into()),
                        *at,
                        span,
                    ),
                    _ => value.clone().used_at(span),
                };
                apply(value, after, scope, span)
            }
        }
    }

    /// `[*]` followed by `rest`, for each instance.
    fn each(&self, rest: &[Access], scope: &Scope, span: Span) -> Outcome {
        let count = self.expansion.instances.len();
        if !scope.evaluator.budget.spend(count) {
            return Ok(scope.evaluator.budget.exceeded("steps", span));
        }
        let items = (0..count)
            .map(|position| self.read(position, rest, scope, span))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Value::new(Data::List(ListKind::Tuple, items.into()), span))
    }

    /// The object of all outputs of an instance.
    fn whole(&self, position: usize, scope: &Scope, span: Span) -> Value {
        match self.expansion.instances.get(position) {
            Some(Child::Instance(id)) => {
                let child = scope.evaluator.instance(*id);
                let outputs: Map = child
                    .module
                    .outputs
                    .keys()
                    .enumerate()
                    .map(|(index, name)| (Arc::clone(name), scope.evaluator.output(&child, index)))
                    .collect();
                Value::new(Data::Map(MapKind::Object, Arc::new(outputs)), span)
            }
            Some(Child::Missing(value)) => value.clone().used_at(span),
            None => Value::null(span),
        }
    }

    /// The list or map of all instances.
    fn all(&self, scope: &Scope, span: Span) -> Value {
        let wholes =
            (0..self.expansion.instances.len()).map(|position| self.whole(position, scope, span));
        let data = match &self.expansion.keys {
            Keys::Each(keys) => {
                let members: Map = keys.iter().cloned().zip(wholes).collect();
                Data::Map(MapKind::Object, Arc::new(members))
            }
            _ => Data::List(ListKind::Tuple, wholes.collect()),
        };
        Value::new(data, span)
    }
}
