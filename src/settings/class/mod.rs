//! Classes of data: resources that a team selects as it selects those in scope, with parameters of their own.
//!
//! A resource in no class takes the values of the packs. Where two classes give one parameter different values, or
//! where it is not known whether a class concerns a resource, the resource is judged by the values of each: a verdict
//! that depends on them is an open question, never a guess. Settings, such as provider blocks, are in no class.

mod profile;
mod read;

use std::ops::Range;
use std::sync::Arc;

use camino::Utf8Path;
use rustc_hash::FxHashMap;

pub(super) use read::{classes, values};

use super::scope::{Compiled, Match};
use super::{ParameterSetting, Placed, Selector, SettingsFile};
use crate::catalog::Catalog;
use crate::judge::{ClassValue, Profiles, reason_text};
use crate::model::{Diagnostic, Gravity, Resource, ResourceMode, SourceId, Span, Value};
use crate::policy::definition::Parameter;
use crate::source::{PatternError, SourceMap};
use crate::text::Text;

/// A class as a configuration describes it.
#[derive(Clone, Debug)]
pub struct ClassSetting {
    /// Its name.
    pub name: Placed<String>,
    /// What is in it: what one of these selects.
    pub selectors: Vec<Selector>,
    /// Its values, by parameter.
    pub parameters: Vec<ParameterSetting>,
}

/// The values of a class, of the kinds that the packs allow.
#[derive(Clone, Debug)]
pub struct ClassValues {
    /// Its name.
    pub name: Placed<String>,
    /// What is in it.
    pub selectors: Vec<Selector>,
    /// By pack and parameter.
    pub values: Vec<PackValue>,
}

/// The value of a parameter of a pack.
#[derive(Clone, Debug)]
pub struct PackValue {
    /// The pack, by its name.
    pub pack: Arc<str>,
    /// The parameter, by its name.
    pub name: Arc<str>,
    /// Its value, with what the pack says of it.
    pub parameter: Parameter,
    /// Where the value is written.
    pub at: Range<usize>,
}

/// The classes of a run.
#[derive(Debug)]
pub struct Classes {
    classes: Vec<Class>,
}

/// See [`ClassValues`].
#[derive(Debug)]
struct Class {
    name: Arc<str>,
    selectors: Vec<Compiled>,
    values: Vec<ClassValue>,
    span: Span,
    /// The line of the class, as it is shown.
    line: String,
}

/// What the classes come to for the resources of a run.
#[derive(Debug, Default)]
pub struct Classified {
    /// The parameters that count for each resource.
    pub profiles: Profiles,
    /// What there is to say about the classes.
    pub notes: Vec<Diagnostic>,
}

/// The classes of one resource, by their positions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Membership {
    certain: Vec<usize>,
    possible: Vec<usize>,
}

/// At most this many combinations of classes are told apart: resources in others are judged by the packs, and
/// that is an error.
const MOST_PROFILES: usize = 256;
/// At most this many resources are named in one note.
const NAMED: usize = 5;

/// What a class came to.
#[derive(Debug, Default)]
struct Tally<'a> {
    members: usize,
    /// Resources of which it is not known whether they are in it, and what is not known.
    doubts: Vec<(&'a Resource, Value)>,
}

impl Classes {
    /// The classes with `values`, read from `file`; `source` is its text, and paths are shown from
    /// `working_directory`. None when there is no class.
    ///
    /// # Errors
    /// When a glob of paths cannot be understood, which reading the file has refused.
    pub fn new(
        values: &[ClassValues],
        file: &SettingsFile,
        source: SourceId,
        working_directory: &Utf8Path,
    ) -> Result<Option<Self>, PatternError> {
        let classes: Result<Vec<Class>, PatternError> = values
            .iter()
            .map(|class| {
                let selectors = class.selectors.iter();
                let selectors: Result<Vec<Compiled>, PatternError> = selectors
                    .map(|one| Compiled::new(one, file.directory(), working_directory))
                    .collect();
                let name: Arc<str> = class.name.value.as_str().into();
                let values = class.values.iter().map(|set| ClassValue {
                    class: Arc::clone(&name),
                    pack: Arc::clone(&set.pack),
                    name: Arc::clone(&set.name),
                    parameter: set.parameter.clone(),
                    span: Span::new(source, set.at.clone()),
                });
                Ok(Class {
                    values: values.collect(),
                    name: Arc::clone(&name),
                    selectors: selectors?,
                    span: Span::new(source, class.name.at.clone()),
                    line: file.line(class.name.at.start),
                })
            })
            .collect();
        let classes = classes?;
        Ok((!classes.is_empty()).then_some(Classes { classes }))
    }

    /// Which parameters count for each of `resources`.
    pub fn apply(
        &self,
        resources: &[Resource],
        catalog: &Catalog<'_>,
        sources: &SourceMap,
    ) -> Classified {
        let mut tallies: Vec<Tally<'_>> = self.classes.iter().map(|_| Tally::default()).collect();
        let mut classified = Classified::default();
        let mut numbers: FxHashMap<Membership, usize> = FxHashMap::default();
        numbers.insert(Membership::default(), 0);
        let mut members: FxHashMap<Membership, Vec<&Resource>> = FxHashMap::default();
        for resource in resources {
            let membership = if resource.mode == ResourceMode::Setting {
                Membership::default()
            } else {
                self.membership(resource, catalog, sources, &mut tallies)
            };
            let known = numbers.get(&membership).copied();
            let number = known.unwrap_or_else(|| {
                if numbers.len() > MOST_PROFILES {
                    return 0;
                }
                let number = classified.profiles.add(self.profile(&membership));
                numbers.insert(membership.clone(), number);
                number
            });
            classified.profiles.push(number);
            if membership.certain.len() > 1 {
                members.entry(membership).or_default().push(resource);
            }
        }
        if numbers.len() > MOST_PROFILES {
            classified.notes.extend(self.too_many());
        }
        let notes = self.classes.iter().zip(&tallies);
        classified
            .notes
            .extend(notes.filter_map(|(class, tally)| class.note(tally)));
        classified.notes.extend(self.contradictions(&members));
        classified
    }

    fn membership<'a>(
        &self,
        resource: &'a Resource,
        catalog: &Catalog<'_>,
        sources: &SourceMap,
        tallies: &mut [Tally<'a>],
    ) -> Membership {
        let mut membership = Membership::default();
        for (position, (class, tally)) in self.classes.iter().zip(tallies).enumerate() {
            let mut doubt = None;
            let mut is_in = false;
            for selector in &class.selectors {
                match selector.matches(resource, catalog, sources) {
                    Match::Yes => is_in = true,
                    Match::Unknown(value) => doubt = doubt.or(Some(value)),
                    Match::No => {}
                }
            }
            if is_in {
                tally.members += 1;
                membership.certain.push(position);
            } else if let Some(value) = doubt {
                tally.doubts.push((resource, value));
                membership.possible.push(position);
            }
        }
        membership
    }

    fn too_many(&self) -> Option<Diagnostic> {
        let first = self.classes.first()?;
        Some(Diagnostic::at(
            Gravity::Error,
            "too-many-classes",
            first.span,
            Text::new(
                format!(
                    "the classes overlap in more than {MOST_PROFILES} ways: the other resources are judged without them"
                ),
                format!(
                    "les classes se recoupent de plus de {MOST_PROFILES} façons : les autres ressources sont jugées sans elles"
                ),
            ),
        ))
    }
}

impl Class {
    /// How it is named in questions: `imaging` (rempart.yaml:3).
    fn told(&self) -> String {
        format!("`{}` ({})", self.name, self.line)
    }

    fn note(&self, tally: &Tally<'_>) -> Option<Diagnostic> {
        let name = &self.name;
        if tally.members == 0 && tally.doubts.is_empty() {
            return Some(Diagnostic::at(
                Gravity::Warning,
                "class-matches-nothing",
                self.span,
                Text::new(
                    format!("the class `{name}` selects no resource"),
                    format!("la classe `{name}` ne sélectionne aucune ressource"),
                ),
            ));
        }
        if tally.doubts.is_empty() {
            return None;
        }
        let (count, names) = (
            tally.doubts.len(),
            names(tally.doubts.iter().map(|(one, _)| *one)),
        );
        let mut note = Diagnostic::at(
            Gravity::Warning,
            "class-not-known",
            self.span,
            Text::new(
                format!(
                    "whether the class `{name}` concerns these is not known, since a tag that it asks about is not ({count}): {names}"
                ),
                format!(
                    "on ne sait pas si la classe `{name}` concerne ces ressources, car une étiquette qu'elle demande n'est pas connue ({count}) : {names}"
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

/// The addresses of the first resources.
fn names<'a>(resources: impl ExactSizeIterator<Item = &'a Resource>) -> String {
    let more = if resources.len() > NAMED { ", …" } else { "" };
    let names: Vec<String> = resources
        .take(NAMED)
        .map(|resource| format!("`{}`", resource.address))
        .collect();
    format!("{}{more}", names.join(", "))
}
