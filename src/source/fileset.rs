//! The files below a directory whose paths match a pattern, as Terraform's `fileset` finds them.

use camino::{Utf8Path, Utf8PathBuf};
use globset::GlobBuilder;

use super::ReadError;
use super::workspace::{EntryKind, Workspace};

/// The most entries looked at for one pattern.
const MAX_ENTRIES: usize = 100_000;

/// Why no files can be given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilesetError {
    /// The directory, or one below it, cannot be read.
    #[error("{path}: {error}")]
    Read {
        /// The directory.
        path: Utf8PathBuf,
        /// Why.
        error: ReadError,
    },
    /// The pattern is not well formed.
    #[error("{0}")]
    Pattern(String),
}

/// The paths of regular files below `directory` that match `pattern`, relative to it, with `/`, sorted.
/// `*` and `?` stop at `/`, `**` does not; `[…]` and `{a,b}` are known; hidden files count. Symbolic
/// links are followed as long as they stay in the root, except to a directory above themselves.
pub fn fileset(
    workspace: &Workspace,
    directory: &Utf8Path,
    pattern: &str,
) -> Result<Vec<Utf8PathBuf>, FilesetError> {
    let matcher = GlobBuilder::new(pattern)
        .literal_separator(true)
        .backslash_escape(true)
        .build()
        .map_err(|error| FilesetError::Pattern(error.kind().to_string()))?
        .compile_matcher();
    let descent = Descent::of(pattern);
    let top = workspace.absolute(directory);
    let failed = |path: &Utf8Path, error| FilesetError::Read {
        path: workspace.shown(path),
        error,
    };
    // Directories to list: the relative path, and where it leads.
    let start = workspace.real(&top).map_err(|error| failed(&top, error))?;
    let mut waiting = vec![(Utf8PathBuf::new(), vec![start])];
    let mut files = Vec::new();
    let mut seen = 0_usize;
    while let Some((relative, trail)) = waiting.pop() {
        let here = if relative.as_str().is_empty() {
            top.clone()
        } else {
            top.join(&relative)
        };
        let entries = workspace
            .list(&here)
            .map_err(|error| failed(&here, error))?;
        seen += entries.len();
        if seen > MAX_ENTRIES {
            return Err(failed(
                &top,
                ReadError::TooManyEntries { limit: MAX_ENTRIES },
            ));
        }
        for entry in entries {
            let path = if relative.as_str().is_empty() {
                Utf8PathBuf::from(entry.name)
            } else {
                Utf8PathBuf::from(format!("{relative}/{}", entry.name))
            };
            match entry.kind {
                EntryKind::File if matcher.is_match(&path) => files.push(path),
                EntryKind::Directory if descent.enters(&path) => {
                    let real = workspace
                        .real(&top.join(&path))
                        .map_err(|error| failed(&path, error))?;
                    if !trail.contains(&real) {
                        let mut trail = trail.clone();
                        trail.push(real);
                        waiting.push((path, trail));
                    }
                }
                EntryKind::File | EntryKind::Directory | EntryKind::Other => {}
            }
        }
    }
    files.sort_unstable();
    Ok(files)
}

/// Which directories can hold a match.
struct Descent<'a> {
    /// The names that the pattern begins with, as they stand.
    prefix: Vec<&'a str>,
    /// How many names a matching path has at most.
    depth: usize,
}

impl<'a> Descent<'a> {
    fn of(pattern: &'a str) -> Self {
        let names: Vec<&str> = pattern.split('/').collect();
        let literal = |name: &&&str| !name.contains(['*', '?', '[', ']', '{', '}', '\\', ',']);
        Descent {
            prefix: names.iter().take_while(literal).copied().collect(),
            depth: if pattern.contains("**") {
                usize::MAX
            } else {
                names.len()
            },
        }
    }

    fn enters(&self, directory: &Utf8Path) -> bool {
        let mut depth = 0;
        for (index, name) in directory.as_str().split('/').enumerate() {
            depth = index + 1;
            if self.prefix.get(index).is_some_and(|wanted| *wanted != name) {
                return false;
            }
        }
        depth < self.depth
    }
}
