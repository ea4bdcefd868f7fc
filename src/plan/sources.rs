//! A plan or state and the Terraform sources it was made from, tied together by address.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value as Json;

use super::merge::{alone, merge};
use crate::model::{ProviderInstance, Resource, ResourceMode, RootModule, Value};
use crate::source::{EntryKind, Found, SourceKind, Workspace};
use crate::terraform::{self, Assignment, Loaded, Options, is_module_file};

/// What the tying gives.
#[derive(Debug, Default)]
pub(super) struct Tied {
    /// The resources of the plan, at their places in the sources, and the settings that only sources have.
    pub(super) resources: Vec<Resource>,
    /// Addresses of the plan that the sources do not have.
    pub(super) not_in_sources: Vec<Arc<str>>,
    /// Addresses of the sources that the plan does not have.
    pub(super) not_in_plan: Vec<Arc<str>>,
}

/// The Terraform files right in a directory; empty when it is no module.
pub(super) fn module_files(workspace: &Workspace, directory: &Utf8Path) -> Vec<Found> {
    let entries = workspace.list(directory).unwrap_or_default();
    let files = entries.into_iter().filter(|entry| {
        entry.kind == EntryKind::File
            && is_module_file(&entry.name)
            && SourceKind::of_path(Utf8Path::new(&entry.name)) != SourceKind::Other
    });
    let found = files.map(|entry| {
        let path = workspace.shown(&directory.join(&entry.name));
        Found {
            kind: SourceKind::of_path(&path),
            path,
            explicit: false,
            source: None,
        }
    });
    found.collect()
}

/// Evaluates the sources with the values that the plan was made with.
pub(super) fn evaluate(
    workspace: &Workspace,
    files: &[Found],
    variables: &[(String, Json)],
    user: &Options,
) -> Loaded {
    let given = variables.iter().filter_map(|(name, value)| {
        let text = match value {
            Json::Null => return None,
            Json::String(text) => text.clone(),
            // The texts in an expression are templates.
            other => other.to_string().replace("${", "$${").replace("%{", "%%{"),
        };
        Some(Assignment::Value {
            name: name.clone(),
            text,
        })
    });
    let options = Options {
        assignments: given.collect(),
        workspace: user.workspace.clone(),
        ..Options::default()
    };
    let mut loaded = terraform::load(workspace, files, &options);
    // The plan was made with these values, so a variable that is gone is told as what it is, below.
    loaded
        .diagnostics
        .retain(|diagnostic| diagnostic.code != "undeclared-variable");
    loaded
}

/// Ties the resources of a plan to those of its sources; none when they have nothing in common.
pub(super) fn tie(
    plan: Vec<Resource>,
    sources: Vec<Resource>,
    root: &Arc<RootModule>,
) -> Result<Tied, Vec<Resource>> {
    let by_address: FxHashMap<&str, &Resource> = sources
        .iter()
        .map(|resource| (&*resource.address, resource))
        .collect();
    // The one instance of a block whose instances the sources do not know.
    let symbolic: FxHashMap<String, &Resource> = sources
        .iter()
        .filter(|resource| resource.symbolic)
        .map(|resource| (without_keys(&resource.address), resource))
        .collect();
    let partner = |resource: &Resource| {
        let exact = by_address.get(&*resource.address).copied();
        exact.or_else(|| symbolic.get(&without_keys(&resource.address)).copied())
    };
    let is_resource = |resource: &Resource| resource.mode == ResourceMode::Managed;
    if plan.iter().any(is_resource)
        && !plan
            .iter()
            .any(|resource| is_resource(resource) && partner(resource).is_some())
    {
        return Err(plan);
    }
    let mut tied = Tied::default();
    let mut providers = MergedProviders::default();
    let mut met: FxHashSet<Arc<str>> = FxHashSet::default();
    tied.resources.reserve(plan.len());
    for resource in plan {
        let Some(source) = partner(&resource) else {
            if is_resource(&resource) {
                tied.not_in_sources.push(Arc::clone(&resource.address));
            }
            tied.resources.push(Resource {
                root: Arc::clone(root),
                ..alone(resource)
            });
            continue;
        };
        met.insert(Arc::clone(&source.address));
        let provider = providers.merge(resource.provider.as_ref(), source.provider.as_ref());
        let body = merge(resource.body.clone(), Some(&source.body), source.span);
        tied.resources.push(Resource {
            root: Arc::clone(root),
            provider,
            body: body.unwrap_or(resource.body),
            span: source.span,
            calls: Arc::clone(&source.calls),
            depends_on: source.depends_on.clone(),
            ..resource
        });
    }
    for source in sources {
        if met.contains(&source.address) {
            continue;
        }
        match source.mode {
            ResourceMode::Managed => tied.not_in_plan.push(source.address),
            // Where the state is kept is not in a plan.
            ResourceMode::Setting => tied.resources.push(Resource {
                root: Arc::clone(root),
                ..source
            }),
            ResourceMode::Data => {}
        }
    }
    Ok(tied)
}

/// An address without any instance key.
fn without_keys(address: &str) -> String {
    let steps = super::address::steps(address);
    let names: Vec<&str> = steps
        .iter()
        .filter(|step| !step.is_key())
        .map(|step| step.text)
        .collect();
    names.join(".")
}

/// Providers of the plan with what the sources say of them, each made once.
#[derive(Default)]
struct MergedProviders(FxHashMap<(usize, usize), Arc<ProviderInstance>>);

impl MergedProviders {
    fn merge(
        &mut self,
        plan: Option<&Arc<ProviderInstance>>,
        source: Option<&Arc<ProviderInstance>>,
    ) -> Option<Arc<ProviderInstance>> {
        let (plan, source) = match (plan, source) {
            (Some(plan), Some(source)) => (plan, source),
            (plan, source) => return source.or(plan).cloned(),
        };
        let key = (Arc::as_ptr(plan).addr(), Arc::as_ptr(source).addr());
        let merged = self.0.entry(key).or_insert_with(|| {
            let config = merge(plan.config.clone(), Some(&source.config), source.span);
            Arc::new(ProviderInstance {
                source: Arc::clone(&source.source),
                name: Arc::clone(&source.name),
                module: Arc::clone(&source.module),
                config: config.unwrap_or_else(|| Value::clone(&source.config)),
                span: source.span,
                major: source.major.or(plan.major),
            })
        });
        Some(Arc::clone(merged))
    }
}

/// The directory of the sources of a document, when there are any: the one that the user names, or its own.
pub(super) fn directory(
    workspace: &Workspace,
    document: &Found,
    named: Option<&Utf8Path>,
) -> Option<Utf8PathBuf> {
    let directory = match named {
        Some(named) => workspace.absolute(named),
        None if document.source.is_some() => return None,
        None => workspace.absolute(&document.path).parent()?.to_owned(),
    };
    (!module_files(workspace, &directory).is_empty()).then_some(directory)
}
