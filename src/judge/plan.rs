//! What to ask of which resources: rules, packs and parameters, prepared once per run.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::finding::RequirementRef;
use super::index::{glob_matches, is_glob};
use super::profile::{ClassValue, Profile, Profiles};
use crate::model::ResourceMode;
use crate::policy::definition::{
    Library, Pack, Parameter, Rule, RuleUse, Selector, Severity, TypeDefinition,
};
use crate::text::Text;

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
    /// The values among them that a class of data sets.
    pub(crate) by_class: Vec<&'a ClassValue>,
}

/// What to ask of each resource: the same rules in the same order, with the parameters of its classes.
pub(crate) struct Plans<'a> {
    profiles: &'a Profiles,
    /// By number of the profile.
    plans: Vec<Vec<PlannedRule<'a>>>,
}

impl<'a> Plans<'a> {
    pub(crate) fn new(
        library: &'a Library,
        packs: &[&'a Pack],
        profiles: &'a Profiles,
        keep: impl Fn(&Rule) -> bool,
    ) -> Self {
        let plans = profiles.all().iter().map(|profile| {
            let mut planned = plan(library, packs, profile);
            planned.retain(|planned| keep(planned.rule));
            planned
        });
        Plans {
            profiles,
            plans: plans.collect(),
        }
    }

    /// All plans, in the order of the profiles; the first is that of the resources in no class.
    pub(crate) fn all(&self) -> &[Vec<PlannedRule<'a>>] {
        &self.plans
    }

    /// What is asked of resources in no class.
    pub(crate) fn general(&self) -> &[PlannedRule<'a>] {
        self.plans.first().map_or(&[], Vec::as_slice)
    }

    /// The number of the plan for a resource.
    pub(crate) fn number(&self, owner: usize) -> usize {
        self.profiles.number(owner)
    }

    /// What is asked of a resource.
    pub(crate) fn of(&self, owner: usize) -> &[PlannedRule<'a>] {
        let plan = self.plans.get(self.number(owner));
        plan.map_or_else(|| self.general(), Vec::as_slice)
    }

    /// The question that is open, when it is not known which class counts for a resource.
    pub(crate) fn doubt(&self, owner: usize) -> Option<&'a Text> {
        let profile = self.profiles.all().get(self.number(owner))?;
        profile.doubt.as_ref()
    }
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
fn plan<'a>(
    library: &'a Library,
    packs: &[&'a Pack],
    profile: &'a Profile,
) -> Vec<PlannedRule<'a>> {
    let mut planned = Vec::new();
    for rule in library.rules.values() {
        let names = rule.parameters();
        let mut bindings: Vec<Binding<'a>> = Vec::new();
        let variants = profile.variants.iter();
        for (variant, &pack) in variants.flat_map(|one| packs.iter().map(move |pack| (one, pack))) {
            let Some(rule_use) = pack.rules.get(&rule.name) else {
                continue;
            };
            let mut parameters: Parameters<'a> = Parameters::default();
            let mut by_class = Vec::new();
            for (name, _) in &names {
                let Some((name, value)) = pack.parameters.get_key_value(*name) else {
                    continue;
                };
                let set = variant
                    .iter()
                    .find(|set| *set.pack == *pack.name && *set.name == **name);
                let value = set.map_or(value, |set| &set.parameter);
                if parameters.insert(name, value).is_none() {
                    by_class.extend(set);
                }
            }
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
                Some(binding) => {
                    if binding
                        .packs
                        .iter()
                        .all(|(known, _)| known.name != pack.name)
                    {
                        binding.packs.push((pack, rule_use));
                    }
                    binding.by_class.extend(by_class);
                }
                None => bindings.push(Binding {
                    parameters,
                    packs: vec![(pack, rule_use)],
                    requirements: Vec::new(),
                    by_class,
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
