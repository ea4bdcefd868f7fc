//! The modules of a workspace, each read once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::declaration::Module;
use super::merge::{is_override, merged_blocks};
use super::read::{read_module, stray_attributes};
use crate::model::{Diagnostic, Gravity, SourceId, Text};
use crate::source::{EntryKind, ReadError, SourceKind, Workspace};
use crate::terraform::parse::{self, Parsed};

/// The modules that were read. Shared by the threads that evaluate roots.
#[derive(Debug)]
pub(crate) struct Library<'w> {
    workspace: &'w Workspace,
    modules: Mutex<FxHashMap<Utf8PathBuf, Arc<OnceLock<Found>>>>,
    /// Files parsed ahead of the modules that they belong to.
    ahead: Mutex<FxHashMap<Utf8PathBuf, Ahead>>,
}

/// A parsed file, unless it cannot be read, and what is wrong with it.
type Ahead = (Option<Parsed>, Vec<Diagnostic>);

/// A module, or why there is none.
type Found = Result<Arc<Module>, NoModule>;

/// Why a directory is no module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoModule {
    /// It lies outside the workspace.
    Outside,
    /// It is not there, or holds no Terraform file.
    Empty,
    /// It cannot be read.
    Unreadable(ReadError),
}

impl<'w> Library<'w> {
    pub(crate) fn new(workspace: &'w Workspace) -> Self {
        Library {
            workspace,
            modules: Mutex::default(),
            ahead: Mutex::default(),
        }
    }

    /// The files that the modules are read from.
    pub(crate) fn workspace(&self) -> &'w Workspace {
        self.workspace
    }

    /// The absolute form of a path seen from an absolute directory.
    pub(crate) fn resolve(&self, base: &Utf8Path, relative: &str) -> Utf8PathBuf {
        self.workspace.absolute(&base.join(relative))
    }

    /// Reads and parses files side by side, whatever module each belongs to, so that one directory of many
    /// files is not the work of one thread. Must not be called where a module is being read.
    pub(crate) fn parse_ahead(&self, paths: &[Utf8PathBuf]) {
        self.workspace.read_ahead(paths);
        let parsed: Vec<(Utf8PathBuf, Ahead)> = paths
            .par_iter()
            .map(|path| {
                let mut problems = Vec::new();
                let parsed = parse_file(self.workspace, path, &mut problems);
                (path.clone(), (parsed, problems))
            })
            .collect();
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        ahead.extend(parsed);
    }

    /// A parsed file; each is asked for once.
    fn parsed(&self, path: &Utf8Path, problems: &mut Vec<Diagnostic>) -> Option<Parsed> {
        let ahead = {
            let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
            ahead.remove(path)
        };
        match ahead {
            Some((parsed, found)) => {
                problems.extend(found);
                parsed
            }
            None => parse_file(self.workspace, path, problems),
        }
    }

    /// The module in an absolute directory.
    pub(crate) fn module(&self, directory: &Utf8Path) -> Found {
        let slot = {
            let mut modules = self.modules.lock().unwrap_or_else(PoisonError::into_inner);
            match modules.get(directory) {
                Some(slot) => Arc::clone(slot),
                None => Arc::clone(modules.entry(directory.to_owned()).or_default()),
            }
        };
        slot.get_or_init(|| self.read(directory).map(Arc::new))
            .clone()
    }

    fn read(&self, directory: &Utf8Path) -> Result<Module, NoModule> {
        let names = module_files(file_names(self.workspace, directory)?);
        if names.is_empty() {
            return Err(NoModule::Empty);
        }
        let mut problems = Vec::new();
        let (mut primary, mut overriding) = (Vec::new(), Vec::new());
        for name in &names {
            let Some(parsed) = self.parsed(&directory.join(name), &mut problems) else {
                continue;
            };
            problems.extend(stray_attributes(&parsed.body));
            if is_override(name) {
                overriding.push(parsed.body);
            } else {
                primary.push(parsed.body);
            }
        }
        let blocks = merged_blocks(primary, &overriding, &mut problems);
        Ok(read_module(directory.to_owned(), blocks, problems))
    }
}

impl Library<'_> {
    /// A module of one text that no file holds, standing in the working directory.
    pub(crate) fn standard_input(&self, source: SourceId, kind: SourceKind) -> Module {
        let text = self
            .workspace
            .sources()
            .get(source)
            .map(|file| Arc::clone(&file.text));
        let text = text.unwrap_or_else(|| Arc::from(""));
        let mut parsed = parse_text(source, kind, Utf8Path::new(""), &text);
        let mut problems = std::mem::take(&mut parsed.problems);
        problems.extend(stray_attributes(&parsed.body));
        let blocks = merged_blocks(vec![parsed.body], &[], &mut problems);
        read_module(
            self.workspace.absolute(Utf8Path::new(".")),
            blocks,
            problems,
        )
    }
}

/// The names of the regular files directly in a directory.
pub(crate) fn file_names(
    workspace: &Workspace,
    directory: &Utf8Path,
) -> Result<Vec<String>, NoModule> {
    match workspace.list(directory) {
        Ok(entries) => Ok(entries
            .into_iter()
            .filter(|entry| entry.kind == EntryKind::File)
            .map(|entry| entry.name)
            .collect()),
        Err(ReadError::OutsideRoot) => Err(NoModule::Outside),
        Err(ReadError::Missing | ReadError::NotADirectory) => Err(NoModule::Empty),
        Err(error) => Err(NoModule::Unreadable(error)),
    }
}

/// Reads and parses a file in the syntax that its name tells. What is wrong with it goes to `problems`.
pub(crate) fn parse_file(
    workspace: &Workspace,
    path: &Utf8Path,
    problems: &mut Vec<Diagnostic>,
) -> Option<Parsed> {
    match workspace.source(path) {
        Ok((id, file)) => {
            let mut parsed = parse_text(id, SourceKind::of_path(path), path, &file.text);
            problems.append(&mut parsed.problems);
            Some(parsed)
        }
        Err(error) => {
            problems.push(unreadable(workspace, path, &error));
            None
        }
    }
}

fn parse_text(source: SourceId, kind: SourceKind, path: &Utf8Path, text: &str) -> Parsed {
    match kind {
        SourceKind::TerraformJson => parse::json(source, text),
        SourceKind::TerraformVariables | SourceKind::Json if path.extension() == Some("json") => {
            parse::json_variables(source, text)
        }
        _ => parse::native(source, text),
    }
}

fn unreadable(workspace: &Workspace, path: &Utf8Path, error: &ReadError) -> Diagnostic {
    let reason = error.text();
    Diagnostic::about(
        Gravity::Error,
        "unreadable-file",
        workspace.shown(path),
        Text::new(
            format!("this file cannot be read: {}", reason.en),
            format!("ce fichier est illisible : {}", reason.fr),
        ),
    )
}

/// The names that make up a module, sorted: `x.tofu` hides `x.tf`, and `x.tofu.json` hides `x.tf.json`.
fn module_files(names: Vec<String>) -> Vec<String> {
    // By the name without its extension; the JSON form counts as another name.
    let mut chosen: BTreeMap<(String, bool), String> = BTreeMap::new();
    for name in names {
        // Editors leave such files behind.
        if name.starts_with('.')
            || name.ends_with('~')
            || (name.starts_with('#') && name.ends_with('#'))
        {
            continue;
        }
        let forms = [
            (".tofu.json", true),
            (".tf.json", true),
            (".tofu", false),
            (".tf", false),
        ];
        let form = forms
            .iter()
            .find_map(|(extension, json)| Some((name.strip_suffix(extension)?.to_owned(), *json)));
        let Some(key) = form else { continue };
        // The forms of OpenTofu sort after those of Terraform.
        let chosen = chosen.entry(key).or_default();
        if name > *chosen {
            *chosen = name;
        }
    }
    let mut names: Vec<String> = chosen.into_values().collect();
    names.sort();
    names
}

/// Whether a file name is one that a module is made of.
pub(crate) fn is_module_file(name: &str) -> bool {
    [".tf", ".tofu", ".tf.json", ".tofu.json"]
        .iter()
        .any(|extension| name.ends_with(extension))
}

#[cfg(test)]
mod tests {
    use super::module_files;

    #[test]
    fn tofu_files_hide_terraform_files_of_the_same_name() {
        let names = [
            "a.tf",
            "a.tofu",
            "b.tf",
            "b.tofu.json",
            "c.tf.json",
            "c.tofu.json",
            "d.txt",
            "e.tf~",
            ".f.tf",
        ];
        let chosen = module_files(names.map(str::to_owned).to_vec());
        assert_eq!(chosen, ["a.tofu", "b.tf", "b.tofu.json", "c.tofu.json"]);
    }
}
