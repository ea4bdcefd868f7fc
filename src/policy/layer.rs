//! The files of one policy folder: read, parsed, and of the right shape.

use std::fs;
use std::io::Read as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::problem::{Level, PolicyProblem};
use super::schema::check_shape;
use crate::text::Text;
use crate::yaml::{Limits, Node, parse_one};

/// Longest policy file, in bytes.
const LONGEST: usize = 8 << 20;
/// Deepest folder below the root.
const DEEPEST: usize = 16;
/// Most files of one layer.
const MOST_FILES: usize = 10_000;

/// The policy files of one folder, in the order of their names.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    pub(super) files: Vec<PolicyFile>,
    /// Texts of the files that could be read but not used, for their carets.
    refused: Vec<(String, String)>,
}

/// One file of a [`Layer`].
#[derive(Clone, Debug)]
pub(super) struct PolicyFile {
    /// Its path, as the folder was named.
    pub(super) name: String,
    /// Its text.
    pub(super) text: String,
    /// What it may hold, by its place.
    pub(super) section: Section,
    /// Its content.
    pub(super) tree: Node,
    /// The places where its shape is wrong, which was reported.
    pub(super) flaws: Vec<Range<usize>>,
}

/// What a file may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// `facets.yaml`.
    Facets,
    /// Below `catalog/`.
    Catalog,
    /// Below `translations/`.
    Translations,
    /// Below `rules/`.
    Rules,
    /// Below `packs/`, in the folder of this name.
    Pack(String),
}

impl Layer {
    /// The text of a file, by the name that problems give it.
    pub fn text(&self, file: &str) -> Option<&str> {
        self.files
            .iter()
            .map(|known| (&known.name, &known.text))
            .chain(self.refused.iter().map(|(name, text)| (name, text)))
            .find(|(name, _)| *name == file)
            .map(|(_, text)| text.as_str())
    }

    /// Adds a file, given its path below the root (`rules/backup.yaml`) and its text.
    pub(super) fn add(
        &mut self,
        name: String,
        below: &str,
        text: String,
        problems: &mut Vec<PolicyProblem>,
    ) {
        let Some(section) = section(below) else {
            problems.push(whole_file(
                Level::Warning,
                &name,
                Text::new("this file has no place here and is not read", "ce fichier n'a pas sa place ici et n'est pas lu"),
                Some(Text::new(
                    "policies are `facets.yaml` and what is below `catalog/`, `translations/`, `rules/` and `packs/NAME/`",
                    "les politiques sont `facets.yaml` et ce qui se trouve sous `catalog/`, `translations/`, `rules/` et `packs/NOM/`",
                )),
            ));
            return;
        };
        match parse_one(
            &text,
            Limits {
                bytes: LONGEST,
                ..Limits::default()
            },
        ) {
            Ok(tree) => {
                let shape = check_shape(&name, &section, &tree);
                problems.extend(shape.problems);
                self.files.push(PolicyFile {
                    name,
                    text,
                    section,
                    tree,
                    flaws: shape.places,
                });
            }
            Err(error) => {
                problems.push(PolicyProblem {
                    level: Level::Error,
                    file: name.clone(),
                    span: error.span.clone(),
                    message: error.message(),
                    help: None,
                });
                self.refused.push((name, text));
            }
        }
    }
}

/// Reads the policy folder `dir`. Only `.yaml` and `.yml` files inside it count; links that lead out of
/// it are refused. A folder that cannot be read is a problem without a text.
pub fn load_dir(dir: &Path) -> (Layer, Vec<PolicyProblem>) {
    let mut layer = Layer::default();
    let mut problems = Vec::new();
    let root = match dir.canonicalize() {
        Ok(root) => root,
        Err(error) => {
            problems.push(unreadable(&display(dir), &error));
            return (layer, problems);
        }
    };
    let mut files = Vec::new();
    walk(dir, &root, &mut files, &mut problems);
    files.sort();
    for (below, path) in files {
        let name = display(&path);
        match read(&path) {
            Ok(text) => layer.add(name, &below, text, &mut problems),
            Err(error) => problems.push(unreadable(&name, &error)),
        }
    }
    (layer, problems)
}

/// Collects the YAML files below `dir`, each with its path from there.
fn walk(
    dir: &Path,
    root: &Path,
    files: &mut Vec<(String, PathBuf)>,
    problems: &mut Vec<PolicyProblem>,
) {
    let mut folders = vec![(dir.to_owned(), String::new(), 0)];
    while let Some((folder, below, depth)) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                problems.push(unreadable(&display(&folder), &error));
                continue;
            }
        };
        for entry in entries {
            let path = match entry {
                Ok(entry) => entry.path(),
                Err(error) => {
                    problems.push(unreadable(&display(&folder), &error));
                    continue;
                }
            };
            let Some(name) = path
                .file_name()
                .and_then(|name| name.to_str())
                .map(str::to_owned)
            else {
                problems.push(whole_file(
                    Level::Error,
                    &display(&path),
                    Text::new("the name is not UTF-8", "le nom n'est pas en UTF-8"),
                    None,
                ));
                continue;
            };
            // Hidden entries are those of tools: version control, editors, mounted volumes.
            if name.starts_with('.') {
                continue;
            }
            let below = if below.is_empty() {
                name
            } else {
                format!("{below}/{name}")
            };
            let is_link = path.symlink_metadata().is_ok_and(|data| data.is_symlink());
            if path.is_dir() {
                // A linked folder could lead around in a circle.
                if !is_link && depth < DEEPEST {
                    folders.push((path, below, depth + 1));
                } else {
                    problems.push(whole_file(
                        Level::Error,
                        &display(&path),
                        Text::new(
                            "a linked or too deep folder is not read",
                            "un dossier lié ou trop profond n'est pas lu",
                        ),
                        None,
                    ));
                }
                continue;
            }
            if !path
                .extension()
                .is_some_and(|extension| extension == "yaml" || extension == "yml")
            {
                continue;
            }
            if is_link
                && !path
                    .canonicalize()
                    .is_ok_and(|target| target.starts_with(root))
            {
                problems.push(whole_file(
                    Level::Error,
                    &display(&path),
                    Text::new(
                        "the link leads out of the policy folder",
                        "le lien mène hors du dossier des politiques",
                    ),
                    None,
                ));
                continue;
            }
            if files.len() >= MOST_FILES {
                problems.push(whole_file(
                    Level::Error,
                    &display(&path),
                    Text::new(
                        format!("more than {MOST_FILES} policy files"),
                        format!("plus de {MOST_FILES} fichiers de politiques"),
                    ),
                    None,
                ));
                return;
            }
            files.push((below, path));
        }
    }
}

/// The text of a file, one byte beyond the limit at most: the parser refuses it then.
fn read(path: &Path) -> std::io::Result<String> {
    let metadata = path.metadata()?;
    if !metadata.is_file() {
        return Err(std::io::Error::other("not a regular file"));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?
        .take(LONGEST as u64 + 1)
        .read_to_end(&mut bytes)?;
    String::from_utf8(bytes)
        .map_err(|error| std::io::Error::new(std::io::ErrorKind::InvalidData, error))
}

/// What a file may hold, from its path below the root.
fn section(below: &str) -> Option<Section> {
    let parts: Vec<&str> = below.split('/').collect();
    match parts.as_slice() {
        ["facets.yaml" | "facets.yml"] => Some(Section::Facets),
        ["catalog", .., _] => Some(Section::Catalog),
        ["translations", .., _] => Some(Section::Translations),
        ["rules", .., _] => Some(Section::Rules),
        ["packs", folder, .., _] => Some(Section::Pack((*folder).to_owned())),
        _ => None,
    }
}

fn display(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

fn unreadable(name: &str, error: &std::io::Error) -> PolicyProblem {
    whole_file(
        Level::Error,
        name,
        Text::new(
            format!("cannot be read: {error}"),
            format!("lecture impossible : {error}"),
        ),
        None,
    )
}

fn whole_file(level: Level, name: &str, message: Text, help: Option<Text>) -> PolicyProblem {
    PolicyProblem {
        level,
        file: name.to_owned(),
        span: 0..0,
        message,
        help,
    }
}
