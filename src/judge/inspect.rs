//! What a pack author looks at: every facet of every resource, with what made it so.

use std::sync::Arc;

use super::fact::{Fact, FactData};
use super::plan::Parameters;
use super::wording;
use super::{Eye, Judge};
use crate::catalog::{Catalog, LocationOptions};
use crate::model::{Resource, Value};
use crate::policy::definition::Library;
use crate::text::Text;

/// The facets of one resource.
#[derive(Debug)]
pub struct FacetReading {
    /// The catalogue's name of its provider.
    pub provider: Option<String>,
    /// Its effective region, when it is known.
    pub region: Option<String>,
    /// Its traits.
    pub traits: Vec<String>,
    /// Its facets by name, in the catalogue's order.
    pub facets: Vec<(String, Reading)>,
}

/// The value of a facet.
#[derive(Clone, Debug)]
pub enum Reading {
    /// Known.
    Known(Value),
    /// Above every number.
    Unlimited,
    /// Not set.
    Absent,
    /// It does not concern the resource.
    NotApplicable,
    /// The code of a place.
    Place(String),
    /// Several values.
    List(Vec<Reading>),
    /// Not known, and why.
    Unknown(Text),
}

/// Reads every facet of every resource.
pub fn inspect<'a>(
    resources: &'a [Resource],
    library: &'a Library,
    catalog: &'a Catalog<'a>,
    location: &'a LocationOptions<'a>,
) -> Vec<FacetReading> {
    let judge = Judge::new(resources, library, catalog, location);
    let parameters = Parameters::default();
    (0..resources.len())
        .map(|owner| {
            let definition = judge.members[owner].definition;
            let facets = definition.map(|definition| {
                let eye = Eye::of(&judge, owner, &parameters);
                let names = definition.facets.keys();
                names
                    .map(|name| {
                        (
                            name.clone(),
                            reading(&judge, owner, eye.facet(name), &parameters),
                        )
                    })
                    .collect()
            });
            FacetReading {
                provider: judge.provider_name(owner),
                region: judge.region_code(owner),
                traits: definition.map_or_else(Vec::new, |definition| definition.traits.clone()),
                facets: facets.unwrap_or_default(),
            }
        })
        .collect()
}

/// A fact as it is shown.
pub(super) fn reading<'a>(
    judge: &Judge<'a>,
    owner: usize,
    fact: Fact<'a>,
    parameters: &Parameters<'a>,
) -> Reading {
    if fact.is_undecided() {
        let why = fact
            .notes
            .first()
            .map(|note| wording::evidence(judge, owner, note, parameters).message);
        return Reading::Unknown(why.unwrap_or_default());
    }
    match fact.data {
        FactData::Absent => Reading::Absent,
        FactData::NotApplicable => Reading::NotApplicable,
        FactData::Undecided => Reading::Unknown(Text::default()),
        FactData::Unlimited => Reading::Unlimited,
        FactData::Value(value) => Reading::Known(value),
        FactData::Place(effective) => Reading::Place(super::place::code(&Arc::clone(&effective))),
        FactData::List(items) => Reading::List(
            items
                .into_iter()
                .map(|item| reading(judge, owner, item, parameters))
                .collect(),
        ),
    }
}
