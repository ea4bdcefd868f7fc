//! Which resources hold health data: all of them, unless the configuration says otherwise.
//!
//! Entries are read in order, and the last that matches a resource decides. What depends on a tag that is not known
//! stays in scope: nothing is left unjudged on a guess. Settings, such as provider blocks and state backends, are
//! always in scope: they say who operates, and hold what is deployed. What is out of scope still counts where a resource
//! in scope is judged by what points to it, or by what it points to.

mod read;
mod selector;

use std::ops::Range;

use camino::Utf8Path;

pub(super) use read::{entries, normal, selector};
pub(super) use selector::{Compiled, Match};

use super::{Settings, SettingsFile};
use crate::catalog::Catalog;
use crate::judge::reason_text;
use crate::model::{Diagnostic, Gravity, Resource, ResourceMode, SourceId, Span, Value};
use crate::source::{PatternError, SourceMap};
use crate::text::Text;

/// One entry of `scope`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeEntry {
    /// Whether what matches is in scope.
    pub is_included: bool,
    /// What matches.
    pub selector: Selector,
    /// Why; always there for what is excluded.
    pub reason: Option<String>,
    /// Where the entry is written.
    pub at: Range<usize>,
}

/// Selects the resources that match each of its lists that is not empty, in one of its globs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Selector {
    /// Globs of keys of tags, each with globs of values.
    pub tags: Vec<(String, Vec<String>)>,
    /// Globs of addresses.
    pub addresses: Vec<String>,
    /// Globs of addresses of modules.
    pub modules: Vec<String>,
    /// Globs of names of environments.
    pub environments: Vec<String>,
    /// Globs of paths, seen from the directory of the file.
    pub paths: Vec<String>,
    /// Globs of resource types.
    pub types: Vec<String>,
}

/// The scope of a run.
#[derive(Debug)]
pub struct Scope {
    entries: Vec<Entry>,
    /// How the file is shown.
    file: String,
}

/// See [`ScopeEntry`].
#[derive(Debug)]
struct Entry {
    is_included: bool,
    selector: Compiled,
    reason: String,
    span: Span,
    /// The line of the entry, as it is shown.
    line: String,
}

/// What a scope comes to for the resources of a run.
#[derive(Debug, Default)]
pub struct Scoped {
    /// Positions of the resources that are out of scope, in order, with what put them there.
    pub left_out: Vec<(usize, Text)>,
    /// What there is to say about the entries.
    pub notes: Vec<Diagnostic>,
}

/// What an entry came to.
#[derive(Debug, Default)]
struct Tally<'a> {
    /// Whether it matches a resource, or may.
    has_matched: bool,
    /// Resources that stay in scope since it is not known whether it matches: address, and what is not known.
    doubts: Vec<(&'a Resource, Value)>,
}

/// At most this many resources are named where one entry leaves many in doubt.
const NAMED: usize = 5;

impl Scope {
    /// The scope that `settings`, read from `file`, give; `source` is the text of the file, and paths are shown from
    /// `working_directory`. None when everything is in scope.
    ///
    /// # Errors
    /// When a glob of paths cannot be understood, which reading the file has refused.
    pub fn new(
        settings: &Settings,
        file: &SettingsFile,
        source: SourceId,
        working_directory: &Utf8Path,
    ) -> Result<Option<Self>, PatternError> {
        let entries: Result<Vec<Entry>, PatternError> = settings
            .scope
            .iter()
            .map(|entry| {
                let selector = &entry.selector;
                Ok(Entry {
                    is_included: entry.is_included,
                    selector: Compiled::new(selector, file.directory(), working_directory)?,
                    reason: entry.reason.clone().unwrap_or_default(),
                    span: Span::new(source, entry.at.clone()),
                    line: file.line(entry.at.start),
                })
            })
            .collect();
        let entries = entries?;
        Ok((!entries.is_empty()).then(|| Scope {
            entries,
            file: file.name.clone(),
        }))
    }

    /// Which of `resources` are out of scope.
    pub fn apply(
        &self,
        resources: &[Resource],
        catalog: &Catalog<'_>,
        sources: &SourceMap,
    ) -> Scoped {
        let mut tallies: Vec<Tally<'_>> = self.entries.iter().map(|_| Tally::default()).collect();
        let mut left_out = Vec::new();
        for (position, resource) in resources.iter().enumerate() {
            if resource.mode == ResourceMode::Setting {
                continue;
            }
            let excluded = self.decide(resource, catalog, sources, &mut tallies);
            left_out.extend(excluded.map(|entry| (position, entry.why())));
        }
        let notes = self.entries.iter().zip(&tallies);
        let notes = notes.filter_map(|(entry, tally)| self.notes(entry, tally));
        Scoped {
            left_out,
            notes: notes.collect(),
        }
    }

    /// The entry that puts a resource out of scope, if one does for certain.
    fn decide<'e, 'a>(
        &'e self,
        resource: &'a Resource,
        catalog: &Catalog<'_>,
        sources: &SourceMap,
        tallies: &mut [Tally<'a>],
    ) -> Option<&'e Entry> {
        let mut decided: Option<&Entry> = None;
        // What may decide instead, with what is not known about it.
        let mut doubts: Vec<(usize, Value)> = Vec::new();
        for (position, entry) in self.entries.iter().enumerate().rev() {
            let Some(tally) = tallies.get_mut(position) else {
                continue;
            };
            if decided.is_some() && tally.has_matched {
                continue;
            }
            let matched = entry.selector.matches(resource, catalog, sources);
            tally.has_matched |= !matches!(matched, Match::No);
            match matched {
                Match::Yes if decided.is_none() => decided = Some(entry),
                Match::Unknown(value) if decided.is_none() => doubts.push((position, value)),
                Match::Yes | Match::Unknown(_) | Match::No => {}
            }
        }
        let is_out = decided.is_some_and(|entry| !entry.is_included);
        let contrary = |position: usize| {
            let entry = self.entries.get(position);
            entry.is_some_and(|entry| entry.is_included == is_out)
        };
        doubts.retain(|(position, _)| contrary(*position));
        if doubts.is_empty() {
            return decided.filter(|_| is_out);
        }
        // It may be in scope: so it is.
        for (position, value) in doubts {
            if let Some(tally) = tallies.get_mut(position) {
                tally.doubts.push((resource, value));
            }
        }
        None
    }

    fn notes(&self, entry: &Entry, tally: &Tally<'_>) -> Option<Diagnostic> {
        if !tally.has_matched {
            // What an exclusion misses is judged, and seen; what an inclusion misses may be left out.
            let gravity = if entry.is_included {
                Gravity::Warning
            } else {
                Gravity::Note
            };
            return Some(Diagnostic::at(
                gravity,
                "scope-matches-nothing",
                entry.span,
                Text::new(
                    format!(
                        "this entry of the scope in {} matches no resource",
                        self.file
                    ),
                    format!(
                        "cette entrée du périmètre dans {} ne correspond à aucune ressource",
                        self.file
                    ),
                ),
            ));
        }
        if tally.doubts.is_empty() {
            return None;
        }
        let names: Vec<String> = tally
            .doubts
            .iter()
            .take(NAMED)
            .map(|(resource, _)| format!("`{}`", resource.address))
            .collect();
        let more = if tally.doubts.len() > NAMED {
            ", …"
        } else {
            ""
        };
        let names = format!("{}{more}", names.join(", "));
        let mut note = Diagnostic::at(
            Gravity::Warning,
            "scope-not-known",
            entry.span,
            Text::new(
                format!(
                    "these stay in scope, since a tag that this entry asks about is not known ({}): {names}",
                    tally.doubts.len()
                ),
                format!(
                    "restent dans le périmètre, car une étiquette que cette entrée demande n'est pas connue ({}) : {names}",
                    tally.doubts.len()
                ),
            ),
        );
        for (_, value) in tally.doubts.iter().take(NAMED) {
            if let Some(unknown) = value.as_unknown() {
                note = note.label(value.origin.span, reason_text(&unknown.reason));
            }
        }
        Some(note)
    }
}

impl Entry {
    /// What put a resource out of scope.
    fn why(&self) -> Text {
        Text::new(
            format!("{} ({})", self.reason, self.line),
            format!("{} ({})", self.reason, self.line),
        )
    }
}
