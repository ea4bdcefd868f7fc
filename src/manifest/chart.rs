//! Directories whose files are not what is deployed: Helm charts.
//!
//! They are rendered by a program of their own, which rempart does not run. They are reported as not
//! evaluated, with the command whose output rempart reads.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use crate::model::{Coverage, CoverageStatus};
use crate::source::Found;
use crate::text::Text;

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
