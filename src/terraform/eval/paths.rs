//! `path.module` and its like, and files named by expressions.
//!
//! Terraform runs in the directory of the root module: there `path.root` is `.`, and relative paths
//! in file functions start there.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::source::{EntryKind, FilesetError, ReadError, Workspace, fileset};
use crate::terraform::functions::{FileError, Files};

/// The paths of one root.
pub(crate) struct Paths<'l> {
    workspace: &'l Workspace,
    /// The directory of the root module, absolute.
    root: Utf8PathBuf,
}

impl<'l> Paths<'l> {
    pub(crate) fn new(workspace: &'l Workspace, root: Utf8PathBuf) -> Self {
        Paths { workspace, root }
    }

    /// `path.module` of a module in `directory`.
    pub(crate) fn of_module(&self, directory: &Utf8Path) -> Arc<str> {
        let steps = |path: &Utf8Path| -> Vec<String> {
            path.components()
                .map(|component| component.as_str().to_owned())
                .filter(|name| name != ".")
                .collect()
        };
        let (root, module) = (steps(&self.root), steps(directory));
        let shared = root.iter().zip(&module).take_while(|(a, b)| a == b).count();
        let mut relative: Vec<&str> = vec![".."; root.len() - shared];
        relative.extend(module[shared..].iter().map(String::as_str));
        if relative.is_empty() {
            ".".into()
        } else {
            relative.join("/").into()
        }
    }

    /// The text of a template file.
    pub(crate) fn template(&self, path: &str) -> Result<String, FileError> {
        let bytes = self.read(path)?;
        String::from_utf8(bytes).map_err(|_| FileError::Unreadable)
    }
}

impl Files for Paths<'_> {
    fn working_directory(&self) -> &str {
        self.root.as_str()
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        self.workspace
            .read_bytes(&self.root.join(path))
            .map(|bytes| bytes.to_vec())
            .map_err(|error| file_error(&error))
    }

    fn exists(&self, path: &str) -> Result<bool, FileError> {
        match self.workspace.kind(&self.root.join(path)) {
            Ok(kind) => Ok(kind == Some(EntryKind::File)),
            Err(error) => Err(file_error(&error)),
        }
    }

    fn glob(&self, directory: &str, pattern: &str) -> Result<Vec<String>, FileError> {
        match fileset(self.workspace, &self.root.join(directory), pattern) {
            Ok(paths) => Ok(paths.into_iter().map(Utf8PathBuf::into_string).collect()),
            Err(FilesetError::Read { error, .. }) => Err(file_error(&error)),
            // A pattern that matches nothing valid.
            Err(FilesetError::Pattern(_)) => Err(FileError::NotFound),
        }
    }
}

fn file_error(error: &ReadError) -> FileError {
    match error {
        ReadError::OutsideRoot => FileError::OutsideRoot,
        ReadError::Missing | ReadError::NotADirectory => FileError::NotFound,
        ReadError::TooLarge { .. } => FileError::TooLarge,
        _ => FileError::Unreadable,
    }
}
