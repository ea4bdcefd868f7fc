//! From the Terraform files of a workspace to its resources.
//!
//! Roots are found, then evaluated side by side; the order of the results does not depend on it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::eval::{Evaluated, Output, RootInput, evaluate_root};
use super::given::{Assignment, Environment, given_values, undeclared_assignments};
use super::module::{
    InstalledModules, Library, MANIFEST, Majors, Module, NoModule, find_roots, is_module_file,
    locked_majors, lowest_majors, reachable,
};
use crate::model::{Coverage, Diagnostic, Gravity, Resource, RootModule, Text};
use crate::source::{Found, Workspace};
use crate::threads::threads;

/// What the user says about the evaluation.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Values of variables, in the order of the command line.
    pub assignments: Vec<Assignment>,
    /// The variables `TF_VAR_…` of the process environment, as name (without the prefix) and value.
    pub ambient: Vec<(String, String)>,
    /// The name of the workspace (`terraform.workspace`).
    pub workspace: Option<String>,
    /// The environments to evaluate each root for; a root that has none is evaluated once, without a name.
    pub environments: Vec<Environment>,
    /// Names to which values are given for another language, and which are no mistakes.
    pub declared_elsewhere: BTreeSet<String>,
}

/// What the files give.
#[derive(Debug, Default)]
pub struct Loaded {
    /// By root, then in the order of the declarations.
    pub resources: Vec<Resource>,
    /// By root, then in the order of the declarations.
    pub outputs: Vec<Output>,
    /// What is wrong or worth knowing.
    pub diagnostics: Vec<Diagnostic>,
    /// What could not be evaluated.
    pub coverage: Vec<Coverage>,
}

/// Evaluates all root modules among `files`, the Terraform files that were found. Standard input is a
/// root of its own, of one file, whose relative paths start in the working directory.
pub fn load(workspace: &Workspace, files: &[Found], options: &Options) -> Loaded {
    match threads() {
        Ok(threads) => threads.install(|| load_here(workspace, files, options)),
        Err(error) => Loaded {
            diagnostics: vec![Diagnostic::about(
                Gravity::Error,
                "no-threads",
                Utf8PathBuf::from("."),
                Text::new(
                    format!("the system gives no threads to evaluate with: {error}"),
                    format!("le système ne donne pas de fils d'exécution pour évaluer : {error}"),
                ),
            )],
            ..Loaded::default()
        },
    }
}

fn load_here(workspace: &Workspace, files: &[Found], options: &Options) -> Loaded {
    let library = Library::new(workspace);
    let paths: Vec<Utf8PathBuf> = files
        .iter()
        .filter(|file| file.source.is_none())
        .map(|file| &file.path)
        .filter(|path| path.file_name().is_some_and(is_module_file))
        .map(|path| workspace.absolute(path))
        .collect();
    library.parse_ahead(&paths);
    let directories: BTreeSet<&Utf8Path> = paths.iter().filter_map(|path| path.parent()).collect();
    let read: Vec<(Utf8PathBuf, Result<Arc<Module>, NoModule>)> = directories
        .into_par_iter()
        .map(|directory| (directory.to_owned(), library.module(directory)))
        .collect();
    let mut modules: BTreeMap<Utf8PathBuf, Arc<Module>> = BTreeMap::new();
    let mut unreadable = Vec::new();
    for (directory, module) in read {
        match module {
            Ok(module) => {
                modules.insert(directory, module);
            }
            Err(NoModule::Unreadable(error)) => unreadable.push(Diagnostic::about(
                Gravity::Error,
                error.code(),
                shown(workspace, &directory),
                error.text(),
            )),
            // Its files were there when they were found, and are no more.
            Err(NoModule::Empty | NoModule::Outside) => {}
        }
    }
    let (roots, mut problems) = find_roots(&library, &modules);
    problems.append(&mut unreadable);

    let runs: Vec<(&Utf8PathBuf, Option<&Environment>)> = roots
        .iter()
        .flat_map(|root| {
            let shown = shown(workspace, root);
            let mut environments: Vec<Option<&Environment>> = options
                .environments
                .iter()
                .filter(|environment| environment.concerns(&shown))
                .map(Some)
                .collect();
            if environments.is_empty() {
                environments.push(None);
            }
            environments
                .into_iter()
                .map(move |environment| (root, environment))
        })
        .collect();
    let mut by_root: Vec<(&Utf8PathBuf, Evaluated)> = runs
        .par_iter()
        .filter_map(|(root, environment)| {
            let module = modules.get(*root)?;
            let path = shown(workspace, root);
            let evaluated = evaluate(&library, &modules, module, path, *environment, options);
            Some((*root, evaluated))
        })
        .collect();
    let no_roots = called_by_others(&by_root);
    by_root.retain(|(root, _)| !no_roots.contains(*root));
    let roots: Vec<&Utf8PathBuf> = roots
        .iter()
        .filter(|root| !no_roots.contains(*root))
        .collect();
    let mut evaluated: Vec<Evaluated> = by_root
        .into_iter()
        .map(|(_, evaluated)| evaluated)
        .collect();
    for file in files {
        let Some(source) = file.source else { continue };
        let module = Arc::new(library.standard_input(source, file.kind));
        let path = file.path.clone();
        evaluated.push(evaluate(&library, &modules, &module, path, None, options));
    }

    let mut loaded = Loaded {
        diagnostics: problems,
        ..Loaded::default()
    };
    loaded.diagnostics.extend(
        roots
            .iter()
            .filter_map(|root| alone(workspace.shown(root), modules.get(*root)?)),
    );
    loaded
        .diagnostics
        .extend(undeclared_assignments(workspace, &roots, &modules, options));
    // Roots share modules and the values of the command line, whose problems are told once.
    let mut seen = FxHashSet::default();
    let mut said = FxHashSet::default();
    let count = evaluated.iter().map(|root| root.resources.len()).sum();
    loaded.resources.reserve_exact(count);
    for root in evaluated {
        loaded.resources.extend(root.resources);
        loaded.outputs.extend(root.outputs);
        loaded
            .diagnostics
            .extend(root.diagnostics.into_iter().filter(|diagnostic| {
                if diagnostic.span.is_nowhere() {
                    let subject = (diagnostic.path.clone(), diagnostic.message.clone());
                    said.insert((diagnostic.code, subject))
                } else {
                    seen.insert((diagnostic.code, diagnostic.span, diagnostic.gravity))
                }
            }));
        loaded.coverage.extend(root.coverage);
    }
    // Trees are many small pieces: freeing them takes as long as it takes to walk them.
    drop(library);
    modules.into_par_iter().for_each(drop);
    loaded
}

/// The roots that another root turned out to call, by a source that only evaluation could tell. Of roots
/// that call each other, the last stays one.
fn called_by_others(by_root: &[(&Utf8PathBuf, Evaluated)]) -> BTreeSet<Utf8PathBuf> {
    let roots: BTreeSet<&Utf8PathBuf> = by_root.iter().map(|(root, _)| *root).collect();
    let mut callers: BTreeMap<&Utf8PathBuf, BTreeSet<&Utf8PathBuf>> = BTreeMap::new();
    for (root, evaluated) in by_root {
        for directory in &evaluated.computed_sources {
            if directory != *root && roots.contains(directory) {
                callers.entry(directory).or_default().insert(root);
            }
        }
    }
    let mut called = BTreeSet::new();
    for (directory, callers) in callers {
        if callers.iter().any(|caller| !called.contains(*caller)) {
            called.insert(directory.clone());
        }
    }
    called
}

fn evaluate(
    library: &Library,
    modules: &BTreeMap<Utf8PathBuf, Arc<Module>>,
    module: &Arc<Module>,
    path: Utf8PathBuf,
    environment: Option<&Environment>,
    options: &Options,
) -> Evaluated {
    let directory = &module.directory;
    let workspace = library.workspace();
    let (given, mut problems) = given_values(workspace, module, environment, options);
    problems.extend(module.problems.iter().cloned());
    let installed = match read_text(workspace, &directory.join(MANIFEST)) {
        Some(manifest) => InstalledModules::read(&manifest).unwrap_or_else(|error| {
            problems.push(unreadable_manifest(
                workspace.shown(&directory.join(MANIFEST)),
                &error,
            ));
            InstalledModules::default()
        }),
        None => InstalledModules::default(),
    };
    let locked = read_text(workspace, &directory.join(".terraform.lock.hcl"))
        .map_or_else(Majors::default, |lock_file| locked_majors(&lock_file));
    let mut evaluated = evaluate_root(RootInput {
        library,
        root: Arc::new(RootModule {
            path,
            environment: environment.map(|environment| environment.name.as_str().into()),
        }),
        module: Arc::clone(module),
        given,
        workspace_name: options
            .workspace
            .as_deref()
            .or_else(|| environment?.workspace.as_deref())
            .map(Into::into),
        installed,
        majors: lowest_majors(
            std::iter::once(&**module).chain(reachable(library, directory, modules)),
            &locked,
        ),
    });
    problems.append(&mut evaluated.diagnostics);
    evaluated.diagnostics = problems;
    evaluated
}

fn read_text(workspace: &Workspace, path: &Utf8Path) -> Option<String> {
    let (_, file) = workspace.source(path).ok()?;
    Some(file.text.to_string())
}

fn unreadable_manifest(path: Utf8PathBuf, error: &serde_json::Error) -> Diagnostic {
    Diagnostic::about(
        Gravity::Warning,
        "unreadable-module-manifest",
        path,
        Text::new(
            format!(
                "the list of installed modules cannot be read: {error}; run `tofu init` or `terraform init` again"
            ),
            format!(
                "la liste des modules installés est illisible : {error} ; relancez `tofu init` ou `terraform init`"
            ),
        ),
    )
}

/// A directory as it is shown: relative to the working directory, which is `.` itself.
fn shown(workspace: &Workspace, directory: &Utf8Path) -> Utf8PathBuf {
    let shown = workspace.shown(directory);
    if shown.as_str().is_empty() {
        Utf8PathBuf::from(".")
    } else {
        shown
    }
}

/// A module that is meant to be called and that nobody calls.
fn alone(root: Utf8PathBuf, module: &Module) -> Option<Diagnostic> {
    let is_library = root
        .parent()
        .is_some_and(|parent| parent.components().any(|name| name.as_str() == "modules"));
    let open: Vec<&str> = module
        .variables
        .iter()
        .filter(|(_, variable)| variable.default.is_none())
        .map(|(name, _)| &**name)
        .collect();
    if !is_library {
        return None;
    }
    let (open_en, open_fr) = if open.is_empty() {
        (String::new(), String::new())
    } else {
        let names = open.join("`, `");
        (
            format!("; `{names}` have no default and are unknown"),
            format!(" ; `{names}` n'ont pas de valeur par défaut et sont inconnues"),
        )
    };
    Some(Diagnostic::about(
        Gravity::Note,
        "module-checked-alone",
        root,
        Text::new(
            format!(
                "nothing calls this module, so it is checked on its own with its defaults{open_en}"
            ),
            format!(
                "rien n'appelle ce module, il est donc vérifié seul avec ses valeurs par défaut{open_fr}"
            ),
        ),
    ))
}
