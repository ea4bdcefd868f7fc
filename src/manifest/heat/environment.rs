//! Environment files: values for parameters, and what types stand for (`heat/engine/environment.py`).

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::template::{Template, beside, is_template_name};
use crate::manifest::merge_keys::merged;
use crate::manifest::sheet::Sheet;
use crate::model::Map;
use crate::yaml::Node;

/// A type stands for another that stands for another: at most so many are followed, which ends cycles too.
const MAX_MAPPINGS: usize = 16;

/// One or several environment files, as one.
#[derive(Clone, Default)]
pub(super) struct Environment {
    /// Values for the parameters of the root stack.
    pub(super) parameters: Map,
    /// Defaults for the parameters of all stacks.
    pub(super) defaults: Map,
    /// What types stand for.
    pub(super) registry: Registry,
}

/// What types stand for: `resource_registry`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Registry {
    entries: Vec<Mapping>,
}

/// One line of a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mapping {
    /// The name of the one resource that it is for; any when there is none.
    resource: Option<String>,
    /// A type, or the beginning of types when it ends in `*`.
    kind: String,
    target: Target,
}

/// What a type stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A type of Heat, or one that nothing here explains.
    Kind(String),
    /// A template in this file.
    File(Utf8PathBuf),
    /// A template that lies elsewhere, as it is written.
    Elsewhere(String),
}

impl Environment {
    /// What one file says.
    pub(super) fn read(sheet: &Sheet) -> Self {
        let root = merged(sheet.node.clone());
        let reader = sheet.reader();
        let values = |section: &str| {
            let entries = root.get(section).map_or(&[][..], Node::entries);
            entries
                .iter()
                .map(|entry| (Arc::from(entry.key.as_str()), reader.value(&entry.value)))
                .collect()
        };
        let mut registry = Registry::default();
        if let Some(node) = root.get("resource_registry") {
            registry.read(node, &sheet.path);
        }
        Environment {
            parameters: values("parameters"),
            defaults: values("parameter_defaults"),
            registry,
        }
    }

    /// Adds what another file says, which leads.
    pub(super) fn add(&mut self, other: &Environment) {
        let pairs = [
            (&mut self.parameters, &other.parameters),
            (&mut self.defaults, &other.defaults),
        ];
        for (own, others) in pairs {
            for (name, value) in others {
                own.insert(Arc::clone(name), value.clone());
            }
        }
        let others = other.registry.entries.iter().cloned();
        self.registry.entries.extend(others);
    }

    /// Whether the other says something else of the same thing: the two are for different stacks.
    pub(super) fn differs_from(&self, other: &Environment) -> bool {
        let differ = |own: &Map, others: &Map| {
            let mut own = own.iter();
            own.any(|(name, value)| others.get(name).is_some_and(|other| other != value))
        };
        differ(&self.parameters, &other.parameters)
            || differ(&self.defaults, &other.defaults)
            || self.registry.entries.iter().any(|mapping| {
                other.registry.entries.iter().any(|other| {
                    other.kind == mapping.kind
                        && other.resource == mapping.resource
                        && other.target != mapping.target
                })
            })
    }

    /// Whether it can be given to a template: Heat refuses a parameter that the template does not declare. It must
    /// also say something that the template asks for.
    pub(super) fn fits(&self, template: &Template<'_>) -> bool {
        let declared = template.section("parameters");
        let declares = |name: &Arc<str>| declared.iter().any(|entry| entry.key == **name);
        let is_useful = || {
            let mut said = self.parameters.keys().chain(self.defaults.keys());
            said.any(declares)
                || template.types().iter().any(|kind| {
                    let mut entries = self.registry.entries.iter();
                    entries.any(|mapping| mapping.concerns(kind))
                })
        };
        self.parameters.keys().all(declares) && is_useful()
    }

    /// The templates that its types stand for.
    pub(super) fn files(&self) -> impl Iterator<Item = &Utf8Path> {
        self.registry.entries.iter().filter_map(|mapping| {
            let Target::File(path) = &mapping.target else {
                return None;
            };
            Some(path.as_path())
        })
    }
}

impl Registry {
    fn read(&mut self, node: &Node, file: &Utf8Path) {
        for entry in node.entries() {
            if entry.key == "resources" {
                for resource in entry.value.entries() {
                    for inner in resource.value.entries() {
                        self.map(Some(&resource.key), &inner.key, &inner.value, file);
                    }
                }
            } else {
                self.map(None, &entry.key, &entry.value, file);
            }
        }
    }

    fn map(&mut self, resource: Option<&str>, kind: &str, target: &Node, file: &Utf8Path) {
        // Hooks and restricted actions are no types.
        let Some(target) = target.as_text().filter(|_| kind.contains("::")) else {
            return;
        };
        self.entries.push(Mapping {
            resource: resource.map(str::to_owned),
            kind: kind.to_owned(),
            target: target_of(target, file),
        });
    }

    /// What the type of a resource stands for; `template` is where the resource is declared.
    pub(super) fn resolve(&self, kind: &str, resource: &str, template: &Template<'_>) -> Target {
        let mut kind = kind.to_owned();
        for _ in 0..MAX_MAPPINGS {
            if is_template_name(&kind) {
                return target_of(&kind, &template.sheet.path);
            }
            match self.mapping(&kind, resource) {
                Some((mapping, Target::Kind(target))) => {
                    let next = mapping.applied(&kind, target);
                    if next == kind {
                        break;
                    }
                    kind = next;
                }
                Some((_, target)) => return target.clone(),
                None => break,
            }
        }
        Target::Kind(kind)
    }

    /// The line that counts: one for this resource before one for any, an exact type before the beginning of one, and
    /// the last of equals.
    fn mapping(&self, kind: &str, resource: &str) -> Option<(&Mapping, &Target)> {
        let concerned = self.entries.iter().filter(|mapping| {
            let named = mapping.resource.as_deref();
            mapping.concerns(kind) && named.is_none_or(|pattern| matches_name(pattern, resource))
        });
        let best =
            concerned.max_by_key(|mapping| (mapping.resource.is_some(), mapping.kind == kind))?;
        Some((best, &best.target))
    }
}

impl Mapping {
    fn concerns(&self, kind: &str) -> bool {
        match self.kind.strip_suffix('*') {
            // A wildcard for one type does not map the type to itself.
            Some(beginning) => {
                kind.starts_with(beginning)
                    && !matches!(&self.target, Target::Kind(target) if target == kind)
            }
            None => self.kind == kind,
        }
    }

    fn applied(&self, kind: &str, target: &str) -> String {
        match (self.kind.strip_suffix('*'), target.strip_suffix('*')) {
            (Some(beginning), Some(other)) => {
                format!("{other}{}", kind.get(beginning.len()..).unwrap_or_default())
            }
            _ => target.to_owned(),
        }
    }
}

fn target_of(written: &str, file: &Utf8Path) -> Target {
    if !is_template_name(written) {
        return Target::Kind(written.to_owned());
    }
    match beside(file, written) {
        Some(path) => Target::File(path),
        None => Target::Elsewhere(written.to_owned()),
    }
}

/// Names of resources are written with `*` for any text.
fn matches_name(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((beginning, end)) => {
            name.len() >= beginning.len() + end.len()
                && name.starts_with(beginning)
                && name.ends_with(end)
        }
    }
}
