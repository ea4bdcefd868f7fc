//! Which provider configuration a resource uses.
//!
//! A module uses the configurations it holds itself, those its caller passes with `providers = { … }`, and
//! the default (unaliased) ones of its callers, matched by provider source rather than by name.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Evaluator;
use super::block::body;
use super::expression::evaluate;
use super::instance::{Caller, ModuleInstance};
use super::repeat::{Repetition, quoted, repeat};
use super::scope::Scope;
use crate::model::{Data, Map, MapKind, ProviderInstance, Reason, Span, Value};
use crate::terraform::ast::{Access, Expr, ExprKind};
use crate::terraform::module::{ProviderBlock, Repeat, provider_name};
use crate::terraform::types::string_of;

/// The provider configurations of a module instance that were asked for, by name and instance key.
pub(crate) type ProviderMemory = FxHashMap<Arc<str>, Arc<ProviderInstance>>;

/// A provider as a place of the configuration names it.
struct Wanted {
    /// `aws` or `aws.paris`.
    name: Arc<str>,
    /// The instance of a configuration with `for_each`.
    key: Option<Arc<str>>,
}

impl Evaluator<'_> {
    /// The provider of a resource: the one it names, or the default one of its type.
    pub(super) fn provider_of(
        &self,
        instance: &ModuleInstance,
        kind: &str,
        expr: Option<&Expr>,
        repetition: &Repetition,
        header: Span,
    ) -> Arc<ProviderInstance> {
        let scope = Scope::of_repetition(self, instance, repetition);
        let wanted = expr
            .and_then(|expr| wanted(expr, &scope))
            .unwrap_or_else(|| Wanted {
                name: kind.split('_').next().unwrap_or(kind).into(),
                key: None,
            });
        self.provider(instance, &wanted, header)
    }

    /// All configurations that provider blocks of the module make, in source order.
    pub(super) fn configured_providers(
        &self,
        instance: &ModuleInstance,
    ) -> Vec<Arc<ProviderInstance>> {
        let mut configured = Vec::new();
        for (name, block) in &instance.module.providers {
            let Some(for_each) = &block.for_each else {
                let wanted = Wanted {
                    name: Arc::clone(name),
                    key: None,
                };
                configured.push(self.provider(instance, &wanted, block.header));
                continue;
            };
            let scope = Scope::of_module(self, instance);
            let address = instance.absolute(&format!("provider.{name}"));
            for repetition in
                repeat(&Repeat::ForEach(Arc::clone(for_each)), &scope, &address).repetitions
            {
                let key = match &repetition {
                    Repetition::Each { key, .. } => Some(Arc::clone(key)),
                    _ => None,
                };
                let wanted = Wanted {
                    name: Arc::clone(name),
                    key,
                };
                configured.push(self.provider(instance, &wanted, block.header));
            }
        }
        configured
    }

    fn provider(
        &self,
        instance: &ModuleInstance,
        wanted: &Wanted,
        used_at: Span,
    ) -> Arc<ProviderInstance> {
        let memory_key = wanted.label();
        if let Some(known) = instance.providers.borrow().get(&memory_key) {
            return Arc::clone(known);
        }
        // A configuration that depends on itself finds this in its place.
        let cyclic = Value::unknown(
            Reason::Cycle(format!("provider.{memory_key}").into()),
            used_at,
        );
        let placeholder = self.provider_instance(instance, wanted, used_at, cyclic);
        instance
            .providers
            .borrow_mut()
            .insert(Arc::clone(&memory_key), placeholder);
        let found = match instance.module.providers.get(&wanted.name) {
            Some(block) => self.configured(instance, wanted, block),
            None => self.received(instance, wanted, used_at),
        };
        instance
            .providers
            .borrow_mut()
            .insert(memory_key, Arc::clone(&found));
        found
    }

    /// A configuration that the module itself holds.
    fn configured(
        &self,
        instance: &ModuleInstance,
        wanted: &Wanted,
        block: &ProviderBlock,
    ) -> Arc<ProviderInstance> {
        let module_scope = Scope::of_module(self, instance);
        let repetition = match (&block.for_each, &wanted.key) {
            (None, _) => Repetition::Once,
            (Some(expr), Some(key)) => match evaluate(expr, &module_scope)
                .as_ref()
                .map(|value| &value.data)
            {
                Ok(Data::Map(_, members)) => Repetition::Each {
                    key: Arc::clone(key),
                    value: members
                        .get(key)
                        .cloned()
                        .unwrap_or_else(|| Value::null(expr.span)),
                },
                Ok(Data::List(_, _)) => Repetition::Each {
                    key: Arc::clone(key),
                    value: Value::string(Arc::clone(key), expr.span),
                },
                _ => Repetition::UnknownEach(expr.span),
            },
            (Some(expr), None) => Repetition::UnknownEach(expr.span),
        };
        let scope = Scope::of_repetition(self, instance, &repetition);
        let context = instance.absolute(&format!("provider.{}", wanted.label()));
        let config = body(&block.body, block.header, &scope, &context);
        self.provider_instance(instance, wanted, block.header, config)
    }

    /// A configuration that the callers hold; an empty one when no one does.
    fn received(
        &self,
        instance: &ModuleInstance,
        wanted: &Wanted,
        used_at: Span,
    ) -> Arc<ProviderInstance> {
        let unconfigured = || {
            let config = Value::new(Data::Map(MapKind::Block, Arc::new(Map::default())), used_at);
            self.provider_instance(instance, wanted, used_at, config)
        };
        let Caller::Module {
            parent,
            call,
            repetition,
        } = &instance.caller
        else {
            return unconfigured();
        };
        let parent = self.instance(*parent);
        let passed = parent
            .module
            .calls
            .get(call)
            .and_then(|call| call.providers.as_deref());
        if let Some(expr) = passed.and_then(|passed| passed_as(passed, &wanted.name)) {
            let scope = Scope::of_repetition(self, &parent, repetition);
            if let Some(wanted) = self::wanted(expr, &scope) {
                return self.provider(&parent, &wanted, used_at);
            }
        }
        if wanted.name.contains('.') {
            return unconfigured();
        }
        let source = instance.module.provider_source(&wanted.name);
        let same_source = parent
            .module
            .requirements
            .iter()
            .find(|(_, requirement)| requirement.source == source);
        let name = match same_source {
            Some((name, _)) => Arc::clone(name),
            None if parent.module.provider_source(&wanted.name) == source => {
                Arc::clone(&wanted.name)
            }
            // Callers need not state the sources of providers that they do not use themselves.
            None if !parent.module.providers.contains_key(&wanted.name) => Arc::clone(&wanted.name),
            None => return unconfigured(),
        };
        let inherited = self.provider(&parent, &Wanted { name, key: None }, used_at);
        if inherited.source == source {
            inherited
        } else {
            unconfigured()
        }
    }

    fn provider_instance(
        &self,
        instance: &ModuleInstance,
        wanted: &Wanted,
        span: Span,
        config: Value,
    ) -> Arc<ProviderInstance> {
        let local_name = wanted.name.split('.').next().unwrap_or_default();
        let source = instance.module.provider_source(local_name);
        Arc::new(ProviderInstance {
            major: self.majors.get(&source).copied(),
            source,
            name: wanted.label(),
            module: Arc::clone(&instance.address),
            config,
            span,
        })
    }
}

impl Wanted {
    fn label(&self) -> Arc<str> {
        match &self.key {
            Some(key) => format!("{}[{}]", self.name, quoted(key)).into(),
            None => Arc::clone(&self.name),
        }
    }
}

/// What `aws`, `aws.paris` or `aws.by_region[each.key]` names.
fn wanted(expr: &Expr, scope: &Scope) -> Option<Wanted> {
    let name = provider_name(expr)?;
    let key = match &expr.kind {
        ExprKind::Traversal(_, accesses) => match accesses.as_slice() {
            [Access::Attribute(..), Access::Index(key)] => {
                evaluate(key, scope).ok().and_then(|key| string_of(&key))
            }
            _ => None,
        },
        _ => None,
    };
    Some(Wanted { name, key })
}

/// The expression that a `providers` argument passes under a name.
fn passed_as<'e>(providers: &'e Expr, name: &str) -> Option<&'e Expr> {
    match &providers.kind {
        ExprKind::Object(members) => members
            .iter()
            .find(|(key, _)| provider_name(key).is_some_and(|key| *key == *name))
            .map(|(_, value)| value),
        ExprKind::Parenthesis(inner) => passed_as(inner, name),
        _ => None,
    }
}
