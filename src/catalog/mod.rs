//! Where things are and who runs them: the effective place of a resource, the operator behind it,
//! zones of law, pairs.
//!
//! Everything it knows of clouds and law is in the library that was read from `policies/catalog`;
//! nothing here names a provider. Codes are resolved inside one provider only, since the same code
//! means different places elsewhere, and a code that the catalogue does not list is *unknown*, never
//! foreign. It does not judge: it says what is known, what is not and why, and what decided it.

mod check;
mod effective;
mod evidence;
mod explain;
mod fallback;
mod index;
mod locate;
mod operated;
mod pattern;
mod perimeter;
mod place;
mod resolve;
mod spelling;
mod tags;
#[cfg(test)]
mod tests;
mod walk;
mod zone;

pub use effective::{Basis, Conflict, Effective, LocationOptions, Target};
pub use evidence::Evidence;
pub use operated::{Endpoint, Operated};
pub(crate) use pattern::glob;
pub use perimeter::Property;
pub use place::{Location, Place, Unlocated};
pub use resolve::Resolved;
pub(crate) use spelling::spell_types;
pub use tags::TagSource;

use rustc_hash::FxHashMap;

use crate::policy::definition::{Claim, Library, Operator, Provider};
use index::{Endpoints, ProviderIndex};
use std::sync::OnceLock;
pub use zone::ZoneDoubt;
use zone::ZoneSet;

/// The library's providers, operators and zones, indexed. Cheap to make: codes and patterns are
/// indexed and compiled when a provider is first met.
#[derive(Debug)]
pub struct Catalog<'l> {
    library: &'l Library,
    evidence: &'l [Evidence],
    by_source: FxHashMap<&'l str, usize>,
    /// By type, what may say that a resource belongs to a provider.
    claims: FxHashMap<&'l str, Vec<(usize, &'l Claim)>>,
    providers: Vec<ProviderIndex<'l>>,
    endpoints: OnceLock<Endpoints<'l>>,
    zones: FxHashMap<&'l str, ZoneSet<'l>>,
    country_aliases: FxHashMap<&'l str, &'l str>,
}

impl<'l> Catalog<'l> {
    /// The catalogue of `library`.
    pub fn new(library: &'l Library) -> Self {
        let mut by_source = FxHashMap::default();
        let mut claims: FxHashMap<&str, Vec<_>> = FxHashMap::default();
        let mut providers = Vec::with_capacity(library.providers.len());
        for (position, provider) in library.providers.values().enumerate() {
            for source in &provider.sources {
                by_source.entry(source.as_str()).or_insert(position);
            }
            for claim in &provider.claims {
                for kind in &claim.types {
                    let claims: &mut Vec<_> = claims.entry(kind.as_str()).or_default();
                    claims.push((position, claim));
                }
            }
            providers.push(ProviderIndex::new(provider));
        }
        let mut country_aliases = FxHashMap::default();
        for (code, country) in &library.countries {
            for alias in &country.aliases {
                country_aliases.insert(alias.as_str(), code.as_str());
            }
        }
        Catalog {
            library,
            evidence: &[],
            by_source,
            claims,
            providers,
            endpoints: OnceLock::new(),
            zones: zone::sets(library),
            country_aliases,
        }
    }

    /// The provider of that name.
    pub fn provider(&self, name: &str) -> Option<&'l Provider> {
        self.library.providers.get(name)
    }

    /// The operator of that name.
    pub fn operator(&self, name: &str) -> Option<&'l Operator> {
        self.library.operators.get(name)
    }
}
