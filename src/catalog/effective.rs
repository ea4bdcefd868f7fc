//! The effective place of a resource, and what decided it.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::operated::{Operated, configuration};
use super::{Catalog, Location, Resolved, Unlocated, pattern, walk};
use crate::model::{Resource, Span, Value};
use crate::policy::definition::{
    LocationHolds, LocationOverride, LocationSource, Provider, RedirectDecides, TypeDefinition,
};

/// What may decide a place besides the files.
#[derive(Clone, Copy, Debug, Default)]
pub struct LocationOptions<'a> {
    /// Environment variables that count, when the user asked for them.
    pub environment: Option<&'a BTreeMap<String, String>>,
}

/// A resource that another one refers to.
#[derive(Clone, Copy, Debug)]
pub struct Target<'r> {
    /// The resource.
    pub resource: &'r Resource,
    /// What the catalogue says of its type.
    pub definition: Option<&'r TypeDefinition>,
}

/// Where a resource sits, and what decided it.
#[derive(Clone, Debug)]
pub struct Effective<'l> {
    /// Where.
    pub location: Location<'l>,
    /// The zone inside the region, when the resource names one.
    pub zone: Option<Arc<str>>,
    /// What decided.
    pub basis: Basis,
    /// The value that decided, with its place in the files and its history; none when no value did.
    pub value: Option<Value>,
    /// Another attribute of the resource that says another place.
    pub conflict: Option<Conflict<'l>>,
}

/// What decided a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// An attribute of the resource.
    Attribute(String),
    /// An attribute of the provider's configuration.
    Configuration(String),
    /// The host of an endpoint, in this attribute.
    Endpoint(String),
    /// An environment variable.
    Environment(String),
    /// The provider's documented default, and where it is documented.
    Default(String),
    /// The type itself: it has no region, or no place at all.
    Type,
    /// Nothing.
    Nothing,
}

/// Two attributes of one resource that say different places.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict<'l> {
    /// The attribute that did not decide.
    pub attribute: String,
    /// What it says.
    pub value: Value,
    /// The place it says.
    pub location: Location<'l>,
}

/// A resource that sits where another sits, that sits where another sits: at most so many are
/// followed for one answer, which ends cycles too.
const MAX_REFERENCES: u32 = 16;

impl Effective<'_> {
    /// Where the deciding value is written; none when no value decided, or not in a file.
    pub fn span(&self) -> Option<Span> {
        let span = self.value.as_ref()?.origin.span;
        (!span.is_nowhere()).then_some(span)
    }
}

/// All that is needed to place one resource.
struct Question<'a, 'l, 'r> {
    operated: &'a Operated<'l>,
    /// Position of the provider whose codes apply.
    codes: usize,
    resource: &'a Resource,
    options: &'a LocationOptions<'a>,
    resolve_reference: &'a dyn Fn(&Value) -> Option<Target<'r>>,
    /// How many more references may be followed.
    references: &'a Cell<u32>,
}

impl<'l> Catalog<'l> {
    /// Where `resource` sits. `resolve_reference` finds the resource that a value refers to, for
    /// types that share the place of another.
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
                options,
                resolve_reference,
                &Cell::new(MAX_REFERENCES),
            ),
            None => match definition.and_then(|definition| definition.location.as_ref()) {
                Some(LocationOverride::Global) => Effective::of_type(Location::Global),
                Some(LocationOverride::None) => Effective::of_type(Location::Nowhere),
                _ => Effective::unknown(Unlocated::Provider, Basis::Nothing, None),
            },
        }
    }

    fn place<'r>(
        &self,
        resource: &Resource,
        definition: Option<&TypeDefinition>,
        operated: &Operated<'l>,
        options: &LocationOptions<'_>,
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
            Some(LocationOverride::Sources(sources)) => sources.iter().collect(),
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
        let mut effective = match sources.split_at(own) {
            (own, configured) if declared.environment_first && options.environment.is_some() => {
                // What the resource says itself still wins over both.
                let said = self.from_sources(&question, own);
                match said.basis {
                    Basis::Environment(_) | Basis::Attribute(_) => said,
                    _ => self.from_sources(&question, configured),
                }
            }
            _ => self.from_sources(&question, &sources),
        };
        if effective.value.is_some() && matches!(effective.basis, Basis::Attribute(_)) {
            self.look_again(&question, &sources, &mut effective);
        }
        effective
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
    fn from_sources(
        &self,
        question: &Question<'_, 'l, '_>,
        sources: &[&LocationSource],
    ) -> Effective<'l> {
        for (position, source) in sources.iter().enumerate() {
            let values = self.set(question, source);
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
                let otherwise = self.from_sources(question, rest).location;
                resolved.location = match resolved.location {
                    Location::OneOf(mut parts) => {
                        parts.push(otherwise);
                        Location::one_of(parts)
                    }
                    Location::Nowhere => otherwise,
                    location => Location::one_of(vec![location, otherwise]),
                };
            }
            return Effective {
                location: resolved.location,
                zone: resolved.zone,
                basis,
                value: Some((*first).clone()),
                conflict: None,
            };
        }
        self.without_sources(question, sources)
    }

    /// The values of a source that are set; an empty text sets nothing.
    fn set<'a>(&self, question: &Question<'a, 'l, '_>, source: &LocationSource) -> Vec<&'a Value> {
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

    /// The environment when it counts, a documented default, or nothing.
    fn without_sources(
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
        let default = declared.defaults.iter().find(|default| {
            same && (default.types.is_empty()
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
            let values = self.set(question, source);
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

impl Effective<'_> {
    fn of_type(location: Location<'_>) -> Effective<'_> {
        Effective {
            location,
            zone: None,
            basis: Basis::Type,
            value: None,
            conflict: None,
        }
    }

    fn unknown(why: Unlocated, basis: Basis, value: Option<Value>) -> Self {
        Effective {
            location: Location::Unknown(why),
            zone: None,
            basis,
            value,
            conflict: None,
        }
    }
}

/// Whether what the configuration or the environment holds places resources of type `kind`.
fn places(declared: &Provider, kind: &str, holds: LocationHolds) -> bool {
    let zonal = pattern::any(&declared.zonal_types, kind);
    match holds {
        _ if declared.zonal_types.is_empty() => true,
        LocationHolds::Region => !zonal,
        LocationHolds::Zone => zonal,
        _ => true,
    }
}

fn may_be_null(value: &Value) -> bool {
    let unknown = value.as_unknown();
    unknown.is_some_and(|unknown| unknown.candidates.iter().any(Value::is_null))
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
