//! From the JSON documents of a run to resources.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::place::Place;
use super::read::{Contents, read};
use super::sources::{self, Tied};
use super::triage::{self, Kind};
use super::{merge, message};
use crate::model::{Coverage, CoverageStatus, Diagnostic, Resource, RootModule, SourceId};
use crate::source::{Found, ReadError, SourceFile, SourceKind, Workspace};
use crate::terraform::Options;
use crate::text::Text;

/// How much of a file tells a binary plan: the first entry of the archive.
const BINARY_HEAD: usize = 4096;

/// What the documents give.
#[derive(Debug, Default)]
pub struct Planned {
    /// By document, in its own order.
    pub resources: Vec<Resource>,
    /// What is wrong or worth knowing.
    pub diagnostics: Vec<Diagnostic>,
    /// What became of the documents, and of the sources that were not planned.
    pub coverage: Vec<Coverage>,
    /// Root modules that are judged through a plan, and not by their sources alone.
    pub roots: BTreeSet<Utf8PathBuf>,
    /// How many documents are plans and states.
    pub files: usize,
    /// Documents named by the user that are neither.
    pub foreign: Vec<Found>,
}

/// Reads all plans and states among `documents`. `named` is the directory of their sources, when the user says
/// it; `options` are those that the sources are evaluated with.
pub fn load(
    workspace: &Workspace,
    documents: &[Found],
    named: Option<&Utf8Path>,
    options: &Options,
) -> Planned {
    let mut planned = Planned::default();
    let mut recognised = Vec::new();
    for found in documents {
        match recognise(workspace, found) {
            Recognised::Document(source, file) => {
                let directory = sources::directory(workspace, found, named);
                recognised.push((found, source, file, directory));
            }
            Recognised::Refused(diagnostic, why) => {
                planned.files += 1;
                planned.coverage.push(not_evaluated(found, why));
                planned.diagnostics.extend(diagnostic);
            }
            Recognised::Foreign if found.explicit => planned.foreign.push(found.clone()),
            Recognised::Foreign => {}
        }
    }
    let mut sharing: BTreeMap<Utf8PathBuf, usize> = BTreeMap::new();
    for directory in recognised
        .iter()
        .filter_map(|(.., directory)| directory.as_ref())
    {
        *sharing.entry(directory.clone()).or_default() += 1;
    }
    for (found, source, file, directory) in recognised {
        planned.files += 1;
        let shared = directory
            .as_ref()
            .and_then(|directory| sharing.get(directory))
            .is_some_and(|count| *count > 1);
        let document = Document {
            found,
            place: Place {
                source,
                text: &file.text,
            },
            directory: directory.as_deref(),
            // Several plans of one root are told apart by their names.
            environment: shared.then(|| Arc::from(found.path.as_str())),
        };
        document.load(workspace, options, &mut planned);
    }
    if let Some(named) = named.filter(|_| planned.files == 0) {
        planned
            .diagnostics
            .push(message::source_without_plan(workspace.shown(named)));
    }
    planned
}

/// What a found file turns out to be.
enum Recognised {
    Document(SourceId, Arc<SourceFile>),
    /// One of ours that is not judged, with a problem when it is broken.
    Refused(Option<Diagnostic>, Text),
    Foreign,
}

fn recognise(workspace: &Workspace, found: &Found) -> Recognised {
    let read = match found.source {
        Some(source) => Ok(source),
        None => {
            let head = workspace.head(&found.path, BINARY_HEAD).unwrap_or_default();
            if triage::is_binary_plan(&head) {
                return Recognised::Refused(None, triage::binary_plan());
            }
            // A file with another name is ours only when it begins like ours.
            if found.kind != SourceKind::Json && !head.trim_ascii_start().starts_with(b"{") {
                return Recognised::Foreign;
            }
            workspace.read_large(&found.path)
        }
    };
    let file = read.and_then(|source| {
        let file = workspace.sources().get(source).ok_or(ReadError::Missing)?;
        Ok((source, file))
    });
    let (source, file) = match file {
        Ok(file) => file,
        Err(error) => {
            let why = error.text();
            return Recognised::Refused(Some(error.diagnostic(found.path.clone())), why);
        }
    };
    match triage::triage(&file.text) {
        Ok(Kind::Plan | Kind::State) => {
            file.keep_confidential();
            Recognised::Document(source, file)
        }
        Ok(Kind::Unreadable { code, why }) => {
            file.keep_confidential();
            let problem = message::not_judged(code, found.path.clone(), why.clone());
            Recognised::Refused(Some(problem), why)
        }
        Ok(Kind::Other) => Recognised::Foreign,
        Err(why) => {
            file.keep_confidential();
            let problem = message::broken(found.path.clone(), why.clone());
            Recognised::Refused(Some(problem), why)
        }
    }
}

/// A plan or state about to be read.
struct Document<'d> {
    found: &'d Found,
    place: Place<'d>,
    /// Where its sources may be.
    directory: Option<&'d Utf8Path>,
    environment: Option<Arc<str>>,
}

impl Document<'_> {
    fn load(&self, workspace: &Workspace, options: &Options, planned: &mut Planned) {
        let path = &self.found.path;
        let own_root = Arc::new(RootModule {
            path: path.clone(),
            environment: None,
        });
        let contents = match read(self.place, &own_root, self.directory.is_some()) {
            Ok(contents) => contents,
            Err(why) => {
                planned
                    .coverage
                    .push(not_evaluated(self.found, why.clone()));
                planned.diagnostics.push(message::broken(path.clone(), why));
                return;
            }
        };
        let Contents {
            resources,
            diagnostics,
            variables,
            incomplete,
        } = contents;
        let broken = diagnostics.first().map(|problem| problem.message.clone());
        planned.diagnostics.extend(diagnostics);
        let partial = incomplete.or(broken);
        planned.coverage.push(Coverage {
            subject: path.to_string(),
            status: match partial {
                Some(_) => CoverageStatus::Partial,
                None => CoverageStatus::Evaluated,
            },
            why: partial.unwrap_or_default(),
        });
        match self.directory {
            Some(directory) => {
                self.tie(
                    workspace, directory, resources, &variables, options, planned,
                );
            }
            None => planned.resources.extend(resources),
        }
    }

    /// Places the resources in their sources.
    fn tie(
        &self,
        workspace: &Workspace,
        directory: &Utf8Path,
        resources: Vec<Resource>,
        variables: &[(String, serde_json::Value)],
        options: &Options,
        planned: &mut Planned,
    ) {
        let files = sources::module_files(workspace, directory);
        let loaded = sources::evaluate(workspace, &files, variables, options);
        let root = Arc::new(RootModule {
            path: message::shown(workspace, directory),
            environment: self.environment.clone(),
        });
        match sources::tie(resources, loaded.resources, &root) {
            Ok(Tied {
                resources,
                not_in_sources,
                not_in_plan,
            }) => {
                let plan = &self.found.path;
                planned.roots.insert(root.path.clone());
                planned.resources.extend(resources);
                planned.diagnostics.extend(loaded.diagnostics);
                planned.coverage.extend(loaded.coverage);
                planned
                    .coverage
                    .push(message::judged_by_plan(&root.path, plan, &not_in_plan));
                if !not_in_sources.is_empty() {
                    planned.diagnostics.push(message::not_in_sources(
                        plan.clone(),
                        &root.path,
                        &not_in_sources,
                    ));
                }
            }
            Err(resources) => {
                planned
                    .diagnostics
                    .push(message::unrelated(self.found.path.clone(), &root.path));
                planned
                    .resources
                    .extend(resources.into_iter().map(merge::alone));
            }
        }
    }
}

fn not_evaluated(found: &Found, why: Text) -> Coverage {
    Coverage {
        subject: found.path.to_string(),
        status: CoverageStatus::NotEvaluated,
        why,
    }
}
