//! Finding the file and reading its text.

use std::fs;
use std::io::Read as _;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::policy::PolicyProblem;
use crate::policy::{Level, configuration_problems};
use crate::text::Text;
use crate::yaml::{Limits, Node, parse_one};

/// The names under which the file is looked for.
const NAMES: [&str; 2] = ["rempart.yaml", ".rempart.yaml"];
/// Names that people give it and that are not looked for: passing over them would be a silent loss.
const MISNOMERS: [&str; 4] = [
    "rempart.yml",
    ".rempart.yml",
    "rempart.json",
    "rempart.toml",
];
/// Longest file, in bytes.
const LONGEST: u64 = 1 << 20;
/// How much a file may cost: a few thousand lines are more than any team writes.
const LIMITS: Limits = Limits {
    bytes: 1 << 20,
    depth: 40,
    nodes: 100_000,
};

/// A configuration file whose text could be read.
#[derive(Clone, Debug)]
pub struct SettingsFile {
    /// Where it is, absolute.
    pub path: Utf8PathBuf,
    /// How it is shown.
    pub name: String,
    /// What it says.
    pub text: Arc<str>,
}

/// The configuration of what lies in the absolute directory `start`: in that directory or the nearest above it, as
/// far as `root`.
///
/// # Errors
/// When a directory has two, or one of a name that is not read; says so.
pub fn find(start: &Utf8Path, root: &Utf8Path) -> Result<Option<Utf8PathBuf>, Text> {
    let within = start
        .ancestors()
        .take_while(|directory| directory.starts_with(root));
    for directory in within {
        let is_there = |name: &&str| directory.join(name).symlink_metadata().is_ok();
        let mut found = NAMES.into_iter().filter(is_there);
        match (found.next(), found.next()) {
            (Some(one), Some(other)) => {
                return Err(Text::new(
                    format!("{directory} holds both {one} and {other}: keep one of them"),
                    format!("{directory} contient {one} et {other} : n'en gardez qu'un"),
                ));
            }
            (Some(name), None) => return Ok(Some(directory.join(name))),
            (None, _) => {}
        }
        if let Some(name) = MISNOMERS.into_iter().find(|name| is_there(name)) {
            return Err(Text::new(
                format!("{directory}/{name} is not read: name it rempart.yaml"),
                format!("{directory}/{name} n'est pas lu : nommez-le rempart.yaml"),
            ));
        }
    }
    Ok(None)
}

impl SettingsFile {
    /// Reads the text of the file at the absolute `path`, shown as `name`; a file that was found, and not named by
    /// the user, must lie inside of `root`, wherever its links lead.
    ///
    /// # Errors
    /// When it cannot be read; says why.
    pub fn open(path: &Utf8Path, name: &str, root: Option<&Utf8Path>) -> Result<Self, Text> {
        let system = |error: &std::io::Error| {
            Text::new(
                format!("{name} cannot be read: {error}"),
                format!("{name} est illisible : {error}"),
            )
        };
        if let Some(root) = root {
            let real = path.canonicalize_utf8().map_err(|error| system(&error))?;
            let root = root.canonicalize_utf8().map_err(|error| system(&error))?;
            if !real.starts_with(root) {
                return Err(Text::new(
                    format!("{name} is a link that leads out of the repository, and is not read"),
                    format!("{name} est un lien qui mène hors du dépôt, et n'est pas lu"),
                ));
            }
        }
        // Opening a pipe would wait for a writer.
        if !fs::metadata(path)
            .map_err(|error| system(&error))?
            .is_file()
        {
            return Err(Text::new(
                format!("{name} is not a file"),
                format!("{name} n'est pas un fichier"),
            ));
        }
        let mut bytes = Vec::new();
        fs::File::open(path)
            .and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes))
            .map_err(|error| system(&error))?;
        let text = String::from_utf8(bytes).map_err(|_| {
            Text::new(
                format!("{name} is not UTF-8, or longer than {LONGEST} bytes"),
                format!("{name} n'est pas en UTF-8, ou dépasse {LONGEST} octets"),
            )
        })?;
        Ok(SettingsFile {
            path: path.to_owned(),
            name: name.to_owned(),
            text: text.into(),
        })
    }

    /// The directory that its paths are seen from.
    pub fn directory(&self) -> &Utf8Path {
        self.path.parent().unwrap_or(&self.path)
    }

    /// Its content, when that is YAML, and what is wrong with the form of it.
    pub(super) fn tree(&self) -> (Option<Node>, Vec<PolicyProblem>) {
        match parse_one(&self.text, LIMITS) {
            Ok(tree) => {
                let problems = configuration_problems(&self.name, &tree);
                (Some(tree), problems)
            }
            Err(error) => {
                let problem = PolicyProblem {
                    level: Level::Error,
                    file: self.name.clone(),
                    span: error.span.clone(),
                    message: error.message(),
                    help: None,
                };
                (None, vec![problem])
            }
        }
    }
}
