//! What to ask of which resources: rules, packs and parameters, prepared once per run.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::finding::RequirementRef;
use super::index::{glob_matches, is_glob};
use crate::model::ResourceMode;
use crate::policy::definition::{
    Library, Pack, Parameter, Rule, RuleUse, Selector, Severity, TypeDefinition,
};

/// The values of the parameters that a rule uses.
pub(crate) type Parameters<'a> = FxHashMap<&'a str, &'a Parameter>;

/// A rule with the packs that ask for it, grouped by what they set.
#[derive(Debug)]
pub(crate) struct PlannedRule<'a> {
    pub(crate) rule: &'a Rule,
    /// The rule's name, to be shared by its findings.
    pub(crate) name: Arc<str>,
    pub(crate) bindings: Vec<Binding<'a>>,
}

/// One set of parameter values, and the packs that have it.
#[derive(Debug)]
pub(crate) struct Binding<'a> {
    pub(crate) parameters: Parameters<'a>,
    pub(crate) packs: Vec<(&'a Pack, &'a RuleUse)>,
    /// What those packs require by the rule, in their order.
    pub(crate) requirements: Vec<RequirementRef>,
}

impl Binding<'_> {
    /// The gravest severity among the packs.
    pub(crate) fn severity(&self, rule: &Rule) -> Severity {
        let severities = self
            .packs
            .iter()
            .map(|(_, rule_use)| rule_use.severity.unwrap_or(rule.severity));
        severities.max().unwrap_or(rule.severity)
    }
}

/// The rules that at least one of `packs` asks for, in the order of the library.
pub(crate) fn plan<'a>(library: &'a Library, packs: &[&'a Pack]) -> Vec<PlannedRule<'a>> {
    let mut planned = Vec::new();
    for rule in library.rules.values() {
        let names = rule.parameters();
        let mut bindings: Vec<Binding<'a>> = Vec::new();
        for &pack in packs {
            let Some(rule_use) = pack.rules.get(&rule.name) else {
                continue;
            };
            let parameters: Parameters<'a> = names
                .iter()
                .filter_map(|(name, _)| pack.parameters.get_key_value(*name))
                .map(|(name, value)| (name.as_str(), value))
                .collect();
            let same = |binding: &&mut Binding<'a>| {
                binding.parameters.len() == parameters.len()
                    && parameters.iter().all(|(name, parameter)| {
                        binding
                            .parameters
                            .get(name)
                            .is_some_and(|other| other.value == parameter.value)
                    })
            };
            match bindings.iter_mut().find(same) {
                Some(binding) => binding.packs.push((pack, rule_use)),
                None => bindings.push(Binding {
                    parameters,
                    packs: vec![(pack, rule_use)],
                    requirements: Vec::new(),
                }),
            }
        }
        for binding in &mut bindings {
            binding.requirements = requirements(&binding.packs);
        }
        if !bindings.is_empty() {
            let name = rule.name.as_str().into();
            planned.push(PlannedRule {
                rule,
                name,
                bindings,
            });
        }
    }
    planned
}

fn requirements(packs: &[(&Pack, &RuleUse)]) -> Vec<RequirementRef> {
    let mut requirements = Vec::new();
    for (pack, rule_use) in packs {
        let name: Arc<str> = pack.name.as_str().into();
        let mut ids: Vec<&String> = rule_use.requirements.keys().collect();
        // In the order of the text, which is that of the pack.
        ids.sort_by_key(|id| pack.requirements.get_index_of(*id));
        requirements.extend(ids.into_iter().map(|id| RequirementRef {
            pack: Arc::clone(&name),
            id: id.as_str().into(),
        }));
    }
    requirements
}

/// Whether a check concerns the resources of a type declared in a mode.
pub(crate) fn selects(
    selector: &Selector,
    kind: &str,
    mode: ResourceMode,
    definition: Option<&TypeDefinition>,
) -> bool {
    let mode_fits = match selector.mode.as_deref() {
        None => mode != ResourceMode::Data,
        Some("managed") => mode == ResourceMode::Managed,
        Some("data") => mode == ResourceMode::Data,
        Some(_) => mode == ResourceMode::Setting,
    };
    let type_fits = selector.types.is_empty()
        || selector
            .types
            .iter()
            .any(|pattern| pattern == kind || (is_glob(pattern) && glob_matches(pattern, kind)));
    let trait_fits = selector.traits.is_empty()
        || definition.is_some_and(|definition| {
            selector
                .traits
                .iter()
                .any(|name| definition.traits.contains(name))
        });
    let facet_fits = selector.facets.is_empty()
        || definition.is_some_and(|definition| {
            selector
                .facets
                .iter()
                .any(|name| definition.facets.contains_key(name))
        });
    mode_fits && type_fits && trait_fits && facet_fits
}
