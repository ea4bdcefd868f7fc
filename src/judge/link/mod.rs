//! Links between resources: which satellites point to a resource, and where a resource points.
//!
//! Satellites that are found by the same key, such as all those that name one bucket, form a group. A
//! resource has few groups, however many satellites these hold, and what a large group comes to is
//! worked out once (`outcome`): cost stays proportional to the number of resources even when thousands
//! share one name.

mod index;
mod outcome;
mod pattern;
mod tag;
mod target;

use std::sync::Arc;

pub(crate) use index::LinkIndex;
pub(crate) use outcome::{Gathered, OutcomeKey, Outcomes};
pub(crate) use target::{Targets, crowd, first_target, targets};

use super::Judge;
use super::index::{block_address, names};
use super::walk::walk;
use crate::model::Value;
use crate::policy::definition::{Linked, Path, PathScope};

/// Groups of more satellites than this are worked out once for all the resources they concern.
pub(crate) const LARGE: usize = 16;

/// The satellites of a resource.
pub(crate) struct Satellites<'a> {
    index: Arc<LinkIndex<'a>>,
    /// The groups of those that point to it, sorted, each once.
    groups: Vec<usize>,
    owner: usize,
    account: usize,
}

/// The satellites of `owner` that `linked` describes, before its `where`.
pub(crate) fn satellites<'a>(
    judge: &Judge<'a>,
    owner: usize,
    linked: &'a Linked,
) -> Satellites<'a> {
    let root = judge.root_of(owner);
    let key = std::ptr::from_ref(linked) as usize;
    let index = root.links(key, || LinkIndex::build(judge, owner, linked));
    let resource = &judge.resources[owner];
    let account = judge.members[owner].account;
    let mut groups = Vec::new();
    let block = block_address(&resource.address);
    groups.extend(index.at(&resource.address));
    if block.len() < resource.address.len() {
        groups.extend(index.at(block));
    }
    if index.has_names() {
        let mut own = names(resource, judge.members[owner].definition);
        let bare: Vec<Arc<str>> = own
            .iter()
            .filter_map(|name| judge.forms.bare(name).map(Arc::from))
            .collect();
        own.extend(bare);
        // Where it is matters only for names that say a region.
        let region = || judge.region_code(owner);
        index.named(account, &own, &region, &mut groups);
    }
    if index.has_tags() {
        index.tagged(account, &judge.tags(owner), &mut groups);
    }
    groups.sort_unstable();
    groups.dedup();
    Satellites {
        index,
        groups,
        owner,
        account,
    }
}

impl<'a> Satellites<'a> {
    /// Those that point to the resource, in order.
    pub(crate) fn certain(&self) -> Vec<usize> {
        let groups = self.groups.iter().map(|group| self.index.group(*group));
        let mut certain: Vec<usize> = groups.flatten().copied().collect();
        certain.sort_unstable();
        certain.dedup();
        if !self.is_large() {
            certain.retain(|satellite| *satellite != self.owner);
        }
        certain
    }

    /// Of those that may point to it, the first and one more: that there are several is all that
    /// matters. `certain` is sorted.
    pub(crate) fn possible(&self, certain: &[usize]) -> Vec<usize> {
        let undecided = self.index.undecided(self.account).iter().copied();
        let others = undecided.filter(|satellite| {
            *satellite != self.owner && certain.binary_search(satellite).is_err()
        });
        others.take(2).collect()
    }

    /// Whether it is worth remembering what they come to. The resource then counts as one of its own
    /// satellites where it points to itself, which among so many makes no difference.
    pub(crate) fn is_large(&self) -> bool {
        let sizes = self
            .groups
            .iter()
            .map(|group| self.index.group(*group).len());
        sizes.sum::<usize>() > LARGE
    }

    /// What is remembered of these groups under `key`, worked out at the first call.
    pub(crate) fn outcome(
        &self,
        key: OutcomeKey,
        work_out: impl FnOnce() -> Gathered<'a>,
    ) -> Arc<Gathered<'a>> {
        let key = (self.groups.clone(), self.account, key);
        self.index.outcomes.get(key, work_out)
    }
}

/// The values at a path of a resource, absences left out.
pub(crate) fn values(judge: &Judge<'_>, resource: usize, path: &Path) -> Vec<Value> {
    let resource = &judge.resources[resource];
    let body = match path.scope {
        PathScope::Body => &resource.body,
        PathScope::Provider => match &resource.provider {
            Some(provider) => &provider.config,
            None => return Vec::new(),
        },
    };
    walk(body, &path.steps)
        .into_iter()
        .filter_map(|node| node.value)
        .collect()
}
