//! Directories whose files are not what is deployed: Helm charts, and patches of Kustomize.
//!
//! Both are rendered by a program of their own, which rempart does not run. They are reported as not
//! evaluated, with the command whose output rempart reads.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use crate::model::{Coverage, CoverageStatus};
use crate::source::Found;
use crate::text::Text;
use crate::yaml::{Limits, Node, parse_one};

/// The charts among the files of a run.
#[derive(Debug, Default)]
pub(super) struct Charts {
    /// Their directories, and how many files in each are templates.
    charts: BTreeMap<Utf8PathBuf, usize>,
}

impl Charts {
    /// Finds the directories with a `Chart.yaml`.
    pub(super) fn among(files: &[Found]) -> Self {
        let named = files
            .iter()
            .filter(|found| found.path.file_name() == Some("Chart.yaml"));
        let directories = named.filter_map(|found| found.path.parent());
        Charts {
            charts: directories
                .map(|directory| (directory.to_owned(), 0))
                .collect(),
        }
    }

    /// Whether a file belongs to a chart that is rendered before it is applied.
    pub(super) fn owns(&mut self, path: &Utf8Path) -> bool {
        let chart = path
            .ancestors()
            .skip(1)
            .find(|directory| self.charts.contains_key(*directory));
        // Of charts in charts, the outermost is what is rendered.
        let Some(chart) = chart.map(|inner| self.outermost(inner)) else {
            return false;
        };
        let inside = path.strip_prefix(&chart).unwrap_or(path);
        let is_template = inside
            .components()
            .any(|component| component.as_str() == "templates");
        if let Some(count) = self.charts.get_mut(&chart) {
            *count += usize::from(is_template);
        }
        true
    }

    fn outermost(&self, inner: &Utf8Path) -> Utf8PathBuf {
        let charts = inner
            .ancestors()
            .filter(|above| self.charts.contains_key(*above));
        charts.last().unwrap_or(inner).to_owned()
    }

    /// What to say of the charts that have templates.
    pub(super) fn coverage(&self) -> impl Iterator<Item = Coverage> {
        let rendered = self.charts.iter().filter(|(_, templates)| **templates > 0);
        rendered.map(|(directory, _)| {
            let shown = if directory.as_str().is_empty() { "." } else { directory.as_str() };
            Coverage {
                subject: shown.to_owned(),
                status: CoverageStatus::NotEvaluated,
                why: Text::new(
                    format!("a Helm chart has to be rendered first: `helm template {shown} | rempart check -`, with the values of each environment"),
                    format!("un chart Helm doit d'abord être rendu : `helm template {shown} | rempart check -`, avec les valeurs de chaque environnement"),
                ),
            }
        })
    }
}

/// Names under which Kustomize looks for its instructions, and no other.
pub(super) fn is_kustomization(path: &Utf8Path) -> bool {
    matches!(
        path.file_name(),
        Some("kustomization.yaml" | "kustomization.yml" | "Kustomization")
    )
}

/// What a kustomization says, as far as it matters to what its files are.
#[derive(Debug, Default)]
pub(super) struct Kustomization {
    /// Files that hold a part of an object: what they lack says nothing.
    pub(super) patches: BTreeSet<Utf8PathBuf>,
    /// Whether it changes the objects it names.
    pub(super) changes: bool,
}

/// Reads a kustomization; nothing of one that is no YAML.
pub(super) fn kustomization(path: &Utf8Path, text: &str) -> Kustomization {
    let Ok(node) = parse_one(text, Limits::default()) else {
        return Kustomization::default();
    };
    let directory = path.parent().unwrap_or(Utf8Path::new(""));
    let mut found = Kustomization::default();
    for (key, file_of) in [
        ("patchesStrategicMerge", None),
        ("patches", Some("path")),
        ("patchesJson6902", Some("path")),
        ("replacements", Some("path")),
        ("transformers", None),
        ("generators", None),
        ("configurations", None),
    ] {
        let items = node.get(key).and_then(Node::items).unwrap_or_default();
        found.changes |= !items.is_empty();
        for item in items {
            let named = match file_of {
                Some(file_of) => item.get(file_of).and_then(Node::as_text),
                None => item.as_text(),
            };
            // A patch may be written in the list itself.
            if let Some(file) = named.filter(|file| !file.contains('\n')) {
                found.patches.insert(clean(&directory.join(file)));
            }
        }
    }
    found.changes |= [
        "namePrefix",
        "nameSuffix",
        "images",
        "replicas",
        "namespace",
        "helmCharts",
        "components",
    ]
    .iter()
    .any(|key| node.get(key).is_some());
    found
}

/// What to say of a kustomization that changes its objects.
pub(super) fn not_rendered(directory: &Utf8Path) -> Coverage {
    let shown = if directory.as_str().is_empty() {
        "."
    } else {
        directory.as_str()
    };
    Coverage {
        subject: shown.to_owned(),
        status: CoverageStatus::Partial,
        why: Text::new(
            format!(
                "what this kustomization changes is not applied to its objects: `kustomize build {shown} | rempart check -` judges the result"
            ),
            format!(
                "ce que cette kustomization modifie n'est pas appliqué à ses objets : `kustomize build {shown} | rempart check -` juge le résultat"
            ),
        ),
    }
}

/// The path without `.` and `..`.
fn clean(path: &Utf8Path) -> Utf8PathBuf {
    let mut clean = Utf8PathBuf::new();
    for component in path.components() {
        match component.as_str() {
            "." => {}
            ".." => {
                if !clean.pop() {
                    clean.push("..");
                }
            }
            name => clean.push(name),
        }
    }
    clean
}
