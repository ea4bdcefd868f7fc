//! From the templates and parameter files of a run to resources.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::body::{Made, provider};
use super::frame::Frame;
use super::index::Index;
use super::kinds::Kinds;
use super::parameters::{Values, beside, by_directory, of_file};
use super::run::Run;
use super::scope::Scope;
use super::walk::{Aim, Position, Walk};
use crate::manifest::gathered::Gathered;
use crate::manifest::sheet::Sheet;
use crate::manifest::target::Targets;
use crate::model::{RootModule, Span, Value};
use crate::threads::on_threads;

/// A template with one set of values.
struct Root<'s> {
    sheet: &'s Sheet,
    values: Values,
    /// What the file of values is called, when there are several.
    environment: Option<String>,
}

/// Evaluates all templates. One that another one deploys is evaluated there, with what it is given, and not alone;
/// one that has files of parameters beside it, once for each.
pub(in crate::manifest) fn templates(
    sheets: &[Sheet],
    parameters: &[Sheet],
    targets: &Targets,
) -> Gathered {
    let by_path: BTreeMap<&Utf8Path, &Sheet> = sheets
        .iter()
        .map(|sheet| (sheet.path.as_path(), sheet))
        .collect();
    let parameters = by_directory(parameters);
    let region = targets.region.as_ref();
    let roots: Vec<Root<'_>> = sheets
        .iter()
        .flat_map(|sheet| roots(sheet, &parameters))
        .collect();
    let evaluated: Vec<Evaluated> = on_threads(|| {
        let evaluated = roots
            .par_iter()
            .map(|root| evaluate(root, &by_path, region));
        evaluated.collect()
    });
    let deployed: FxHashSet<&Utf8PathBuf> = evaluated.iter().flat_map(|one| &one.deploys).collect();
    let tops = evaluated.iter().filter(|one| !deployed.contains(&one.path));
    // Templates that only deploy each other are evaluated alone all the same.
    let reached: FxHashSet<Utf8PathBuf> = tops.flat_map(|one| &one.deploys).cloned().collect();
    let kinds = Kinds::new(targets.types.iter().map(String::as_str));
    let mut gathered = Gathered::default();
    for mut one in evaluated {
        if !reached.contains(&one.path) {
            for resource in &mut one.gathered.resources {
                resource.kind = kinds.canonical(&resource.kind).into();
            }
            gathered.resources.extend(one.gathered.resources);
            gathered.diagnostics.extend(one.gathered.diagnostics);
            gathered.coverage.extend(one.gathered.coverage);
        }
    }
    gathered
}

/// A template, once for each file of values.
fn roots<'s>(
    sheet: &'s Sheet,
    parameters: &FxHashMap<Utf8PathBuf, Vec<&'s Sheet>>,
) -> Vec<Root<'s>> {
    let directory = sheet.path.parent().unwrap_or(Utf8Path::new(""));
    let files = parameters.get(directory).map_or(&[][..], Vec::as_slice);
    let files = beside(&sheet.path, files);
    let one = |environment: Option<String>, file: Option<&Sheet>| Root {
        sheet,
        values: file.map(of_file).unwrap_or_default(),
        environment,
    };
    match &files[..] {
        [] => vec![one(None, None)],
        [(_, only)] => vec![one(None, Some(only))],
        several => several
            .iter()
            .map(|(name, file)| one(Some(name.clone()), Some(file)))
            .collect(),
    }
}

/// What a root comes to.
struct Evaluated {
    path: Utf8PathBuf,
    /// The templates of the run that it deploys.
    deploys: BTreeSet<Utf8PathBuf>,
    gathered: Gathered,
}

fn evaluate(
    root: &Root<'_>,
    by_path: &BTreeMap<&Utf8Path, &Sheet>,
    region: Option<&Value>,
) -> Evaluated {
    let sheet = root.sheet;
    let position = Position {
        path: sheet.path.clone(),
        prefix: String::new(),
        calls: Vec::new(),
        symbolic: false,
    };
    let mut index = Index::default();
    let nothing = Index::default();
    walk(
        root,
        by_path,
        &Run::new(&nothing, region),
        &position,
        Aim::Find(&mut index),
    );
    let span = Span::new(sheet.source, 0..0);
    let module = RootModule {
        path: sheet.path.clone(),
        environment: root.environment.as_deref().map(Arc::from),
    };
    let mut made = Made::new(Arc::new(module), Arc::new(provider(region, span)));
    let run = Run::new(&index, region);
    let deploys = walk(root, by_path, &run, &position, Aim::Make(&mut made));
    Evaluated {
        path: sheet.path.clone(),
        deploys,
        gathered: Gathered {
            resources: made.resources,
            diagnostics: run.into_problems(),
            coverage: made.coverage,
            ..Gathered::default()
        },
    }
}

/// Walks once; gives the templates that are deployed.
fn walk<'s>(
    root: &'s Root<'s>,
    sheets: &'s BTreeMap<&'s Utf8Path, &'s Sheet>,
    run: &'s Run<'s>,
    position: &Position,
    aim: Aim<'_>,
) -> BTreeSet<Utf8PathBuf> {
    let node = &root.sheet.node;
    let values = root.values.clone();
    let scope = Scope::new(run, node, root.sheet.reader(), String::new(), values);
    let mut walk = Walk {
        aim,
        sheets,
        met: 0,
        deploys: BTreeSet::new(),
    };
    walk.template(&scope, node, Frame::default(), position);
    walk.deploys
}
