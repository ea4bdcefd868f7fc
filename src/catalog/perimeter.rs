//! Properties of an operator, within the perimeter they were given for.

use super::operated::Operated;
use super::{Catalog, Location, Unlocated, pattern};
use crate::model::{Resource, ResourceMode};
use crate::policy::definition::{HdsVersion, Operator, OperatorLaw, Perimeter, Qualification};
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
    /// perimeter only; outside it is `outside-perimeter`.
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
            "hds" => {
                let status = hds_word(operator.hds.version);
                let certified = matches!(
                    operator.hds.version,
                    HdsVersion::V1 | HdsVersion::V2 | HdsVersion::CertifiedVersionUnread
                );
                let perimeter = operator.hds.perimeter.as_ref().filter(|_| certified);
                within(status, perimeter, resource, location)
            }
            "secnumcloud" => {
                let status = qualification_word(operator.secnumcloud.status);
                let qualified = operator.secnumcloud.status == Qualification::Qualified;
                let perimeter = operator.secnumcloud.perimeter.as_ref();
                within(status, perimeter.filter(|_| qualified), resource, location)
            }
            _ => plain(operator, name),
        }
    }
}

fn plain(operator: &Operator, name: &str) -> Property {
    let hds = &operator.hds;
    let secnumcloud = &operator.secnumcloud;
    match name {
        "title" => Property::Text(operator.title.clone()),
        "country" => text(operator.country.as_ref()),
        "law" => Property::Text(law_word(operator.law).to_owned()),
        "hds.version" => Property::Text(hds_word(hds.version).to_owned()),
        "hds.activities" if hds.activities.is_empty() => Property::Absent,
        "hds.activities" => Property::Numbers(hds.activities.clone()),
        "hds.scope" => prose(hds.scope.as_ref()),
        "hds.as-of" => text(hds.as_of.as_ref()),
        "hds.source" => text(hds.source.as_ref()),
        "secnumcloud.status" => Property::Text(qualification_word(secnumcloud.status).to_owned()),
        "secnumcloud.version" => text(secnumcloud.version.as_ref()),
        "secnumcloud.offer" => prose(secnumcloud.offer.as_ref()),
        "secnumcloud.since" => text(secnumcloud.since.as_ref()),
        "secnumcloud.milestone" => text(secnumcloud.milestone.as_ref()),
        "secnumcloud.as-of" => text(secnumcloud.as_of.as_ref()),
        "secnumcloud.source" => text(secnumcloud.source.as_ref()),
        "secnumcloud.doubt" => prose(secnumcloud.doubt.as_ref()),
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

fn hds_word(version: HdsVersion) -> &'static str {
    match version {
        HdsVersion::V2 => "v2",
        HdsVersion::V1 => "v1",
        HdsVersion::CertifiedVersionUnread => "certified-version-unread",
        HdsVersion::NoneFound => "none-found",
        HdsVersion::Unverified => "unverified",
    }
}

fn qualification_word(status: Qualification) -> &'static str {
    match status {
        Qualification::Qualified => "qualified",
        Qualification::InProgress => "in-progress",
        Qualification::NotEligible => "not-eligible",
        Qualification::NoneFound => "none-found",
        Qualification::Unverified => "unverified",
    }
}
