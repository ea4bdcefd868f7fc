//! From documents to objects.

use std::sync::Arc;

use camino::Utf8PathBuf;

use super::api_server::api_server;
use super::topology::topology;
use super::workload;
use crate::manifest::sheet::Sheet;
use crate::manifest::triage::is_kubernetes;
use crate::manifest::value::Reader;
use crate::model::{Data, Map, MapKind, Span, Value};
use crate::yaml::Node;

/// An object, before it is known what it is applied with.
#[derive(Clone)]
pub(in crate::manifest) struct Object {
    /// The file it is written in, or the template it was rendered from.
    pub(in crate::manifest) path: Utf8PathBuf,
    /// `apps/v1/Deployment`.
    pub(in crate::manifest) kind: Arc<str>,
    /// Its name; empty when the cluster makes one up (`generateName`).
    pub(in crate::manifest) name: Arc<str>,
    /// The namespace it says.
    pub(in crate::manifest) namespace: Option<Arc<str>>,
    /// Names it had before a prefix or a suffix was added: others may still name it so.
    pub(in crate::manifest) former_names: Vec<Arc<str>>,
    /// What it is applied with, when its files say so.
    pub(in crate::manifest) set: Option<Arc<Utf8PathBuf>>,
    /// The composition that it is a template of.
    pub(in crate::manifest) composite: Option<Arc<str>>,
    /// Its members, and those that rempart adds once it is [complete](Object::complete).
    pub(in crate::manifest) body: Map,
    /// Its kind and name.
    pub(in crate::manifest) span: Span,
}

impl Object {
    /// The object that `body` writes, with the name and the namespace that its metadata says.
    pub(in crate::manifest) fn new(
        path: Utf8PathBuf,
        kind: Arc<str>,
        body: Map,
        span: Span,
    ) -> Self {
        let mut object = Object {
            path,
            kind,
            name: "".into(),
            namespace: None,
            former_names: Vec::new(),
            set: None,
            composite: None,
            body,
            span,
        };
        object.name_again();
        object
    }

    /// Reads name and namespace again, once its metadata is another.
    pub(in crate::manifest) fn name_again(&mut self) {
        let name = self.named("name").or_else(|| self.named("generateName"));
        self.name = name.unwrap_or_default();
        self.namespace = self.named("namespace");
    }

    /// A text of its metadata; a number without quotes is one too.
    fn named(&self, key: &str) -> Option<Arc<str>> {
        let text: Arc<str> = match &self.at(&["metadata", key])?.data {
            Data::String(text) => Arc::clone(text),
            Data::Number(number) => number.to_string().into(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    /// The object as policies read it, and those that it stands for.
    pub(super) fn complete(mut self) -> Vec<Object> {
        for key in ["name", "namespace"] {
            if let Some(written) = self.at(&["metadata", key]).cloned() {
                self.body.insert(key.into(), written);
            }
        }
        workload::reduce(&mut self);
        if let Some(topology) = topology(&self) {
            self.body.insert("topology".into(), topology);
        }
        let mut all = workload::claims(&self);
        all.extend(api_server(&self));
        all.push(self);
        all
    }

    /// The kind without group and version: `Deployment`.
    pub(in crate::manifest) fn short_kind(&self) -> &str {
        self.kind.rsplit('/').next().unwrap_or_default()
    }

    /// The group of its API: `apps`; empty for the core one.
    pub(in crate::manifest) fn group(&self) -> &str {
        let mut parts = self.kind.rsplitn(3, '/').skip(2);
        parts.next().unwrap_or_default()
    }

    /// The version of its API: `v1`.
    pub(in crate::manifest) fn version(&self) -> &str {
        self.kind.rsplit('/').nth(1).unwrap_or_default()
    }

    /// Whether this is its name, or was.
    pub(in crate::manifest) fn is_called(&self, name: &str) -> bool {
        let mut names = self.former_names.iter().chain([&self.name]);
        names.any(|known| known.as_ref() == name)
    }

    /// `Deployment/prod/api`; without the namespace when it says none.
    pub(in crate::manifest) fn address(&self) -> String {
        let kind = self.short_kind();
        match &self.namespace {
            Some(namespace) => format!("{kind}/{namespace}/{}", self.name),
            None => format!("{kind}/{}", self.name),
        }
    }

    /// The value at a path of keys.
    pub(in crate::manifest) fn at(&self, path: &[&str]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        let first = self.body.get(*first)?;
        rest.iter()
            .try_fold(first, |value, key| value.as_map()?.get(*key))
    }
}

/// The objects of a document: itself, or the items of a list. Nothing when it is none of Kubernetes.
pub(in crate::manifest) fn objects(sheet: &Sheet) -> Vec<Object> {
    let mut found = Vec::new();
    collect(&sheet.node, None, sheet.reader(), &sheet.path, &mut found);
    found
}

/// Lists in lists are read as well; their depth is that of the tree.
fn collect(
    node: &Node,
    list: Option<(&str, &str)>,
    reader: Reader<'_>,
    path: &Utf8PathBuf,
    found: &mut Vec<Object>,
) {
    if !is_kubernetes(node) && list.is_none() {
        return;
    }
    let text = |key: &str| node.get(key).and_then(Node::as_text);
    let (listed_version, listed_kind) = list.unzip();
    let (Some(version), Some(kind)) = (
        text("apiVersion").or(listed_version),
        text("kind").or(listed_kind),
    ) else {
        return;
    };
    let items = node.get("items").and_then(Node::items);
    if let (Some(of), Some(items)) = (kind.strip_suffix("List"), items) {
        // The items of a typed list need not say what they are.
        let listed = (!of.is_empty()).then_some((version, of));
        for item in items {
            collect(item, listed, reader, path, found);
        }
        return;
    }
    let Data::Map(_, body) = reader.value(node).data else {
        return;
    };
    let span = node.entry("kind").map_or(node.span.clone(), |entry| {
        entry.key_span.start..entry.value.span.end
    });
    found.push(Object::new(
        path.clone(),
        format!("{version}/{kind}").into(),
        Arc::unwrap_or_clone(body),
        reader.span(&span),
    ));
}

/// An object of rempart's making, such as the claim that a template of claims stands for.
pub(super) fn made(parent: &Object, kind: &str, name: String, members: Map, span: Span) -> Object {
    let mut body = members;
    body.insert("name".into(), Value::string(name.as_str(), span));
    if let Some(namespace) = parent.body.get("namespace") {
        body.insert("namespace".into(), namespace.clone());
    }
    Object {
        path: parent.path.clone(),
        kind: kind.into(),
        name: name.into(),
        namespace: parent.namespace.clone(),
        former_names: Vec::new(),
        set: parent.set.clone(),
        composite: parent.composite.clone(),
        body,
        span,
    }
}

/// A map at a position.
pub(super) fn map_value(members: Map, span: Span) -> Value {
    Value::new(Data::Map(MapKind::Object, Arc::new(members)), span)
}
