//! The walk over a root that evaluates every resource of every module instance.

use std::rc::Rc;
use std::sync::Arc;

use super::block::{body, members};
use super::function::rendered;
use super::instance::{Child, Expansion, InstanceId, ModuleInstance, ResourceInstance};
use super::lifecycle::lifecycle;
use super::repeat::{Keys, key_suffix, repeat};
use super::resource_reference::dependencies;
use super::scope::Scope;
use super::{Evaluator, Output};
use crate::model::{Data, MapKind, ProviderInstance, Resource, ResourceMode, Value};
use crate::terraform::ast::Block;
use crate::terraform::data::{self, DataSource};
use crate::terraform::functions;
use crate::terraform::module::ResourceBlock;

/// All resources of a root: the root module first, then the modules it calls in the order of the calls,
/// each before the modules that it calls itself.
pub(super) fn collect(evaluator: &Evaluator) -> Vec<Resource> {
    let mut resources = Vec::new();
    // The next instance to visit is the last.
    let mut pending = vec![InstanceId(0)];
    while let Some(id) = pending.pop() {
        let instance = evaluator.instance(id);
        settings(evaluator, &instance, &mut resources);
        for index in 0..instance.module.resources.len() {
            declared(evaluator, &instance, index, &mut resources);
        }
        read_all(evaluator, &instance);
        let mut children = Vec::new();
        for index in 0..instance.module.calls.len() {
            let expansion = evaluator.children(&instance, index);
            children.extend(expansion.instances.iter().filter_map(|child| match child {
                Child::Instance(id) => Some(*id),
                Child::Missing(_) => None,
            }));
        }
        pending.extend(children.into_iter().rev());
    }
    resources
}

/// The outputs of the root module.
pub(super) fn root_outputs(evaluator: &Evaluator) -> Vec<Output> {
    let instance = evaluator.instance(InstanceId(0));
    let names = instance.module.outputs.keys().enumerate();
    names
        .map(|(index, name)| Output {
            root: Arc::clone(&evaluator.root),
            name: Arc::clone(name),
            value: evaluator.output(&instance, index),
        })
        .collect()
}

/// Evaluates what no resource reads, so that errors in it are reported all the same.
fn read_all(evaluator: &Evaluator, instance: &ModuleInstance) {
    for index in 0..instance.module.variables.len() {
        evaluator.variable(instance, index);
    }
    for index in 0..instance.module.locals.len() {
        evaluator.local(instance, index);
    }
    for index in 0..instance.module.outputs.len() {
        evaluator.output(instance, index);
    }
}

impl Evaluator<'_> {
    /// The instances of a resource, by its position among the resources of the module.
    pub(super) fn resource_expansion(
        &self,
        instance: &ModuleInstance,
        index: usize,
    ) -> Rc<Expansion<ResourceInstance>> {
        let nothing = || {
            Rc::new(Expansion {
                keys: Keys::Once,
                instances: Vec::new(),
            })
        };
        let Some((_, block)) = instance.module.resources.get_index(index) else {
            return nothing();
        };
        self.once(
            &instance.resources[index],
            || (instance.absolute(&block.address), block.header),
            |reason, span| {
                Rc::new(Expansion {
                    keys: Keys::Symbolic(Arc::new(crate::model::Unknown::new(reason, span))),
                    instances: Vec::new(),
                })
            },
            || {
                let address = instance.absolute(&block.address);
                let repeated = repeat(&block.repeat, &Scope::of_module(self, instance), &address);
                let instances =
                    repeated
                        .repetitions
                        .into_iter()
                        .map(|repetition| ResourceInstance {
                            address: match key_suffix(&repetition) {
                                suffix if suffix.is_empty() => Arc::clone(&address),
                                suffix => format!("{address}{suffix}").into(),
                            },
                            repetition,
                            body: super::instance::Memo::default(),
                        });
                Rc::new(Expansion {
                    instances: instances.collect(),
                    keys: repeated.keys,
                })
            },
        )
    }

    /// The body of an instance of a resource.
    pub(super) fn resource_body(
        &self,
        instance: &ModuleInstance,
        index: usize,
        expansion: &Expansion<ResourceInstance>,
        position: usize,
    ) -> Value {
        let (Some((_, block)), Some(resource)) = (
            instance.module.resources.get_index(index),
            expansion.instances.get(position),
        ) else {
            return Value::null(instance.call_span());
        };
        self.once(
            &resource.body,
            || (Arc::clone(&resource.address), block.header),
            Self::cyclic_value,
            || {
                if position > 0 && !block.varies {
                    return self.resource_body(instance, index, expansion, 0);
                }
                self.evaluate_body(instance, block, resource)
            },
        )
    }

    fn evaluate_body(
        &self,
        instance: &ModuleInstance,
        block: &ResourceBlock,
        resource: &ResourceInstance,
    ) -> Value {
        let scope = Scope::of_repetition(self, instance, &resource.repetition);
        let mut members = members(&block.body, &scope, &resource.address);
        if let Some(block) = &block.lifecycle {
            members.insert(
                "lifecycle".into(),
                lifecycle(block, &scope, &resource.address),
            );
        }
        if block.mode == ResourceMode::Data {
            let computed = data::computed(
                &block.kind,
                &DataSource {
                    config: &members,
                    header: block.header,
                    provider: &|| self.resource_provider(instance, block, resource),
                    render: &|template, variables| {
                        rendered(template, variables, block.header, &scope)
                            .unwrap_or_else(|failure| failure.to_value(block.header))
                    },
                    call: &|name, argument| {
                        let context = functions::Context { files: &self.paths };
                        let arguments = [argument.clone()];
                        functions::call(name, &arguments, block.header, &context).ok()
                    },
                },
            );
            members.extend(computed);
        }
        Value::new(Data::Map(MapKind::Block, Arc::new(members)), block.header)
    }

    fn resource_provider(
        &self,
        instance: &ModuleInstance,
        block: &ResourceBlock,
        resource: &ResourceInstance,
    ) -> Arc<ProviderInstance> {
        let repetition = &resource.repetition;
        self.provider_of(
            instance,
            &block.kind,
            block.provider.as_deref(),
            repetition,
            block.header,
        )
    }
}

fn declared(
    evaluator: &Evaluator,
    instance: &ModuleInstance,
    index: usize,
    resources: &mut Vec<Resource>,
) {
    let Some((_, block)) = instance.module.resources.get_index(index) else {
        return;
    };
    let expansion = evaluator.resource_expansion(instance, index);
    let symbolic = instance.symbolic || matches!(expansion.keys, Keys::Symbolic(_));
    let depends_on = block
        .depends_on
        .as_deref()
        .map(|expr| dependencies(instance, expr))
        .unwrap_or_default();
    for (position, resource) in expansion.instances.iter().enumerate() {
        resources.push(Resource {
            root: Arc::clone(&evaluator.root),
            address: Arc::clone(&resource.address),
            kind: Arc::clone(&block.kind),
            mode: block.mode,
            provider: Some(evaluator.resource_provider(instance, block, resource)),
            body: evaluator.resource_body(instance, index, &expansion, position),
            span: block.header,
            calls: Arc::clone(&instance.calls),
            depends_on: depends_on.clone(),
            symbolic,
        });
    }
}

/// The settings of the tool itself: where the state is kept, and the provider blocks.
fn settings(evaluator: &Evaluator, instance: &ModuleInstance, resources: &mut Vec<Resource>) {
    // Terraform reads these settings in the root module only.
    if instance.calls.is_empty() {
        for block in &instance.module.settings {
            resources.push(state_setting(evaluator, instance, block));
        }
    }
    for provider in evaluator.configured_providers(instance) {
        let local_name = provider.name.split(['.', '[']).next().unwrap_or_default();
        resources.push(Resource {
            root: Arc::clone(&evaluator.root),
            address: instance.absolute(&format!("provider.{}", provider.name)),
            kind: format!("provider.{local_name}").into(),
            mode: ResourceMode::Setting,
            body: provider.config.clone(),
            span: provider.span,
            provider: Some(provider),
            calls: Arc::clone(&instance.calls),
            depends_on: Vec::new(),
            symbolic: instance.symbolic,
        });
    }
}

fn state_setting(evaluator: &Evaluator, instance: &ModuleInstance, block: &Block) -> Resource {
    let address: Arc<str> = match block.labels.first() {
        Some(label) => format!("terraform.{}.{}", block.kind, label.text).into(),
        None => format!("terraform.{}", block.kind).into(),
    };
    Resource {
        root: Arc::clone(&evaluator.root),
        address: Arc::clone(&address),
        kind: Arc::clone(&address),
        mode: ResourceMode::Setting,
        provider: None,
        body: body(
            &block.body,
            block.header,
            &Scope::of_module(evaluator, instance),
            &address,
        ),
        span: block.header,
        calls: Arc::from([]),
        depends_on: Vec::new(),
        symbolic: false,
    }
}
