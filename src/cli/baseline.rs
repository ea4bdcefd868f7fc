//! `rempart baseline`: what a team that adopts rempart lives with for now.

use camino::{Utf8Path, Utf8PathBuf};

use super::args::{
    BaselineAction, BaselineArguments, BaselineJudging, BaselineShow, LanguageArgument,
};
use super::config::{self, Configuration};
use super::judging::{findings, judged};
use super::{CLEAN, Failure, INCOMPLETE, gate, print};
use crate::gate::{Known, KnownFinding, write_baseline};
use crate::report::visible;
use crate::source::{absolute, shown};
use crate::text::{Language, Text};

/// The file, when neither the arguments nor the configuration name one.
const DEFAULT_FILE: &str = "rempart-baseline.json";

/// The language that the arguments ask for.
pub(super) fn language(arguments: &BaselineArguments) -> Option<LanguageArgument> {
    match &arguments.action {
        BaselineAction::Write(arguments) | BaselineAction::Prune(arguments) => {
            arguments.judging.lang
        }
        BaselineAction::Show(arguments) => arguments.lang,
    }
}

/// Writes, shows or prunes.
pub(super) fn run(arguments: &BaselineArguments) -> Result<u8, Failure> {
    match &arguments.action {
        BaselineAction::Write(arguments) => write(arguments),
        BaselineAction::Show(arguments) => show(arguments),
        BaselineAction::Prune(arguments) => prune(arguments),
    }
}

fn write(arguments: &BaselineJudging) -> Result<u8, Failure> {
    let configuration = configuration(arguments)?;
    let file = file(arguments.baseline.as_deref(), &configuration);
    let judged = judged(&arguments.judging, &configuration)?;
    let known = Known::of(&judged.outcome.judgement.findings, &judged.model.workspace);
    save(&file, &known)?;
    let name = shown(&configuration.working_directory, &file);
    let language = configuration.language;
    let number = findings(language, known.entries.len());
    print(&match language {
        Language::En => format!(
            "{name}: {number} written.\nFrom now on only what is new counts, with `--baseline {name}` or `baseline: {name}` in rempart.yaml.\n"
        ),
        Language::Fr => format!(
            "{name} : {number}.\nDésormais seul compte ce qui est nouveau, avec `--baseline {name}` ou `baseline: {name}` dans rempart.yaml.\n"
        ),
    })?;
    Ok(if judged.is_incomplete() {
        INCOMPLETE
    } else {
        CLEAN
    })
}

fn show(arguments: &BaselineShow) -> Result<u8, Failure> {
    let configuration = config::load(&arguments.settings, &arguments.paths, None, arguments.lang)?;
    let file = file(arguments.baseline.as_deref(), &configuration);
    let known = gate::baseline(&file)?;
    let below = Below::new(&arguments.paths, &configuration);
    let language = configuration.language;
    let mut text = String::new();
    let mut root = None;
    let mut number = 0;
    for entry in known.entries.iter().filter(|entry| below.holds(entry)) {
        number += 1;
        let of = (&entry.root, &entry.environment);
        if root != Some(of) {
            root = Some(of);
            text.push_str(&visible(&match &entry.environment {
                Some(environment) => format!("{} [{environment}]\n", one_line(&entry.root)),
                None => format!("{}\n", one_line(&entry.root)),
            }));
        }
        let question = match (entry.fails, language) {
            (true, _) => "",
            (false, Language::En) => " (open question)",
            (false, Language::Fr) => " (point à établir)",
        };
        let line = format!(
            "  {}  {}  {}{question}",
            entry.fingerprint, entry.rule, entry.address
        );
        text.push_str(&visible(&one_line(&line)));
        text.push('\n');
    }
    text.push_str(&findings(language, number));
    text.push('\n');
    print(&text)?;
    Ok(CLEAN)
}

fn prune(arguments: &BaselineJudging) -> Result<u8, Failure> {
    let configuration = configuration(arguments)?;
    let file = file(arguments.baseline.as_deref(), &configuration);
    let mut known = gate::baseline(&file)?;
    let judged = judged(&arguments.judging, &configuration)?;
    let name = shown(&configuration.working_directory, &file);
    let language = configuration.language;
    if judged.is_incomplete() {
        print(&match language {
            Language::En => format!(
                "{name} stays as it is: some of the files could not be evaluated, and what they hold may still fail.\n"
            ),
            Language::Fr => format!(
                "{name} reste inchangé : des fichiers n'ont pas pu être évalués, et ce qu'ils contiennent échoue peut-être encore.\n"
            ),
        })?;
        return Ok(INCOMPLETE);
    }
    // What was not looked at is not known to be gone.
    let below = Below::new(&arguments.judging.input.paths, &configuration);
    let mut still = known
        .still(&judged.outcome.judgement.findings, &judged.model.workspace)
        .into_iter();
    let before = known.entries.len();
    known
        .entries
        .retain(|entry| still.next().unwrap_or(true) || !below.holds(entry));
    let kept = known.entries.len();
    if kept < before {
        save(&file, &known)?;
    }
    let (gone, kept) = (findings(language, before - kept), findings(language, kept));
    print(&match language {
        Language::En => format!("{name}: {gone} dropped, {kept} kept.\n"),
        Language::Fr => format!("{name} : retiré, {gone} ; gardé, {kept}.\n"),
    })?;
    Ok(CLEAN)
}

fn configuration(arguments: &BaselineJudging) -> Result<Configuration, Failure> {
    let judging = &arguments.judging;
    config::load(
        &judging.settings,
        &judging.input.paths,
        judging.input.root.as_deref(),
        judging.lang,
    )
}

/// The absolute path of the file that is meant.
fn file(asked: Option<&Utf8Path>, configuration: &Configuration) -> Utf8PathBuf {
    let configured = configuration.settings.baseline.as_ref();
    let path = asked
        .or(configured.map(|path| &*path.value))
        .unwrap_or(Utf8Path::new(DEFAULT_FILE));
    absolute(&configuration.working_directory, path)
}

fn save(file: &Utf8Path, known: &Known) -> Result<(), Failure> {
    std::fs::write(file, write_baseline(known)).map_err(|error| Failure::Write {
        path: Text::new(file.as_str(), file.as_str()),
        error: error.into(),
    })
}

/// Some paths, and what lies below them.
struct Below {
    /// Seen from the root of the run, with `/`.
    paths: Vec<Utf8PathBuf>,
}

impl Below {
    fn new(paths: &[String], configuration: &Configuration) -> Self {
        let from_root = |path: &String| {
            let path = absolute(&configuration.working_directory, Utf8Path::new(path));
            shown(&configuration.root, &path)
        };
        Below {
            paths: paths.iter().map(from_root).collect(),
        }
    }

    fn holds(&self, entry: &KnownFinding) -> bool {
        self.paths.is_empty()
            || self
                .paths
                .iter()
                .any(|path| path == "." || Utf8Path::new(&entry.root).starts_with(path))
    }
}

/// The text with its line breaks replaced: names may hold them.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}
