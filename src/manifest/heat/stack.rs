//! From templates to resources.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;
use rustc_hash::FxHashSet;

use super::STACK;
use super::environment::{Environment, Target};
use super::pairing::{EnvironmentFile, pair};
use super::parameters::{Given, parameters};
use super::scope::{BUDGET, Scope, World};
use super::template::Template;
use crate::manifest::gathered::Gathered;
use crate::manifest::sheet::Sheet;
use crate::manifest::target::Targets;
use crate::model::{
    Coverage, CoverageStatus, Data, Diagnostic, Gravity, Map, MapKind, ProviderInstance, Reference,
    Resource, ResourceMode, RootModule, Span, Value,
};
use crate::source::Workspace;
use crate::text::Text;
use crate::yaml::Node;

/// Resources of one root at most; Heat itself allows a thousand in a stack.
const MAX_RESOURCES: usize = 50_000;

/// Evaluates all templates. One that another nests is evaluated there, with what it is given, and not alone.
pub(in crate::manifest) fn stacks(
    workspace: &Workspace,
    sheets: &[Sheet],
    environments: &[Sheet],
    targets: &Targets,
) -> Gathered {
    let templates: BTreeMap<Utf8PathBuf, Template<'_>> = sheets
        .iter()
        .map(|sheet| (sheet.path.clone(), Template::new(sheet)))
        .collect();
    let files: Vec<EnvironmentFile<'_>> = environments
        .iter()
        .map(|sheet| EnvironmentFile {
            path: &sheet.path,
            environment: Environment::read(sheet),
        })
        .collect();
    let mut nested: FxHashSet<Utf8PathBuf> = templates.values().flat_map(nested_paths).collect();
    for file in &files {
        nested.extend(file.environment.files().map(Utf8PathBuf::from));
    }
    let mut gathered = Gathered::default();
    let mut done = FxHashSet::default();
    let whole: Vec<&Template<'_>> = templates
        .values()
        .filter(|template| !nested.contains(&template.sheet.path))
        .collect();
    let pairings = pair(&whole, &files);
    for (template, pairings) in whole.iter().zip(&pairings.of_templates) {
        for pairing in pairings {
            let root = Root {
                template,
                name: pairing.name.clone(),
                environment: &pairing.environment,
            };
            root.evaluate(workspace, &templates, targets, &mut gathered, &mut done);
        }
    }
    let used = files.iter().zip(&pairings.used).filter(|(_, used)| **used);
    gathered.read = used.map(|(file, _)| file.path.to_owned()).collect();
    // Templates that only nest each other, or that nothing that was evaluated nests.
    let nothing = Environment::default();
    for template in templates.values() {
        if !done.contains(&template.sheet.path) {
            let root = Root {
                template,
                name: None,
                environment: &nothing,
            };
            root.evaluate(workspace, &templates, targets, &mut gathered, &mut done);
        }
    }
    gathered
}

/// The templates in the tree that a template nests, as it is written.
fn nested_paths(template: &Template<'_>) -> Vec<Utf8PathBuf> {
    let kinds = template.types().into_iter();
    let files = kinds
        .filter(|kind| super::template::is_template_name(kind))
        .chain(template.nested_files());
    files.filter_map(|file| template.beside(file)).collect()
}

/// A template that is deployed on its own, with one environment.
struct Root<'r> {
    template: &'r Template<'r>,
    name: Option<Arc<str>>,
    environment: &'r Environment,
}

impl Root<'_> {
    fn evaluate(
        &self,
        workspace: &Workspace,
        templates: &BTreeMap<Utf8PathBuf, Template<'_>>,
        targets: &Targets,
        gathered: &mut Gathered,
        done: &mut FxHashSet<Utf8PathBuf>,
    ) {
        let template = self.template;
        let world = World {
            workspace,
            templates,
            registry: &self.environment.registry,
            defaults: &self.environment.defaults,
            region: targets.region.as_ref(),
            budget: Cell::new(BUDGET),
            files: RefCell::default(),
        };
        let given = Given {
            values: &self.environment.parameters,
            defaults: &self.environment.defaults,
        };
        let scope = Scope {
            world: &world,
            template,
            parameters: parameters(template, &given, &mut gathered.diagnostics),
            prefix: String::new(),
            calls: Vec::new(),
            facade: Map::default(),
            conditions: RefCell::default(),
            children: RefCell::default(),
            outputs: RefCell::default(),
        };
        let root = Arc::new(RootModule {
            path: template.sheet.path.clone(),
            environment: self.name.clone(),
        });
        let provider = Arc::new(provider(template, targets.region.as_ref()));
        let mut stack = Stack {
            root,
            provider,
            resources: Vec::new(),
            gathered,
            done,
        };
        stack.resources_of(&scope);
        let resources = std::mem::take(&mut stack.resources);
        gathered.resources.extend(resources);
    }
}

/// The resources of a root, as they come.
struct Stack<'s> {
    root: Arc<RootModule>,
    provider: Arc<ProviderInstance>,
    resources: Vec<Resource>,
    gathered: &'s mut Gathered,
    done: &'s mut FxHashSet<Utf8PathBuf>,
}

/// A resource of a stack, before it is known what it stands for.
struct Declared<'d> {
    name: &'d str,
    address: Arc<str>,
    kind: &'d str,
    properties: Map,
    header: Span,
    mode: ResourceMode,
    depends_on: Vec<Reference>,
    is_symbolic: bool,
}

impl Stack<'_> {
    fn resources_of(&mut self, scope: &Scope<'_>) {
        let template = scope.template;
        let is_first = self.done.insert(template.sheet.path.clone());
        if is_first && !template.is_version_known {
            self.gathered.diagnostics.push(unknown_version(template));
        }
        for entry in template.section("resources") {
            let Some(kind) = entry.value.get("type").and_then(Node::as_text) else {
                continue;
            };
            let holds = scope.is_kept(&entry.value);
            if holds == Some(false) {
                continue;
            }
            let properties = entry.value.get("properties").map(|node| scope.value(node));
            let mut properties = match properties.map(|properties| properties.data) {
                Some(Data::Map(_, members)) => Arc::unwrap_or_clone(members),
                _ => Map::default(),
            };
            if let Some(policy) = entry.value.get("deletion_policy") {
                properties.insert("deletion_policy".into(), scope.value(policy));
            }
            // It was there before, and the stack only refers to it.
            let is_external = entry.value.get("external_id").is_some();
            let declared = Declared {
                name: &entry.key,
                address: scope.address(&entry.key),
                kind,
                properties,
                header: template.reader().span(&entry.key_span),
                mode: if is_external {
                    ResourceMode::Data
                } else {
                    ResourceMode::Managed
                },
                depends_on: depends_on(scope, &entry.value),
                is_symbolic: holds.is_none(),
            };
            match scope.child(&entry.key) {
                Some(child) => self.resources_of(&child),
                None => self.declared(scope, declared),
            }
        }
    }

    /// A resource, with what it makes when it is a group.
    fn declared(&mut self, scope: &Scope<'_>, declared: Declared<'_>) {
        if self.resources.len() >= MAX_RESOURCES {
            return;
        }
        let registry = scope.world.registry;
        let kind = match registry.resolve(declared.kind, declared.name, scope.template) {
            Target::Kind(kind) => kind,
            Target::File(path) => {
                let nested = scope.world.templates.get(&path);
                match nested.and_then(|template| {
                    scope.nest(
                        template,
                        &declared.address,
                        declared.header,
                        &declared.properties,
                        Map::default(),
                        &mut self.gathered.diagnostics,
                    )
                }) {
                    Some(child) => self.resources_of(&child),
                    None => self.gathered.coverage.push(missing(scope, path.as_str())),
                }
                return;
            }
            Target::Elsewhere(written) => {
                self.gathered.coverage.push(missing(scope, &written));
                return;
            }
        };
        let members = scope.made_members(&kind, &declared.properties, declared.header);
        let Declared {
            address,
            properties,
            header,
            ..
        } = declared;
        self.resources.push(Resource {
            root: Arc::clone(&self.root),
            address: Arc::clone(&address),
            kind: of_this_cloud(kind),
            mode: declared.mode,
            provider: Some(Arc::clone(&self.provider)),
            body: Value::new(Data::Map(MapKind::Block, Arc::new(properties)), header),
            span: header,
            calls: scope.calls.as_slice().into(),
            depends_on: declared.depends_on,
            symbolic: declared.is_symbolic,
        });
        if self.resources.len() == MAX_RESOURCES {
            self.gathered.coverage.push(too_many(scope.template));
        }
        for member in members {
            let declared = Declared {
                name: &member.name,
                address: format!("{address}/{}", member.name).into(),
                kind: &member.kind,
                properties: member.properties,
                header,
                mode: declared.mode,
                depends_on: Vec::new(),
                is_symbolic: member.is_symbolic || declared.is_symbolic,
            };
            self.declared(scope, declared);
        }
    }
}

/// The type under which a resource is judged. Heat has types of its own under the names of another cloud, for
/// templates that come from there: what is known of that cloud does not hold for them, and nothing is known of them.
fn of_this_cloud(kind: String) -> Arc<str> {
    if kind.starts_with("AWS::") {
        format!("{STACK}:{kind}").into()
    } else {
        kind.into()
    }
}

/// What a resource says that it depends on.
fn depends_on(scope: &Scope<'_>, declaration: &Node) -> Vec<Reference> {
    let Some(node) = declaration.get("depends_on") else {
        return Vec::new();
    };
    let listed = node.items().unwrap_or(std::slice::from_ref(node));
    let named = listed.iter().filter_map(Node::as_text);
    named
        .map(|name| Reference {
            address: scope.address(name),
            attribute: "".into(),
        })
        .collect()
}

/// The cloud that a stack is deployed to: no template says it.
fn provider(template: &Template<'_>, region: Option<&Value>) -> ProviderInstance {
    let span = Span::new(template.sheet.source, 0..0);
    let region = region.cloned().map(|region| (Arc::from("region"), region));
    let config: Map = region.into_iter().collect();
    ProviderInstance {
        source: STACK.into(),
        name: STACK.into(),
        module: "".into(),
        config: Value::new(Data::Map(MapKind::Block, Arc::new(config)), span),
        span,
        major: None,
    }
}

fn unknown_version(template: &Template<'_>) -> Diagnostic {
    let entry = template.version_span();
    Diagnostic::at(
        Gravity::Warning,
        "heat-version",
        entry,
        Text::new(
            "Heat knows no such version of templates; this one is read as the latest",
            "Heat ne connaît pas cette version de modèle ; celui-ci est lu comme la plus récente",
        ),
    )
}

fn missing(scope: &Scope<'_>, file: &str) -> Coverage {
    Coverage {
        subject: scope.template.sheet.path.to_string(),
        status: CoverageStatus::Partial,
        why: Text::new(
            format!(
                "the template `{file}` that it nests is not among the files, and what it makes is not judged"
            ),
            format!(
                "le modèle `{file}` qu'il imbrique n'est pas parmi les fichiers, et ce qu'il crée n'est pas jugé"
            ),
        ),
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
