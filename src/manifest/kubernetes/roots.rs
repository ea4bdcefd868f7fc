//! Which objects are applied together.
//!
//! Files do not say it. All objects under a directory are taken as one set as long as no two of them are the
//! same object; where they are (`prod/` and `staging/` of one service), the directories below are sets of
//! their own.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rustc_hash::FxHashSet;

use super::Object;

/// For each object, the directory of its set, in the order of `objects`: the one that its files say, or the
/// one found.
pub(in crate::manifest) fn assign(objects: &[Object]) -> Vec<Arc<Utf8PathBuf>> {
    let mut tree = Directory::default();
    for (position, object) in objects.iter().enumerate() {
        if object.set.is_some() {
            continue;
        }
        let directory = object.path.parent().unwrap_or(Utf8Path::new(""));
        let mut at = &mut tree;
        for component in directory.components() {
            at = at
                .directories
                .entry(component.as_str().to_owned())
                .or_default();
        }
        at.objects.push(position);
    }
    let start = Arc::new(Utf8PathBuf::from("."));
    let mut sets: Vec<_> = objects.iter().map(|_| Arc::clone(&start)).collect();
    // By explicit stack: directories may be nested deeply.
    let mut open = vec![(Utf8PathBuf::new(), &tree)];
    while let Some((path, directory)) = open.pop() {
        let members = directory.all();
        if directory.objects.is_empty() && directory.directories.len() == 1 {
            // Nothing of its own: the set is named after the directory that has something.
            open.extend(directory.below(&path));
            continue;
        }
        if is_one_set(objects, &members) {
            name(&mut sets, &members, path);
        } else {
            open.extend(directory.below(&path));
            name(&mut sets, &directory.objects, path);
        }
    }
    for (set, object) in sets.iter_mut().zip(objects) {
        if let Some(known) = &object.set {
            *set = Arc::clone(known);
        }
    }
    sets
}

fn name(sets: &mut [Arc<Utf8PathBuf>], members: &[usize], path: Utf8PathBuf) {
    let path = if path.as_str().is_empty() {
        ".".into()
    } else {
        path
    };
    let path = Arc::new(path);
    for member in members {
        sets[*member] = Arc::clone(&path);
    }
}

/// Whether no object occurs twice.
fn is_one_set(objects: &[Object], members: &[usize]) -> bool {
    let mut seen = FxHashSet::default();
    members.iter().all(|member| {
        let object = &objects[*member];
        // A name that the cluster makes up is always another.
        object.name.is_empty()
            || seen.insert((
                object.group(),
                object.short_kind(),
                &object.namespace,
                &object.name,
            ))
    })
}

#[derive(Default)]
struct Directory {
    objects: Vec<usize>,
    directories: BTreeMap<String, Directory>,
}

impl Directory {
    /// The objects in it and below.
    fn all(&self) -> Vec<usize> {
        let mut all = Vec::new();
        let mut open = vec![self];
        while let Some(directory) = open.pop() {
            all.extend(&directory.objects);
            open.extend(directory.directories.values());
        }
        all
    }

    fn below<'d>(&'d self, path: &Utf8Path) -> Vec<(Utf8PathBuf, &'d Directory)> {
        let below = self.directories.iter();
        below
            .map(|(name, directory)| (path.join(name), directory))
            .collect()
    }
}
