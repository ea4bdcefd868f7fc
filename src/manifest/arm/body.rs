//! From resources of templates to resources of the model.

use std::sync::Arc;

use camino::Utf8Path;
use rustc_hash::FxHashMap;

use super::frame::Frame;
use super::run::limit;
use super::scope::{Scope, member};
use super::walk::{Met, Position};
use crate::manifest::partial::deployed;
use crate::model::{
    Coverage, CoverageStatus, Data, Map, MapKind, ProviderInstance, Reference, Resource,
    ResourceMode, RootModule, Span, Value,
};
use crate::text::Text;
use crate::yaml::Node;

/// Members that say how a resource is declared, and not what it is.
const DECLARATION: [&str; 9] = [
    "type",
    "name",
    "scope",
    "copy",
    "condition",
    "existing",
    "resources",
    "comments",
    "metadata",
];

/// The members that Resource Manager itself defines, as it writes them; it reads them without regard to case.
const MEMBERS: [&str; 14] = [
    "apiVersion",
    "dependsOn",
    "extendedLocation",
    "identity",
    "kind",
    "location",
    "managedBy",
    "plan",
    "properties",
    "resourceGroup",
    "sku",
    "subscriptionId",
    "tags",
    "zones",
];

/// What a root comes to.
pub(super) struct Made {
    pub(super) resources: Vec<Resource>,
    pub(super) coverage: Vec<Coverage>,
    root: Arc<RootModule>,
    provider: Arc<ProviderInstance>,
    /// How many resources of a label were made.
    numbered: FxHashMap<Arc<str>, usize>,
}

impl Made {
    pub(super) fn new(root: Arc<RootModule>, provider: Arc<ProviderInstance>) -> Self {
        Made {
            resources: Vec::new(),
            coverage: Vec::new(),
            root,
            provider,
            numbered: FxHashMap::default(),
        }
    }

    /// Adds a resource that was met.
    pub(super) fn resource<'s>(
        &mut self,
        scope: &Scope<'s>,
        met: &Met<'_, 's>,
        frame: Frame<'_>,
        position: &Position,
    ) {
        let mut body = Map::default();
        for entry in met.node.entries() {
            let is = |name: &&&str| name.eq_ignore_ascii_case(&entry.key);
            if DECLARATION.iter().any(|name| is(&name)) {
                continue;
            }
            let known = MEMBERS.iter().find(is);
            let key = known.map_or(entry.key.as_str(), |known| *known);
            let value = match key {
                "properties" => properties(scope, &entry.value, frame),
                _ => scope.value(&entry.value, frame),
            };
            body.insert(key.into(), value);
        }
        let at = member(met.node, "name").map_or(met.header, |name| scope.reader.span(&name.span));
        body.insert("name".into(), met.called.own_name().value(at));
        if let Some((kind, names)) = met.called.parent() {
            body.insert("parent".into(), scope.id(&kind, &names, met.header, false));
        }
        if let Some(applies_to) = applies_to(scope, met, frame) {
            body.insert("scope".into(), applies_to);
        }
        let depends_on = body
            .get("dependsOn")
            .map(|names| depends_on(scope, met, names, frame));
        let data = Data::Map(MapKind::Block, Arc::new(body));
        let body = Value::new(data, met.header);
        let body = match scope.run.weigh(&body) {
            Ok(()) => body,
            Err(bound) => limit(bound, met.header),
        };
        let address = self.address(scope, &met.label);
        self.resources.push(Resource {
            root: Arc::clone(&self.root),
            address,
            kind: met.called.kind.as_str().into(),
            mode: ResourceMode::Managed,
            provider: Some(Arc::clone(&self.provider)),
            body,
            span: met.header,
            calls: position.calls.as_slice().into(),
            depends_on: depends_on.unwrap_or_default(),
            symbolic: met.symbolic,
        });
    }

    /// The label, with a number where several resources bear it.
    fn address(&mut self, scope: &Scope<'_>, label: &Arc<str>) -> Arc<str> {
        if scope.run.index.instances(label) < 2 {
            return Arc::clone(label);
        }
        let number = self.numbered.entry(Arc::clone(label)).or_default();
        let address = format!("{label}[{number}]");
        *number += 1;
        address.into()
    }

    /// Says that there are more resources than are judged, once.
    pub(super) fn too_many(&mut self, path: &Utf8Path, most: usize) {
        let coverage = Coverage {
            subject: path.to_string(),
            status: CoverageStatus::Partial,
            why: Text::new(
                format!(
                    "more than {most} resources with its nested deployments; the rest is not judged"
                ),
                format!(
                    "plus de {most} ressources avec ses déploiements imbriqués ; le reste n'est pas jugé"
                ),
            ),
        };
        if !self.coverage.contains(&coverage) {
            self.coverage.push(coverage);
        }
    }
}

/// The properties; of a nested deployment those of its template are judged as resources of their own.
fn properties<'s>(scope: &Scope<'s>, node: &'s Node, frame: Frame<'_>) -> Value {
    let is_deployment = member(node, "template").is_some() && member(node, "mode").is_some();
    if !is_deployment {
        return scope.value(node, frame);
    }
    let mut members = Map::default();
    for entry in node.entries() {
        if !entry.key.eq_ignore_ascii_case("template") {
            members.insert(entry.key.as_str().into(), scope.value(&entry.value, frame));
        }
    }
    let span = scope.reader.span(&node.span);
    Value::new(Data::Map(MapKind::Object, Arc::new(members)), span)
}

/// What an extension applies to, by its type or by its `scope`.
fn applies_to<'s>(scope: &Scope<'s>, met: &Met<'_, 's>, frame: Frame<'_>) -> Option<Value> {
    if let Some((kind, names)) = &met.called.applies_to {
        return Some(scope.id(kind, names, met.header, false));
    }
    let node = member(met.node, "scope")?;
    let value = scope.value(node, frame);
    if !value.references().is_empty() {
        return Some(value);
    }
    // A text names a type and its names, which is no name that the resource bears: what it refers to counts.
    let labels = scope.labels(&scope.name(node, frame));
    let [first, rest @ ..] = &labels[..] else {
        return Some(value);
    };
    let at = scope.reader.span(&node.span);
    let referring = deployed(first, "id", at).made_from([&value]);
    Some(rest.iter().fold(referring, |value, label| {
        value.read_from(Reference {
            address: Arc::clone(label),
            attribute: "id".into(),
        })
    }))
}

/// The resources that `dependsOn` names, by id, symbolic name or name.
fn depends_on<'s>(
    scope: &Scope<'s>,
    met: &Met<'_, 's>,
    values: &Value,
    frame: Frame<'_>,
) -> Vec<Reference> {
    let mut found: Vec<Reference> = values
        .as_list()
        .unwrap_or_default()
        .iter()
        .flat_map(|value| value.references().iter().cloned())
        .collect();
    let nodes = member(met.node, "dependsOn").and_then(Node::items);
    for (node, value) in nodes
        .unwrap_or_default()
        .iter()
        .zip(values.as_list().unwrap_or_default())
    {
        if value.references().is_empty() {
            let labels = scope.labels(&scope.name(node, frame));
            found.extend(labels.into_iter().map(|address| Reference {
                address,
                attribute: "".into(),
            }));
        }
    }
    found
}

/// The subscription and resource group that a template is deployed to: no template says them.
pub(super) fn provider(region: Option<&Value>, span: Span) -> ProviderInstance {
    let location = match region {
        Some(region) => region.clone(),
        None => super::call::ambient("resourceGroup().location", span),
    };
    let mut config = Map::default();
    config.insert("location".into(), location);
    ProviderInstance {
        source: "arm".into(),
        name: "arm".into(),
        module: "".into(),
        config: Value::new(Data::Map(MapKind::Block, Arc::new(config)), span),
        span,
        major: None,
    }
}
