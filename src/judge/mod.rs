//! The judge: resources and compiled rules in, verdicts with their proof out.
//!
//! It asks every rule that a pack uses of every resource it concerns, in three-valued logic, and
//! keeps for each answer the values and places that prove it. Resources are indexed once by
//! address, type and name, so that no question compares all resources with all. It knows no
//! language, cloud or law: these are in the resources and in the policies.

mod aggregate;
mod begun;
mod condition;
mod conflict;
mod coverage;
mod derive;
mod exists;
mod fact;
mod finding;
mod fingerprint;
mod index;
mod inspect;
mod join;
mod json;
mod link;
mod matcher;
mod name;
mod once;
mod place;
mod plan;
mod profile;
mod pseudo;
mod question;
mod resource;
mod scalar;
mod schema;
mod time;
mod verdict;
pub mod view;
mod walk;
mod wording;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, RwLock};

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

pub use finding::{
    Evidence, Finding, Judgement, LeftOut, Outcome, PackTally, RequirementRef, RuleOff, Subject,
    Tally, Verdict, WaiverState, WaiverUse,
};
pub use inspect::{FacetReading, Reading, inspect};
pub use profile::{ClassValue, Profile, Profiles};
pub use wording::reason_text;

use crate::catalog::{Catalog, LocationOptions};
use crate::model::{Resource, ResourceMode, Value};
use crate::policy::definition::{Check, Library, Pack, TypeDefinition};
use crate::text::Text;
use index::{Member, RootIndex, accounts, glob_matches, is_glob};
use once::{Contender, once_per};
use plan::{Parameters, PlannedRule, Plans, selects};
use resource::Judged;

/// What to judge by.
#[derive(Debug)]
pub struct JudgeOptions<'a> {
    /// The packs whose rules are asked, in the order their requirements are shown.
    pub packs: Vec<&'a Pack>,
    /// Whether findings that pass are kept; they are counted in any case.
    pub keep_passes: bool,
    /// Where the environment may say a region.
    pub location: LocationOptions<'a>,
    /// Positions of the resources that are not judged, in order, and why. They count all the same where
    /// others are judged by them.
    pub left_out: Vec<(usize, Text)>,
    /// The parameters that count for each resource.
    pub profiles: Profiles,
    /// What fingerprints have for the path of a root, that they are the same wherever the run starts; the
    /// path itself for a root that is not here.
    pub identities: FxHashMap<Utf8PathBuf, Utf8PathBuf>,
}

/// Judges `resources` by the packs of `options`; gives the verdicts, and what was left out.
pub fn judge<'a>(
    resources: &'a [Resource],
    library: &'a Library,
    catalog: &'a Catalog<'a>,
    options: &'a JudgeOptions<'a>,
) -> (Judgement, Vec<LeftOut>) {
    let mut judge = Judge::new(resources, library, catalog, &options.location);
    for (position, _) in &options.left_out {
        if let Some(member) = judge.members.get_mut(*position) {
            member.is_left_out = true;
        }
    }
    judge.identities = Some(&options.identities);
    let judge = judge;
    let plans = Plans::new(library, &options.packs, &options.profiles, |_| true);
    let assignments = judge.assign(plans.general());
    let per_root: Vec<JudgedRoot> = judge
        .roots
        .par_iter()
        .map(|root| judge.root(root, &plans, &assignments, options.keep_passes))
        .collect();
    let mut judgement = Judgement {
        unknown_types: judge.unknown_types(library),
        ..Judgement::default()
    };
    let count = per_root.iter().map(|root| root.findings.len()).sum();
    judgement.findings.reserve_exact(count);
    for root in per_root {
        judgement.findings.extend(root.findings);
        judgement.tally.add(root.tally);
        for (requirement, passes) in root.passes {
            let tally = judgement.by_requirement.entry(requirement).or_default();
            tally.pass += passes;
        }
    }
    judgement.contradictions = judge.contradictions();
    let left_out = options.left_out.iter().map(|(position, why)| LeftOut {
        resource: judge.subject(*position),
        why: why.clone(),
    });
    (judgement, left_out.collect())
}

/// How many checks hold by the requirement that asks for them: those that are not among the findings,
/// and those that are.
fn passes(
    plans: &Plans<'_>,
    held: &FxHashMap<Held, usize>,
    findings: &[Finding],
) -> BTreeMap<RequirementRef, usize> {
    let mut passes: BTreeMap<RequirementRef, usize> = BTreeMap::new();
    let mut count = |requirements: &[RequirementRef], times| {
        for requirement in requirements {
            *passes.entry(requirement.clone()).or_default() += times;
        }
    };
    for (held, &times) in held {
        let planned = plans
            .all()
            .get(held.plan)
            .and_then(|plan| plan.get(held.rule));
        let binding = planned.and_then(|planned| planned.bindings.get(held.binding));
        count(binding.map_or(&[], |binding| &binding.requirements), times);
    }
    for finding in findings {
        if finding.verdict == Verdict::Pass {
            count(&finding.requirements, 1);
        }
    }
    passes
}

/// What a rule asks with one set of parameters, by their positions in the plan.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Held {
    plan: usize,
    rule: usize,
    binding: usize,
}

/// What the checks on the resources of one root came to.
struct JudgedRoot {
    findings: Vec<Finding>,
    tally: Tally,
    /// How many checks hold by the requirement that asks for them.
    passes: BTreeMap<RequirementRef, usize>,
}

/// A check, and the position of its rule in the plan.
struct Assignment<'a> {
    rule: usize,
    check: &'a Check,
}

/// The checks that concern each type and mode.
type Assignments<'a> = FxHashMap<(&'a str, ResourceMode), Vec<Assignment<'a>>>;

/// Everything that questions are answered from.
pub(crate) struct Judge<'a> {
    pub(crate) resources: &'a [Resource],
    pub(crate) catalog: &'a Catalog<'a>,
    /// The facets from whose values nothing is shown.
    confidential: FxHashSet<&'a str>,
    pub(crate) members: Vec<Member<'a>>,
    /// How names are compared that say where and whose something is.
    pub(crate) forms: name::Forms,
    roots: Vec<RootIndex<'a>>,
    location_options: &'a LocationOptions<'a>,
    /// See [`JudgeOptions::identities`].
    identities: Option<&'a FxHashMap<Utf8PathBuf, Utf8PathBuf>>,
    regexes: RwLock<FxHashMap<&'a str, Option<Arc<regex::Regex>>>>,
    schemas: schema::Schemas<'a>,
    presences: exists::Presences,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(
        resources: &'a [Resource],
        library: &'a Library,
        catalog: &'a Catalog<'a>,
        location_options: &'a LocationOptions<'a>,
    ) -> Self {
        let (roots, root_of) = RootIndex::build(resources);
        let mut definitions: FxHashMap<&str, Option<&'a TypeDefinition>> = FxHashMap::default();
        let members = resources
            .iter()
            .zip(root_of)
            .zip(accounts(resources))
            .map(|((resource, root), account)| Member {
                root,
                account,
                definition: *definitions
                    .entry(&resource.kind)
                    .or_insert_with(|| definition_of(library, &resource.kind)),
                location: OnceLock::new(),
                operated: OnceLock::new(),
                is_left_out: false,
            })
            .collect();
        let confidential = library
            .facets
            .iter()
            .filter(|(_, facet)| facet.confidential)
            .map(|(name, _)| name.as_str())
            .collect();
        Judge {
            resources,
            catalog,
            confidential,
            members,
            forms: name::Forms::of(library),
            roots,
            location_options,
            identities: None,
            regexes: RwLock::default(),
            schemas: schema::Schemas::default(),
            presences: exists::Presences::default(),
        }
    }

    pub(crate) fn root_of(&self, resource: usize) -> &RootIndex<'a> {
        &self.roots[self.members[resource].root]
    }

    /// The resources in the account of `owner` that bear a name.
    pub(crate) fn named(&self, owner: usize, name: &str) -> &[usize] {
        let account = self.members[owner].account;
        let root = self.root_of(owner);
        root.named(account, name, self.resources, &self.members)
    }

    /// The resources at an address, in the root of `owner`, that bear a name.
    pub(crate) fn bearers(&self, owner: usize, address: &str, name: &str) -> Vec<usize> {
        let root = self.root_of(owner);
        root.bearers(address, name, self.resources, &self.members)
    }

    /// The path of a root as fingerprints have it.
    pub(crate) fn identity<'p>(&self, path: &'p Utf8Path) -> &'p Utf8Path
    where
        'a: 'p,
    {
        let known = self.identities.and_then(|identities| identities.get(path));
        known.map_or(path, |known| known)
    }

    /// Whether the values that a facet is derived from are never shown.
    pub(crate) fn is_confidential(&self, facet: &str) -> bool {
        self.confidential.contains(facet)
    }

    /// A compiled regular expression; none when it is invalid, which the loader has refused.
    pub(crate) fn regex(&self, pattern: &'a str) -> Option<Arc<regex::Regex>> {
        if let Some(known) = self
            .regexes
            .read()
            .ok()
            .and_then(|regexes| regexes.get(pattern).cloned())
        {
            return known;
        }
        let compiled = regex::Regex::new(pattern).ok().map(Arc::new);
        if let Ok(mut regexes) = self.regexes.write() {
            regexes.insert(pattern, compiled.clone());
        }
        compiled
    }

    /// Whether a resource is more than a setting: of two that show the same, the setting is shown.
    pub(crate) fn is_plain(&self, resource: usize) -> bool {
        self.resources[resource].mode != ResourceMode::Setting
    }

    /// Finds once per type and mode which checks concern it.
    fn assign(&self, planned: &[PlannedRule<'a>]) -> Assignments<'a> {
        let mut assignments: Assignments<'a> = FxHashMap::default();
        for (resource, member) in self.resources.iter().zip(&self.members) {
            assignments
                .entry((&resource.kind, resource.mode))
                .or_insert_with(|| {
                    let checks = planned.iter().enumerate().flat_map(|(rule, planned)| {
                        planned
                            .rule
                            .checks
                            .iter()
                            .map(move |check| Assignment { rule, check })
                    });
                    checks
                        .filter(|assignment| {
                            selects(
                                &assignment.check.on,
                                &resource.kind,
                                resource.mode,
                                member.definition,
                            )
                        })
                        .collect()
                });
        }
        assignments
    }

    fn root(
        &self,
        root: &RootIndex<'a>,
        plans: &Plans<'a>,
        assignments: &Assignments<'a>,
        keep_passes: bool,
    ) -> JudgedRoot {
        let planned = plans.general();
        let judged: Vec<Judged<'a>> = root
            .members
            .par_iter()
            .with_min_len(64)
            .map(|&owner| self.resource(owner, plans, assignments, keep_passes))
            .collect();
        let mut tally = Tally::default();
        let mut held: FxHashMap<Held, usize> = FxHashMap::default();
        let mut findings = Vec::new();
        let mut contenders: Vec<Vec<Contender<'a>>> = planned.iter().map(|_| Vec::new()).collect();
        for judged in judged {
            tally.pass += judged.passes;
            for asked in judged.held {
                *held.entry(asked).or_default() += 1;
            }
            findings.extend(judged.findings);
            for contender in judged.contenders {
                contenders[contender.rule].push(contender);
            }
        }
        for (rule, contenders) in planned.iter().zip(contenders) {
            if let (Some(pseudo), Some(binding)) = (&rule.rule.once_per, rule.bindings.first()) {
                let chosen = once_per(self, pseudo, &binding.parameters, contenders);
                let told = chosen
                    .iter()
                    .filter_map(|contender| self.told(contender, plans));
                findings.extend(told);
            }
        }
        for finding in &findings {
            tally.count(finding.verdict);
        }
        let passes = passes(plans, &held, &findings);
        findings.retain(|finding| keep_passes || finding.verdict != Verdict::Pass);
        JudgedRoot {
            findings,
            tally,
            passes,
        }
    }
}

/// The catalogue entry of a type: its own, else the first glob that matches.
fn definition_of<'a>(library: &'a Library, kind: &str) -> Option<&'a TypeDefinition> {
    library.types.get(kind).or_else(|| {
        let mut globs = library.types.iter().filter(|(name, _)| is_glob(name));
        globs
            .find(|(name, _)| glob_matches(name, kind))
            .map(|(_, definition)| definition)
    })
}

/// Looks at one resource, or at a part of its body, with the parameters of some packs.
#[derive(Clone)]
pub(crate) struct Eye<'j, 'a> {
    pub(crate) judge: &'j Judge<'a>,
    /// The resource.
    pub(crate) owner: usize,
    /// Where attribute paths start: its body, a block of it, a JSON document in it.
    pub(crate) body: Value,
    /// How that part is named, when it is not the whole body.
    pub(crate) prefix: Option<Arc<str>>,
    pub(crate) parameters: &'j Parameters<'a>,
    /// How many links led here.
    pub(crate) depth: u8,
}

impl<'j, 'a> Eye<'j, 'a> {
    /// Links are followed this far; real configurations need three or four.
    pub(crate) const MAX_DEPTH: u8 = 12;

    pub(crate) fn of(judge: &'j Judge<'a>, owner: usize, parameters: &'j Parameters<'a>) -> Self {
        Eye {
            judge,
            owner,
            body: judge.resources[owner].body.clone(),
            prefix: None,
            parameters,
            depth: 0,
        }
    }

    /// The same eye on another resource, one link further.
    pub(crate) fn at(&self, resource: usize) -> Self {
        Eye {
            owner: resource,
            body: self.judge.resources[resource].body.clone(),
            prefix: None,
            depth: self.depth.saturating_add(1),
            ..*self
        }
    }

    /// The same eye on the whole resource.
    pub(crate) fn whole(&self) -> Self {
        self.at(self.owner)
    }

    pub(crate) fn note(
        &self,
        subject: fact::NoteSubject<'a>,
        seen: fact::Seen<'a>,
    ) -> fact::Note<'a> {
        fact::Note {
            owner: self.owner,
            subject,
            seen,
            at: self.judge.resources[self.owner].span,
            asked: None,
            direct: false,
            facet: None,
        }
    }
}
