//! Which directories are root modules: those that no other directory calls.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::declaration::Module;
use super::library::Library;
use super::read::literal_string;
use crate::model::{Diagnostic, Gravity, Text};

/// The root modules among `modules`, and the reports of those that only call each other.
///
/// Directories that form a cycle no root reaches have no root among them; the first by name is then
/// evaluated as one, so that what they declare is judged.
pub(crate) fn find_roots(
    library: &Library,
    modules: &BTreeMap<Utf8PathBuf, Arc<Module>>,
) -> (Vec<Utf8PathBuf>, Vec<Diagnostic>) {
    let called: Vec<Utf8PathBuf> = modules
        .par_iter()
        .flat_map_iter(|(directory, module)| {
            callees(library, module).filter(move |callee| callee != directory)
        })
        .collect();
    let called: FxHashSet<Utf8PathBuf> = called.into_iter().collect();
    let mut roots: Vec<Utf8PathBuf> = modules
        .keys()
        .filter(|directory| !called.contains(*directory))
        .cloned()
        .collect();
    let mut reached = FxHashSet::default();
    for root in &roots {
        reach(library, root, modules, &mut reached);
    }
    let mut problems = Vec::new();
    for directory in modules.keys() {
        if !reached.contains(directory) {
            reach(library, directory, modules, &mut reached);
            roots.push(directory.clone());
            problems.push(no_root(library.workspace().shown(directory)));
        }
    }
    roots.sort();
    (roots, problems)
}

/// The modules that a root calls, directly or not, itself included, as far as sources are literal.
pub(crate) fn reachable<'m>(
    library: &Library,
    root: &Utf8Path,
    modules: &'m BTreeMap<Utf8PathBuf, Arc<Module>>,
) -> impl Iterator<Item = &'m Module> {
    let mut reached = FxHashSet::default();
    reach(library, root, modules, &mut reached);
    reached
        .into_iter()
        .filter_map(|directory| modules.get(&directory).map(|module| &**module))
}

fn reach(
    library: &Library,
    start: &Utf8Path,
    modules: &BTreeMap<Utf8PathBuf, Arc<Module>>,
    reached: &mut FxHashSet<Utf8PathBuf>,
) {
    let mut pending = vec![start.to_owned()];
    while let Some(directory) = pending.pop() {
        let Some(module) = modules.get(&directory) else {
            continue;
        };
        if reached.insert(directory) {
            pending.extend(callees(library, module));
        }
    }
}

fn callees(library: &Library, module: &Module) -> impl Iterator<Item = Utf8PathBuf> {
    module.calls.values().filter_map(|call| {
        let source = literal_string(call.source.as_deref()?)?;
        is_local(source).then(|| library.resolve(&module.directory, source))
    })
}

/// Whether a source names a directory of the same repository.
pub(crate) fn is_local(source: &str) -> bool {
    source.starts_with("./") || source.starts_with("../") || source == "." || source == ".."
}

fn no_root(directory: Utf8PathBuf) -> Diagnostic {
    Diagnostic::about(
        Gravity::Error,
        "module-cycle",
        directory,
        Text::new(
            "modules call each other in a circle and nothing else calls them; this one is evaluated as if it were the root",
            "des modules s'appellent en cercle et rien d'autre ne les appelle ; celui-ci est évalué comme s'il était la racine",
        ),
    )
}
