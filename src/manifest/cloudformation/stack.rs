//! From templates to resources.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::environment::{Offered, Variant};
use super::expand::{has_loop, repeated_over};
use super::export::Exports;
use super::intrinsic::{Declared, Scope};
use super::nesting::{Inner, inner, nested_path};
use super::parameters::{Parameters, parameters, pseudo};
use super::problems::problems;
use super::template::Template;
use crate::manifest::gathered::Gathered;
use crate::manifest::sheet::Sheet;
use crate::manifest::target::Targets;
use crate::model::{
    CallSite, Coverage, CoverageStatus, Data, Map, MapKind, ProviderInstance, Resource,
    ResourceMode, RootModule, Span, Value,
};
use crate::source::Workspace;
use crate::text::Text;
use crate::threads::on_threads;
use crate::yaml::{Entry, Node};

/// Stacks nest this deep at most; CloudFormation itself allows fewer in practice.
const MAX_NESTING: usize = 16;
/// Resources of one root at most: a template has 500.
const MAX_RESOURCES: usize = 50_000;

/// Evaluates all templates, with the values that there are for their parameters. One that another nests is evaluated
/// there, with what it is given, and not alone.
pub(in crate::manifest) fn stacks(
    workspace: &Workspace,
    sheets: &[Sheet],
    value_sheets: &[Sheet],
    targets: &Targets,
) -> Gathered {
    // Trees are deep, and so are the chains of what hangs on what: only these threads have the room.
    on_threads(|| all(workspace, sheets, value_sheets, targets))
}

/// The names of all parameters that templates declare.
pub(in crate::manifest) fn declared_names(sheets: &[Sheet]) -> impl Iterator<Item = &str> {
    sheets
        .iter()
        .flat_map(|sheet| super::parameters::declared(&sheet.node))
        .map(|entry| entry.key.as_str())
}

fn all(
    workspace: &Workspace,
    sheets: &[Sheet],
    value_sheets: &[Sheet],
    targets: &Targets,
) -> Gathered {
    let templates: Vec<Template<'_>> = sheets
        .par_iter()
        .map(|sheet| Template::new(sheet, workspace))
        .collect();
    let mut offered = Offered::new(workspace, &templates, value_sheets, targets);
    let by_path: BTreeMap<&Utf8Path, &Template<'_>> = templates
        .iter()
        .map(|template| (template.sheet.path.as_path(), template))
        .collect();
    let nested: FxHashSet<Utf8PathBuf> = templates
        .iter()
        .flat_map(|template| nested_paths(template, &by_path))
        .collect();
    let region = targets.region.as_ref();
    let mut exports = Exports::default();
    let none = Exports::default();
    for template in &templates {
        if template.root.get("Outputs").is_some() && !nested.contains(&template.sheet.path) {
            for variant in offered.variants(template) {
                let call = Call::of_root(template, &by_path, &none, region, &variant);
                let tree = Tree::new(template, &call);
                exports.take(&scope(template, &tree, &call));
            }
        }
    }
    let mut stacks = Stacks {
        gathered: std::mem::take(&mut offered.gathered),
        done: FxHashSet::default(),
    };
    for template in &templates {
        stacks.gathered.diagnostics.extend(problems(template));
        stacks.gathered.coverage.extend(not_all(template));
    }
    let world = World {
        by_path: &by_path,
        exports: &exports,
        region,
        offered: &offered,
    };
    for template in &templates {
        if !nested.contains(&template.sheet.path) {
            stacks.root(template, &world);
        }
    }
    // Templates that only nest each other.
    for template in &templates {
        if !stacks.done.contains(&template.sheet.path) {
            stacks.root(template, &world);
        }
    }
    stacks.gathered
}

/// The templates in the tree that a template nests.
fn nested_paths<'t>(
    template: &'t Template<'_>,
    by_path: &'t BTreeMap<&Utf8Path, &Template<'_>>,
) -> impl Iterator<Item = Utf8PathBuf> + 't {
    template
        .resources()
        .filter_map(|entry| nested_path(template, &entry.value))
        .filter(|path| by_path.contains_key(path.as_path()))
}

/// What all roots share.
struct World<'c> {
    by_path: &'c BTreeMap<&'c Utf8Path, &'c Template<'c>>,
    exports: &'c Exports,
    region: Option<&'c Value>,
    offered: &'c Offered,
}

/// A template being evaluated within a root.
struct Call<'c> {
    root: Arc<RootModule>,
    provider: Arc<ProviderInstance>,
    by_path: &'c BTreeMap<&'c Utf8Path, &'c Template<'c>>,
    exports: &'c Exports,
    region: Option<Value>,
    /// What addresses begin with: `Network/` in a nested stack of that name.
    prefix: String,
    calls: Vec<CallSite>,
    given: Parameters,
}

impl<'c> Call<'c> {
    fn of_root(
        template: &Template<'_>,
        by_path: &'c BTreeMap<&'c Utf8Path, &'c Template<'c>>,
        exports: &'c Exports,
        region: Option<&Value>,
        variant: &Variant,
    ) -> Self {
        // What the user says of this run leads.
        let region = region.or(variant.region.as_ref()).cloned();
        Call {
            root: Arc::new(RootModule {
                path: template.sheet.path.clone(),
                environment: variant.environment.clone(),
            }),
            provider: Arc::new(provider(template, region.as_ref())),
            by_path,
            exports,
            region,
            prefix: String::new(),
            calls: Vec::new(),
            given: variant.given.clone(),
        }
    }
}

/// A template with the values of its parameters, and the loops that go over them repeated.
struct Tree<'t> {
    root: std::borrow::Cow<'t, Node>,
    parameters: Parameters,
}

impl<'t> Tree<'t> {
    fn new(template: &'t Template<'_>, call: &Call<'_>) -> Self {
        let parameters = parameters(&template.root, template.sheet.reader(), &call.given);
        let root = if has_loop(&template.root) {
            std::borrow::Cow::Owned(repeated_over(&template.root, &parameters))
        } else {
            std::borrow::Cow::Borrowed(&template.root)
        };
        Tree { root, parameters }
    }
}

/// What the expressions of a template may use in one call.
fn scope<'t>(template: &'t Template<'_>, tree: &'t Tree<'_>, call: &Call<'t>) -> Scope<'t> {
    let mut scope = Scope {
        root: &tree.root,
        reader: template.sheet.reader(),
        parameters: tree.parameters.clone(),
        region: call.region.clone(),
        environment: call.root.environment.clone(),
        exports: call.exports,
        resources: FxHashMap::default(),
        left_out: FxHashSet::default(),
        conditions: RefCell::default(),
        attributes: RefCell::default(),
        chain: Cell::new(0),
    };
    for entry in typed(&tree.root) {
        if holds(&scope, &entry.value) == Some(false) {
            scope.left_out.insert(entry.key.as_str());
        } else {
            let declared = Declared {
                address: format!("{}{}", call.prefix, entry.key).into(),
                node: &entry.value,
            };
            scope.resources.insert(entry.key.as_str(), declared);
        }
    }
    scope
}

/// The resources of a tree: what bears a type.
fn typed(root: &Node) -> impl Iterator<Item = &Entry> {
    let entries = root.get("Resources").map_or(&[][..], Node::entries);
    entries
        .iter()
        .filter(|entry| entry.value.get("Type").and_then(Node::as_text).is_some())
}

/// Whether the condition of a resource holds; nothing when it is not known.
fn holds(scope: &Scope<'_>, resource: &Node) -> Option<bool> {
    let condition = resource.get("Condition").and_then(Node::as_text);
    condition.map_or(Some(true), |name| scope.named_condition(name))
}

/// The stacks so far.
struct Stacks {
    gathered: Gathered,
    /// The files of the templates that were gone into.
    done: FxHashSet<Utf8PathBuf>,
}

impl Stacks {
    fn root(&mut self, template: &Template<'_>, world: &World<'_>) {
        for variant in world.offered.variants(template) {
            let call = Call::of_root(
                template,
                world.by_path,
                world.exports,
                world.region,
                &variant,
            );
            let before = self.gathered.resources.len();
            self.template(template, &call, before);
        }
    }

    fn template(&mut self, template: &Template<'_>, call: &Call<'_>, before: usize) {
        self.done.insert(template.sheet.path.clone());
        let tree = Tree::new(template, call);
        let scope = scope(template, &tree, call);
        for entry in typed(&tree.root) {
            let Some(declared) = scope.resources.get(entry.key.as_str()) else {
                continue;
            };
            if self.gathered.resources.len() - before >= MAX_RESOURCES {
                self.gathered.coverage.push(too_many(template));
                return;
            }
            let Some(body) = body(&scope, &entry.value) else {
                let not_known = not_known(template, &declared.address);
                self.gathered.coverage.push(not_known);
                continue;
            };
            let header = scope.reader.span(&entry.key_span);
            self.nested(template, entry, &body, call, before);
            self.gathered.resources.push(Resource {
                root: Arc::clone(&call.root),
                address: Arc::clone(&declared.address),
                kind: entry
                    .value
                    .get("Type")
                    .and_then(Node::as_text)
                    .unwrap_or_default()
                    .into(),
                mode: ResourceMode::Managed,
                provider: Some(Arc::clone(&call.provider)),
                body: Value::new(Data::Map(MapKind::Block, Arc::new(body)), header),
                span: header,
                calls: call.calls.as_slice().into(),
                depends_on: Vec::new(),
                symbolic: holds(&scope, &entry.value).is_none(),
            });
        }
    }

    /// Goes into the template of a nested stack, or of a set of stacks.
    fn nested(
        &mut self,
        template: &Template<'_>,
        entry: &Entry,
        body: &Map,
        call: &Call<'_>,
        before: usize,
    ) {
        let Some(found) = nested_path(template, &entry.value)
            .and_then(|path| call.by_path.get(path.as_path()).copied())
        else {
            return;
        };
        if call.calls.len() >= MAX_NESTING {
            return;
        }
        let Inner { given, regions } = inner(body);
        let address = format!("{}{}", call.prefix, entry.key);
        let mut calls = call.calls.clone();
        calls.push(CallSite {
            address: address.as_str().into(),
            span: template.sheet.reader().span(&entry.key_span),
        });
        let provider = match &regions {
            Some(_) => Arc::new(provider(template, regions.as_ref())),
            None => Arc::clone(&call.provider),
        };
        let call = Call {
            root: Arc::clone(&call.root),
            provider,
            by_path: call.by_path,
            exports: call.exports,
            region: regions.or_else(|| call.region.clone()),
            prefix: format!("{address}/"),
            calls,
            given,
        };
        self.template(found, &call, before);
    }
}

/// The account and region that a stack is deployed to: no template says them.
fn provider(template: &Template<'_>, region: Option<&Value>) -> ProviderInstance {
    let span = Span::new(template.sheet.source, 0..0);
    let mut config = Map::default();
    let region = region.cloned();
    let region = region.or_else(|| pseudo("AWS::Region", None, span));
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

/// The properties of a resource, with the policies that stand beside them; nothing when they are not known, or only
/// in part: a file that is not at hand may add to them.
fn body(scope: &Scope<'_>, resource: &Node) -> Option<Map> {
    let mut body = match resource.get("Properties") {
        None => Map::default(),
        Some(properties) => {
            if properties.get("Fn::Transform").is_some() {
                return None;
            }
            match scope.value(properties).data {
                Data::Map(_, members) => Arc::unwrap_or_clone(members),
                Data::Unknown(_) => return None,
                _ => Map::default(),
            }
        }
    };
    for key in ["DeletionPolicy", "UpdateReplacePolicy"] {
        if let Some(value) = resource.get(key) {
            body.insert(key.into(), scope.value(value));
        }
    }
    Some(body)
}

fn partial(subject: String, en: impl Into<String>, fr: impl Into<String>) -> Coverage {
    Coverage {
        subject,
        status: CoverageStatus::Partial,
        why: Text::new(en, fr),
    }
}

/// What of a template is not evaluated.
fn not_all(template: &Template<'_>) -> Vec<Coverage> {
    let subject = || template.sheet.path.to_string();
    let mut found = Vec::new();
    if template.is_transformed {
        found.push(partial(
            subject(),
            "a macro of the account changes this template before it is deployed, and its result is not known here",
            "une macro du compte transforme ce modèle avant son déploiement, et le résultat n'en est pas connu ici",
        ));
    }
    for missing in &template.missing {
        found.push(partial(
            subject(),
            format!("it includes `{missing}`, which is not in the tree; judge it before `package` uploads what it includes"),
            format!("il inclut `{missing}`, absent de l'arborescence ; jugez-le avant que `package` n'envoie ce qu'il inclut"),
        ));
    }
    found
}

fn not_known(template: &Template<'_>, address: &str) -> Coverage {
    Coverage {
        subject: format!("{}: {address}", template.sheet.path),
        status: CoverageStatus::NotEvaluated,
        why: Text::new(
            "its properties come from a transform or a file that is not at hand, so it is not judged",
            "ses propriétés viennent d'une transformation ou d'un fichier non disponible, elle n'est donc pas jugée",
        ),
    }
}

fn too_many(template: &Template<'_>) -> Coverage {
    partial(
        template.sheet.path.to_string(),
        format!(
            "more than {MAX_RESOURCES} resources with its nested stacks; the rest is not judged"
        ),
        format!(
            "plus de {MAX_RESOURCES} ressources avec ses piles imbriquées ; le reste n'est pas jugé"
        ),
    )
}
