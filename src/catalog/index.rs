//! Codes and patterns of a provider, indexed when first needed.

use std::sync::OnceLock;

use regex::{Regex, RegexSet};
use rustc_hash::FxHashMap;

use super::pattern;
use crate::policy::definition::{
    EndpointPattern, Library, MultiRegion, NamePattern, NameRule, Provider, Region,
};

/// What a code stands for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Code<'l> {
    /// A region, under the code that the catalogue spells.
    Region(&'l str, &'l Region),
    /// Several places.
    Multi(&'l str, &'l MultiRegion),
}

/// A provider with its codes.
#[derive(Debug)]
pub(super) struct ProviderIndex<'l> {
    pub(super) provider: &'l Provider,
    codes: OnceLock<Codes<'l>>,
    zone_patterns: OnceLock<Vec<Compiled<'l>>>,
    name_patterns: OnceLock<Vec<Compiled<'l>>>,
}

/// Codes by spelling.
#[derive(Debug, Default)]
struct Codes<'l> {
    exact: FxHashMap<&'l str, Code<'l>>,
    /// By spelling without what does not count; none where two codes then read alike.
    folded: FxHashMap<String, Option<Code<'l>>>,
}

/// A code read out of a name.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) code: String,
    /// See [`NamePattern::outpost`].
    pub(super) outpost: bool,
}

/// A pattern that could be compiled; one that could not is reported by the catalogue's own check.
#[derive(Debug)]
struct Compiled<'l> {
    regex: Regex,
    pattern: &'l NamePattern,
}

impl<'l> ProviderIndex<'l> {
    pub(super) fn new(provider: &'l Provider) -> Self {
        ProviderIndex {
            provider,
            codes: OnceLock::new(),
            zone_patterns: OnceLock::new(),
            name_patterns: OnceLock::new(),
        }
    }

    /// What `text` stands for as it is; `kind` is the type of the resource that uses it.
    pub(super) fn code(&self, text: &str, kind: Option<&str>) -> Option<Code<'l>> {
        let codes = self.codes.get_or_init(|| Codes::of(self.provider));
        let upper = kind.is_some_and(|kind| pattern::any(&self.provider.upper_case_types, kind));
        if upper && let Some(code) = codes.exact.get(text.to_uppercase().as_str()) {
            return Some(*code);
        }
        if let Some(code) = codes.exact.get(text) {
            return Some(*code);
        }
        if codes.folded.is_empty() || text.len() > MAX_CODE {
            return None;
        }
        *codes.folded.get(&fold(self.provider.names, text))?
    }

    /// The code of the region that the zone `text` belongs to.
    pub(super) fn zone_code(&self, text: &str) -> Option<Reading> {
        let patterns = self
            .zone_patterns
            .get_or_init(|| compile(&self.provider.zone_patterns));
        self.first_code(patterns, text)
    }

    /// The code that the longer name `text` holds.
    pub(super) fn name_code(&self, text: &str) -> Option<Reading> {
        let patterns = self
            .name_patterns
            .get_or_init(|| compile(&self.provider.name_patterns));
        self.first_code(patterns, text)
    }

    /// All spellings, for suggestions.
    pub(super) fn spellings(&self) -> impl Iterator<Item = &'l str> {
        let regions = self.provider.regions.keys();
        regions
            .chain(self.provider.multi_regions.keys())
            .map(String::as_str)
    }

    /// The first reading that gives a code, and one that is listed if any does.
    fn first_code(&self, patterns: &[Compiled<'l>], text: &str) -> Option<Reading> {
        let mut readings = patterns.iter().filter_map(|compiled| {
            let captures = compiled.regex.captures(text)?;
            let code = match &compiled.pattern.code {
                Some(code) => code.clone(),
                None => captures.get(1)?.as_str().to_owned(),
            };
            Some(Reading {
                code,
                outpost: compiled.pattern.outpost,
            })
        });
        let mut first = None;
        readings
            .find_map(|reading| {
                if self.code(&reading.code, None).is_some() {
                    return Some(reading);
                }
                first.get_or_insert(reading);
                None
            })
            .or(first)
    }
}

/// Codes longer than this are not looked for without regard to case, nor compared for likeness.
pub(super) const MAX_CODE: usize = 64;

impl<'l> Codes<'l> {
    fn of(provider: &'l Provider) -> Self {
        let mut codes = Codes::default();
        for (name, multi) in &provider.multi_regions {
            codes.add(provider.names, name, Code::Multi(name, multi));
        }
        for (code, region) in &provider.regions {
            codes.add(provider.names, code, Code::Region(code, region));
            for name in &region.names {
                codes.add(provider.names, name, Code::Region(code, region));
            }
        }
        codes
    }

    fn add(&mut self, rule: NameRule, spelling: &'l str, code: Code<'l>) {
        self.exact.entry(spelling).or_insert(code);
        if rule != NameRule::Exact {
            self.folded
                .entry(fold(rule, spelling))
                .and_modify(|known| {
                    if known.is_some_and(|known| known.name() != code.name()) {
                        *known = None;
                    }
                })
                .or_insert(Some(code));
        }
    }
}

impl<'l> Code<'l> {
    /// The code as the catalogue spells it.
    pub(super) fn name(&self) -> &'l str {
        match self {
            Code::Region(name, _) | Code::Multi(name, _) => name,
        }
    }
}

/// The endpoint patterns of all providers.
#[derive(Debug)]
pub(super) struct Endpoints<'l> {
    set: RegexSet,
    entries: Vec<EndpointEntry<'l>>,
}

/// A host recognised.
#[derive(Debug)]
pub(super) struct EndpointEntry<'l> {
    regex: Regex,
    /// Position of the provider in the library.
    pub(super) provider: usize,
    /// The pattern that matched.
    pub(super) pattern: &'l EndpointPattern,
}

impl<'l> Endpoints<'l> {
    pub(super) fn of(library: &'l Library) -> Self {
        let mut entries = Vec::new();
        for (provider, definition) in library.providers.values().enumerate() {
            entries.extend(definition.endpoints.iter().filter_map(|pattern| {
                Some(EndpointEntry {
                    regex: Regex::new(&pattern.pattern).ok()?,
                    provider,
                    pattern,
                })
            }));
        }
        let set = RegexSet::new(entries.iter().map(|entry| entry.regex.as_str()));
        Endpoints {
            // Each compiles alone; together they could only be too large, and then none matches.
            set: set.unwrap_or_else(|_| RegexSet::empty()),
            entries,
        }
    }

    /// The provider that `host` belongs to, and the code the host holds.
    pub(super) fn find(&self, host: &str) -> Option<(&EndpointEntry<'l>, Option<String>)> {
        let first = self.set.matches(host).into_iter().next()?;
        let entry = self.entries.get(first)?;
        let code = match &entry.pattern.code {
            Some(code) => Some(code.clone()),
            None => entry
                .regex
                .captures(host)
                .and_then(|captures| Some(captures.get(1)?.as_str().to_owned())),
        };
        Some((entry, code))
    }
}

fn compile(patterns: &[NamePattern]) -> Vec<Compiled<'_>> {
    patterns
        .iter()
        .filter_map(|pattern| {
            Some(Compiled {
                regex: Regex::new(&pattern.pattern).ok()?,
                pattern,
            })
        })
        .collect()
}

fn fold(rule: NameRule, text: &str) -> String {
    match rule {
        NameRule::Exact => text.to_owned(),
        NameRule::IgnoreCase => text.to_lowercase(),
        NameRule::IgnoreCaseAndSpaces => {
            let mut folded = text.to_lowercase();
            folded.retain(|character| character != ' ');
            folded
        }
    }
}
