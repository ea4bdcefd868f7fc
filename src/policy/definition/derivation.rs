//! Derivations: how a facet gets its value.

use serde::{Deserialize, Serialize};

use super::{Condition, LocationHolds, Path, Pseudo, Scalar};
use crate::text::Text;

/// See `docs/policy-language.md`, section Derivations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Derivation {
    /// A constant.
    Constant(Scalar),
    /// A pseudo-attribute.
    Pseudo(Pseudo),
    /// `{attr: …}`.
    Attribute(Box<AttributeSource>),
    /// `{present: …}`.
    Present(Vec<Path>),
    /// `{literal: …}`.
    Literal(Vec<Path>),
    /// `{holds: …}`.
    Holds(Condition),
    /// `{when, then, else}` and `{cases, else}`.
    Cases(Vec<(Condition, Derivation)>, Option<Box<Derivation>>),
    /// `{linked: …}`.
    Linked(Box<Linked>),
    /// `{refers: …}`.
    Refers(Box<Refers>),
    /// `{account: …}`.
    Account(Box<Account>),
    /// `{facet: …}`.
    Facet(String),
    /// `{any: …}`.
    Any(Vec<Derivation>),
    /// `{all: …}`.
    All(Vec<Derivation>),
    /// `{not: …}`.
    Not(Box<Derivation>),
    /// `{first: …}`.
    First(Vec<Derivation>),
    /// `{min: …}`.
    Min(Vec<Derivation>),
    /// `{max: …}`.
    Max(Vec<Derivation>),
    /// `{sum: …}`.
    Sum(Vec<Derivation>),
    /// `{list: …}`.
    List(Vec<Derivation>),
    /// `{count: …}`.
    Count(Path),
    /// `{distinct: …}`.
    Distinct(Box<Derivation>),
    /// `{place: …}`.
    Place(Box<PlaceSource>),
    /// `{paired: …}`.
    Paired(Box<Derivation>),
    /// `{not-applicable: …}`.
    NotApplicable(Text),
    /// `{ask: …}`.
    Ask(Text),
}

/// `{attr, default, reads, map, scale, over}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttributeSource {
    /// Where the value stands.
    pub path: Path,
    /// Its value when it is absent or null.
    pub default: Option<Derivation>,
    /// How a text says a number of hours or days.
    pub reads: Option<Reading>,
    /// Translation of its value, in the order given; the key `*` is kept in `otherwise`.
    pub map: Vec<(Scalar, Derivation)>,
    /// Translation of any other value.
    pub otherwise: Option<Derivation>,
    /// Factor of a number.
    pub scale: Option<f64>,
    /// How several values become one.
    pub over: Option<Over>,
}

/// How a text says a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reading {
    /// A duration such as `72h30m`, in hours.
    Hours,
    /// A duration such as `720h0m0s` or `30d`, in days.
    Days,
    /// A duration such as `30d`, `4w` or `3m`, where `m` is a month, in days.
    CalendarDays,
    /// A line of cron: the longest time between two runs, in hours.
    Schedule,
}

/// How several values become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Over {
    /// True when all are.
    All,
    /// True when one is.
    Any,
    /// The smallest.
    Min,
    /// The largest.
    Max,
    /// The first.
    First,
    /// All of them.
    List,
}

/// `{place, provider, holds}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlaceSource {
    /// Where the value stands.
    pub path: Path,
    /// The provider to resolve it in, when it is another than the resource's.
    pub provider: Option<String>,
    /// What it holds.
    pub holds: LocationHolds,
}

/// `{linked, via, where, take, over, none, tags, wildcard}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Linked {
    /// Types, or globs of types, of the satellites.
    pub types: Vec<String>,
    /// Attributes of the satellite that point to the resource.
    pub via: Vec<Path>,
    /// Selection by tags, besides `via`.
    pub tags: Option<TagLink>,
    /// Whether a literal pattern in `via` links.
    pub wildcard: bool,
    /// Which satellites count.
    pub condition: Option<Condition>,
    /// What to take from each; existence when none.
    pub take: Option<Derivation>,
    /// How several values become one.
    pub over: Option<Over>,
    /// The value when there is no satellite.
    pub none: Option<Derivation>,
}

/// How a satellite selects by tags.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TagLink {
    /// Blocks with a key and a value.
    Pairs {
        /// Path to the keys.
        key: Path,
        /// Path to the values.
        value: Path,
    },
    /// One map of tags, all of which the resource must carry.
    Map(Path),
}

/// `{refers, to, take, over, none, outside}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refers {
    /// Attributes that point to the targets.
    pub paths: Vec<Path>,
    /// Types, or globs of types, of the targets; any when empty.
    pub to: Vec<String>,
    /// What to take from each; existence when none.
    pub take: Option<Derivation>,
    /// How several values become one.
    pub over: Option<Over>,
    /// The value when no path is set.
    pub none: Option<Derivation>,
    /// The value when the target is not in the configuration.
    pub outside: Option<Derivation>,
}

/// `{account, where, same-region, take, none}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Types, or globs of types, of the settings.
    pub types: Vec<String>,
    /// Which of them count.
    pub condition: Option<Condition>,
    /// Whether only those of the resource's own region count.
    pub same_region: bool,
    /// What to take from each; existence when none.
    pub take: Option<Derivation>,
    /// How several values become one.
    pub over: Option<Over>,
    /// The value when there is none.
    pub none: Option<Derivation>,
}

impl Derivation {
    /// The derivations inside this one that are read on the resource itself.
    pub fn on_the_resource(&self) -> Vec<&Derivation> {
        match self {
            Derivation::Attribute(source) => {
                let translations = source.map.iter().map(|(_, to)| to);
                let rest = source.default.iter().chain(&source.otherwise);
                rest.chain(translations).collect()
            }
            Derivation::Cases(cases, otherwise) => {
                let then = cases.iter().map(|(_, then)| then);
                then.chain(otherwise.as_deref()).collect()
            }
            Derivation::Linked(linked) => linked.none.iter().collect(),
            Derivation::Refers(refers) => refers.none.iter().chain(&refers.outside).collect(),
            Derivation::Account(account) => account.none.iter().collect(),
            Derivation::Any(list)
            | Derivation::All(list)
            | Derivation::First(list)
            | Derivation::Min(list)
            | Derivation::Max(list)
            | Derivation::Sum(list)
            | Derivation::List(list) => list.iter().collect(),
            Derivation::Not(inner) | Derivation::Distinct(inner) | Derivation::Paired(inner) => {
                vec![inner]
            }
            Derivation::Constant(_)
            | Derivation::Pseudo(_)
            | Derivation::Present(_)
            | Derivation::Literal(_)
            | Derivation::Holds(_)
            | Derivation::Facet(_)
            | Derivation::Count(_)
            | Derivation::Place(..)
            | Derivation::NotApplicable(_)
            | Derivation::Ask(_) => Vec::new(),
        }
    }

    /// The derivation inside this one that is read on other resources.
    pub fn on_others(&self) -> Option<&Derivation> {
        match self {
            Derivation::Linked(linked) => linked.take.as_ref(),
            Derivation::Refers(refers) => refers.take.as_ref(),
            Derivation::Account(account) => account.take.as_ref(),
            _ => None,
        }
    }
}
