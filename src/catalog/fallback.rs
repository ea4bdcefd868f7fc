//! What decides a place when no attribute says it: the environment when it counts, a file that is
//! not read, a documented default, or nothing.

use super::locate::Question;
use super::operated::{configuration, is_provider};
use super::{Basis, Catalog, Effective, Unlocated, pattern, walk};
use crate::policy::definition::{LocationHolds, LocationSource, Provider};

impl<'l> Catalog<'l> {
    /// The environment when it counts, a documented default, or nothing.
    pub(super) fn without_sources(
        &self,
        question: &Question<'_, 'l, '_>,
        sources: &[&LocationSource],
    ) -> Effective<'l> {
        let declared = question.operated.declared;
        let configuration = configuration(question.resource);
        let named_file = declared.elsewhere.iter().find_map(|path| {
            let values = walk::values(path, &question.resource.body, configuration);
            let value = values
                .into_iter()
                .find(|value| value.as_str() != Some(""))?;
            Some((walk::text(path), value.clone()))
        });
        if let Some(effective) = self.by_environment(question, named_file.is_some()) {
            return effective;
        }
        if let Some((attribute, value)) = named_file {
            return Effective::unknown(
                Unlocated::Elsewhere(attribute.clone()),
                Basis::Configuration(attribute),
                Some(value),
            );
        }
        let same = question
            .operated
            .effective
            .is_some_and(|effective| effective.name == declared.name);
        // A default places what is declared with the provider, not the provider's own declaration:
        // each resource may say otherwise.
        let applies = same && !is_provider(question.resource);
        let default = declared.defaults.iter().find(|default| {
            applies
                && (default.types.is_empty()
                    || pattern::any(&default.types, &question.resource.kind))
        });
        match default {
            Some(default) => Effective {
                location: self
                    .resolve_in(question.codes, &default.code, LocationHolds::Any, None)
                    .location,
                zone: None,
                basis: Basis::Default(default.source.clone()),
                value: None,
                conflict: None,
            },
            None => Effective::unknown(not_said(declared, sources), Basis::Nothing, None),
        }
    }

    /// What the environment says, when it counts. A named file is nearer than a variable's file,
    /// and farther than a variable.
    fn by_environment(
        &self,
        question: &Question<'_, 'l, '_>,
        named_file: bool,
    ) -> Option<Effective<'l>> {
        let environment = question.options.environment?;
        for source in &question.operated.declared.environment {
            let Some(text) = environment
                .get(&source.name)
                .filter(|text| !text.is_empty())
            else {
                continue;
            };
            let basis = Basis::Environment(source.name.clone());
            let Some(holds) = source.holds else {
                let why = Unlocated::Elsewhere(source.name.clone());
                return (!named_file).then(|| Effective::unknown(why, basis, None));
            };
            let kind = Some(&*question.resource.kind);
            let resolved = self.resolve_in(question.codes, text, holds, kind);
            return Some(Effective {
                location: resolved.location,
                zone: resolved.zone,
                basis,
                value: None,
                conflict: None,
            });
        }
        None
    }
}

/// Whether what the configuration or the environment holds places resources of type `kind`.
pub(super) fn places(declared: &Provider, kind: &str, holds: LocationHolds) -> bool {
    let zonal = pattern::any(&declared.zonal_types, kind);
    match holds {
        _ if declared.zonal_types.is_empty() => true,
        LocationHolds::Region => !zonal,
        LocationHolds::Zone => zonal,
        _ => true,
    }
}

fn not_said(declared: &Provider, sources: &[&LocationSource]) -> Unlocated {
    let sources = if sources.is_empty() {
        declared.location.iter().collect()
    } else {
        sources.to_vec()
    };
    let environment = declared.environment.iter();
    Unlocated::NotSaid {
        attributes: sources
            .iter()
            .map(|source| {
                let attribute = walk::text(&source.path);
                if walk::is_own(source) {
                    attribute
                } else {
                    format!("provider:{attribute}")
                }
            })
            .collect(),
        environment: environment
            .filter(|source| source.holds.is_some())
            .map(|source| source.name.clone())
            .collect(),
    }
}
