//! A place in the terms of a table: its parts, the zones of law it lies in, what decided it.

use std::sync::Arc;

use super::super::Judge;
use super::super::wording::location_text;
use crate::catalog::{Basis, Effective, Location, Place, ZoneDoubt};
use crate::model::{Definition, Span};
use crate::text::Text;

/// What is known of where something is.
#[derive(Clone, Debug)]
pub struct Site {
    /// How the places are to be read.
    pub extent: Extent,
    /// The places that are known, in order.
    pub places: Vec<SitePlace>,
    /// The zone inside the region, when the resource names one.
    pub zone: Option<Arc<str>>,
    /// What decided: an attribute, the provider's configuration, a documented default…
    pub basis: Text,
    /// Where the deciding value is written; none when no value decided.
    pub span: Option<Span>,
    /// How that value came there, nearest first.
    pub definitions: Vec<Definition>,
    /// Why the places are not known, or not all.
    pub doubt: Option<Text>,
    /// What else the resource says, when it contradicts itself.
    pub conflict: Option<Text>,
}

/// How the places of a [`Site`] are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Extent {
    /// There is one, or none.
    One,
    /// Data is in all of them.
    All,
    /// Data is in one of them, not known which.
    OneOf,
    /// Everywhere the operator is.
    Global,
    /// Not known.
    Unknown,
}

/// One place of a [`Site`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SitePlace {
    /// The region's code, as its provider spells it.
    pub code: String,
    /// The town, when it is published.
    pub town: Option<String>,
    /// ISO code of the country.
    pub country: String,
    /// The country's name; none when the catalogue does not list it.
    pub country_name: Option<Text>,
    /// The zones of law that it lies in, in the catalogue's order.
    pub zones: Vec<LawZone>,
    /// The zones of law that it lies in for some only.
    pub partly: Vec<LawZone>,
    /// Whether the row of the catalogue was read in the operator's own list.
    pub verified: bool,
}

/// A zone of law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawZone {
    /// Its name in the catalogue.
    pub name: String,
    /// Its name for people.
    pub title: Text,
}

impl Site {
    /// The site that `effective` stands for.
    pub(super) fn of(judge: &Judge<'_>, effective: &Effective<'_>) -> Self {
        let location = &effective.location;
        let extent = match location {
            Location::Place(_) | Location::Nowhere => Extent::One,
            Location::All(_) => Extent::All,
            Location::OneOf(_) => Extent::OneOf,
            Location::Global => Extent::Global,
            Location::Unknown(_) => Extent::Unknown,
        };
        let doubt = location.unknown().map(|why| {
            let open = Effective {
                location: Location::Unknown(why.clone()),
                basis: Basis::Nothing,
                ..effective.clone()
            };
            location_text(&open)
        });
        let conflict = effective.conflict.as_ref().map(|conflict| {
            let places = conflict.location.places();
            let names: Vec<String> = places.iter().map(named).collect();
            let (attribute, names) = (&conflict.attribute, names.join(", "));
            Text::new(
                format!("`{attribute}` says another place: {names}"),
                format!("`{attribute}` indique un autre lieu : {names}"),
            )
        });
        Site {
            extent,
            places: location
                .places()
                .iter()
                .map(|place| site_place(judge, place))
                .collect(),
            zone: effective.zone.clone(),
            basis: effective.basis.explain(),
            span: effective.span(),
            definitions: super::super::place::definitions(effective),
            doubt,
            conflict,
        }
    }
}

pub(super) fn site_place(judge: &Judge<'_>, place: &Place<'_>) -> SitePlace {
    let catalog = judge.catalog;
    let (mut zones, mut partly) = (Vec::new(), Vec::new());
    for (name, title) in catalog.zones() {
        let zone = || LawZone {
            name: name.to_owned(),
            title: title.clone(),
        };
        if catalog.place_in_zone(place, name) == Some(true) {
            zones.push(zone());
        } else if matches!(catalog.zone_doubt(place, name), Some(ZoneDoubt::Partly(_))) {
            partly.push(zone());
        }
    }
    SitePlace {
        code: place.code.to_owned(),
        town: place.town.map(str::to_owned),
        country: place.country.to_owned(),
        country_name: catalog
            .country(place.country)
            .map(|(_, country)| country.title.clone()),
        zones,
        partly,
        verified: place.verified,
    }
}

fn named(place: &Place<'_>) -> String {
    format!("`{}` ({})", place.code, place.country)
}
