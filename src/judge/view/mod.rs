//! Views: what the resources of a run come to, as tables that a team files: where data is
//! ([`residency()`]) and what survives a disaster ([`continuity()`]).
//!
//! A view reads the same places and facets as the rules and gives data, not text to print: any report
//! can show it. It does not decide what is acceptable, except for the verdict of the rules that it
//! repeats.

mod asked;
mod continuity;
mod residency;
mod site;

use std::sync::Arc;

use camino::Utf8PathBuf;

pub use continuity::{ContinuityRow, SecondSite, SecondSiteAnswer, continuity};
pub use residency::{Copied, Held, OperatedBy, ResidencyRow, residency};
pub use site::{Extent, LawZone, Site, SitePlace};

use super::plan::Parameters;
use super::profile::Profiles;
use super::{Eye, Judge};
use crate::catalog::{Evidence, LocationOptions};
use crate::model::{Resource, ResourceMode, Span};
use crate::text::Text;

/// What the rows depend on besides the resources and the policies.
#[derive(Debug, Default)]
pub struct ViewOptions<'a> {
    /// Where the environment may say a region.
    pub location: LocationOptions<'a>,
    /// What the team has seen of its operators.
    pub evidence: &'a [Evidence],
    /// Positions of the resources that are out of scope, in order, and why.
    pub left_out: Vec<(usize, Text)>,
    /// The parameters that count for each resource.
    pub profiles: Profiles,
}

impl ViewOptions<'_> {
    /// Why a resource is out of scope, when it is.
    fn left_out(&self, owner: usize) -> Option<Text> {
        let found = self
            .left_out
            .binary_search_by_key(&owner, |(position, _)| *position);
        let (_, why) = self.left_out.get(found.ok()?)?;
        Some(why.clone())
    }
}

/// The resource that a row is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowSubject {
    /// Path of the root that deploys it.
    pub root: Utf8PathBuf,
    /// The environment, when the user named several.
    pub environment: Option<Arc<str>>,
    /// Its address in the root.
    pub address: Arc<str>,
    /// Its type.
    pub kind: Arc<str>,
    /// Header of its declaration.
    pub span: Span,
    /// Why it is out of scope, when it is: it is then told, and not judged.
    pub left_out: Option<Text>,
}

impl RowSubject {
    fn of(resource: &Resource, left_out: Option<Text>) -> Self {
        RowSubject {
            root: resource.root.path.clone(),
            environment: resource.root.environment.clone(),
            address: Arc::clone(&resource.address),
            kind: Arc::clone(&resource.kind),
            span: resource.span,
            left_out,
        }
    }
}

/// Whether the catalogue gives the resource one of `traits`. What a data source reads belongs to
/// somebody else, and is no row.
fn has_trait(judge: &Judge<'_>, owner: usize, traits: &[&str]) -> bool {
    judge.resources[owner].mode != ResourceMode::Data
        && judge.members[owner].definition.is_some_and(|definition| {
            let mut own = definition.traits.iter();
            own.any(|name| traits.contains(&name.as_str()))
        })
}

/// Why a fact is not known, from the first of its notes.
fn doubt<'a>(eye: &Eye<'_, 'a>, fact: &super::fact::Fact<'a>, parameters: &Parameters<'a>) -> Text {
    let first = fact.notes.first();
    first.map_or_else(Text::default, |note| {
        super::wording::evidence(eye.judge, eye.owner, note, parameters).message
    })
}
