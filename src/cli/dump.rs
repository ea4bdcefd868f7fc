//! `--dump-config`: the effective configuration, and where each value comes from.

use super::args::{CheckArguments, InputArguments};
use super::config::Configuration;
use super::exit::Thresholds;
use super::{CLEAN, Failure, print};
use crate::policy::definition::{Pack, Parameter, Scalar, Severity};
use crate::settings::{FailOn, PackSetting, SettingsFile, Shown};
use crate::source::shown;
use crate::text::Language;

/// Keys that only the file can say.
const OF_THE_FILE: [&str; 1] = ["rules"];
/// The same, after those that arguments can say too.
const OF_THE_FILE_LAST: [&str; 4] = ["scope", "classes", "operators", "kubernetes"];

/// Prints what counts for a run with `arguments`, as YAML.
pub(super) fn run(
    arguments: &CheckArguments,
    configuration: &Configuration,
    packs: &[&Pack],
    thresholds: &Thresholds,
) -> Result<u8, Failure> {
    let file = configuration.file.as_ref();
    let input = &arguments.input;
    let mut members: Vec<(&str, Shown)> = Vec::new();
    members.push(("packs", of_packs(packs, configuration)));
    members.push((
        "policy-dirs",
        joined(
            file.and_then(|file| file.shown("policy-dirs")),
            arguments.policy.policy_dir.iter().map(|path| path.as_str()),
            "--policy-dir",
        ),
    ));
    let from_file = |key: &'static str| Some((key, file?.shown(key)?));
    members.extend(OF_THE_FILE.into_iter().filter_map(from_file));
    members.extend(paths(input, configuration).map(|paths| ("paths", paths)));
    let root = &configuration.settings.root;
    members.push((
        "root",
        match (&input.root, root, file) {
            (Some(root), _, _) => Shown::text(root.as_str(), "--root"),
            (None, Some(root), Some(file)) => {
                let shown = file.shown("root");
                shown.unwrap_or_else(|| Shown::text(root.value.as_str(), &file.name))
            }
            _ => {
                let from = file.map_or(&*configuration.working_directory, SettingsFile::directory);
                Shown::text(shown(from, &configuration.root).as_str(), "found")
            }
        },
    ));
    members.extend(environments(input, file).map(|environments| ("environments", environments)));
    let origin = |given: bool, argument: &str, key: &str, otherwise: &str| {
        if given {
            return argument.to_owned();
        }
        match said_at(configuration, key) {
            Some(line) => line,
            None => otherwise.to_owned(),
        }
    };
    let language = match configuration.language {
        Language::En => "en",
        Language::Fr => "fr",
    };
    let asked = arguments.output.lang.is_some();
    members.push((
        "language",
        Shown::plain(&language, &origin(asked, "--lang", "language", "locale")),
    ));
    let severity = match thresholds.severity {
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "high",
        Severity::Critical => "critical",
    };
    let asked = arguments.severity.is_some();
    members.push((
        "severity",
        Shown::plain(&severity, &origin(asked, "--severity", "severity", DEFAULT)),
    ));
    let fail_on = match thresholds.fail_on {
        FailOn::Fail => "fail",
        FailOn::Unknown => "unknown",
        FailOn::Never => "never",
    };
    let asked = arguments.thresholds.fail_on.is_some();
    members.push((
        "fail-on",
        Shown::plain(&fail_on, &origin(asked, "--fail-on", "fail-on", DEFAULT)),
    ));
    let asked = arguments.thresholds.require_resources.is_some();
    let from = origin(asked, "--require-resources", "require-resources", DEFAULT);
    members.push((
        "require-resources",
        Shown::plain(&thresholds.resources, &from),
    ));
    let gate = &arguments.gate;
    if let Some(path) = &gate.waivers.waivers {
        members.push(("waivers", Shown::text(path.as_str(), "--waivers")));
    } else {
        members.extend(from_file("waivers"));
    }
    if let Some(path) = &gate.baseline {
        members.push(("baseline", Shown::text(path.as_str(), "--baseline")));
    } else if !gate.no_baseline {
        members.extend(from_file("baseline"));
    }
    members.extend(OF_THE_FILE_LAST.into_iter().filter_map(from_file));
    let members = members
        .into_iter()
        .map(|(key, shown)| (key.to_owned(), shown))
        .collect();
    print(&Shown::Map(members).yaml())?;
    Ok(CLEAN)
}

/// Where a value comes from that nobody gave.
const DEFAULT: &str = "default";

/// The packs that count, with all of their parameters.
fn of_packs(packs: &[&Pack], configuration: &Configuration) -> Shown {
    let settings = configuration.settings.packs.as_deref().unwrap_or_default();
    let members = packs.iter().map(|pack| {
        let setting = settings
            .iter()
            .find(|setting| setting.name.value == pack.name);
        let edition = setting.and_then(|setting| setting.edition.as_ref());
        let file = configuration.file.as_ref();
        let edition_from = match (edition, file) {
            (Some(edition), Some(file)) => file.line(edition.at.start),
            _ => "the pack".to_owned(),
        };
        let parameters = parameters(pack, setting, file);
        let shown = Shown::Map(vec![
            (
                "edition".to_owned(),
                Shown::text(&pack.edition, &edition_from),
            ),
            ("parameters".to_owned(), Shown::Map(parameters)),
        ]);
        (pack.name.clone(), shown)
    });
    Shown::Map(members.collect())
}

fn parameters(
    pack: &Pack,
    setting: Option<&PackSetting>,
    file: Option<&SettingsFile>,
) -> Vec<(String, Shown)> {
    let shown = |(name, parameter): (&String, &Parameter)| {
        let set = setting.and_then(|setting| {
            let mut parameters = setting.parameters.iter();
            parameters.find(|parameter| parameter.name.value == *name)
        });
        let from = match (set, file) {
            (Some(set), Some(file)) => file.line(set.value.span.start),
            _ => "the pack".to_owned(),
        };
        let scalar = |scalar: &Scalar| match scalar {
            Scalar::Bool(value) => Shown::plain(value, &from),
            Scalar::Number(value) => Shown::plain(value, &from),
            Scalar::Text(text) => Shown::text(text, &from),
            Scalar::Unlimited => Shown::plain(&"unlimited", &from),
        };
        let value = match parameter.value.as_slice() {
            [value] if !parameter.list => scalar(value),
            values => Shown::List(values.iter().map(scalar).collect()),
        };
        (name.clone(), value)
    };
    pack.parameters.iter().map(shown).collect()
}

/// The globs that narrow what is read.
fn paths(input: &InputArguments, configuration: &Configuration) -> Option<Shown> {
    let said = configuration
        .file
        .as_ref()
        .and_then(|file| file.shown("paths"));
    let said_of = |key: &str| match &said {
        Some(Shown::Map(members)) => {
            let mut members = members.iter();
            members
                .find(|(name, _)| name == key)
                .map(|(_, shown)| shown.clone())
        }
        _ => None,
    };
    let either = |given: &[String], argument: &str, key: &str| match given {
        [] => said_of(key),
        globs => Some(Shown::List(
            globs
                .iter()
                .map(|glob| Shown::text(glob, argument))
                .collect(),
        )),
    };
    let members: Vec<(String, Shown)> = [
        ("include", either(&input.include, "--include", "include")),
        ("exclude", either(&input.exclude, "--exclude", "exclude")),
    ]
    .into_iter()
    .filter_map(|(key, shown)| Some((key.to_owned(), shown?)))
    .collect();
    (!members.is_empty()).then_some(Shown::Map(members))
}

/// The environments that count.
fn environments(input: &InputArguments, file: Option<&SettingsFile>) -> Option<Shown> {
    if input.environments.is_empty() {
        return file?.shown("environments");
    }
    let mut members: Vec<(String, Vec<Shown>)> = Vec::new();
    for (name, path) in &input.environments {
        let shown = Shown::text(path, "--env");
        match members.iter_mut().find(|(known, _)| known == name) {
            Some((_, files)) => files.push(shown),
            None => members.push((name.clone(), vec![shown])),
        }
    }
    let members = members.into_iter().map(|(name, files)| {
        let files = ("var-files".to_owned(), Shown::List(files));
        (name, Shown::Map(vec![files]))
    });
    Some(Shown::Map(members.collect()))
}

/// What the file lists, and after it what an argument adds.
fn joined<'a>(said: Option<Shown>, given: impl Iterator<Item = &'a str>, argument: &str) -> Shown {
    let mut items = match said {
        Some(Shown::List(items)) => items,
        _ => Vec::new(),
    };
    items.extend(given.map(|text| Shown::text(text, argument)));
    Shown::List(items)
}

/// The line of the file that says a key of the highest level.
fn said_at(configuration: &Configuration, key: &str) -> Option<String> {
    match configuration.file.as_ref()?.shown(key)? {
        Shown::Scalar(_, origin) => Some(origin),
        Shown::List(_) | Shown::Map(_) => None,
    }
}
