//! Zones of law, and pairs.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Catalog, Location, Place};
use crate::policy::definition::{Country, Library};
use crate::text::Text;

/// The countries of a zone.
#[derive(Debug, Default)]
pub(super) struct ZoneSet<'l> {
    members: FxHashSet<&'l str>,
    /// With what holds of each.
    partial: FxHashMap<&'l str, &'l Text>,
}

/// Why it is not decided whether a place lies in a zone of law.
#[derive(Clone, Copy, Debug)]
pub enum ZoneDoubt<'l> {
    /// The country is a member in part only; the text says for whom.
    Partly(&'l Text),
    /// The row of the place was read nowhere, and lies outside.
    Unverified,
}

/// The zones of `library` with what they include.
pub(super) fn sets(library: &Library) -> FxHashMap<&str, ZoneSet<'_>> {
    library
        .zones
        .keys()
        .map(|name| {
            let mut set = ZoneSet::default();
            let mut seen = FxHashSet::default();
            let mut waiting = vec![name.as_str()];
            while let Some(zone) = waiting.pop() {
                if let Some(definition) = library.zones.get(zone)
                    && seen.insert(zone)
                {
                    waiting.extend(definition.includes.iter().map(String::as_str));
                    set.members
                        .extend(definition.countries.iter().map(String::as_str));
                    set.partial.extend(
                        definition
                            .partial
                            .iter()
                            .map(|(country, text)| (country.as_str(), text)),
                    );
                }
            }
            (name.as_str(), set)
        })
        .collect()
}

impl<'l> Catalog<'l> {
    /// Whether `name` is a zone of law or the code of a country.
    pub fn is_zone(&self, name: &str) -> bool {
        self.zones.contains_key(name) || self.country(name).is_some()
    }

    /// The zones of law with their names for people, in the order of the policies.
    pub fn zones(&self) -> impl Iterator<Item = (&'l str, &'l Text)> + use<'l> {
        let zones = self.library.zones.iter();
        zones.map(|(name, zone)| (name.as_str(), &zone.title))
    }

    /// The name, for people, of a zone of law or country.
    pub fn zone_title(&self, name: &str) -> Option<&'l Text> {
        let zone = self.library.zones.get(name).map(|zone| &zone.title);
        zone.or_else(|| self.country(name).map(|(_, country)| &country.title))
    }

    /// The country of that ISO code or alias, whatever its case, with its ISO code.
    pub fn country(&self, code: &str) -> Option<(&'l str, &'l Country)> {
        let code = code.to_uppercase();
        let code = self
            .country_aliases
            .get(code.as_str())
            .copied()
            .unwrap_or(&code);
        let (code, country) = self.library.countries.get_key_value(code)?;
        Some((code, country))
    }

    /// Whether every place of `location` lies in `zone`, a zone of law or a country. None when that
    /// is not decided: a place is not known, its row was not verified and lies outside, the country
    /// is a member in part only, or there is no such zone.
    pub fn in_zone(&self, location: &Location<'l>, zone: &str) -> Option<bool> {
        location.each(&|place| self.place_in_zone(place, zone))
    }

    /// As [`Catalog::in_zone`], for one place.
    pub fn place_in_zone(&self, place: &Place<'_>, zone: &str) -> Option<bool> {
        let country = self.iso_code(place);
        let inside = match self.zones.get(zone) {
            Some(set) if set.partial.contains_key(country) => return None,
            Some(set) => set.members.contains(country),
            None => self.country(zone)?.0 == country,
        };
        // A row read nowhere is shown, and does not fail anything on its own.
        (inside || place.verified).then_some(inside)
    }

    /// Why [`Catalog::place_in_zone`] does not decide; none when it does, or when there is no such zone.
    pub fn zone_doubt(&self, place: &Place<'_>, zone: &str) -> Option<ZoneDoubt<'l>> {
        let set = self.zones.get(zone);
        match set.and_then(|set| set.partial.get(self.iso_code(place))) {
            Some(text) => Some(ZoneDoubt::Partly(text)),
            None if self.place_in_zone(place, zone).is_none() && self.is_zone(zone) => {
                Some(ZoneDoubt::Unverified)
            }
            None => None,
        }
    }

    fn iso_code<'p>(&self, place: &Place<'p>) -> &'p str
    where
        'l: 'p,
    {
        self.country(place.country)
            .map_or(place.country, |(code, _)| code)
    }

    /// The place that the provider pairs with `place`.
    pub fn pair(&self, place: &Place<'l>) -> Option<Place<'l>> {
        let position = self.library.providers.get_index_of(&place.provider.name)?;
        let index = self.providers.get(position)?;
        match index.location(index.code(place.pair?, None)?) {
            Location::Place(pair) => Some(pair),
            _ => None,
        }
    }
}
