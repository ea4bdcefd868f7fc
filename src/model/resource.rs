//! Resources: what the rules judge.

use std::sync::Arc;

use camino::Utf8PathBuf;

use super::{Reference, Span, Value};

/// What declares a set of resources that are deployed together: a Terraform root module with one set
/// of variables, a manifest file, a plan.
#[derive(Debug, PartialEq, Eq)]
pub struct RootModule {
    /// Its directory or file, relative to where the run started, with `/` separators; `.` for the
    /// start itself.
    pub path: Utf8PathBuf,
    /// The environment it is evaluated for, when the user named several.
    pub environment: Option<Arc<str>>,
}

/// How a resource is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResourceMode {
    /// Created and owned by the configuration.
    Managed,
    /// Only read: a data source.
    Data,
    /// A setting of the tool itself that holds or moves data, such as a state backend, or a
    /// provider block, which says who operates.
    Setting,
}

/// A configured provider: the account, and often the region, that a resource lives in.
#[derive(Debug)]
pub struct ProviderInstance {
    /// Source address without a registry host, lower case: `hashicorp/aws`.
    pub source: Arc<str>,
    /// The name it goes by: `aws`, or `aws.paris` with an alias. Unique within the module that
    /// configures it, so the instance is `(module, name)`.
    pub name: Arc<str>,
    /// Module that holds the configuration block; empty for the root module.
    pub module: Arc<str>,
    /// The evaluated configuration, an empty map when no block configures it.
    pub config: Value,
    /// The provider block's header; the place that uses the provider when no block configures it.
    pub span: Span,
    /// Lowest major version that the constraints or the lock file allow, when they say.
    pub major: Option<u32>,
}

/// A call of a module, for labels that lead from a finding to the arguments that caused it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallSite {
    /// Address of the called module instance: `module.db["eu"]`.
    pub address: Arc<str>,
    /// Header of the calling block.
    pub span: Span,
}

/// One instance of a declared resource.
#[derive(Clone, Debug)]
pub struct Resource {
    /// The root that deploys it.
    pub root: Arc<RootModule>,
    /// Unique within the root: `module.db["eu"].TYPE.main[0]`.
    pub address: Arc<str>,
    /// The type as its language writes it, whatever form that has.
    pub kind: Arc<str>,
    /// How it is declared.
    pub mode: ResourceMode,
    /// Whose account and region it lives in, when the language has providers.
    pub provider: Option<Arc<ProviderInstance>>,
    /// Its settings, a [`Data::Map`](super::Data::Map) whose span is the declaration's header.
    /// Keys that set nothing (null) are kept: null is evidence too.
    pub body: Value,
    /// The header of its declaration: `resource "TYPE" "main"`.
    pub span: Span,
    /// The module calls that lead to it, outermost first.
    pub calls: Arc<[CallSite]>,
    /// Explicit dependencies (`depends_on`), which are not uses of an attribute.
    pub depends_on: Vec<Reference>,
    /// Whether it stands for any number of instances, since `count` or `for_each` is not known.
    pub symbolic: bool,
}
