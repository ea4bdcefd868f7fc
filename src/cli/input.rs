//! From the arguments to what is read.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::Failure;
use super::args::{Given, InputArguments};
use super::config::Configuration;
use crate::manifest::{Cluster, GivenValues, Targets, gives_parameters};
use crate::model::{SourceId, Span, Value};
use crate::policy::definition::Library;
use crate::run::{Input, selection, workspace};
use crate::settings::value;
use crate::source::{PathFilter, Workspace};
use crate::terraform::{Assignment, Environment, Options};
use crate::text::Text;

/// Standard input is read up to this many bytes.
const LONGEST_INPUT: u64 = 1 << 30;

/// What the arguments and the configuration ask to read, and the source that the text of the configuration
/// is; nowhere when there is none.
pub(super) fn input(
    arguments: &InputArguments,
    configuration: &Configuration,
    library: &Library,
) -> Result<(Input, SourceId), Failure> {
    let working_directory = &configuration.working_directory;
    let paths: Vec<Utf8PathBuf> = arguments.paths.iter().map(Utf8PathBuf::from).collect();
    let root = Some(configuration.root.as_path());
    let workspace = workspace(&paths, root, working_directory).map_err(|error| {
        let why = error.text();
        Failure::Usage(Text::new(
            format!("the root cannot be read: {}", why.en),
            format!("la racine est illisible : {}", why.fr),
        ))
    })?;
    let wants_standard_input = paths.iter().any(|path| path == "-");
    let mut selection =
        selection(paths, &arguments.include, &arguments.exclude).map_err(|error| {
            Failure::Usage(Text::new(
                format!("this pattern cannot be understood: {error}"),
                format!("ce motif ne peut pas être compris : {error}"),
            ))
        })?;
    if let Some(filter) = configured_filter(arguments, configuration)? {
        selection.filter = selection.filter.and(filter);
    }
    if let Some(source) = &arguments.source {
        if !source.is_dir() {
            return Err(Failure::Usage(Text::new(
                format!("--source {source}: there is no such directory"),
                format!("--source {source} : ce répertoire n'existe pas"),
            )));
        }
        selection.plan_source = Some(source.clone());
    }
    if wants_standard_input {
        let mut bytes = Vec::new();
        std::io::stdin()
            .take(LONGEST_INPUT)
            .read_to_end(&mut bytes)
            .map_err(|error| {
                Failure::Usage(Text::new(
                    format!("standard input cannot be read: {error}"),
                    format!("l'entrée standard est illisible : {error}"),
                ))
            })?;
        let text = String::from_utf8(bytes).map_err(|error| {
            Failure::Usage(Text::new(
                format!("standard input is not UTF-8: {error}"),
                format!("l'entrée standard n'est pas en UTF-8 : {error}"),
            ))
        })?;
        selection.standard_input = Some(workspace.add_text("<stdin>", text));
    }
    let file = configuration.file.as_ref();
    let source = file.map_or(Span::NOWHERE.source, |file| {
        workspace.add_text(&file.name, Arc::clone(&file.text))
    });
    let mut terraform = options(arguments, configuration, source)?;
    let mut targets = targets(arguments, configuration, library, source);
    targets.values = given_values(&workspace, &mut terraform);
    let input = Input {
        workspace,
        selection,
        terraform,
        targets,
    };
    Ok((input, source))
}

/// Where manifests are applied, by the arguments and the configuration.
fn targets(
    arguments: &InputArguments,
    configuration: &Configuration,
    library: &Library,
    source: SourceId,
) -> Targets {
    let region = arguments
        .region
        .as_ref()
        .map(|region| Value::string(region.as_str(), Span::NOWHERE).defined_as("--region".into()));
    let cluster = configuration.settings.cluster_region.as_ref();
    let cluster = cluster.and_then(|said| {
        let provider = library.providers.get(&said.provider.value)?;
        let span = Span::new(source, said.region.at.clone());
        Some(Cluster {
            provider: provider.sources.first()?.as_str().into(),
            region: Value::string(said.region.value.as_str(), span),
        })
    });
    Targets {
        region,
        cluster,
        translations: Arc::new(library.translations.clone()),
        types: library.types.keys().cloned().collect(),
        values: Vec::new(),
    }
}

/// What is given to the parameters of templates: the files that are of their form, which are then none of Terraform's,
/// and all values that are given one by one, which either may declare.
fn given_values(workspace: &Workspace, options: &mut Options) -> Vec<GivenValues> {
    let mut all = Vec::new();
    for environment in &mut options.environments {
        let (files, others) = std::mem::take(&mut environment.var_files)
            .into_iter()
            .partition(|path| gives_parameters(workspace, path));
        environment.var_files = others;
        let values = environment.variables.iter();
        all.push(GivenValues {
            environment: Some(environment.name.as_str().into()),
            files,
            values: values
                .map(|(name, value)| (name.as_str().into(), value.clone()))
                .collect(),
            roots: environment.roots.clone(),
        });
    }
    options.assignments.retain(|assignment| {
        let mut given = GivenValues::default();
        let mut is_for_terraform = true;
        match assignment {
            Assignment::File(path) => {
                if gives_parameters(workspace, path) {
                    given.files.push(path.clone());
                    is_for_terraform = false;
                }
            }
            Assignment::Value { name, text } => {
                let value = Value::string(text.as_str(), Span::NOWHERE);
                let value = value.defined_as(format!("--var {name}").into());
                given.values.push((name.as_str().into(), value));
            }
        }
        all.push(given);
        is_for_terraform
    });
    all
}

/// The patterns of the configuration that no argument replaces.
fn configured_filter(
    arguments: &InputArguments,
    configuration: &Configuration,
) -> Result<Option<PathFilter>, Failure> {
    let Some(file) = &configuration.file else {
        return Ok(None);
    };
    let settings = &configuration.settings;
    let unless = |given: &[String], said: &[String]| match given {
        [] => said.to_vec(),
        _ => Vec::new(),
    };
    let include = unless(&arguments.include, &settings.include);
    let exclude = unless(&arguments.exclude, &settings.exclude);
    if include.is_empty() && exclude.is_empty() {
        return Ok(None);
    }
    filter(&include, &exclude, file.directory(), configuration).map(Some)
}

/// A filter whose patterns are written from the directory of the configuration.
fn filter(
    include: &[String],
    exclude: &[String],
    directory: &Utf8Path,
    configuration: &Configuration,
) -> Result<PathFilter, Failure> {
    let filter = PathFilter::new(include, exclude).map_err(|error| {
        Failure::Usage(Text::new(
            format!("this pattern cannot be understood: {error}"),
            format!("ce motif ne peut pas être compris : {error}"),
        ))
    })?;
    Ok(filter.seen_from(directory, &configuration.working_directory))
}

fn no_such_file(argument: &str) -> Failure {
    Failure::Usage(Text::new(
        format!("{argument}: there is no such file"),
        format!("{argument} : ce fichier n'existe pas"),
    ))
}

fn options(
    arguments: &InputArguments,
    configuration: &Configuration,
    source: SourceId,
) -> Result<Options, Failure> {
    for file in &arguments.var_file {
        if !file.is_file() {
            return Err(no_such_file(&format!("--var-file {file}")));
        }
    }
    let mut environments: Vec<Environment> = Vec::new();
    for (name, file) in &arguments.environments {
        if !std::path::Path::new(file).is_file() {
            return Err(no_such_file(&format!("--env {name}={file}")));
        }
        match environments
            .iter_mut()
            .find(|environment| environment.name == *name)
        {
            Some(environment) => environment.var_files.push(file.into()),
            None => environments.push(Environment {
                name: name.clone(),
                var_files: vec![file.into()],
                ..Environment::default()
            }),
        }
    }
    if environments.is_empty() {
        environments = configured_environments(configuration, source)?;
    }
    let mut files = arguments.var_file.iter().cloned().map(Assignment::File);
    let mut values = arguments.var.iter().map(|(name, text)| Assignment::Value {
        name: name.clone(),
        text: text.clone(),
    });
    let order = arguments.order.iter();
    let assignments = order.filter_map(|given| match given {
        Given::File => files.next(),
        Given::Value => values.next(),
    });
    let assignments = assignments.collect();
    let mut ambient: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            Some((
                name.strip_prefix("TF_VAR_")?.to_owned(),
                value.into_string().ok()?,
            ))
        })
        .collect();
    ambient.sort();
    Ok(Options {
        assignments,
        ambient,
        workspace: arguments.workspace.clone(),
        environments,
        ..Options::default()
    })
}

/// The environments of the configuration.
fn configured_environments(
    configuration: &Configuration,
    source: SourceId,
) -> Result<Vec<Environment>, Failure> {
    let Some(file) = &configuration.file else {
        return Ok(Vec::new());
    };
    let settings = &configuration.settings.environments;
    settings
        .iter()
        .map(|setting| {
            let roots = match setting.roots.as_slice() {
                [] => None,
                roots => Some(filter(roots, &[], file.directory(), configuration)?),
            };
            Ok(Environment {
                name: setting.name.value.clone(),
                var_files: setting
                    .var_files
                    .iter()
                    .map(|file| file.value.clone())
                    .collect(),
                variables: setting
                    .variables
                    .iter()
                    .map(|(name, node)| (name.clone(), value(node, source)))
                    .collect(),
                workspace: setting.workspace.clone(),
                roots,
            })
        })
        .collect()
}

/// The environment variables that may say a region, when the user asked for them.
pub(super) fn region_variables(arguments: &InputArguments) -> Option<BTreeMap<String, String>> {
    let text = |os: std::ffi::OsString| os.into_string().ok();
    arguments.env_region.then(|| {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((text(name)?, text(value)?)))
            .collect()
    })
}
