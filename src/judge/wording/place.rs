//! Places in words.

use crate::catalog::{Basis, Effective, Location, Place, Unlocated, ZoneDoubt};
use crate::judge::Judge;
use crate::policy::definition::Scalar;
use crate::text::Text;

/// Where something sits, and what says so.
pub(crate) fn location_text(effective: &Effective<'_>) -> Text {
    let place = match &effective.location {
        Location::Unknown(Unlocated::Value(value)) => {
            let why = value
                .as_unknown()
                .map(|unknown| super::reason::reason(&unknown.reason));
            return match why {
                Some(why) => Text::new(
                    format!("its place is not known: {}", why.en),
                    format!("son lieu n'est pas connu : {}", why.fr),
                ),
                None => Unlocated::Value(value.clone()).explain(),
            };
        }
        Location::Unknown(why) => return why.explain(),
        Location::Global => Text::new(
            "it is spread over all the operator's places",
            "elle est répartie sur tous les lieux de l'opérateur",
        ),
        Location::Nowhere => Text::new("it has no place of its own", "elle n'a pas de lieu propre"),
        Location::Place(place) => {
            let name = place_name(place);
            Text::new(
                format!("it is in {name}"),
                format!("elle se trouve dans {name}"),
            )
        }
        Location::All(_) => {
            let names = names(&effective.location);
            Text::new(
                format!("it is in all of {names}"),
                format!("elle se trouve dans chacun de ces lieux : {names}"),
            )
        }
        Location::OneOf(_) => {
            let names = names(&effective.location);
            Text::new(
                format!("it is in one of {names}"),
                format!("elle se trouve dans l'un de ces lieux : {names}"),
            )
        }
    };
    if effective.basis == Basis::Nothing {
        return place;
    }
    let basis = effective.basis.explain();
    let text = Text::new(
        format!("{}, by {}", place.en, basis.en),
        format!("{}, d'après {}", place.fr, basis.fr),
    );
    let Some(conflict) = &effective.conflict else {
        return text;
    };
    let (attribute, names) = (&conflict.attribute, names(&conflict.location));
    Text::new(
        format!("{}; yet attribute `{attribute}` says {names}", text.en),
        format!("{} ; or l'attribut `{attribute}` indique {names}", text.fr),
    )
}

/// As [`location_text`], with why the place does not decide about the zones of law, when it does not.
pub(super) fn with_doubt<'s>(
    judge: &Judge<'_>,
    effective: &Effective<'_>,
    place: &Place<'_>,
    mut zones: impl Iterator<Item = &'s Scalar>,
) -> Text {
    let text = location_text(effective);
    let doubt = zones.find_map(|zone| match zone {
        Scalar::Text(zone) => judge.catalog.zone_doubt(place, zone),
        _ => None,
    });
    match doubt {
        None => text,
        Some(ZoneDoubt::Partly(whom)) => Text::new(
            format!(
                "{}; that country is in the zone in part: {}",
                text.en, whom.en
            ),
            format!(
                "{} ; ce pays n'est dans la zone qu'en partie : {}",
                text.fr, whom.fr
            ),
        ),
        Some(ZoneDoubt::Unverified) => Text::new(
            format!("{}, which the catalogue has not verified", text.en),
            format!("{}, ce que le catalogue n'a pas vérifié", text.fr),
        ),
    }
}

/// The places, with their towns and countries.
pub(crate) fn names(location: &Location<'_>) -> String {
    location
        .places()
        .iter()
        .map(place_name)
        .collect::<Vec<_>>()
        .join(", ")
}

/// `eu-west-2 (London, GB)`.
fn place_name(place: &Place<'_>) -> String {
    match place.town {
        Some(town) => format!("`{}` ({town}, {})", place.code, place.country),
        None => format!("`{}` ({})", place.code, place.country),
    }
}
