//! From a text to a place, inside one provider.

use std::sync::Arc;

use super::index::{Code, MAX_CODE, ProviderIndex};
use super::{Catalog, Location, Place, Unlocated, pattern};
use crate::model::{Data, Value};
use crate::policy::definition::{LocationHolds, MultiRegion, MultiRegionKind, Region};
use crate::policy::nearest;

/// What a text says of a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved<'l> {
    /// The place or places.
    pub location: Location<'l>,
    /// The zone inside the region, when the text names one.
    pub zone: Option<Arc<str>>,
}

impl<'l> Catalog<'l> {
    /// What `text` says of a place, in the codes of `provider`. `kind` is the type of the resource
    /// that says it, since some types of a provider read codes without regard to case.
    pub fn resolve(
        &self,
        provider: &str,
        text: &str,
        holds: LocationHolds,
        kind: Option<&str>,
    ) -> Resolved<'l> {
        match self.library.providers.get_index_of(provider) {
            Some(position) => self.resolve_in(position, text, holds, kind),
            None => Resolved::unknown(Unlocated::Provider),
        }
    }

    /// As [`Catalog::resolve`], for a value that may be unknown, or a list: the place of each item.
    pub fn resolve_value(
        &self,
        provider: &str,
        value: &Value,
        holds: LocationHolds,
        kind: Option<&str>,
    ) -> Resolved<'l> {
        match self.library.providers.get_index_of(provider) {
            Some(position) => self.resolve_value_in(position, value, holds, kind),
            None => Resolved::unknown(Unlocated::Provider),
        }
    }

    /// What a host says of a place, whoever's it is.
    pub fn resolve_host_value(&self, value: &Value) -> Resolved<'l> {
        match &value.data {
            Data::String(text) => {
                let mut resolved = self.resolve_host(text, None);
                if value.is_sensitive() {
                    resolved.hide();
                }
                resolved
            }
            Data::Unknown(_) => Resolved::unknown(Unlocated::Value(value.clone())),
            _ => Resolved::unknown(Unlocated::NotText(value.clone())),
        }
    }

    pub(super) fn resolve_value_in(
        &self,
        position: usize,
        value: &Value,
        holds: LocationHolds,
        kind: Option<&str>,
    ) -> Resolved<'l> {
        match &value.data {
            Data::String(text) => {
                let mut resolved = self.resolve_in(position, text, holds, kind);
                if value.is_sensitive() {
                    resolved.hide();
                }
                resolved
            }
            Data::List(_, items) => {
                let parts = items
                    .iter()
                    .filter(|item| !item.is_null())
                    .map(|item| self.resolve_item(position, item, holds, kind))
                    .collect();
                Resolved {
                    location: Location::all(parts),
                    zone: None,
                }
            }
            Data::Unknown(unknown) if !unknown.candidates.is_empty() => {
                let parts = unknown
                    .candidates
                    .iter()
                    .filter(|candidate| !candidate.is_null())
                    .map(|candidate| self.resolve_item(position, candidate, holds, kind))
                    .collect();
                Resolved {
                    location: Location::one_of(parts),
                    zone: None,
                }
            }
            Data::Unknown(_) => Resolved::unknown(Unlocated::Value(value.clone())),
            _ => Resolved::unknown(Unlocated::NotText(value.clone())),
        }
    }

    /// An item of a list or of the candidates: a text, or an unknown with or without candidates.
    fn resolve_item(
        &self,
        position: usize,
        item: &Value,
        holds: LocationHolds,
        kind: Option<&str>,
    ) -> Location<'l> {
        match &item.data {
            Data::String(_) => self.resolve_value_in(position, item, holds, kind).location,
            Data::Unknown(unknown) => {
                let candidates = unknown.candidates.iter();
                let texts: Vec<_> = candidates
                    .filter(|candidate| candidate.as_str().is_some())
                    .map(|candidate| {
                        self.resolve_value_in(position, candidate, holds, kind)
                            .location
                    })
                    .collect();
                if texts.is_empty() || texts.len() < unknown.candidates.len() {
                    return Location::Unknown(Unlocated::Value(item.clone()));
                }
                Location::one_of(texts)
            }
            // A list of candidates, each a list: as in `condition ? ["a"] : ["a", "b"]`.
            Data::List(_, items) => Location::all(
                items
                    .iter()
                    .map(|item| match &item.data {
                        Data::String(_) => {
                            self.resolve_value_in(position, item, holds, kind).location
                        }
                        Data::Unknown(_) => Location::Unknown(Unlocated::Value(item.clone())),
                        _ => Location::Unknown(Unlocated::NotText(item.clone())),
                    })
                    .collect(),
            ),
            _ => Location::Unknown(Unlocated::NotText(item.clone())),
        }
    }

    pub(super) fn resolve_in(
        &self,
        position: usize,
        text: &str,
        holds: LocationHolds,
        kind: Option<&str>,
    ) -> Resolved<'l> {
        let Some(index) = self.providers.get(position) else {
            return Resolved::unknown(Unlocated::Provider);
        };
        if holds == LocationHolds::Endpoint {
            return self.resolve_host(text, kind);
        }
        if let Some(code) = index.code(text, kind) {
            let is_zone = holds == LocationHolds::Zone && matches!(code, Code::Region(..));
            return Resolved {
                location: index.location(code),
                zone: is_zone.then(|| Arc::from(text)),
            };
        }
        if let Some(resolved) = index.zone(text, kind) {
            return resolved;
        }
        if let Some(name) = index.name_code(text).map(|reading| reading.code) {
            if let Some(code) = index.code(&name, kind) {
                return index.location(code).into();
            }
            if let Some(resolved) = index.zone(&name, kind) {
                return resolved;
            }
            return Resolved::unknown(self.not_listed(index, &name, kind));
        }
        Resolved::unknown(if holds == LocationHolds::Name {
            Unlocated::Name(Some(Arc::from(text)))
        } else {
            self.not_listed(index, text, kind)
        })
    }

    /// The place of a host, in the codes of the provider the host belongs to.
    fn resolve_host(&self, text: &str, kind: Option<&str>) -> Resolved<'l> {
        let host = pattern::host(text);
        match self.endpoints().find(&host) {
            Some((entry, Some(code))) => {
                self.resolve_in(entry.provider, &code, LocationHolds::Region, kind)
            }
            _ => Resolved::unknown(Unlocated::Host(Some(host.into()))),
        }
    }

    fn not_listed(&self, index: &ProviderIndex<'l>, text: &str, kind: Option<&str>) -> Unlocated {
        let short = text.len() <= MAX_CODE;
        let elsewhere = self
            .providers
            .iter()
            .filter(|other| short && other.provider.name != index.provider.name)
            .filter(|other| other.code(text, kind).is_some() || other.zone(text, kind).is_some())
            .map(|other| other.provider.title.clone())
            .collect();
        Unlocated::NotListed {
            provider: index.provider.title.clone(),
            code: Some(Arc::from(text)),
            nearest: short
                .then(|| nearest(text, index.spellings()).map(str::to_owned))
                .flatten(),
            elsewhere,
        }
    }
}

impl<'l> ProviderIndex<'l> {
    /// The places a code stands for.
    pub(super) fn location(&self, code: Code<'l>) -> Location<'l> {
        match code {
            Code::Region(name, region) => Location::Place(self.place(name, region, true)),
            Code::Multi(name, multi) => self.places(name, multi),
        }
    }

    /// The region of a zone that is named by pattern.
    fn zone(&self, text: &str, kind: Option<&str>) -> Option<Resolved<'l>> {
        let reading = self.zone_code(text)?;
        let mut location = self.location(self.code(&reading.code, kind)?);
        if reading.outpost
            && let Location::Place(place) = &mut location
        {
            place.town = None;
            place.area = None;
        }
        Some(Resolved {
            location,
            zone: Some(Arc::from(text)),
        })
    }

    fn places(&self, name: &'l str, multi: &'l MultiRegion) -> Location<'l> {
        if multi.kind == MultiRegionKind::Global {
            return Location::Global;
        }
        let members = multi.members.iter().map(|member| {
            match self.provider.regions.get_key_value(member.as_str()) {
                Some((code, region)) => Location::Place(self.place(code, region, multi.verified)),
                None => Location::Unknown(Unlocated::Members {
                    provider: self.provider.title.clone(),
                    name: name.to_owned(),
                }),
            }
        });
        let countries = multi.countries.iter().map(|country| {
            Location::Place(Place {
                provider: self.provider,
                code: name,
                town: None,
                area: None,
                country,
                pair: None,
                verified: multi.verified,
            })
        });
        let parts: Vec<_> = members.chain(countries).collect();
        if parts.is_empty() {
            return Location::Unknown(Unlocated::Members {
                provider: self.provider.title.clone(),
                name: name.to_owned(),
            });
        }
        if multi.one_of {
            Location::one_of(parts)
        } else {
            Location::all(parts)
        }
    }

    fn place(&self, code: &'l str, region: &'l Region, verified: bool) -> Place<'l> {
        Place {
            provider: self.provider,
            code,
            town: region.town.as_deref(),
            area: region.area.as_deref(),
            country: &region.country,
            pair: region.pair.as_deref(),
            verified: verified && region.verified,
        }
    }
}

impl Resolved<'_> {
    pub(super) fn unknown(why: Unlocated) -> Self {
        Location::Unknown(why).into()
    }

    /// Forgets the text it was read from, which is sensitive.
    fn hide(&mut self) {
        self.zone = None;
        if let Location::Unknown(
            Unlocated::NotListed { code, .. } | Unlocated::Name(code) | Unlocated::Host(code),
        ) = &mut self.location
        {
            *code = None;
        }
    }
}

impl<'l> From<Location<'l>> for Resolved<'l> {
    fn from(location: Location<'l>) -> Self {
        Resolved {
            location,
            zone: None,
        }
    }
}
