//! `rempart init`: a configuration and a workflow to start from.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::args::InitArguments;
use super::config::working_directory;
use super::{CLEAN, Failure, print, terminal};
use crate::catalog::Catalog;
use crate::manifest::Targets;
use crate::model::ResourceMode;
use crate::policy::definition::Library;
use crate::run::{self, Input};
use crate::settings::init::{FoundEnvironment, Survey, configuration, owner_of, workflow};
use crate::source::{SourceKind, absolute, discover, find_root, shown};
use crate::terraform;
use crate::text::Text;

/// Where GitHub looks for workflows, from the root of the repository.
const WORKFLOW: &str = ".github/workflows/rempart.yml";

/// Looks at the directory and writes the files.
pub(super) fn run(arguments: &InitArguments) -> Result<u8, Failure> {
    let language = terminal::language(arguments.lang.map(Into::into));
    let working_directory = working_directory()?;
    let directory = absolute(&working_directory, &arguments.directory);
    if !directory.is_dir() {
        let given = &arguments.directory;
        return Err(Failure::Usage(Text::new(
            format!("{given}: there is no such directory"),
            format!("{given} : ce répertoire n'existe pas"),
        )));
    }
    let root = find_root(std::slice::from_ref(&directory), &working_directory);
    let library = Library::embedded();
    let survey = survey(&directory, &root, &library)?;
    let mut files = vec![(
        directory.join("rempart.yaml"),
        configuration(&survey, &library, language),
    )];
    if arguments.github {
        let git = root.join(".git");
        let owner = fs::read_to_string(git.join("config"))
            .ok()
            .and_then(|text| owner_of(&text));
        let path = shown(&root, &directory);
        let text = workflow(
            owner.as_deref(),
            &default_branch(&git),
            path.as_str(),
            language,
        );
        files.push((root.join(WORKFLOW), text));
    }
    if !arguments.force {
        for (path, _) in &files {
            if path.symlink_metadata().is_ok() {
                let path = shown(&working_directory, path);
                return Err(Failure::Usage(Text::new(
                    format!("{path} is already there: `--force` replaces it"),
                    format!("{path} existe déjà : `--force` le remplace"),
                )));
            }
        }
    }
    for (path, text) in &files {
        let name = shown(&working_directory, path);
        write(path, text).map_err(|error| Failure::Write {
            path: Text::new(name.as_str(), name.as_str()),
            error: error.into(),
        })?;
        print(&format!("{name}\n"))?;
    }
    Ok(CLEAN)
}

/// What there is in `directory`.
fn survey(directory: &Utf8Path, root: &Utf8Path, library: &Library) -> Result<Survey, Failure> {
    let failure = |why: Text| {
        Failure::Usage(Text::new(
            format!("the root cannot be read: {}", why.en),
            format!("la racine est illisible : {}", why.fr),
        ))
    };
    let paths = vec![directory.to_owned()];
    // Paths are shown as the configuration will write them.
    let workspace =
        run::workspace(&paths, Some(root), directory).map_err(|error| failure(error.text()))?;
    let selection = run::selection(paths, &[], &[])
        .map_err(|error| failure(Text::new(error.to_string(), error.to_string())))?;
    let var_files: Vec<Utf8PathBuf> = discover(&workspace, &selection)
        .files
        .into_iter()
        .filter(|found| found.kind == SourceKind::TerraformVariables)
        .map(|found| found.path)
        .collect();
    let model = run::load(Input {
        workspace,
        selection,
        terraform: terraform::Options::default(),
        targets: Targets {
            translations: Arc::new(library.translations.clone()),
            types: library.types.keys().cloned().collect(),
            ..Targets::default()
        },
    });
    let catalog = Catalog::new(library);
    let mut operators: Vec<String> = model
        .resources
        .iter()
        .filter(|resource| resource.mode == ResourceMode::Setting)
        .filter_map(|resource| Some(catalog.operated(resource)?.operator?.to_owned()))
        .collect();
    operators.sort_unstable();
    operators.dedup();
    let mut roots: Vec<&Utf8Path> = model
        .resources
        .iter()
        .map(|resource| resource.root.path.as_path())
        .collect();
    roots.sort_unstable();
    roots.dedup();
    Ok(Survey {
        operators,
        environments: environments(&var_files, &roots),
    })
}

/// The environments that files of values are named after: `prod` of `envs/prod.tfvars`.
fn environments(var_files: &[Utf8PathBuf], roots: &[&Utf8Path]) -> Vec<FoundEnvironment> {
    let mut found: BTreeMap<(&str, Option<&Utf8Path>), Vec<String>> = BTreeMap::new();
    for path in var_files {
        let file = path.file_name().unwrap_or_default();
        let name = file.strip_suffix(".json").unwrap_or(file);
        let Some(name) = name.strip_suffix(".tfvars") else {
            continue;
        };
        // Terraform reads these by itself.
        let is_automatic = name == "terraform" || name.strip_suffix(".auto").is_some();
        if name.is_empty() || is_automatic {
            continue;
        }
        let root = path
            .ancestors()
            .skip(1)
            .map(|ancestor| {
                if ancestor == "" {
                    Utf8Path::new(".")
                } else {
                    ancestor
                }
            })
            .find_map(|ancestor| roots.iter().copied().find(|root| *root == ancestor));
        found
            .entry((name, root))
            .or_default()
            .push(path.to_string());
    }
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, _) in found.keys() {
        *names.entry(name).or_default() += 1;
    }
    let is_ambiguous = |name: &str| names.get(name).is_some_and(|times| *times > 1);
    let environment = |((name, root), var_files): (&(&str, Option<&Utf8Path>), &Vec<String>)| {
        let own = root.filter(|_| is_ambiguous(name)).map_or_else(
            || (*name).to_owned(),
            |root| format!("{}-{name}", root.as_str().replace('/', "-")),
        );
        FoundEnvironment {
            name: own,
            var_files: var_files.clone(),
            root: root.filter(|_| roots.len() > 1).map(ToString::to_string),
        }
    };
    found.iter().map(environment).collect()
}

/// The branch that the remote says is its first, else the usual one.
fn default_branch(git: &Utf8Path) -> String {
    let head = fs::read_to_string(git.join("refs/remotes/origin/HEAD")).unwrap_or_default();
    let branch = head.trim().strip_prefix("ref: refs/remotes/origin/");
    branch.unwrap_or("main").to_owned()
}

fn write(path: &Utf8Path, text: &str) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::File::create(path)?.write_all(text.as_bytes())
}
