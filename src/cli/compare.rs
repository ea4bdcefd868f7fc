//! `--changed-since`: what the tree that a branch started from had already.

use camino::{Utf8Path, Utf8PathBuf};

use super::Failure;
use crate::gate::{Gate, Known, Waivers};
use crate::judge::Verdict;
use crate::manifest::Targets;
use crate::model::{Diagnostic, Gravity};
use crate::policy::definition::{Library, Severity};
use crate::run::{self, Criteria, Input, Model};
use crate::source::{OldTree, Selection, Workspace, absolute};
use crate::terraform::{Assignment, Options};
use crate::text::Text;

/// Downloaded modules lie here; no revision holds them.
const DOWNLOADED: &str = ".terraform";

/// What is read, kept to be read again in the old tree.
pub(super) struct Asked {
    selection: Selection,
    options: Options,
    targets: Targets,
}

impl Asked {
    pub(super) fn of(input: &Input) -> Self {
        Asked {
            selection: input.selection.clone(),
            options: input.terraform.clone(),
            targets: input.targets.clone(),
        }
    }
}

/// What failed or was open already where the branch of `HEAD` left `revision`: the old tree is judged as
/// `criteria` say, with the configuration of the present. What there is to say goes to the diagnostics of
/// `model`.
pub(super) fn known(
    revision: &str,
    asked: Asked,
    model: &mut Model,
    library: &Library,
    criteria: &Criteria<'_>,
) -> Result<Known, Failure> {
    let here = model.workspace.absolute(Utf8Path::new(""));
    let tree = OldTree::checked_out(&here, revision).map_err(Failure::Usage)?;
    for file in model.workspace.sources().all() {
        if file
            .path
            .components()
            .any(|name| name.as_str() == DOWNLOADED)
        {
            let path = model.workspace.absolute(&file.path);
            tree.add(&path, &file.text).map_err(Failure::Usage)?;
        }
    }
    model
        .diagnostics
        .extend(tree.submodules.iter().map(|path| submodule(path)));
    let input = input(&tree, asked, model, &here)?;
    let mut old = run::load(input);
    let criteria = Criteria {
        packs: criteria.packs.clone(),
        show: vec![Verdict::Fail, Verdict::Unknown],
        severity: Severity::Low,
        environment: criteria.environment,
        gate: Gate {
            waivers: criteria.gate.waivers.as_ref().map(|now| Waivers {
                in_modules: now.in_modules,
                ..Waivers::inline(now.today)
            }),
            known: Vec::new(),
        },
        configured: criteria.configured,
    };
    let outcome = run::check(&mut old, library, &criteria);
    Ok(Known::of(&outcome.judgement.findings, &old.workspace))
}

/// The same files of the old tree.
fn input(tree: &OldTree, asked: Asked, model: &Model, here: &Utf8Path) -> Result<Input, Failure> {
    let there = tree.path(here).map_err(Failure::Usage)?;
    let in_old = |path: &Utf8Path| tree.path(&absolute(here, path)).map_err(Failure::Usage);
    // A root that is wider than the repository is the repository.
    let root = match tree.path(model.workspace.root()) {
        Ok(root) => root,
        Err(_) => tree.path(&tree.repository()).map_err(Failure::Usage)?,
    };
    let Asked {
        mut selection,
        mut options,
        mut targets,
    } = asked;
    selection.standard_input = None;
    let mut paths = Vec::new();
    for path in selection.paths.iter().filter(|path| *path != "-") {
        let old = in_old(path)?;
        // What is new has no old form.
        if old.exists() || path.as_str().contains(['*', '?', '[']) {
            paths.push(old);
        }
    }
    selection.paths = paths;
    selection.plan_source = match &selection.plan_source {
        Some(source) => Some(in_old(source)?).filter(|source| source.is_dir()),
        None => None,
    };
    // A file that lies outside of the repository has no revision either.
    let moved = |path: &mut Utf8PathBuf| {
        if let Ok(old) = in_old(path) {
            *path = old;
        }
    };
    for assignment in &mut options.assignments {
        if let Assignment::File(path) = assignment {
            moved(path);
        }
    }
    for environment in &mut options.environments {
        environment.var_files.iter_mut().for_each(moved);
    }
    for values in &mut targets.values {
        values.files.iter_mut().for_each(moved);
    }
    // The directory that the run starts in may be new.
    std::fs::create_dir_all(&there).map_err(|error| Failure::Write {
        path: Text::new(there.as_str(), there.as_str()),
        error: error.into(),
    })?;
    let workspace = Workspace::new(&root, &there).map_err(|error| {
        let why = error.text();
        Failure::Usage(Text::new(
            format!("the old revision cannot be read: {}", why.en),
            format!("l'ancienne révision est illisible : {}", why.fr),
        ))
    })?;
    Ok(Input {
        workspace,
        selection,
        terraform: options,
        targets,
    })
}

fn submodule(path: &Utf8Path) -> Diagnostic {
    Diagnostic::about(
        Gravity::Warning,
        "submodule-not-compared",
        path.to_owned(),
        Text::new(
            "this is a git submodule, whose old revision is not compared: all that fails in it counts as new",
            "ceci est un sous-module git, dont l'ancienne révision n'est pas comparée : tout ce qui y échoue compte comme nouveau",
        ),
    )
}
