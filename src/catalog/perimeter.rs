//! Properties of an operator, within the perimeter they were given for.

use super::operated::Operated;
use super::{Catalog, Location, Unlocated, pattern};
use crate::model::{Resource, ResourceMode};
use crate::policy::definition::{Attestation, OperatorLaw, Perimeter};
use crate::text::Text;

/// The value of `@operator` or of one of its properties.
#[derive(Clone, Debug, PartialEq)]
pub enum Property {
    /// A word of the policy language, or a text for people.
    Text(String),
    /// A text for people, in both languages.
    Prose(Text),
    /// Numbers: activities.
    Numbers(Vec<u8>),
    /// The operator is known, and this is not.
    Absent,
    /// Not decided: the operator, or the place on which the perimeter depends, is not known.
    Unknown(Unlocated),
    /// There is no property of that name.
    NoSuchProperty,
}

/// A property that holds for a part of an operator's services, seen from outside that part.
const OUTSIDE: &str = "outside-perimeter";

impl<'l> Catalog<'l> {
    /// The property `name` of the operator of `resource`, which sits at `location`: `None` is the
    /// operator's own name in the catalogue. A certificate or qualification counts inside its
    /// perimeter only; outside it is `outside-perimeter`. What the team has seen itself stands in place of
    /// what the catalogue knows, expired or not: that is for [`Catalog::evidence`] to say.
    pub fn property(
        &self,
        operated: &Operated<'l>,
        name: Option<&str>,
        resource: &Resource,
        location: &Location<'l>,
    ) -> Property {
        let Some((key, operator)) = operated
            .operator
            .and_then(|key| Some((key, self.operator(key)?)))
        else {
            return Property::Unknown(operated.unknown.clone().unwrap_or(Unlocated::Provider));
        };
        let Some(name) = name else {
            return Property::Text(key.to_owned());
        };
        match name {
            "title" => return Property::Text(operator.title.clone()),
            "country" => return text(operator.country.as_ref()),
            "law" => return Property::Text(law_word(operator.law).to_owned()),
            _ => {}
        }
        let evidence = self.evidence(operated, Some(name));
        let (name, detail) = name
            .split_once('.')
            .map_or((name, None), |(name, detail)| (name, Some(detail)));
        if let Some(evidence) = evidence {
            let known = operator.attestations.get(name);
            return match detail {
                None => {
                    let perimeter = evidence
                        .perimeter
                        .as_ref()
                        .or_else(|| known.and_then(|known| known.perimeter.as_ref()));
                    within(&evidence.status, perimeter, resource, location)
                }
                Some("status") => Property::Text(evidence.status.clone()),
                Some("scope") => text(evidence.scope.as_ref()),
                Some("activities") => numbers(&evidence.activities),
                Some(detail) => known.map_or(Property::Absent, |known| plain(known, detail)),
            };
        }
        match (operator.attestations.get(name), detail) {
            (Some(attestation), None) => within(
                &attestation.status,
                attestation.perimeter.as_ref(),
                resource,
                location,
            ),
            (Some(attestation), Some(detail)) => plain(attestation, detail),
            // Another operator may have it.
            (None, _) => Property::Absent,
        }
    }
}

fn plain(attestation: &Attestation, name: &str) -> Property {
    match name {
        "status" => Property::Text(attestation.status.clone()),
        "version" => text(attestation.version.as_ref()),
        "activities" => numbers(&attestation.activities),
        "scope" => prose(attestation.scope.as_ref()),
        "since" => text(attestation.since.as_ref()),
        "milestone" => text(attestation.milestone.as_ref()),
        "as-of" => text(attestation.as_of.as_ref()),
        "source" => text(attestation.source.as_ref()),
        "doubt" => prose(attestation.doubt.as_ref()),
        _ => Property::NoSuchProperty,
    }
}

/// `status` inside `perimeter`, `outside-perimeter` outside it.
fn within(
    status: &str,
    perimeter: Option<&Perimeter>,
    resource: &Resource,
    location: &Location<'_>,
) -> Property {
    let inside = Property::Text(status.to_owned());
    let outside = Property::Text(OUTSIDE.to_owned());
    let Some(perimeter) = perimeter else {
        return inside;
    };
    // A setting is of the provider, not of one of its services.
    if resource.mode != ResourceMode::Setting
        && (pattern::any(&perimeter.except_types, &resource.kind)
            || !perimeter.types.is_empty() && !pattern::any(&perimeter.types, &resource.kind))
    {
        return outside;
    }
    if perimeter.regions.is_empty() {
        return inside;
    }
    let question = |place: &super::Place<'_>| {
        Some(perimeter.regions.iter().any(|region| region == place.code))
    };
    match location.each(&question) {
        Some(true) if *location != Location::Nowhere => inside,
        Some(false) => outside,
        _ => Property::Unknown(location.unknown().cloned().unwrap_or(Unlocated::NotSaid {
            attributes: Vec::new(),
            environment: Vec::new(),
        })),
    }
}

fn numbers(values: &[u8]) -> Property {
    if values.is_empty() {
        return Property::Absent;
    }
    Property::Numbers(values.to_vec())
}

fn text(value: Option<&String>) -> Property {
    value.map_or(Property::Absent, |value| Property::Text(value.clone()))
}

fn prose(value: Option<&Text>) -> Property {
    value.map_or(Property::Absent, |value| Property::Prose(value.clone()))
}

fn law_word(law: OperatorLaw) -> &'static str {
    match law {
        OperatorLaw::Eu => "eu",
        OperatorLaw::ThirdCountry => "third-country",
        OperatorLaw::AdequateThirdCountry => "adequate-third-country",
        OperatorLaw::TechnologyOnly => "technology-only",
        OperatorLaw::Unverified => "unverified",
    }
}
