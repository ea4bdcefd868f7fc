//! From the files of a run to resources.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::Utf8Path;
use rayon::prelude::*;

use super::chart::Charts;
use super::file::File;
use super::gathered::Gathered;
use super::kustomize::{self, is_kustomization};
use super::sheet::Sheet;
use super::target::Targets;
use super::triage::{Language, may_be_a_manifest};
use super::{arm, cloudformation, heat, kubernetes};
use crate::model::{Coverage, CoverageStatus, Diagnostic, Gravity, Resource, SourceId, Span};
use crate::source::{Found, ReadError, Workspace};
use crate::threads::on_threads;
use crate::yaml::{Limits, parse_one};

/// Longest manifest, in bytes; what is longer and not named by the user is data of another kind.
const LONGEST: usize = 16 << 20;

/// What the manifests give.
#[derive(Debug, Default)]
pub(crate) struct Manifested {
    /// By root, file and document.
    pub(crate) resources: Vec<Resource>,
    /// What is wrong or worth knowing.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What became of the manifests.
    pub(crate) coverage: Vec<Coverage>,
    /// How many files are manifests.
    pub(crate) files: usize,
    /// Files named by the user that are none.
    pub(crate) foreign: Vec<Found>,
    /// The parameters that templates declare.
    pub(crate) parameters: BTreeSet<String>,
}

/// Whether a file of values that the user names is for the parameters of templates, and not for Terraform.
pub(crate) fn gives_parameters(workspace: &Workspace, path: &Utf8Path) -> bool {
    let is_terraform = path
        .file_name()
        .is_some_and(|name| name.ends_with(".tfvars") || name.ends_with(".tfvars.json"));
    if is_terraform {
        return false;
    }
    let Ok((_, file)) = workspace.source(path) else {
        return false;
    };
    parse_one(&file.text, Limits::default())
        .is_ok_and(|node| cloudformation::is_named_value_file(&node))
}

/// Reads all manifests among `files`.
pub(crate) fn load(workspace: &Workspace, files: &[Found], targets: &Targets) -> Manifested {
    let mut manifested = Manifested::default();
    let mut charts = Charts::among(files);
    let files: Vec<&Found> = files
        .iter()
        .filter(|found| found.source.is_some() || !charts.owns(&found.path))
        .collect();
    manifested.coverage.extend(charts.coverage());
    let (compiled, files): (Vec<&Found>, Vec<&Found>) = files
        .into_iter()
        .partition(|found| found.source.is_none() && found.path.extension() == Some("bicep"));
    for found in compiled {
        manifested.files += 1;
        manifested.coverage.push(arm::not_compiled(&found.path));
    }
    let candidates: Vec<(&Found, bool)> = on_threads(|| {
        let looked_at = files
            .par_iter()
            .map(|found| (*found, is_candidate(workspace, found)));
        looked_at.collect()
    });
    let mut kustomizations = Vec::new();
    let mut texts = Vec::new();
    for (found, is_candidate) in candidates {
        if !is_candidate {
            if found.explicit {
                manifested.foreign.push(found.clone());
            }
            continue;
        }
        match text(workspace, found) {
            Ok((source, text)) if is_kustomization(&found.path) => {
                manifested.files += 1;
                match kustomization(found, source, &text) {
                    Ok(sheet) => kustomizations.push(sheet),
                    Err(problem) => manifested.diagnostics.push(*problem),
                }
            }
            Ok((source, text)) => texts.push((found, source, text)),
            Err(error) => {
                manifested.files += 1;
                manifested.coverage.push(Coverage {
                    subject: found.path.to_string(),
                    status: CoverageStatus::NotEvaluated,
                    why: error.text(),
                });
                manifested
                    .diagnostics
                    .push(error.diagnostic(found.path.clone()));
            }
        }
    }
    let read: Vec<File> = on_threads(|| {
        let read = texts
            .par_iter()
            .map(|(found, source, text)| File::read(found, *source, text));
        read.collect()
    });
    let built = kustomized(workspace, kustomizations, &texts, &read);
    manifested.diagnostics.extend(built.diagnostics);
    manifested.coverage.extend(built.coverage);
    let mut objects = built.objects;
    let mut sheets: BTreeMap<Language, Vec<Sheet>> = BTreeMap::new();
    let mut environments = Vec::new();
    for ((found, ..), file) in texts.iter().zip(read) {
        match file.coverage(found) {
            // It counts when a template takes it: files of other tools look the same.
            Some(coverage) if file.is_environment() => environments.push((*found, coverage)),
            Some(coverage) => {
                manifested.files += 1;
                manifested.coverage.push(coverage);
            }
            None if found.explicit => manifested.foreign.push((*found).clone()),
            None => {}
        }
        manifested.diagnostics.extend(file.problems);
        if !built.owned.contains(&found.path) {
            objects.extend(file.objects);
        }
        for (language, sheet) in file.sheets {
            sheets.entry(language).or_default().push(sheet);
        }
    }
    manifested.take(kubernetes::gather(objects, targets));
    let mut of = |language| sheets.remove(&language).unwrap_or_default();
    let templates = of(Language::CloudFormation);
    let names = cloudformation::declared_names(&templates);
    manifested.parameters.extend(names.map(str::to_owned));
    manifested.take(cloudformation::stacks(
        workspace,
        &templates,
        &of(Language::CloudFormationValues),
        targets,
    ));
    manifested.take(arm::templates(
        &of(Language::Arm),
        &of(Language::ArmParameters),
        targets,
    ));
    let stacks = heat::stacks(
        workspace,
        &of(Language::Heat),
        &of(Language::HeatEnvironment),
        targets,
    );
    for (found, coverage) in environments {
        if stacks.read.contains(&found.path) {
            manifested.files += 1;
            manifested.coverage.push(coverage);
        } else if found.explicit {
            manifested.foreign.push(found.clone());
        }
    }
    manifested.take(stacks);
    manifested
}

impl Manifested {
    fn take(&mut self, gathered: Gathered) {
        self.resources.extend(gathered.resources);
        self.diagnostics.extend(gathered.diagnostics);
        self.coverage.extend(gathered.coverage);
    }
}

/// The document of a kustomization, or what is wrong with it.
fn kustomization(
    found: &Found,
    source: SourceId,
    text: &Arc<str>,
) -> Result<Sheet, Box<Diagnostic>> {
    match parse_one(text, Limits::default()) {
        Ok(node) => Ok(Sheet {
            path: found.path.clone(),
            source,
            text: Arc::clone(text),
            offset: 0,
            node,
        }),
        Err(error) => Err(Box::new(Diagnostic::at(
            Gravity::Error,
            "syntax-error",
            Span::new(source, error.span.clone()),
            error.message(),
        ))),
    }
}

/// The objects that kustomizations apply, from those of the files that they name.
fn kustomized(
    workspace: &Workspace,
    kustomizations: Vec<Sheet>,
    texts: &[(&Found, SourceId, Arc<str>)],
    read: &[File],
) -> kustomize::Built {
    if kustomizations.is_empty() {
        return kustomize::Built::default();
    }
    let parsed = texts.iter().zip(read);
    let parsed = parsed.map(|((found, ..), file)| (found.path.as_path(), file.objects.as_slice()));
    let files = kustomize::Files {
        workspace,
        parsed: parsed.collect(),
    };
    kustomize::build(&files, kustomizations)
}

/// Whether a file is worth parsing: what its name or its bytes say.
fn is_candidate(workspace: &Workspace, found: &Found) -> bool {
    if found.source.is_some() || is_kustomization(&found.path) {
        return true;
    }
    match workspace.head(&found.path, LONGEST + 1) {
        Ok(bytes) => {
            (bytes.len() <= LONGEST || found.explicit) && may_be_a_manifest(&found.path, &bytes)
        }
        // To be reported, when somebody asked for it.
        Err(_) => found.explicit,
    }
}

fn text(workspace: &Workspace, found: &Found) -> Result<(SourceId, Arc<str>), ReadError> {
    let source = match found.source {
        Some(source) => source,
        None => workspace.read(&found.path)?,
    };
    let file = workspace.sources().get(source).ok_or(ReadError::Missing)?;
    Ok((source, Arc::clone(&file.text)))
}
