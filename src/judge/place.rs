//! Places as the judge sees them: questions about zones of law, towns and regions.

use std::sync::Arc;

use super::fact::{Fact, FactData, Truth};
use super::link::first_target;
use super::{Eye, Judge};
use crate::catalog::{Basis, Effective, Location, Operated, Place, Target, Unlocated};
use crate::model::{Definition, Value};
use crate::policy::definition::{LocationHolds, Matcher, Operand, Other, Pseudo, Subject};

impl<'a> Judge<'a> {
    /// Where a resource sits; worked out once.
    pub(crate) fn location(&self, owner: usize) -> Arc<Effective<'a>> {
        let member = &self.members[owner];
        if let Some(known) = member.location.get() {
            return Arc::clone(known);
        }
        // Not `get_or_init`: a resource may, through a cycle of references, ask for its own place.
        let resolve = |value: &Value| {
            first_target(self, owner, value).map(|target| Target {
                resource: &self.resources[target],
                definition: self.members[target].definition,
            })
        };
        let effective = Arc::new(self.catalog.location(
            &self.resources[owner],
            member.definition,
            self.location_options,
            &resolve,
        ));
        Arc::clone(member.location.get_or_init(|| effective))
    }

    /// Who answers for a resource; worked out once.
    pub(crate) fn operated(&self, owner: usize) -> Option<&Operated<'a>> {
        let operated = self.members[owner].operated.get_or_init(|| {
            let operated = self.catalog.operated(&self.resources[owner]);
            operated.map(Box::new)
        });
        operated.as_deref()
    }

    /// A value that names a place, in the codes of `provider` or of the resource's own.
    pub(crate) fn resolve_place(
        &self,
        owner: usize,
        provider: Option<&str>,
        value: &Value,
        holds: LocationHolds,
    ) -> Effective<'a> {
        let resource = &self.resources[owner];
        let own = || {
            self.operated(owner)
                .and_then(|operated| operated.effective)
                .map(|provider| provider.name.as_str())
        };
        let resolved = match provider.or_else(own) {
            Some(provider) => {
                self.catalog
                    .resolve_value(provider, value, holds, Some(&resource.kind))
            }
            // A host says itself whose it is.
            None if holds == LocationHolds::Endpoint => self.catalog.resolve_host_value(value),
            None => crate::catalog::Resolved {
                location: Location::Unknown(Unlocated::Provider),
                zone: None,
            },
        };
        Effective {
            location: resolved.location,
            zone: resolved.zone,
            basis: Basis::Nothing,
            value: Some(value.clone()),
            conflict: None,
        }
    }

    /// The provider's name in the catalogue.
    pub(crate) fn provider_name(&self, owner: usize) -> Option<String> {
        let provider = self.catalog.declared_provider(&self.resources[owner])?;
        Some(provider.name.clone())
    }

    /// The effective region's code, when it is one and known.
    pub(crate) fn region_code(&self, owner: usize) -> Option<String> {
        let effective = self.location(owner);
        (!is_unknown(&effective) && !effective.location.places().is_empty())
            .then(|| code(&effective))
    }
}

/// The value that would say the place, when that is what is not known.
pub(crate) fn unknown_value<'e>(effective: &'e Effective<'_>) -> Option<&'e Value> {
    match &effective.location {
        Location::Unknown(Unlocated::Value(value)) => Some(value),
        _ => None,
    }
}

impl<'a> Eye<'_, 'a> {
    /// The matchers that speak of a place.
    pub(crate) fn place_matches(&self, matcher: &'a Matcher, effective: &Effective<'a>) -> Truth {
        match matcher {
            Matcher::InZone(zone) => self.in_zone(zone, effective),
            Matcher::DiffersFrom(other) => {
                self.differs(other, &FactData::Place(Arc::new(effective.clone())))
            }
            // Anything else speaks of the code.
            _ if is_unknown(effective) => Truth::Unknown,
            _ => {
                let code = Value::string(code(effective), crate::model::Span::NOWHERE);
                self.known_matches(matcher, &code)
            }
        }
    }

    /// The places that the operator pairs with those of a fact: where it keeps the second copy of
    /// what is geo-redundant.
    pub(crate) fn paired(&self, fact: Fact<'a>) -> Fact<'a> {
        let FactData::Place(effective) = &fact.data else {
            return Fact {
                data: FactData::Undecided,
                notes: fact.notes,
            };
        };
        if is_unknown(effective) {
            return Fact {
                data: FactData::Undecided,
                notes: fact.notes,
            };
        }
        // An operator pairs some of its regions only: where there is no pair, nothing is kept.
        let places = effective.location.places().into_iter();
        let pairs = places.filter(|place| place.pair.is_some()).map(|place| {
            let unlisted = || Unlocated::Members {
                provider: place.provider.title.clone(),
                name: place.code.to_owned(),
            };
            self.judge
                .catalog
                .pair(&place)
                .map_or_else(|| Location::Unknown(unlisted()), Location::Place)
        });
        let paired = Arc::new(Effective {
            location: Location::all(pairs.collect()),
            zone: None,
            basis: match effective.location.places().first() {
                Some(place) => Basis::Pair(place.code.to_owned()),
                None => effective.basis.clone(),
            },
            ..(**effective).clone()
        });
        let mut notes = fact.notes;
        for note in &mut notes {
            note.seen = super::fact::Seen::Place(Arc::clone(&paired));
        }
        let data = match paired.location {
            Location::Nowhere => FactData::Absent,
            _ => FactData::Place(paired),
        };
        Fact { data, notes }
    }

    /// Whether a place lies in a zone of law, or in one of several.
    pub(crate) fn in_zone(&self, zone: &'a Operand, effective: &Effective<'a>) -> Truth {
        let decided = self.lies_in(zone, &effective.location);
        match &effective.conflict {
            // Of two places that contradict each other either may be meant.
            Some(conflict) if self.lies_in(zone, &conflict.location) != decided => Truth::Unknown,
            _ => decided,
        }
    }

    fn lies_in(&self, zone: &'a Operand, location: &Location<'a>) -> Truth {
        let mut truth = Truth::No;
        for zone in self.texts(zone) {
            match self.judge.catalog.in_zone(location, &zone) {
                Some(true) => return Truth::Yes,
                Some(false) => {}
                None => truth = Truth::Unknown,
            }
        }
        truth
    }

    /// Whether a value is another than `other`: towns are compared for places, since two regions of
    /// one town fall together.
    pub(crate) fn differs(&self, other: &'a Other, data: &FactData<'a>) -> Truth {
        let against = match other {
            Other::Operand(operand) => {
                return match data {
                    FactData::Value(value) if value.as_unknown().is_some() => Truth::Unknown,
                    FactData::Value(value) => {
                        let same = self
                            .operand(operand)
                            .iter()
                            .any(|scalar| super::scalar::equals(value, scalar));
                        if same { Truth::No } else { Truth::Yes }
                    }
                    FactData::Place(effective) if is_unknown(effective) => Truth::Unknown,
                    FactData::Place(effective) => {
                        let code = code(effective);
                        if self.texts(operand).any(|text| text == code) {
                            Truth::No
                        } else {
                            Truth::Yes
                        }
                    }
                    _ => Truth::Unknown,
                };
            }
            Other::Subject(Subject::Pseudo(Pseudo::Town | Pseudo::Region | Pseudo::Country)) => {
                FactData::Place(self.judge.location(self.owner))
            }
            Other::Subject(Subject::Pseudo(pseudo)) => self.pseudo(pseudo).data,
            Other::Subject(Subject::Facet(name)) => self.facet(name).data,
            Other::Subject(Subject::Attribute(path)) => self
                .attribute(path)
                .into_iter()
                .next()
                .map_or(FactData::Absent, |fact| fact.data),
        };
        match (data, &against) {
            (FactData::Place(here), FactData::Place(there)) => {
                let by_country = matches!(other, Other::Subject(Subject::Pseudo(Pseudo::Country)));
                apart(&here.location, &there.location, by_country)
            }
            (FactData::Value(value), FactData::Place(there)) => {
                let here = self
                    .judge
                    .resolve_place(self.owner, None, value, LocationHolds::Any);
                apart(&here.location, &there.location, false)
            }
            (FactData::Value(a), FactData::Value(b)) => {
                if a.as_unknown().is_some() || b.as_unknown().is_some() {
                    Truth::Unknown
                } else if a == b {
                    Truth::No
                } else {
                    Truth::Yes
                }
            }
            (_, FactData::Absent) => Truth::Yes,
            _ => Truth::Unknown,
        }
    }
}

/// Whether at least one place of `here` is away from every place of `there`.
pub(crate) fn apart(here: &Location<'_>, there: &Location<'_>, by_country: bool) -> Truth {
    if here.unknown().is_some() || there.unknown().is_some() {
        return Truth::Unknown;
    }
    let (here, there) = (here.places(), there.places());
    if here.is_empty() || there.is_empty() {
        return Truth::Unknown;
    }
    let same = |a: &Place<'_>, b: &Place<'_>| {
        if by_country {
            Some(a.country == b.country)
        } else {
            a.same_site(b)
        }
    };
    let mut truth = Truth::No;
    for place in &here {
        let answers: Vec<Option<bool>> = there.iter().map(|other| same(place, other)).collect();
        if answers.iter().all(|answer| *answer == Some(false)) {
            return Truth::Yes;
        }
        if !answers.contains(&Some(true)) {
            truth = Truth::Unknown;
        }
    }
    truth
}

/// Whether anything about a place is not known.
pub(crate) fn is_unknown(effective: &Effective<'_>) -> bool {
    effective.location.unknown().is_some() || matches!(effective.location, Location::OneOf(_))
}

/// Whether two places are certainly one.
pub(crate) fn same_place(a: &Effective<'_>, b: &Effective<'_>) -> bool {
    !is_unknown(a) && a.location == b.location
}

/// The codes of a place, joined by `+` for a multi-region.
pub(crate) fn code(effective: &Effective<'_>) -> String {
    match &effective.location {
        Location::Global => "global".to_owned(),
        location => location
            .places()
            .iter()
            .map(|place| place.code)
            .collect::<Vec<_>>()
            .join("+"),
    }
}

/// How the value that decided came where it stands.
pub(crate) fn definitions(effective: &Effective<'_>) -> Vec<Definition> {
    effective
        .value
        .as_ref()
        .map_or_else(Vec::new, |value| value.definitions().to_vec())
}
