//! From templates to resources.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::intrinsic::Scope;
use super::parameters::{Parameters, parameters};
use super::template::Template;
use crate::manifest::gathered::Gathered;
use crate::manifest::sheet::Sheet;
use crate::manifest::target::Targets;
use crate::model::{
    CallSite, Coverage, CoverageStatus, Data, Map, MapKind, ProviderInstance, Resource,
    ResourceMode, RootModule, Span, Value,
};
use crate::text::Text;
use crate::threads::on_threads;
use crate::yaml::{Entry, Node};

/// Stacks nest this deep at most; CloudFormation itself allows fewer in practice.
const MAX_NESTING: usize = 16;
/// Resources of one root at most: a template has 500.
const MAX_RESOURCES: usize = 50_000;

/// Evaluates all templates. One that another nests is evaluated there, with what it is given, and not alone.
pub(in crate::manifest) fn stacks(sheets: &[Sheet], targets: &Targets) -> Gathered {
    let templates: Vec<Template<'_>> =
        on_threads(|| sheets.par_iter().map(Template::new).collect());
    let by_path: BTreeMap<&Utf8Path, &Template<'_>> = templates
        .iter()
        .map(|template| (template.sheet.path.as_path(), template))
        .collect();
    let nested: FxHashSet<Utf8PathBuf> = templates
        .iter()
        .flat_map(|template| nested_paths(template, &by_path))
        .collect();
    let region = targets.region.as_ref();
    let mut stacks = Stacks::default();
    for template in templates
        .iter()
        .filter(|template| !nested.contains(&template.sheet.path))
    {
        stacks.root(template, &by_path, region);
    }
    // Templates that only nest each other.
    for template in &templates {
        if !stacks.done.contains(&template.sheet.path) {
            stacks.root(template, &by_path, region);
        }
    }
    stacks.gathered
}

/// The templates in the tree that a template nests.
fn nested_paths<'t>(
    template: &'t Template<'_>,
    by_path: &'t BTreeMap<&Utf8Path, &Template<'_>>,
) -> impl Iterator<Item = Utf8PathBuf> + 't {
    resources_of(&template.root)
        .filter_map(|entry| nested_path(template, &entry.value))
        .filter(|path| by_path.contains_key(path.as_path()))
}

fn resources_of(root: &Node) -> impl Iterator<Item = &Entry> {
    let entries = root.get("Resources").map_or(&[][..], Node::entries);
    entries
        .iter()
        .filter(|entry| entry.value.get("Type").and_then(Node::as_text).is_some())
}

/// Where the template of a nested stack lies, when it is written as a path (before `package` uploads it).
fn nested_path(template: &Template<'_>, resource: &Node) -> Option<Utf8PathBuf> {
    let properties = resource.get("Properties")?;
    let location = match resource.get("Type").and_then(Node::as_text)? {
        "AWS::CloudFormation::Stack" => properties.get("TemplateURL")?.as_text()?,
        "AWS::Serverless::Application" => properties.get("Location")?.as_text()?,
        _ => return None,
    };
    if location.contains("://") || location.starts_with('/') {
        return None;
    }
    let directory = template.sheet.path.parent().unwrap_or(Utf8Path::new(""));
    let mut path = Utf8PathBuf::new();
    for component in directory.join(location).components() {
        match component.as_str() {
            "." => {}
            ".." if path.file_name().is_some_and(|name| name != "..") => {
                path.pop();
            }
            name => path.push(name),
        }
    }
    Some(path)
}

/// A template being evaluated within a root.
struct Call<'c> {
    root: &'c Arc<RootModule>,
    provider: &'c Arc<ProviderInstance>,
    by_path: &'c BTreeMap<&'c Utf8Path, &'c Template<'c>>,
    region: Option<&'c Value>,
    /// What addresses begin with: `Network/` in a nested stack of that name.
    prefix: String,
    calls: Vec<CallSite>,
    given: Parameters,
}

/// The stacks so far.
#[derive(Default)]
struct Stacks {
    gathered: Gathered,
    /// The files of the templates that were gone into.
    done: FxHashSet<Utf8PathBuf>,
}

impl Stacks {
    fn root(
        &mut self,
        template: &Template<'_>,
        by_path: &BTreeMap<&Utf8Path, &Template<'_>>,
        region: Option<&Value>,
    ) {
        let root = Arc::new(RootModule {
            path: template.sheet.path.clone(),
            environment: None,
        });
        let provider = Arc::new(provider(template, region));
        let call = Call {
            root: &root,
            provider: &provider,
            by_path,
            region,
            prefix: String::new(),
            calls: Vec::new(),
            given: Parameters::default(),
        };
        let before = self.gathered.resources.len();
        self.template(template, &call, before);
    }

    fn template(&mut self, template: &Template<'_>, call: &Call<'_>, before: usize) {
        self.done.insert(template.sheet.path.clone());
        if template.is_transformed {
            self.gathered.coverage.push(Coverage {
                subject: template.sheet.path.to_string(),
                status: CoverageStatus::Partial,
                why: Text::new(
                    "a macro of the account changes this template before it is deployed, and its result is not known here",
                    "une macro du compte transforme ce modèle avant son déploiement, et le résultat n'en est pas connu ici",
                ),
            });
        }
        let reader = template.sheet.reader();
        let mut scope = Scope {
            root: &template.root,
            reader,
            parameters: parameters(&template.root, reader, &call.given),
            region: call.region.cloned(),
            resources: FxHashMap::default(),
            left_out: FxHashSet::default(),
            conditions: RefCell::default(),
        };
        let mut kept = Vec::new();
        for entry in resources_of(&template.root) {
            let condition = entry.value.get("Condition").and_then(Node::as_text);
            let holds = condition.map_or(Some(true), |name| scope.named_condition(name));
            if holds == Some(false) {
                scope.left_out.insert(entry.key.as_str());
            } else {
                let address: Arc<str> = format!("{}{}", call.prefix, entry.key).into();
                scope
                    .resources
                    .insert(entry.key.as_str(), Arc::clone(&address));
                kept.push((entry, address, holds.is_none()));
            }
        }
        for (entry, address, symbolic) in kept {
            if self.gathered.resources.len() - before >= MAX_RESOURCES {
                self.gathered.coverage.push(too_many(template));
                return;
            }
            let body = body(&scope, &entry.value);
            let header = header(&scope, entry);
            self.nested(template, entry, &body, call, before);
            self.gathered.resources.push(Resource {
                root: Arc::clone(call.root),
                address,
                kind: entry
                    .value
                    .get("Type")
                    .and_then(Node::as_text)
                    .unwrap_or_default()
                    .into(),
                mode: ResourceMode::Managed,
                provider: Some(Arc::clone(call.provider)),
                body: Value::new(Data::Map(MapKind::Block, Arc::new(body)), header),
                span: header,
                calls: call.calls.as_slice().into(),
                depends_on: Vec::new(),
                symbolic,
            });
        }
    }

    /// Goes into the template of a nested stack.
    fn nested(
        &mut self,
        template: &Template<'_>,
        entry: &Entry,
        body: &Map,
        call: &Call<'_>,
        before: usize,
    ) {
        let Some(inner) = nested_path(template, &entry.value)
            .and_then(|path| call.by_path.get(path.as_path()).copied())
        else {
            return;
        };
        if call.calls.len() >= MAX_NESTING {
            return;
        }
        let given = body.get("Parameters").and_then(Value::as_map);
        let given = given
            .into_iter()
            .flatten()
            .map(|(name, value)| (Arc::clone(name), value.clone()));
        let address = format!("{}{}", call.prefix, entry.key);
        let mut calls = call.calls.clone();
        calls.push(CallSite {
            address: address.as_str().into(),
            span: template.sheet.reader().span(&entry.key_span),
        });
        let call = Call {
            prefix: format!("{address}/"),
            calls,
            given: given.collect(),
            ..*call
        };
        self.template(inner, &call, before);
    }
}

fn too_many(template: &Template<'_>) -> Coverage {
    Coverage {
        subject: template.sheet.path.to_string(),
        status: CoverageStatus::Partial,
        why: Text::new(
            format!(
                "more than {MAX_RESOURCES} resources with its nested stacks; the rest is not judged"
            ),
            format!(
                "plus de {MAX_RESOURCES} ressources avec ses piles imbriquées ; le reste n'est pas jugé"
            ),
        ),
    }
}

/// The account and region that a stack is deployed to: no template says them.
fn provider(template: &Template<'_>, region: Option<&Value>) -> ProviderInstance {
    let span = Span::new(template.sheet.source, 0..0);
    let mut config = Map::default();
    let region = region.cloned();
    let region = region.or_else(|| super::parameters::pseudo("AWS::Region", None, span));
    if let Some(region) = region {
        config.insert("region".into(), region);
    }
    ProviderInstance {
        source: "cloudformation".into(),
        name: "cloudformation".into(),
        module: "".into(),
        config: Value::new(Data::Map(MapKind::Block, Arc::new(config)), span),
        span,
        major: None,
    }
}

/// The properties of a resource, with the policies that stand beside them.
fn body(scope: &Scope<'_>, resource: &Node) -> Map {
    let properties = resource
        .get("Properties")
        .map(|properties| scope.value(properties));
    let mut body = match properties.map(|properties| properties.data) {
        Some(Data::Map(_, members)) => Arc::unwrap_or_clone(members),
        _ => Map::default(),
    };
    for key in ["DeletionPolicy", "UpdateReplacePolicy"] {
        if let Some(value) = resource.get(key) {
            body.insert(key.into(), scope.value(value));
        }
    }
    body
}

/// The logical id and the type.
fn header(scope: &Scope<'_>, entry: &Entry) -> Span {
    scope.reader.span(&entry.key_span)
}
