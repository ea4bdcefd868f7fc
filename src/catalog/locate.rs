//! Which of the things that may say a place decides.
//!
//! In order: what the type says; an endpoint that decides the place; the resource's own attributes;
//! the configuration of its provider; then what comes after them (`fallback`). The first that is
//! set decides, even when its value is not known: what comes next would only be a guess. Only a name
//! of a resource outside of the files says nothing, and leaves it to the next.

use std::cell::Cell;
use std::sync::Arc;

use super::fallback::places;
use super::operated::{Operated, configuration};
use super::{
    Basis, Catalog, Conflict, Effective, Location, LocationOptions, Resolved, Target, Unlocated,
    pattern, walk,
};
use crate::model::{Resource, Value};
use crate::policy::definition::{
    LocationHolds, LocationOverride, LocationSource, RedirectDecides, TypeDefinition,
};

/// A resource that sits where another sits, that sits where another sits: at most so many are
/// followed for one answer, which ends cycles too.
const MAX_REFERENCES: u32 = 16;

/// All that is needed to place one resource.
pub(super) struct Question<'a, 'l, 'r> {
    pub(super) operated: &'a Operated<'l>,
    /// Position of the provider whose codes apply.
    pub(super) codes: usize,
    pub(super) resource: &'a Resource,
    pub(super) options: LocationOptions<'a>,
    pub(super) resolve_reference: &'a dyn Fn(&Value) -> Option<Target<'r>>,
    /// How many more references may be followed.
    pub(super) references: &'a Cell<u32>,
}

impl<'l> Catalog<'l> {
    /// Where `resource` sits. `resolve_reference` finds the resource that a value refers to, for
    /// types that share the place of another.
    // By reference: the options are the caller's, and are to grow.
    #[allow(clippy::trivially_copy_pass_by_ref)]
    pub fn location<'r>(
        &self,
        resource: &Resource,
        definition: Option<&TypeDefinition>,
        options: &LocationOptions<'_>,
        resolve_reference: &dyn Fn(&Value) -> Option<Target<'r>>,
    ) -> Effective<'l> {
        match self.operated(resource) {
            Some(operated) => self.place(
                resource,
                definition,
                &operated,
                *options,
                resolve_reference,
                &Cell::new(MAX_REFERENCES),
            ),
            None => match definition.and_then(|definition| definition.location.as_ref()) {
                Some(LocationOverride::Global) => Effective::of_type(Location::Global),
                Some(LocationOverride::None) => Effective::of_type(Location::Nowhere),
                // What a place it names means, nobody can tell.
                Some(LocationOverride::Sources(_, Some(otherwise))) if otherwise == "none" => {
                    Effective::of_type(Location::Nowhere)
                }
                _ => Effective::unknown(Unlocated::Provider, Basis::Nothing, None),
            },
        }
    }

    fn place<'r>(
        &self,
        resource: &Resource,
        definition: Option<&TypeDefinition>,
        operated: &Operated<'l>,
        options: LocationOptions<'_>,
        resolve_reference: &dyn Fn(&Value) -> Option<Target<'r>>,
        references: &Cell<u32>,
    ) -> Effective<'l> {
        let declared = operated.declared;
        let overriding = definition.and_then(|definition| definition.location.as_ref());
        match overriding {
            Some(LocationOverride::None) => return Effective::of_type(Location::Nowhere),
            Some(LocationOverride::Global) => return Effective::of_type(Location::Global),
            None if pattern::any(&declared.global, &resource.kind) => {
                return Effective::of_type(Location::Global);
            }
            _ => {}
        }
        if let Some(decided) = self.by_endpoint(operated, resource) {
            return decided;
        }
        let codes = operated
            .effective
            .and_then(|provider| self.library.providers.get_index_of(&provider.name));
        let Some(codes) = codes else {
            let why = operated.unknown.clone().unwrap_or(Unlocated::Provider);
            let endpoint = operated.endpoint.as_ref();
            return Effective::unknown(
                why,
                endpoint.map_or(Basis::Nothing, |endpoint| {
                    Basis::Endpoint(endpoint.attribute.clone())
                }),
                endpoint.map(|endpoint| endpoint.value.clone()),
            );
        };
        let is_own = |source: &&LocationSource| walk::is_own(source);
        let mut sources: Vec<&LocationSource> = match overriding {
            Some(LocationOverride::Sources(sources, _)) => sources.iter().collect(),
            _ if pattern::any(&declared.located_by_configuration, &resource.kind) => Vec::new(),
            _ => declared.location.iter().filter(is_own).collect(),
        };
        let own = sources.len();
        sources.extend(declared.location.iter().filter(|source| {
            !walk::is_own(source) && places(declared, &resource.kind, source.holds)
        }));
        let question = Question {
            operated,
            codes,
            resource,
            options,
            resolve_reference,
            references,
        };
        if let Some(LocationOverride::Sources(own, Some(otherwise))) = overriding
            && own.iter().all(|source| set(&question, source).is_empty())
        {
            return self.otherwise(&question, otherwise);
        }
        let mut effective = match sources.split_at(own) {
            (own, configured) if declared.environment_first && options.environment.is_some() => {
                // What the resource says itself still wins over both.
                let said = self.by_sources(&question, own);
                match said.basis {
                    Basis::Environment(_) | Basis::Attribute(_) => said,
                    _ => self.by_sources(&question, configured),
                }
            }
            _ => self.by_sources(&question, &sources),
        };
        if effective.value.is_some() && matches!(effective.basis, Basis::Attribute(_)) {
            self.look_again(&question, &sources, &mut effective);
        }
        effective
    }

    /// The documented place of a type that says none itself, whatever its provider's configuration says.
    fn otherwise(&self, question: &Question<'_, 'l, '_>, code: &str) -> Effective<'l> {
        match code {
            "global" => return Effective::of_type(Location::Global),
            "none" => return Effective::of_type(Location::Nowhere),
            _ => {}
        }
        let kind = Some(&*question.resource.kind);
        let resolved = self.resolve_in(question.codes, code, LocationHolds::Any, kind);
        Effective {
            location: resolved.location,
            ..Effective::of_type(Location::Global)
        }
    }

    /// The place that an endpoint decides, whatever else is said.
    fn by_endpoint(&self, operated: &Operated<'l>, resource: &Resource) -> Option<Effective<'l>> {
        let endpoint = operated.endpoint.as_ref()?;
        if endpoint.decides != RedirectDecides::Place {
            return None;
        }
        let effective = operated.effective?;
        let location = match &endpoint.code {
            Some(code) => {
                let kind = Some(&*resource.kind);
                self.resolve(&effective.name, code, LocationHolds::Region, kind)
                    .location
            }
            // The provider's own host without a region: the usual attributes say it.
            None if effective.name == operated.declared.name => return None,
            None => Location::Unknown(Unlocated::Host(
                endpoint
                    .value
                    .as_str()
                    .filter(|_| !endpoint.value.is_sensitive())
                    .map(|text| Arc::from(pattern::host(text))),
            )),
        };
        Some(Effective {
            location,
            zone: None,
            basis: Basis::Endpoint(endpoint.attribute.clone()),
            value: Some(endpoint.value.clone()),
            conflict: None,
        })
    }

    /// The first source that says a place, else what comes after them.
    fn by_sources(
        &self,
        question: &Question<'_, 'l, '_>,
        sources: &[&LocationSource],
    ) -> Effective<'l> {
        // What points outside of the files hides its place, and leaves it to what comes next; where nothing does,
        // a default would be a guess.
        let mut hidden: Option<Effective<'l>> = None;
        for (position, source) in sources.iter().enumerate() {
            let values = set(question, source);
            let Some(first) = values.first() else {
                continue;
            };
            let attribute = walk::text(&source.path);
            let basis = if walk::is_own(source) {
                Basis::Attribute(attribute)
            } else {
                Basis::Configuration(attribute)
            };
            let mut resolved = match values.as_slice() {
                [value] => self.read(question, source.holds, value),
                _ => Location::all(
                    values
                        .iter()
                        .map(|value| self.read(question, source.holds, value).location)
                        .collect(),
                )
                .into(),
            };
            // An expression that may give null may leave it to what comes next.
            if values.len() == 1 && may_be_null(first) {
                let rest = sources.get(position + 1..).unwrap_or_default();
                let otherwise = self.by_sources(question, rest).location;
                resolved.location = match resolved.location {
                    Location::OneOf(mut parts) => {
                        parts.push(otherwise);
                        Location::one_of(parts)
                    }
                    Location::Nowhere => otherwise,
                    location => Location::one_of(vec![location, otherwise]),
                };
            }
            let is_hidden = matches!(
                resolved.location,
                Location::Unknown(Unlocated::Reference(_))
            );
            let effective = Effective {
                location: resolved.location,
                zone: resolved.zone,
                basis,
                value: Some((*first).clone()),
                conflict: None,
            };
            if is_hidden && source.holds == LocationHolds::Resource {
                hidden.get_or_insert(effective);
                continue;
            }
            return effective;
        }
        hidden.unwrap_or_else(|| self.without_sources(question, sources))
    }

    fn read(
        &self,
        question: &Question<'_, 'l, '_>,
        holds: LocationHolds,
        value: &Value,
    ) -> Resolved<'l> {
        if holds != LocationHolds::Resource {
            let kind = Some(&*question.resource.kind);
            return self.resolve_value_in(question.codes, value, holds, kind);
        }
        let left = question.references.get().checked_sub(1);
        let target = left.and_then(|left| {
            question.references.set(left);
            let target = (question.resolve_reference)(value)?;
            Some((target, self.operated(target.resource)?))
        });
        match target {
            Some((target, operated)) => {
                let shared = self.place(
                    target.resource,
                    target.definition,
                    &operated,
                    question.options,
                    question.resolve_reference,
                    question.references,
                );
                Resolved {
                    location: shared.location,
                    zone: shared.zone,
                }
            }
            None => Resolved::unknown(Unlocated::Reference(value.clone())),
        }
    }

    /// Looks at the resource's other attributes for a zone, and for another place.
    fn look_again(
        &self,
        question: &Question<'_, 'l, '_>,
        sources: &[&LocationSource],
        effective: &mut Effective<'l>,
    ) {
        for source in sources.iter().filter(|source| walk::is_own(source)) {
            if matches!(
                source.holds,
                LocationHolds::Resource | LocationHolds::Endpoint | LocationHolds::Name
            ) {
                continue;
            }
            let values = set(question, source);
            let [value] = values.as_slice() else {
                continue;
            };
            let resolved = self.read(question, source.holds, value);
            if effective.zone.is_none() {
                effective.zone = resolved.zone;
            }
            if effective.conflict.is_none()
                && let (Location::Place(said), Location::Place(decided)) =
                    (&resolved.location, &effective.location)
                && said != decided
            {
                effective.conflict = Some(Conflict {
                    attribute: walk::text(&source.path),
                    value: (*value).clone(),
                    location: resolved.location.clone(),
                });
            }
        }
    }
}

/// The values of a source that are set; an empty text sets nothing.
fn set<'a>(question: &Question<'a, '_, '_>, source: &LocationSource) -> Vec<&'a Value> {
    let mut values = walk::values(
        &source.path,
        &question.resource.body,
        configuration(question.resource),
    );
    values.retain(|value| {
        value.as_str() != Some("") && value.as_list().is_none_or(|items| !items.is_empty())
    });
    values
}

fn may_be_null(value: &Value) -> bool {
    let unknown = value.as_unknown();
    unknown.is_some_and(|unknown| unknown.candidates.iter().any(Value::is_null))
}
