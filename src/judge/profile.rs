//! Which values of the parameters count for which resources: those of the packs, and those that a team sets for
//! its classes of data.
//!
//! A resource of which it is not known which class counts has a variant for each that may: where these lead to
//! different verdicts, the class is the open question.

use std::sync::Arc;

use crate::model::Span;
use crate::policy::definition::Parameter;
use crate::text::Text;

/// The value that a class of data gives a parameter of a pack.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassValue {
    /// The name of the class.
    pub class: Arc<str>,
    /// The pack, by its name.
    pub pack: Arc<str>,
    /// The parameter.
    pub name: Arc<str>,
    /// Its value.
    pub parameter: Parameter,
    /// Where it is written.
    pub span: Span,
}

/// What counts for resources that are in the same classes.
#[derive(Debug, Default)]
pub struct Profile {
    /// The values that count in place of those of the packs: one list, or one for each class that may count.
    pub variants: Vec<Vec<ClassValue>>,
    /// The question that is open, when there are several.
    pub doubt: Option<Text>,
}

/// What counts for each resource of a run.
#[derive(Debug)]
pub struct Profiles {
    /// The first is that of the resources in no class.
    all: Vec<Profile>,
    /// By position of the resource; the first for those beyond.
    of: Vec<usize>,
}

impl Default for Profiles {
    fn default() -> Self {
        Profiles {
            all: vec![Profile {
                variants: vec![Vec::new()],
                doubt: None,
            }],
            of: Vec::new(),
        }
    }
}

impl Profiles {
    /// Adds a profile, and gives its number.
    pub fn add(&mut self, profile: Profile) -> usize {
        self.all.push(profile);
        self.all.len() - 1
    }

    /// Sets the profile of the next resource.
    pub fn push(&mut self, number: usize) {
        self.of.push(number.min(self.all.len().saturating_sub(1)));
    }

    /// All profiles, in the order of their numbers.
    pub(crate) fn all(&self) -> &[Profile] {
        &self.all
    }

    /// The number of the profile of a resource.
    pub(crate) fn number(&self, position: usize) -> usize {
        self.of.get(position).copied().unwrap_or_default()
    }
}
