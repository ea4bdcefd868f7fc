//! Where manifests are applied: what they do not say themselves, and somebody may.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use indexmap::IndexMap;

use crate::model::Value;
use crate::policy::definition::Translation;
use crate::source::PathFilter;

/// What is known of the places that manifests are applied to.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    /// The region that templates are deployed to, such as the one `--region` says.
    pub region: Option<Value>,
    /// The clusters that objects of Kubernetes are applied to.
    pub cluster: Option<Cluster>,
    /// How objects that controllers turn into resources of a cloud are read, by the name of the family.
    pub translations: Arc<IndexMap<String, Translation>>,
    /// The types of the catalogue, for languages that compare types without regard to case.
    pub types: Arc<[String]>,
    /// Values for the parameters of templates.
    pub values: Vec<GivenValues>,
}

/// Values for the parameters of templates.
#[derive(Clone, Debug, Default)]
pub struct GivenValues {
    /// The environment that has them; none when they are given whatever the environment.
    pub environment: Option<Arc<str>>,
    /// Files of values, absolute or relative to the working directory; later ones lead.
    pub files: Vec<Utf8PathBuf>,
    /// Values by parameter, which lead over the files.
    pub values: Vec<(Arc<str>, Value)>,
    /// The files or directories of the templates they are for; all when none.
    pub roots: Option<PathFilter>,
}

impl GivenValues {
    /// Whether they are for a template, by its path as it is shown.
    pub(super) fn concerns(&self, template: &Utf8Path) -> bool {
        self.roots
            .as_ref()
            .is_none_or(|roots| roots.allows(template))
    }
}

/// Where clusters are.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// Source address of a provider in whose codes the region is written: `hashicorp/aws`.
    pub provider: Arc<str>,
    /// The region.
    pub region: Value,
}
