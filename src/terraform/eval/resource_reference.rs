//! References to resources and data sources.

use std::rc::Rc;
use std::sync::Arc;

use super::access::apply;
use super::expression::evaluate;
use super::failure::{Failure, Outcome};
use super::instance::{Expansion, ModuleInstance, ResourceInstance};
use super::possible::{one_of, opaque};
use super::primitive::{describe, to_index};
use super::reference::{path_label, placed};
use super::repeat::Keys;
use super::scope::Scope;
use super::splat;
use crate::model::{
    Data, ListKind, Map, MapKind, Reason, Reference, ResourceMode, Span, Unknown, Value,
};
use crate::terraform::ast::{Access, Body, Expr, ExprKind};
use crate::terraform::data::builtin::{self, Unset};
use crate::terraform::module::{ResourceBlock, ResourceName, nearest_name};
use crate::terraform::types::{string_of, typed};

/// `type.name` or `data.type.name`, followed by `rest`.
pub(crate) fn resource(name: ResourceName, rest: &[Access], scope: &Scope, span: Span) -> Outcome {
    let instance = scope.instance;
    let Some((index, _, block)) = instance.module.resources.get_full(&name) else {
        return Err(undeclared_resource(name, instance, span));
    };
    let target = Target {
        expansion: scope.evaluator.resource_expansion(instance, index),
        instance,
        index,
        block,
    };
    let value = splat::once(&target.expansion, rest, scope, span, || {
        target.select(rest, scope, span)
    })?;
    Ok(placed(value, span, || path_label(&block.address, rest)))
}

/// The resource that a reference names.
struct Target<'a> {
    expansion: Rc<Expansion<ResourceInstance>>,
    instance: &'a ModuleInstance,
    index: usize,
    block: &'a ResourceBlock,
}

impl Target<'_> {
    fn select(&self, rest: &[Access], scope: &Scope, span: Span) -> Outcome {
        match (&self.expansion.keys, rest) {
            (Keys::Once, _) if self.expansion.instances.is_empty() => {
                apply(Value::null(span), rest, scope, span)
            }
            (Keys::Once, [Access::FullSplat(_) | Access::AttributeSplat(_), ..]) => {
                apply(self.whole(0, scope), rest, scope, span)
            }
            (Keys::Count | Keys::Each(_), [Access::Index(key), rest @ ..]) => {
                let key = evaluate(key, scope)?;
                self.keyed(&key, rest, scope, span)
            }
            (Keys::Count | Keys::Each(_), [Access::Attribute(..), ..]) => {
                Err(Failure::before_evaluation(
                    format!(
                        "`{}` has several instances, so that an instance key comes first",
                        self.block.address
                    ),
                    span,
                ))
            }
            (Keys::Once, [Access::Index(_), ..]) => Err(Failure::before_evaluation(
                format!(
                    "`{}` has neither `count` nor `for_each`, so that it has no instance keys",
                    self.block.address
                ),
                span,
            )),
            (Keys::Count | Keys::Each(_), _) => apply(self.all(scope, span), rest, scope, span),
            (Keys::Symbolic(unknown), []) => Ok(self.unknown_all(unknown, span)),
            (Keys::Symbolic(unknown), [Access::FullSplat(_) | Access::AttributeSplat(_), ..]) => {
                apply(self.unknown_all(unknown, span), rest, scope, span)
            }
            (Keys::Symbolic(_), [Access::Index(_), rest @ ..])
            | (Keys::Once | Keys::Symbolic(_), rest) => self.read(0, rest, scope, span),
        }
    }

    /// The instance of a key, followed by `rest`.
    fn keyed(&self, key: &Value, rest: &[Access], scope: &Scope, span: Span) -> Outcome {
        let address = &self.block.address;
        if let Some(unknown) = key.as_unknown() {
            return self.any(unknown, rest, scope, span);
        }
        let position = match &self.expansion.keys {
            Keys::Each(keys) => match string_of(key) {
                Some(text) => keys.binary_search(&text).ok(),
                None => None,
            },
            _ => to_index(key).filter(|position| *position < self.expansion.instances.len()),
        };
        if let Some(position) = position {
            return self.read(position, rest, scope, span);
        }
        let key =
            string_of(key).map_or_else(|| describe(key).to_owned(), |key| format!("\"{key}\""));
        Err(Failure::new(
            format!("{address} has no instance {key}"),
            span,
        ))
    }

    /// An instance whose key is not known: any of them.
    fn any(&self, unknown: &Unknown, rest: &[Access], scope: &Scope, span: Span) -> Outcome {
        let count = self.expansion.instances.len();
        if (1..=Unknown::MAX_CANDIDATES).contains(&count) {
            let mut values = Vec::with_capacity(count);
            for position in 0..count {
                values.push(self.read(position, rest, scope, span)?);
            }
            return Ok(one_of(unknown, values.iter().cloned(), span).made_from(&values));
        }
        let attribute: Arc<str> = match rest {
            [Access::Attribute(name, _), ..] => Arc::clone(name),
            _ => "".into(),
        };
        Ok(opaque(unknown, span).read_from(reference(
            self.instance.absolute(&self.block.address),
            attribute,
        )))
    }

    /// One instance, followed by `rest`. An attribute that the configuration does not set is not worth
    /// evaluating the rest of the resource for.
    fn read(&self, position: usize, rest: &[Access], scope: &Scope, span: Span) -> Outcome {
        if let ([Access::Attribute(name, _), after @ ..], ResourceMode::Managed) =
            (rest, self.block.mode)
            && !declares(&self.block.body, name)
            && let Some(instance) = self.expansion.instances.get(position)
        {
            let label = format!("{}.{name}", instance.address);
            let value = match builtin::unset_attribute(&self.block.kind, name) {
                Unset::Null => Value::null(span),
                Unset::Computed(presence) => {
                    let mut unknown =
                        Unknown::new(Reason::Computed(label.into()), self.block.header);
                    unknown.presence = presence;
                    let value = Value::new(Data::Unknown(Arc::new(unknown)), span);
                    match builtin::unset_type(&self.block.kind, name) {
                        Some(ty) => typed(value, ty),
                        None => value,
                    }
                }
                Unset::Missing => {
                    return Err(Failure::before_evaluation(
                        format!("`{}` has no attribute `{name}`", self.block.address),
                        span,
                    ));
                }
            };
            let value = value.read_from(reference(Arc::clone(&instance.address), Arc::clone(name)));
            return apply(value, after, scope, span);
        }
        let whole = self.whole(position, scope);
        if let [Access::Attribute(name, _), after @ ..] = rest
            && let Some(null) = whole.as_map().and_then(|body| body.get(name))
            && null.is_null()
            && builtin::unset_attribute(&self.block.kind, name) == Unset::Null
        {
            return apply(null.clone(), after, scope, span);
        }
        apply(whole, rest, scope, span)
    }

    /// One instance as an object, which says what resource it is.
    fn whole(&self, position: usize, scope: &Scope) -> Value {
        let Some(instance) = self.expansion.instances.get(position) else {
            return Value::null(self.block.header);
        };
        let body =
            scope
                .evaluator
                .resource_body(self.instance, self.index, &self.expansion, position);
        body.read_from(reference(Arc::clone(&instance.address), "".into()))
    }

    /// The list or map of all instances.
    fn all(&self, scope: &Scope, span: Span) -> Value {
        let count = self.expansion.instances.len();
        if !scope.evaluator.budget.spend(count) {
            return scope.evaluator.budget.exceeded("steps", span);
        }
        let wholes = (0..count).map(|position| self.whole(position, scope));
        let data = match &self.expansion.keys {
            Keys::Each(keys) => {
                let members: Map = keys.iter().cloned().zip(wholes).collect();
                Data::Map(MapKind::Object, Arc::new(members))
            }
            _ => Data::List(ListKind::Tuple, wholes.collect()),
        };
        Value::new(data, span)
    }

    fn unknown_all(&self, unknown: &Unknown, span: Span) -> Value {
        opaque(unknown, span).read_from(reference(
            self.instance.absolute(&self.block.address),
            "".into(),
        ))
    }
}

fn reference(address: Arc<str>, attribute: Arc<str>) -> Reference {
    Reference { address, attribute }
}

/// Whether a body sets an attribute, or holds blocks, of that name.
fn declares(body: &Body, name: &str) -> bool {
    body.attributes
        .iter()
        .any(|attribute| &*attribute.name == name || &*attribute.name == "dynamic")
        || body.blocks.iter().any(|block| match block.labels.first() {
            Some(label) if &*block.kind == "dynamic" => &*label.text == name,
            _ => &*block.kind == name,
        })
}

fn undeclared_resource(name: ResourceName, instance: &ModuleInstance, span: Span) -> Failure {
    let written = if name.data {
        format!("data.{}.{}", name.kind, name.name)
    } else {
        format!("{}.{}", name.kind, name.name)
    };
    let known = instance
        .module
        .resources
        .values()
        .take(1000)
        .map(|block| &*block.address);
    let hint = nearest_name(&written, known)
        .map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
    Failure::before_evaluation(
        format!("`{written}` is not declared in this module{hint}"),
        span,
    )
}

/// The references of a `depends_on` list.
pub(crate) fn dependencies(instance: &ModuleInstance, expr: &Expr) -> Vec<Reference> {
    let ExprKind::Tuple(items) = &expr.kind else {
        return Vec::new();
    };
    items
        .iter()
        .filter_map(|item| {
            let address = match &item.kind {
                ExprKind::Traversal(base, accesses) => match &base.kind {
                    ExprKind::Variable(name) => path_label(name, accesses),
                    _ => return None,
                },
                // The JSON syntax writes references as texts.
                ExprKind::String(text) => Arc::clone(text),
                _ => return None,
            };
            Some(Reference {
                address: instance.absolute(&address),
                attribute: "".into(),
            })
        })
        .collect()
}
