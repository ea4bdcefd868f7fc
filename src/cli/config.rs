//! The configuration of a run: what the file says, and which arguments win over it.

use std::io::Write as _;

use camino::{Utf8Path, Utf8PathBuf};

use super::args::{LanguageArgument, SettingsArguments};
use super::{Failure, terminal};
use crate::catalog::Evidence;
use crate::model::SourceId;
use crate::policy::definition::{Library, Pack};
use crate::policy::{Level, PolicyProblem};
use crate::settings::{Adapted, ClassValues, Classes, Scope, Settings, SettingsFile, adapt, find};
use crate::source::{PatternError, absolute, common_directory, find_root, shown};
use crate::text::{Language, Text};

/// The configuration that counts for a run.
#[derive(Debug)]
pub(super) struct Configuration {
    /// The file, when there is one.
    pub(super) file: Option<SettingsFile>,
    /// What it says; nothing when there is none.
    pub(super) settings: Settings,
    /// Where the run starts, absolute.
    pub(super) working_directory: Utf8PathBuf,
    /// Nothing outside of this directory is read, absolute.
    pub(super) root: Utf8PathBuf,
    /// The language of the reports.
    pub(super) language: Language,
}

/// Finds and reads the configuration of a run over `paths`; `root` and `language` are what the command line
/// says of them.
pub(super) fn load(
    arguments: &SettingsArguments,
    paths: &[String],
    root: Option<&Utf8Path>,
    language: Option<LanguageArgument>,
) -> Result<Configuration, Failure> {
    let asked = language.map(Into::into);
    let working_directory = working_directory()?;
    let paths: Vec<Utf8PathBuf> = paths.iter().map(Utf8PathBuf::from).collect();
    let widest = root.map_or_else(
        || find_root(&paths, &working_directory),
        |root| absolute(&working_directory, root),
    );
    let mut configuration = Configuration {
        file: open(arguments, &paths, &widest, &working_directory)?,
        settings: Settings::default(),
        working_directory,
        root: widest,
        language: terminal::language(asked),
    };
    let Some(file) = &configuration.file else {
        return Ok(configuration);
    };
    let (settings, problems) = Settings::read(file, &configuration.root);
    let said = settings.language.as_ref().map(|language| language.value);
    configuration.language = terminal::language(asked.or(said));
    refuse(file, &problems, configuration.language)?;
    if let (None, Some(narrower)) = (root, &settings.root) {
        configuration.root.clone_from(&narrower.value);
    }
    configuration.settings = settings;
    Ok(configuration)
}

impl Configuration {
    /// The policy directories of the file, and on top of them those of the command line.
    pub(super) fn policy_dirs(&self, arguments: &[Utf8PathBuf]) -> Vec<Utf8PathBuf> {
        let own = self.settings.policy_dirs.iter();
        own.map(|directory| shown(&self.working_directory, &directory.value))
            .chain(arguments.iter().cloned())
            .collect()
    }

    /// Applies to `library` what the file says about packs, parameters and rules.
    pub(super) fn adapt(&self, library: &mut Library) -> Result<Adapted, Failure> {
        let Some(file) = &self.file else {
            return Ok(Adapted::default());
        };
        let adapted = adapt(&self.settings, file, library);
        refuse(file, &adapted.problems, self.language)?;
        Ok(adapted)
    }

    /// Which resources hold health data; `source` is the text of the file.
    pub(super) fn scope(&self, source: SourceId) -> Result<Option<Scope>, Failure> {
        let Some(file) = &self.file else {
            return Ok(None);
        };
        Scope::new(&self.settings, file, source, &self.working_directory)
            .map_err(|error| bad_pattern(&error))
    }

    /// The classes of data with `values`; `source` is the text of the file.
    pub(super) fn classes(
        &self,
        values: &[ClassValues],
        source: SourceId,
    ) -> Result<Option<Classes>, Failure> {
        let Some(file) = &self.file else {
            return Ok(None);
        };
        Classes::new(values, file, source, &self.working_directory)
            .map_err(|error| bad_pattern(&error))
    }

    /// What the team has seen of its operators; `source` is the text of the file.
    pub(super) fn evidence(
        &self,
        library: &Library,
        source: SourceId,
        arguments: &SettingsArguments,
    ) -> Result<Vec<Evidence>, Failure> {
        if self.settings.evidence.is_empty() {
            return Ok(Vec::new());
        }
        let today = super::gate::today(arguments)?;
        Ok(self.settings.evidence(library, source, today))
    }

    /// The packs to judge by: those of the command line, else those of the file, else all.
    pub(super) fn packs<'a>(
        &self,
        library: &'a Library,
        arguments: &[String],
    ) -> Result<Vec<&'a Pack>, Failure> {
        match &self.settings.packs {
            Some(packs) if arguments.is_empty() => Ok(packs
                .iter()
                .filter_map(|pack| library.packs.get(&pack.name.value))
                .collect()),
            _ => super::policies::packs(library, arguments),
        }
    }
}

fn bad_pattern(error: &PatternError) -> Failure {
    Failure::Usage(Text::new(
        format!("this pattern cannot be understood: {error}"),
        format!("ce motif ne peut pas être compris : {error}"),
    ))
}

/// Where the program was started.
pub(super) fn working_directory() -> Result<Utf8PathBuf, Failure> {
    std::env::current_dir()
        .ok()
        .and_then(|directory| Utf8PathBuf::from_path_buf(directory).ok())
        .ok_or_else(|| {
            Failure::Usage(Text::new(
                "the current directory cannot be read, or its name is not UTF-8",
                "le répertoire courant est illisible, ou son nom n'est pas en UTF-8",
            ))
        })
}

/// The file that counts, opened: the one that is named, else the one that is found.
fn open(
    arguments: &SettingsArguments,
    paths: &[Utf8PathBuf],
    root: &Utf8Path,
    working_directory: &Utf8Path,
) -> Result<Option<SettingsFile>, Failure> {
    if arguments.isolated {
        return Ok(None);
    }
    if let Some(named) = &arguments.config {
        let path = absolute(working_directory, named);
        return SettingsFile::open(&path, named.as_str(), None)
            .map(Some)
            .map_err(Failure::Usage);
    }
    let start = common_directory(paths, working_directory);
    let found = find(&start, root).map_err(Failure::Usage)?;
    found
        .map(|path| {
            let name = shown(working_directory, &path);
            SettingsFile::open(&path, name.as_str(), Some(root)).map_err(Failure::Usage)
        })
        .transpose()
}

/// Beyond this many problems a list helps nobody; all of them are counted.
const MOST_SHOWN: usize = 50;

/// Writes the problems out, in the order of the file; a failure when there is an error among them.
fn refuse(
    file: &SettingsFile,
    problems: &[PolicyProblem],
    language: Language,
) -> Result<(), Failure> {
    let mut err = std::io::stderr().lock();
    let mut in_order: Vec<&PolicyProblem> = problems.iter().collect();
    in_order.sort_by_key(|problem| problem.span.start);
    for problem in in_order.into_iter().take(MOST_SHOWN) {
        // Nobody is left to tell when standard error is closed.
        let _ = writeln!(err, "{}", problem.plain(&file.text, language));
    }
    let errors = problems
        .iter()
        .filter(|problem| problem.level == Level::Error)
        .count();
    if errors == 0 {
        return Ok(());
    }
    Err(Failure::Policies(Text::new(
        format!("{} cannot be used; errors: {errors}", file.name),
        format!("{} est inutilisable ; erreurs : {errors}", file.name),
    )))
}
