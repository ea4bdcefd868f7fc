//! Which files a run is about.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{Match, WalkBuilder};

use super::workspace::{EntryKind, Workspace};
use super::{HEAD_BYTES, PathFilter, ReadError, SourceKind, begins_like_a_plan_or_state};
use crate::model::{Diagnostic, Gravity, SourceId};
use crate::text::Text;

/// Downloaded modules and providers live here; they are read when called, never walked.
const TERRAFORM_DIRECTORY: &str = ".terraform";

/// What a run is asked to look at.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Files, directories, patterns, and `-` for standard input.
    pub paths: Vec<Utf8PathBuf>,
    /// `--include` and `--exclude`.
    pub filter: PathFilter,
    /// The text of standard input, when `paths` holds `-`.
    pub standard_input: Option<SourceId>,
    /// `--source`: the directory of the Terraform sources that a plan or state was made from.
    pub plan_source: Option<Utf8PathBuf>,
}

/// A file to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// As it is shown: relative to the working directory, with `/`; `<stdin>` for standard input.
    pub path: Utf8PathBuf,
    /// What it is.
    pub kind: SourceKind,
    /// Whether the user named this very file.
    pub explicit: bool,
    /// The text, when it is standard input.
    pub source: Option<SourceId>,
}

/// The files of a run, sorted by path, and what could not be looked at.
#[derive(Debug, Default)]
pub struct Discovered {
    /// Files that rempart reads, and those named explicitly, whatever they are.
    pub files: Vec<Found>,
    /// Paths that are missing, unreadable or outside of the root.
    pub problems: Vec<Diagnostic>,
}

/// Finds the files of `selection`.
///
/// Directories are walked without their hidden entries and without what `.gitignore` and `.ignore`
/// files between the root and the entry exclude. The user's own and global ignore files do not
/// count, so that everyone sees the same. A file named explicitly is taken even when ignored.
/// Symbolic links to files are followed inside of the root; those to directories are not walked.
pub fn discover(workspace: &Workspace, selection: &Selection) -> Discovered {
    let mut discovery = Discovery {
        workspace,
        filter: &selection.filter,
        files: BTreeMap::new(),
        problems: Vec::new(),
        walked: Vec::new(),
        links: Vec::new(),
    };
    for path in &selection.paths {
        if path == "-" {
            discovery.standard_input(selection.standard_input);
        } else {
            discovery.given(path);
        }
    }
    discovery.unwalked_links();
    discovery
        .problems
        .sort_by(|a, b| (&a.path, a.code).cmp(&(&b.path, b.code)));
    discovery.problems.dedup();
    let mut files: Vec<Found> = discovery.files.into_values().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Discovered {
        files,
        problems: discovery.problems,
    }
}

struct Discovery<'a> {
    workspace: &'a Workspace,
    filter: &'a PathFilter,
    /// By absolute path.
    files: BTreeMap<Utf8PathBuf, Found>,
    problems: Vec<Diagnostic>,
    /// Real paths of the directories walked.
    walked: Vec<Utf8PathBuf>,
    /// Symbolic links to directories: the link and where it leads.
    links: Vec<(Utf8PathBuf, Utf8PathBuf)>,
}

impl Discovery<'_> {
    fn standard_input(&mut self, source: Option<SourceId>) {
        let Some((source, file)) =
            source.and_then(|source| Some((source, self.workspace.sources().get(source)?)))
        else {
            self.problem(Utf8Path::new("-"), &ReadError::Missing);
            return;
        };
        let found = Found {
            path: file.path.clone(),
            kind: SourceKind::of_text(&file.text),
            explicit: true,
            source: Some(source),
        };
        self.files.insert(file.path.clone(), found);
    }

    /// A path that the user gave.
    fn given(&mut self, path: &Utf8Path) {
        match self.workspace.kind(path) {
            Ok(Some(EntryKind::Directory)) => self.walk(path),
            Ok(Some(EntryKind::File)) => self.file(path, true),
            Ok(Some(EntryKind::Other)) => self.problem(path, &ReadError::Special),
            Ok(None) if path.as_str().contains(['*', '?', '[']) => self.pattern(path),
            Ok(None) => self.problem(path, &ReadError::Missing),
            Err(error) => self.problem(path, &error),
        }
    }

    /// A pattern that the shell did not expand.
    fn pattern(&mut self, pattern: &Utf8Path) {
        // Only what the user wrote is a pattern.
        let here = self.workspace.absolute(Utf8Path::new(""));
        let here = Utf8PathBuf::from(glob::Pattern::escape(here.as_str()));
        let absolute = super::path::absolute(&here, pattern);
        let mut matched = false;
        // As in a shell, hidden entries have to be named.
        let options = glob::MatchOptions {
            require_literal_leading_dot: true,
            ..glob::MatchOptions::new()
        };
        match glob::glob_with(absolute.as_str(), options) {
            Ok(paths) => {
                for path in paths {
                    match path.map(Utf8PathBuf::from_path_buf) {
                        Ok(Ok(path)) => {
                            matched = true;
                            self.given(&path);
                        }
                        Ok(Err(path)) => self.problem(lossy(&path).as_path(), &ReadError::Name),
                        Err(error) => {
                            let path = lossy(error.path());
                            self.problem(&path, &ReadError::from_system(error.error()));
                        }
                    }
                }
            }
            Err(error) => {
                let message = Text::new(
                    format!("this pattern cannot be understood: {}", error.msg),
                    format!("ce motif ne peut pas être compris : {}", error.msg),
                );
                let path = self.workspace.shown(pattern);
                self.problems.push(Diagnostic::about(
                    Gravity::Error,
                    "bad-pattern",
                    path,
                    message,
                ));
                return;
            }
        }
        if !matched {
            self.problem(pattern, &ReadError::Missing);
        }
    }

    /// Adds a file that the filter allows; `kind` files only, unless the user named it.
    fn file(&mut self, path: &Utf8Path, explicit: bool) {
        let absolute = self.workspace.absolute(path);
        let shown = self.workspace.shown(&absolute);
        let kind = SourceKind::of_path(&absolute);
        if !self.filter.allows(&shown) {
            return;
        }
        let kind = match kind {
            // Kustomize knows its instructions by this name too.
            SourceKind::Other if shown.file_name() == Some("Kustomization") => SourceKind::Manifest,
            SourceKind::Other if !explicit => return,
            // JSON that is no plan may be a manifest; whether it is, its whole text says.
            SourceKind::Json if !explicit && !self.may_be_a_plan(&absolute) => SourceKind::Manifest,
            kind => kind,
        };
        let found = Found {
            path: shown,
            kind,
            explicit,
            source: None,
        };
        let known = self.files.entry(absolute).or_insert(found);
        known.explicit |= explicit;
    }

    /// Whether a JSON file met on a walk is worth reading. Most are not, and are only begun.
    fn may_be_a_plan(&self, path: &Utf8Path) -> bool {
        let Ok(mut head) = self.workspace.head(path, HEAD_BYTES) else {
            return false;
        };
        // Some shells write UTF-16; reading it then says so.
        if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
            head.retain(|byte| *byte != 0);
        }
        begins_like_a_plan_or_state(&head)
    }

    fn walk(&mut self, directory: &Utf8Path) {
        let top = self.workspace.absolute(directory);
        match self.workspace.real(&top) {
            Ok(real) => self.walked.push(real),
            Err(error) => return self.problem(&top, &error),
        }
        let (above, broken) = ignore_files_above(self.workspace.root(), &top);
        for (path, error) in broken {
            self.ignore_file(&path, &error);
        }
        let mut builder = WalkBuilder::new(&top);
        builder
            .standard_filters(false)
            .hidden(true)
            .ignore(true)
            .git_ignore(true)
            .require_git(false);
        let filter = self.filter.clone();
        let shown_from = self.workspace.absolute(Utf8Path::new(""));
        builder.filter_entry(move |entry| {
            if entry.depth() == 0 {
                return true;
            }
            let is_directory = entry.file_type().is_some_and(|kind| kind.is_dir());
            if is_directory && entry.file_name() == TERRAFORM_DIRECTORY {
                return false;
            }
            let Some(path) = Utf8Path::from_path(entry.path()) else {
                return true;
            };
            let excluded = is_directory && filter.excludes(&super::path::shown(&shown_from, path));
            !excluded && !is_ignored(&above, path, is_directory)
        });
        for entry in builder.build() {
            match entry {
                Ok(entry) => self.entry(&entry),
                Err(error) => self.walk_error(&top, &error),
            }
        }
    }

    fn entry(&mut self, entry: &ignore::DirEntry) {
        let path = lossy(entry.path());
        if let Some(error) = entry.error() {
            self.ignore_file(&path, error);
        }
        let Some(file_type) = entry.file_type() else {
            return;
        };
        if file_type.is_dir() || entry.depth() == 0 {
            return;
        }
        let kind = SourceKind::of_path(&path);
        // A name that says little is no reason to complain.
        let ours = !matches!(
            kind,
            SourceKind::Other | SourceKind::Json | SourceKind::Manifest
        );
        let is_utf8 = Utf8Path::from_path(entry.path()).is_some();
        if !is_utf8 {
            if ours {
                self.problem(&path, &ReadError::Name);
            }
            return;
        }
        if file_type.is_file() {
            self.file(&path, false);
        } else if file_type.is_symlink() {
            self.link(&path, ours);
        } else if ours {
            self.problem(&path, &ReadError::Special);
        }
    }

    fn link(&mut self, path: &Utf8Path, ours: bool) {
        match self.workspace.kind(path) {
            Ok(Some(EntryKind::File)) => self.file(path, false),
            Ok(Some(EntryKind::Directory)) => {
                if let Ok(real) = self.workspace.real(path) {
                    self.links.push((path.to_owned(), real));
                }
            }
            // A link with another name than ours is nobody's concern, broken or not.
            _ if !ours => {}
            Ok(Some(EntryKind::Other)) => self.problem(path, &ReadError::Special),
            Ok(None) => self.problem(path, &ReadError::Missing),
            Err(error) => self.problem(path, &error),
        }
    }

    /// Links to directories that were not walked by their own name.
    fn unwalked_links(&mut self) {
        for (link, real) in std::mem::take(&mut self.links) {
            let walked = self.walked.iter().any(|walked| real.starts_with(walked));
            let shown = self.workspace.shown(&link);
            if !walked && !self.filter.excludes(&shown) {
                let message = Text::new(
                    "this symbolic link to a directory was not followed; name the directory to have it read",
                    "ce lien symbolique vers un répertoire n'a pas été suivi ; nommez le répertoire pour qu'il soit lu",
                );
                self.problems.push(Diagnostic::about(
                    Gravity::Warning,
                    "link-not-followed",
                    shown,
                    message,
                ));
            }
        }
    }

    fn walk_error(&mut self, top: &Utf8Path, error: &ignore::Error) {
        let path = error_path(error).unwrap_or_else(|| top.to_owned());
        match error.io_error() {
            Some(system) => self.problem(&path, &ReadError::from_system(system)),
            None => self.ignore_file(&path, error),
        }
    }

    /// A line of an ignore file that cannot be understood: it has no effect.
    fn ignore_file(&mut self, path: &Utf8Path, error: &ignore::Error) {
        let path = error_path(error).unwrap_or_else(|| path.to_owned());
        let shown = self.workspace.shown(&path);
        let message = Text::new(
            "a line of this ignore file cannot be understood and has no effect",
            "une ligne de ce fichier d'exclusion ne peut pas être comprise et n'a pas d'effet",
        );
        self.problems.push(Diagnostic::about(
            Gravity::Warning,
            "bad-ignore-file",
            shown,
            message,
        ));
    }

    fn problem(&mut self, path: &Utf8Path, error: &ReadError) {
        let shown = if path == "-" {
            path.to_owned()
        } else {
            self.workspace.shown(path)
        };
        self.problems.push(error.diagnostic(shown));
    }
}

/// The ignore files of the directories above `directory` up to the root, the nearest first, and
/// those that cannot be read in full.
fn ignore_files_above(
    root: &Utf8Path,
    directory: &Utf8Path,
) -> (Arc<Vec<Gitignore>>, Vec<(Utf8PathBuf, ignore::Error)>) {
    let mut matchers = Vec::new();
    let mut broken = Vec::new();
    for above in directory
        .ancestors()
        .skip(1)
        .take_while(|above| above.starts_with(root))
    {
        // `.ignore` wins over `.gitignore`.
        for name in [".ignore", ".gitignore"] {
            let file = above.join(name);
            if !file.is_file() {
                continue;
            }
            let mut builder = GitignoreBuilder::new(above);
            if let Some(error) = builder.add(&file) {
                broken.push((file, error));
            }
            if let Ok(matcher) = builder.build() {
                matchers.push(matcher);
            }
        }
    }
    (Arc::new(matchers), broken)
}

/// What the nearest ignore file above that has an opinion says.
fn is_ignored(above: &[Gitignore], path: &Utf8Path, is_directory: bool) -> bool {
    for matcher in above {
        match matcher.matched(path, is_directory) {
            Match::None => {}
            Match::Ignore(_) => return true,
            Match::Whitelist(_) => return false,
        }
    }
    false
}

fn error_path(error: &ignore::Error) -> Option<Utf8PathBuf> {
    match error {
        ignore::Error::Partial(errors) => errors.iter().find_map(error_path),
        ignore::Error::WithPath { path, .. } => Some(lossy(path)),
        ignore::Error::WithLineNumber { err, .. } | ignore::Error::WithDepth { err, .. } => {
            error_path(err)
        }
        ignore::Error::Loop { child, .. } => Some(lossy(child)),
        _ => None,
    }
}

fn lossy(path: &std::path::Path) -> Utf8PathBuf {
    Utf8PathBuf::from(path.to_string_lossy().into_owned())
}
