//! Which template a file of values is for, and the environment that it is of.
//!
//! By what the file says (`template-file-path`), else by its name, which begins with that of the template
//! (`app.yaml`: `app-prod.json`, `params/app.prod.json`), else by what it gives: the one template near it that declares
//! most of it.

use camino::{Utf8Path, Utf8PathBuf};
use rustc_hash::FxHashSet;

use super::parameters::declared;
use super::template::Template;
use super::value_file::ValueFile;
use crate::source::Workspace;

/// Words in the names of files of values, and of the directories that hold them, that name no environment.
const COMMON_WORDS: [&str; 17] = [
    "cfn",
    "cloudformation",
    "config",
    "configs",
    "configuration",
    "deploy",
    "deployment",
    "env",
    "environments",
    "envs",
    "parameter",
    "parameters",
    "param",
    "params",
    "stack",
    "template",
    "templates",
];

/// Who a file of values belongs to.
pub(super) enum Owner<'t, 's> {
    /// One template.
    Is {
        /// The template.
        template: &'t Template<'s>,
        /// The environment that names say.
        environment: Option<String>,
    },
    /// None, or it cannot be told which.
    Nobody,
}

/// The owner of a file.
pub(super) fn owner<'t, 's>(
    workspace: &Workspace,
    templates: &'t [Template<'s>],
    file: &ValueFile,
) -> Owner<'t, 's> {
    if let Some(written) = &file.template {
        let directory = file.path.parent().unwrap_or(Utf8Path::new(""));
        let places = [
            workspace.shown(&workspace.root().join(written)),
            workspace.shown(&directory.join(written)),
        ];
        let template = places.iter().find_map(|place| {
            templates
                .iter()
                .find(|template| template.sheet.path == *place)
        });
        return is(template, file);
    }
    let near: Vec<(usize, &Template<'_>)> = templates
        .iter()
        .filter_map(|template| Some((distance(&file.path, &template.sheet.path)?, template)))
        .collect();
    let named = near
        .iter()
        .filter(|(_, template)| rest_of_name(file, template).is_some());
    let longest = |template: &Template<'_>| stem(&template.sheet.path).len();
    let best = named
        .clone()
        .map(|(distance, template)| (std::cmp::Reverse(longest(template)), *distance))
        .min();
    if let Some(best) = best {
        let mut same = named.filter(|(distance, template)| {
            (std::cmp::Reverse(longest(template)), *distance) == best
        });
        if let (Some((_, one)), None) = (same.next(), same.next()) {
            return is(Some(one), file);
        }
    }
    is(by_content(&near, file), file)
}

fn is<'t, 's>(template: Option<&'t Template<'s>>, file: &ValueFile) -> Owner<'t, 's> {
    match template {
        Some(template) => Owner::Is {
            environment: environment(file, template),
            template,
        },
        None => Owner::Nobody,
    }
}

/// How far a template is from a file of values: in the same directory, above it, or in a directory beside that of
/// the file (`templates/` and `parameters/`); nothing when it is elsewhere.
fn distance(file: &Utf8Path, template: &Utf8Path) -> Option<usize> {
    let (here, there) = (file.parent()?, template.parent()?);
    let above = here
        .ancestors()
        .position(|directory| directory == there)
        .map(|levels| 2 * levels);
    let beside = || {
        let ancestors = here.ancestors().skip(1);
        let levels = ancestors
            .take(3)
            .position(|directory| there.parent() == Some(directory))?;
        Some(2 * levels + 3)
    };
    above.or_else(beside)
}

/// The one template that declares most of what a file gives, of the nearest that declare any: at least half of it.
fn by_content<'t, 's>(
    near: &[(usize, &'t Template<'s>)],
    file: &ValueFile,
) -> Option<&'t Template<'s>> {
    let given: FxHashSet<&str> = file.values.iter().map(|value| &*value.name).collect();
    let declares = |template: &Template<'_>| {
        let names = declared(&template.root).iter();
        names.filter(|entry| given.contains(&*entry.key)).count()
    };
    let scored = near.iter().filter_map(|(distance, template)| {
        let count = declares(template);
        (count > 0 && 2 * count >= given.len()).then_some((
            std::cmp::Reverse(count),
            *distance,
            *template,
        ))
    });
    let scored: Vec<_> = scored.collect();
    let best = scored
        .iter()
        .map(|(count, distance, _)| (*count, *distance))
        .min()?;
    let mut same = scored
        .iter()
        .filter(|(count, distance, _)| (*count, *distance) == best);
    match (same.next(), same.next()) {
        (Some((.., one)), None) => Some(one),
        _ => None,
    }
}

/// A name without its ending.
fn stem(path: &Utf8Path) -> &str {
    path.file_stem().unwrap_or_default()
}

/// What the name of a file has after that of a template: nothing, or a separator and more.
fn rest_of_name<'f>(file: &'f ValueFile, template: &Template<'_>) -> Option<&'f str> {
    let rest = stem(&file.path).strip_prefix(stem(&template.sheet.path))?;
    (rest.is_empty() || rest.starts_with(['-', '_', '.'])).then_some(rest)
}

/// The environment that the name of a file says, without what it shares with all; else its directory, when that is
/// another than the template's.
fn environment(file: &ValueFile, template: &Template<'_>) -> Option<String> {
    let rest = rest_of_name(file, template).unwrap_or_else(|| stem(&file.path));
    let words: Vec<&str> = rest
        .split(['-', '_', '.'])
        .filter(|word| !word.is_empty() && !is_common(word))
        .collect();
    if !words.is_empty() {
        return Some(words.join("-"));
    }
    let directory = file.path.parent().map(Utf8PathBuf::from)?;
    let same = template.sheet.path.parent() == Some(&*directory);
    let name = directory.file_name().filter(|name| !is_common(name));
    name.filter(|_| !same).map(str::to_owned)
}

fn is_common(word: &str) -> bool {
    COMMON_WORDS.contains(&word.to_ascii_lowercase().as_str())
}
