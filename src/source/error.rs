//! Why a path cannot be read.

use camino::Utf8PathBuf;

use crate::model::{Diagnostic, Gravity};
use crate::text::Text;

/// Why a path cannot be read. Errors are kept with the path, so that asking again is cheap.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing is there.
    #[error("no such file or directory")]
    Missing,
    /// It lies outside of the root, itself or where its symbolic links lead.
    #[error("outside of the root")]
    OutsideRoot,
    /// Symbolic links that lead to each other.
    #[error("symbolic links lead in a circle")]
    LinkLoop,
    /// A directory where a file is wanted.
    #[error("a directory, not a file")]
    Directory,
    /// A file where a directory is wanted.
    #[error("a file, not a directory")]
    NotADirectory,
    /// A device, a socket or a pipe.
    #[error("not a regular file")]
    Special,
    /// Larger than what is read, in bytes.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: u64,
    },
    /// More entries than what is walked.
    #[error("more than {limit} entries")]
    TooManyEntries {
        /// The limit.
        limit: usize,
    },
    /// UTF-16 or UTF-32 text, by its byte-order mark.
    #[error("UTF-16 text")]
    Utf16,
    /// Binary, by its NUL bytes.
    #[error("binary content")]
    Binary,
    /// Not UTF-8 from this byte on.
    #[error("not UTF-8 at byte {offset}")]
    NotUtf8 {
        /// How many bytes before are UTF-8.
        offset: usize,
    },
    /// A name that is not UTF-8.
    #[error("a name that is not UTF-8")]
    Name,
    /// The operating system refused.
    #[error("{0}")]
    System(String),
}

impl ReadError {
    /// From what the operating system says.
    pub(super) fn from_system(error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::NotFound => ReadError::Missing,
            std::io::ErrorKind::NotADirectory => ReadError::NotADirectory,
            std::io::ErrorKind::IsADirectory => ReadError::Directory,
            // Not a stable kind yet; the text is the same on all systems.
            _ if error.to_string().contains("symbolic link") => ReadError::LinkLoop,
            _ => ReadError::System(error.to_string()),
        }
    }

    /// A stable name of the kind of problem.
    pub fn code(&self) -> &'static str {
        match self {
            ReadError::Missing => "missing-path",
            ReadError::OutsideRoot => "outside-root",
            ReadError::LinkLoop => "link-loop",
            ReadError::Directory | ReadError::NotADirectory | ReadError::Special => "not-a-file",
            ReadError::TooLarge { .. } | ReadError::TooManyEntries { .. } => "too-large",
            ReadError::Utf16 | ReadError::Binary | ReadError::NotUtf8 { .. } => "not-text",
            ReadError::Name => "not-utf8-name",
            ReadError::System(_) => "unreadable",
        }
    }

    /// The error for people, with the next step.
    pub fn text(&self) -> Text {
        match self {
            ReadError::Missing => Text::new(
                "there is nothing at this path; check its spelling and the working directory",
                "il n'y a rien à ce chemin ; vérifiez l'orthographe et le répertoire de travail",
            ),
            ReadError::OutsideRoot => Text::new(
                "this lies outside of the root, where nothing is read; widen it with `--root`",
                "ceci est hors de la racine, où rien n'est lu ; élargissez-la avec `--root`",
            ),
            ReadError::LinkLoop => Text::new(
                "symbolic links lead in a circle here",
                "des liens symboliques tournent en rond ici",
            ),
            ReadError::Directory => Text::new(
                "this is a directory, and a file is wanted",
                "ceci est un répertoire, alors qu'un fichier est attendu",
            ),
            ReadError::NotADirectory => Text::new(
                "this is a file, and a directory is wanted",
                "ceci est un fichier, alors qu'un répertoire est attendu",
            ),
            ReadError::Special => Text::new(
                "this is neither a file nor a directory",
                "ceci n'est ni un fichier ni un répertoire",
            ),
            ReadError::TooLarge { limit } => Text::new(
                format!(
                    "this is larger than {} MiB, the most that is read",
                    limit >> 20
                ),
                format!("ceci dépasse {} Mio, le maximum qui soit lu", limit >> 20),
            ),
            ReadError::TooManyEntries { limit } => Text::new(
                format!("there are more than {limit} files below, the most that are listed"),
                format!("il y a plus de {limit} fichiers en dessous, le maximum qui soit listé"),
            ),
            ReadError::Utf16 => Text::new(
                "this is UTF-16 text; save it as UTF-8",
                "ce texte est en UTF-16 ; enregistrez-le en UTF-8",
            ),
            ReadError::Binary => Text::new(
                "this is binary, not text",
                "ceci est binaire, ce n'est pas du texte",
            ),
            ReadError::NotUtf8 { offset } => Text::new(
                format!("byte {offset} is not UTF-8 text; save the file as UTF-8"),
                format!(
                    "l'octet {offset} n'est pas du texte UTF-8 ; enregistrez le fichier en UTF-8"
                ),
            ),
            ReadError::Name => Text::new(
                "this name is not UTF-8, and rempart can neither show nor read it",
                "ce nom n'est pas en UTF-8, et rempart ne peut ni l'afficher ni le lire",
            ),
            ReadError::System(error) => Text::new(
                format!("the system refuses to read this: {error}"),
                format!("le système refuse de lire ceci : {error}"),
            ),
        }
    }

    /// The error as a problem with `path`, which is as it is shown.
    pub fn diagnostic(&self, path: Utf8PathBuf) -> Diagnostic {
        Diagnostic::about(Gravity::Error, self.code(), path, self.text())
    }
}
