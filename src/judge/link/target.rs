//! Where the values of a resource point.

use std::sync::Arc;

use super::super::Judge;
use super::super::index::{glob_matches, is_glob};
use super::LARGE;
use crate::model::{Data, Value};

/// Where a value points.
pub(crate) enum Targets {
    /// To these resources.
    Found(Vec<usize>),
    /// To something that is not in the files.
    Outside,
    /// Not known.
    Undecided,
}

/// Where one value of `owner` points, among resources of `types` (any when empty).
pub(crate) fn targets(judge: &Judge<'_>, owner: usize, value: &Value, types: &[String]) -> Targets {
    let wanted = |index: &usize| *index != owner && is_of(judge, *index, types);
    let mut found: Vec<usize> = referred(judge, owner, value).filter(wanted).collect();
    if found.is_empty() {
        found.extend(named(judge, owner, value).filter(wanted));
    }
    found.sort_unstable();
    found.dedup();
    if !found.is_empty() {
        Targets::Found(found)
    } else if value.as_unknown().is_some() && value.references().is_empty() {
        Targets::Undecided
    } else {
        Targets::Outside
    }
}

/// The first resource that one value of `owner` points to.
pub(crate) fn first_target(judge: &Judge<'_>, owner: usize, value: &Value) -> Option<usize> {
    let other = |index: &usize| *index != owner;
    let referred = referred(judge, owner, value).find(other);
    referred.or_else(|| named(judge, owner, value).find(other))
}

/// What tells values apart that point to many resources at once; none for those that point to few.
pub(crate) fn crowd(judge: &Judge<'_>, owner: usize, value: &Value) -> Option<Vec<Arc<str>>> {
    let root = judge.root_of(owner);
    let references = value.references();
    let referred: usize = match value.as_str() {
        Some(_) => 0,
        None => references
            .iter()
            .map(|reference| root.at(&reference.address).len())
            .sum(),
    };
    if referred > LARGE {
        return Some(
            references
                .iter()
                .map(|reference| Arc::clone(&reference.address))
                .collect(),
        );
    }
    let Data::String(text) = &value.data else {
        return None;
    };
    (judge.named(owner, text).len() > LARGE && references.is_empty())
        .then(|| vec![Arc::clone(text)])
}

fn is_of(judge: &Judge<'_>, index: usize, types: &[String]) -> bool {
    let kind = &judge.resources[index].kind;
    types.is_empty()
        || types.iter().any(|pattern| {
            pattern.as_str() == &**kind || (is_glob(pattern) && glob_matches(pattern, kind))
        })
}

/// The resources that a value was read from, and that it can name.
fn referred<'j>(
    judge: &'j Judge<'_>,
    owner: usize,
    value: &'j Value,
) -> Box<dyn Iterator<Item = usize> + 'j> {
    let root = judge.root_of(owner);
    let references = value.references().iter();
    match value.as_str() {
        None => Box::new(
            references
                .flat_map(move |reference| root.at(&reference.address))
                .copied(),
        ),
        Some(text) => Box::new(references.flat_map(move |reference| {
            // A reference to a resource as a whole is no text read from it.
            if reference.attribute.is_empty() {
                root.at(&reference.address).to_vec()
            } else {
                judge.bearers(owner, &reference.address, text)
            }
        })),
    }
}

/// The resources of the account that bear the text of a value.
fn named<'j>(
    judge: &'j Judge<'_>,
    owner: usize,
    value: &'j Value,
) -> Box<dyn Iterator<Item = usize> + 'j> {
    let Data::String(text) = &value.data else {
        return Box::new(std::iter::empty());
    };
    let exact = judge.named(owner, text);
    if !exact.is_empty() {
        return Box::new(exact.iter().copied());
    }
    // A name that says a region is borne there only.
    let Some(bare) = judge.forms.bare(text) else {
        return Box::new(std::iter::empty());
    };
    let region = super::index::region_in(judge, owner, text);
    let bearers = judge.named(owner, &bare).iter().copied();
    Box::new(bearers.filter(move |bearer| region.is_none() || judge.region_code(*bearer) == region))
}
