//! Where manifests are applied: what they do not say themselves, and somebody may.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::model::Value;
use crate::policy::definition::Translation;

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
}

/// Where clusters are.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// Source address of a provider in whose codes the region is written: `hashicorp/aws`.
    pub provider: Arc<str>,
    /// The region.
    pub region: Value,
}
