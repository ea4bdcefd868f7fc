//! Places, and what is known of where something sits.

use std::sync::Arc;

use crate::model::Value;
use crate::policy::definition::{Provider, RegionGroup};

/// One place where data sits.
#[derive(Clone, Copy, Debug)]
pub struct Place<'l> {
    /// The provider in whose codes it is named.
    pub provider: &'l Provider,
    /// The region's code as the catalogue spells it; the name of the multi-region when its regions
    /// are not documented.
    pub code: &'l str,
    /// The town, when it is published.
    pub town: Option<&'l str>,
    /// The metropolitan area, when it is wider than the town.
    pub area: Option<&'l str>,
    /// ISO code of the country.
    pub country: &'l str,
    /// The code that the provider pairs with it.
    pub pair: Option<&'l str>,
    /// Whether the row was read in the operator's own list.
    pub verified: bool,
}

impl PartialEq for Place<'_> {
    /// Two places are one when the same provider gives them the same code, in one country.
    fn eq(&self, other: &Self) -> bool {
        self.provider.name == other.provider.name
            && self.code == other.code
            && self.country == other.country
    }
}

impl Eq for Place<'_> {}

impl<'l> Place<'l> {
    /// The parts of the provider that it belongs to and that are sold, or governed, apart.
    pub fn perimeters(&self) -> impl Iterator<Item = (&'l str, &'l RegionGroup)> + use<'l> {
        let code = self.code;
        let perimeters = self.provider.perimeters.iter();
        perimeters
            .filter(move |(_, group)| group.regions.iter().any(|region| region == code))
            .map(|(name, group)| (name.as_str(), group))
    }

    /// Whether both lie in one town or metropolitan area, so that one disaster can take both; none
    /// when a town is not published.
    pub fn same_site(&self, other: &Self) -> Option<bool> {
        if self == other {
            return Some(true);
        }
        if self.country != other.country || self.is_paired_with(other) {
            return Some(false);
        }
        let here = self.area.or(self.town)?;
        let there = other.area.or(other.town)?;
        Some(here.to_lowercase() == there.to_lowercase())
    }

    /// Operators pair regions that no single disaster should reach.
    fn is_paired_with(&self, other: &Self) -> bool {
        self.provider.name == other.provider.name
            && (self.pair == Some(other.code) || other.pair == Some(self.code))
    }
}

/// What is known of where something sits.
#[derive(Clone, Debug, PartialEq)]
pub enum Location<'l> {
    /// Here.
    Place(Place<'l>),
    /// In all of these: a multi-region, a list of replicas.
    All(Vec<Location<'l>>),
    /// In one of these, not known which: an expression with few possible values.
    OneOf(Vec<Location<'l>>),
    /// Everywhere the operator is.
    Global,
    /// It holds nothing that has a place.
    Nowhere,
    /// Not known.
    Unknown(Unlocated),
}

/// Why a place, or the operator of a resource, is not known.
#[derive(Clone, Debug, PartialEq)]
pub enum Unlocated {
    /// No attribute, configuration or default says it. Holds the attributes that would, and the
    /// environment variables that may.
    NotSaid {
        /// Attributes, as the catalogue writes them.
        attributes: Vec<String>,
        /// Variables, nearest first.
        environment: Vec<String>,
    },
    /// A file outside the configuration says it; holds the attribute or variable that names it.
    Elsewhere(String),
    /// The value that says it is not known; its reason stands in it.
    Value(Value),
    /// The value that says it is not a text.
    NotText(Value),
    /// The catalogue does not list the code. That says nothing of where it is.
    NotListed {
        /// The provider in whose codes it was looked for.
        provider: String,
        /// The code; none when it is sensitive.
        code: Option<Arc<str>>,
        /// The nearest code that is listed, when one is near.
        nearest: Option<String>,
        /// Other providers that list it.
        elsewhere: Vec<String>,
    },
    /// The name does not say its region; none when it is sensitive.
    Name(Option<Arc<str>>),
    /// The places behind a multi-region name are not documented.
    Members {
        /// The provider.
        provider: String,
        /// The name.
        name: String,
    },
    /// The catalogue does not know the host, or cannot tell its place.
    Host(Option<Arc<str>>),
    /// It shares the place of another resource that is not in the configuration, or that sits where
    /// it sits.
    Reference(Value),
    /// The catalogue does not know the provider.
    Provider,
}

impl<'l> Location<'l> {
    /// All of `parts`; one part stands for itself, and none for nothing that has a place.
    pub fn all(parts: Vec<Location<'l>>) -> Self {
        Self::gather(parts, Location::All).unwrap_or(Location::Nowhere)
    }

    /// One of `parts`; parts that are equal count once.
    pub fn one_of(parts: Vec<Location<'l>>) -> Self {
        Self::gather(parts, Location::OneOf).unwrap_or(Location::Nowhere)
    }

    fn gather(parts: Vec<Location<'l>>, whole: fn(Vec<Location<'l>>) -> Self) -> Option<Self> {
        let mut distinct: Vec<Location<'l>> = Vec::with_capacity(parts.len().min(16));
        for part in parts {
            if !distinct.contains(&part) {
                distinct.push(part);
            }
        }
        match distinct.len() {
            0 | 1 => distinct.pop(),
            _ => Some(whole(distinct)),
        }
    }

    /// Every place it certainly is, or may be, in order.
    pub fn places(&self) -> Vec<Place<'l>> {
        let mut places = Vec::new();
        self.collect(&mut places);
        places
    }

    fn collect(&self, places: &mut Vec<Place<'l>>) {
        match self {
            Location::Place(place) => places.push(*place),
            Location::All(parts) | Location::OneOf(parts) => {
                for part in parts {
                    part.collect(places);
                }
            }
            Location::Global | Location::Nowhere | Location::Unknown(_) => {}
        }
    }

    /// The first reason why something about it is not known.
    pub fn unknown(&self) -> Option<&Unlocated> {
        match self {
            Location::Unknown(why) => Some(why),
            Location::All(parts) | Location::OneOf(parts) => {
                parts.iter().find_map(Location::unknown)
            }
            Location::Place(_) | Location::Global | Location::Nowhere => None,
        }
    }

    /// Asks `question` of each place: true when it holds of all, false when it fails of one that is
    /// certain, none when that is not decided.
    pub fn each(&self, question: &dyn Fn(&Place<'l>) -> Option<bool>) -> Option<bool> {
        match self {
            Location::Place(place) => question(place),
            Location::All(parts) => {
                let mut answer = Some(true);
                for part in parts {
                    match part.each(question) {
                        Some(true) => {}
                        Some(false) => return Some(false),
                        None => answer = None,
                    }
                }
                answer
            }
            Location::OneOf(parts) => {
                let mut answers = parts.iter().map(|part| part.each(question));
                let first = answers.next()??;
                answers.all(|answer| answer == Some(first)).then_some(first)
            }
            Location::Nowhere => Some(true),
            Location::Global | Location::Unknown(_) => None,
        }
    }
}
