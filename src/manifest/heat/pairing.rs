//! Which environment files are for which templates: no file says it, whoever creates the stack does.
//!
//! A file is taken for the templates nearest to it that it can be given to. Files that contradict each other are for
//! different stacks of one template, which is then evaluated for each of them.

use std::sync::Arc;

use camino::Utf8Path;

use super::environment::Environment;
use super::template::Template;

/// Stacks of one template at most; files beyond are left out, and that is reported.
const MAX_STACKS: usize = 16;

/// An environment file and what it says.
pub(super) struct EnvironmentFile<'s> {
    pub(super) path: &'s Utf8Path,
    pub(super) environment: Environment,
}

/// What a template is evaluated for.
pub(super) struct Pairing {
    /// How the stack is told from others of the same template.
    pub(super) name: Option<Arc<str>>,
    pub(super) environment: Environment,
}

/// What each template is evaluated for, and whether each file was used.
pub(super) struct Pairings {
    /// By position of the template.
    pub(super) of_templates: Vec<Vec<Pairing>>,
    /// By position of the file.
    pub(super) used: Vec<bool>,
}

/// Gives environment files to templates.
pub(super) fn pair(templates: &[&Template<'_>], files: &[EnvironmentFile<'_>]) -> Pairings {
    let mut taken: Vec<Vec<usize>> = vec![Vec::new(); templates.len()];
    let mut used = vec![false; files.len()];
    for (position, file) in files.iter().enumerate() {
        let fitting: Vec<(usize, usize)> = templates
            .iter()
            .enumerate()
            .filter(|(_, template)| file.environment.fits(template))
            .map(|(at, template)| (nearness(file.path, &template.sheet.path), at))
            .collect();
        let nearest = fitting.iter().map(|(nearness, _)| *nearness).max();
        for (nearness, at) in fitting {
            if Some(nearness) == nearest
                && let Some(taken) = taken.get_mut(at)
            {
                taken.push(position);
                if let Some(used) = used.get_mut(position) {
                    *used = true;
                }
            }
        }
    }
    let mut of_templates = Vec::with_capacity(templates.len());
    for taken in taken {
        let files: Vec<&EnvironmentFile<'_>> = taken
            .iter()
            .filter_map(|position| files.get(*position))
            .collect();
        of_templates.push(pairings(&files));
    }
    Pairings { of_templates, used }
}

/// How many directories two files have in common, from the top.
fn nearness(one: &Utf8Path, other: &Utf8Path) -> usize {
    let directories = |path: &'_ Utf8Path| -> Vec<String> {
        let parent = path.parent().unwrap_or(Utf8Path::new(""));
        parent.components().map(|part| part.to_string()).collect()
    };
    let (one, other) = (directories(one), directories(other));
    one.iter().zip(&other).take_while(|(a, b)| a == b).count()
}

/// The stacks that a template makes with these files.
fn pairings(files: &[&EnvironmentFile<'_>]) -> Vec<Pairing> {
    let contradicts = |file: &EnvironmentFile<'_>| {
        let mut others = files.iter().filter(|other| other.path != file.path);
        others.any(|other| file.environment.differs_from(&other.environment))
    };
    let (alone, common): (Vec<&EnvironmentFile<'_>>, Vec<_>) =
        files.iter().copied().partition(|file| contradicts(file));
    let mut shared = Environment::default();
    for file in common {
        shared.add(&file.environment);
    }
    if alone.is_empty() {
        return vec![Pairing {
            name: None,
            environment: shared,
        }];
    }
    let alone = alone.into_iter().take(MAX_STACKS);
    alone
        .map(|file| {
            let mut environment = shared.clone();
            environment.add(&file.environment);
            Pairing {
                name: Some(file.path.file_stem().unwrap_or_default().into()),
                environment,
            }
        })
        .collect()
}
