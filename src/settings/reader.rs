//! What every part of the reading needs: where problems go, texts, words, and paths that stay inside.

use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};
use globset::GlobBuilder;
use serde::de::DeserializeOwned;

use super::{Placed, SettingsFile};
use crate::policy::{Level, PolicyProblem};
use crate::source::absolute;
use crate::text::Text;
use crate::yaml::{Entry, Node};

/// Reads parts of a file whose form is right, and gathers what is wrong with their meaning.
pub(super) struct Reader<'f> {
    file: &'f SettingsFile,
    /// What paths may not lead out of, besides the directory of the file.
    root: &'f Utf8Path,
    pub(super) problems: Vec<PolicyProblem>,
}

/// What must be at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    File,
    Directory,
    /// Nothing, perhaps: it may be written later.
    Any,
}

impl<'f> Reader<'f> {
    pub(super) fn new(file: &'f SettingsFile, root: &'f Utf8Path) -> Self {
        Reader {
            file,
            root,
            problems: Vec::new(),
        }
    }

    /// Reports an error at `at`.
    pub(super) fn error(&mut self, at: &Range<usize>, message: Text, help: Option<Text>) {
        self.problems.push(PolicyProblem {
            level: Level::Error,
            file: self.file.name.clone(),
            span: at.clone(),
            message,
            help,
        });
    }

    /// `rempart.yaml:7:3`, the place of a byte.
    pub(super) fn place(&self, offset: usize) -> String {
        self.file.place(offset)
    }

    /// A text for people at `key`: not only white space.
    pub(super) fn prose(&mut self, node: &Node, key: &str) -> Option<Placed<String>> {
        let text = text_at(node, key)?;
        let trimmed = text.value.trim();
        if trimmed.is_empty() {
            self.error(
                &text.at,
                Text::new("the text is empty", "le texte est vide"),
                None,
            );
            return None;
        }
        Some(Placed {
            value: trimmed.to_owned(),
            at: text.at,
        })
    }

    /// The globs at `key`, each of which can be understood.
    pub(super) fn globs(&mut self, node: &Node, key: &str) -> Vec<String> {
        let globs = texts_at(node, key);
        globs
            .into_iter()
            .filter_map(|glob| self.glob(&glob).then_some(glob.value))
            .collect()
    }

    /// Whether a glob of paths can be understood, or an error.
    pub(super) fn glob(&mut self, glob: &Placed<String>) -> bool {
        let Err(error) = GlobBuilder::new(&glob.value)
            .literal_separator(true)
            .build()
        else {
            return true;
        };
        let why = error.kind().to_string();
        self.error(
            &glob.at,
            Text::new(
                format!("`{}` is not a glob: {why}", glob.value),
                format!("`{}` n'est pas un motif de chemins : {why}", glob.value),
            ),
            None,
        );
        false
    }

    /// The path at `key`.
    pub(super) fn path(
        &mut self,
        node: &Node,
        key: &str,
        wanted: Wanted,
    ) -> Option<Placed<Utf8PathBuf>> {
        let text = text_at(node, key)?;
        self.resolve(&text, wanted)
    }

    /// The paths in the list at `key`.
    pub(super) fn paths(
        &mut self,
        node: &Node,
        key: &str,
        wanted: Wanted,
    ) -> Vec<Placed<Utf8PathBuf>> {
        let texts = texts_at(node, key);
        texts
            .iter()
            .filter_map(|text| self.resolve(text, wanted))
            .collect()
    }

    /// The absolute path, or an error when it leads out, or when what is wanted is not there. A
    /// repository must not be able to have files of the machine read that it is checked on.
    fn resolve(&mut self, text: &Placed<String>, wanted: Wanted) -> Option<Placed<Utf8PathBuf>> {
        let directory = self.file.directory();
        let path = absolute(directory, Utf8Path::new(&text.value));
        let real_path = real(&path);
        let is_inside = |base: &Utf8Path| {
            let real_base = base.canonicalize_utf8().ok();
            let is_really = real_path.as_deref().zip(real_base);
            path.starts_with(base) && is_really.is_some_and(|(path, base)| path.starts_with(base))
        };
        if !is_inside(directory) && !is_inside(self.root) {
            self.error(
                &text.at,
                Text::new(
                    format!("`{}` leads out of the repository", text.value),
                    format!("`{}` mène hors du dépôt", text.value),
                ),
                Some(Text::new(
                    "only the command line may name what lies outside",
                    "seule la ligne de commande peut nommer ce qui est au-dehors",
                )),
            );
            return None;
        }
        let (is_there, english, french) = match wanted {
            Wanted::File => (
                path.is_file(),
                "there is no file",
                "il n'y a pas de fichier",
            ),
            Wanted::Directory => (
                path.is_dir(),
                "there is no directory",
                "il n'y a pas de répertoire",
            ),
            Wanted::Any => (true, "", ""),
        };
        if !is_there {
            self.error(
                &text.at,
                Text::new(
                    format!("{english} `{}`", text.value),
                    format!("{french} `{}`", text.value),
                ),
                Some(Text::new(
                    format!("paths are seen from the directory of {}", self.file.name),
                    format!("les chemins partent du répertoire de {}", self.file.name),
                )),
            );
            return None;
        }
        Some(Placed {
            value: path,
            at: text.at.clone(),
        })
    }
}

/// The text at `key`, when it is there.
pub(super) fn text_at(node: &Node, key: &str) -> Option<Placed<String>> {
    placed(node.get(key)?)
}

/// The items of the list at `key`.
pub(super) fn texts_at(node: &Node, key: &str) -> Vec<Placed<String>> {
    let items = node.get(key).and_then(Node::items).unwrap_or_default();
    items.iter().filter_map(placed).collect()
}

/// The word at `key`, of those that the schema allows.
pub(super) fn word_at<T: DeserializeOwned>(node: &Node, key: &str) -> Option<Placed<T>> {
    let text = text_at(node, key)?;
    let value = serde_json::from_value(serde_json::Value::String(text.value)).ok()?;
    Some(Placed { value, at: text.at })
}

/// A key as a thing said.
pub(super) fn key(entry: &Entry) -> Placed<String> {
    Placed {
        value: entry.key.clone(),
        at: entry.key_span.clone(),
    }
}

/// The text of a scalar.
pub(super) fn placed(node: &Node) -> Option<Placed<String>> {
    Some(Placed {
        value: node.scalar_text()?.to_owned(),
        at: node.span.clone(),
    })
}

/// Where the links of a path lead, as far as it exists.
fn real(path: &Utf8Path) -> Option<Utf8PathBuf> {
    path.ancestors()
        .find_map(|ancestor| ancestor.canonicalize_utf8().ok())
}
