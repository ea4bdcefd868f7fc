//! The configuration part of a plan: what each module declares, found by name.
//!
//! It has no instances: one block stands for all of its own. Expressions are not values here, only the
//! constants and the references in them; local values and `dynamic` blocks are not in it at all.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde_json::value::RawValue;

use super::address::{ModuleStep, block_and_key};
use super::document::{
    BlockJson, CallJson, ConfigurationJson, ModuleJson, OutputJson, ProviderJson, VariableJson,
};

/// All modules of a configuration.
#[derive(Debug)]
pub(super) struct Configuration<'a> {
    /// The root is the first.
    nodes: Vec<ModuleNode<'a>>,
    /// By key, as `provider_config_key` names them, with the text that each was read from.
    pub(super) providers: BTreeMap<Cow<'a, str>, (ProviderJson<'a>, &'a str)>,
}

/// A module as one call of it declares it.
#[derive(Debug, Default)]
pub(super) struct ModuleNode<'a> {
    /// The position of the module that calls it, and what the call passes.
    pub(super) caller: Option<(usize, Call<'a>)>,
    /// The positions of the modules that it calls, by the names of the calls.
    children: FxHashMap<Cow<'a, str>, usize>,
    blocks: FxHashMap<Cow<'a, str>, BlockJson<'a>>,
    pub(super) outputs: BTreeMap<Cow<'a, str>, OutputJson<'a>>,
    pub(super) variables: BTreeMap<Cow<'a, str>, VariableJson<'a>>,
}

/// What a call passes to the module.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) expressions: Option<&'a RawValue>,
    pub(super) for_each: Option<&'a RawValue>,
}

impl<'a> Configuration<'a> {
    /// Puts the configuration in order. What cannot be read of it is left out: the values that it would
    /// explain then stay unexplained.
    pub(super) fn new(json: ConfigurationJson<'a>) -> Self {
        let mut nodes = Vec::new();
        let mut open = vec![(
            None,
            Cow::Borrowed(""),
            json.root_module.unwrap_or_default(),
        )];
        while let Some((caller, name, module)) = open.pop() {
            let position = nodes.len();
            let (node, calls) = ModuleNode::read(caller, module);
            if let Some((parent, _)) = &node.caller {
                let parent: &mut ModuleNode<'a> = &mut nodes[*parent];
                parent.children.insert(name, position);
            }
            nodes.push(node);
            open.extend(calls.into_iter().map(|(name, call)| {
                let passed = Call {
                    expressions: call.expressions,
                    for_each: call.for_each_expression,
                };
                let module = call.module.unwrap_or_default();
                (Some((position, passed)), name, module)
            }));
        }
        let providers = json.provider_config.unwrap_or_default();
        let providers = providers.into_iter().filter_map(|(key, raw)| {
            let provider = serde_json::from_str(raw.get()).ok()?;
            Some((key, (provider, raw.get())))
        });
        Configuration {
            nodes,
            providers: providers.collect(),
        }
    }

    /// The root module.
    pub(super) const ROOT: usize = 0;

    pub(super) fn node(&self, position: usize) -> Option<&ModuleNode<'a>> {
        self.nodes.get(position)
    }

    /// The position of the module that these calls lead to.
    pub(super) fn module(&self, steps: &[ModuleStep<'_>]) -> Option<usize> {
        steps.iter().try_fold(Self::ROOT, |position, step| {
            self.called(position, step.name)
        })
    }

    /// The position of the module that a module calls by a name.
    pub(super) fn called(&self, position: usize, name: &str) -> Option<usize> {
        self.node(position)?.children.get(name).copied()
    }
}

impl<'a> ModuleNode<'a> {
    fn read(
        caller: Option<(usize, Call<'a>)>,
        module: ModuleJson<'a>,
    ) -> (Self, BTreeMap<Cow<'a, str>, CallJson<'a>>) {
        let blocks = module.resources.unwrap_or_default();
        let blocks = blocks.into_iter().filter_map(|raw| {
            let block: BlockJson<'a> = serde_json::from_str(raw.get()).ok()?;
            Some((block.address.clone(), block))
        });
        let node = ModuleNode {
            caller,
            children: FxHashMap::default(),
            blocks: blocks.collect(),
            outputs: module.outputs.unwrap_or_default(),
            variables: module.variables.unwrap_or_default(),
        };
        (node, module.module_calls.unwrap_or_default())
    }

    /// The block of a resource, whose address within the module may have a key.
    pub(super) fn block(&self, local: &str) -> Option<&BlockJson<'a>> {
        self.blocks.get(block_and_key(local).0)
    }
}

#[cfg(test)]
mod tests {
    use super::Configuration;
    use crate::plan::address::Address;
    use crate::plan::document::ConfigurationJson;

    #[test]
    fn modules_are_found_by_the_names_of_their_calls() {
        let text = r#"{"root_module":{"module_calls":{"a":{"module":{"module_calls":{"b":{"module":
            {"resources":[{"address":"t.n","expressions":{}},{"address":5}]}}}}}}}}"#;
        let json: ConfigurationJson<'_> = serde_json::from_str(text).expect("it is JSON");
        let configuration = Configuration::new(json);
        let found = |address: &str| {
            let address = Address::parse(address);
            let node = configuration.node(configuration.module(&address.modules)?)?;
            node.block(address.local)
                .map(|block| block.address.to_string())
        };
        assert_eq!(
            found(r#"module.a["k"].module.b.t.n[3]"#).as_deref(),
            Some("t.n")
        );
        assert_eq!(found("module.a.t.n"), None);
        assert_eq!(found("module.c.t.n"), None);
    }
}
