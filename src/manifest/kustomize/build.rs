//! From kustomizations to the objects that they apply.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rustc_hash::{FxHashMap, FxHashSet};

use super::generate::{Behavior, generated};
use super::images::Image;
use super::instructions::{Instructions, Named};
use super::labels::{Reach, annotate, label};
use super::patch::{self, Patch};
use super::{edit, images, names, replace, replicas};
use crate::manifest::document::split;
use crate::manifest::kubernetes::{Object, objects};
use crate::manifest::sheet::Sheet;
use crate::model::{Coverage, CoverageStatus, Diagnostic, Gravity, Map, Span, Value};
use crate::source::Workspace;
use crate::text::Text;
use crate::yaml::{Limits, parse_one};

/// Kustomizations name each other this deep at most.
const MAX_DEPTH: usize = 32;
/// Objects of one kustomization at most, with those of its bases.
const MAX_OBJECTS: usize = 50_000;

/// What the files of a run hold, and where others are read.
pub(in crate::manifest) struct Files<'f> {
    /// Reads what the run did not.
    pub(in crate::manifest) workspace: &'f Workspace,
    /// Objects by file.
    pub(in crate::manifest) parsed: BTreeMap<&'f Utf8Path, &'f [Object]>,
}

/// What kustomizations come to.
#[derive(Default)]
pub(in crate::manifest) struct Built {
    /// The objects that are applied, each with its set.
    pub(in crate::manifest) objects: Vec<Object>,
    /// Files that a kustomization names: what they hold is not applied as it stands there.
    pub(in crate::manifest) owned: BTreeSet<Utf8PathBuf>,
    /// What Kustomize would refuse.
    pub(in crate::manifest) diagnostics: Vec<Diagnostic>,
    /// What became of each kustomization.
    pub(in crate::manifest) coverage: Vec<Coverage>,
}

/// Builds every kustomization that no other one names.
pub(in crate::manifest) fn build(files: &Files<'_>, sheets: Vec<Sheet>) -> Built {
    let mut builder = Builder {
        files,
        instructions: FxHashMap::default(),
        done: FxHashMap::default(),
        open: Vec::new(),
        built: Built::default(),
    };
    let mut directories = BTreeSet::new();
    let mut named = FxHashSet::default();
    for sheet in sheets {
        let instructions = Rc::new(Instructions::new(sheet));
        for (target, ..) in instructions.named(&["resources", "bases", "components"]) {
            if let Named::Local(path) = target {
                named.insert(path);
            }
        }
        let directory = instructions.directory().to_owned();
        builder
            .instructions
            .insert(directory.clone(), Some(instructions));
        directories.insert(directory);
    }
    for directory in directories.iter().filter(|path| !named.contains(*path)) {
        builder.root(directory);
    }
    // Those that only name each other.
    for directory in &directories {
        if !builder.done.contains_key(directory) && !builder.is_component(directory) {
            builder.root(directory);
        }
    }
    builder.built
}

struct Builder<'b> {
    files: &'b Files<'b>,
    /// By directory; none where there is no kustomization.
    instructions: FxHashMap<Utf8PathBuf, Option<Rc<Instructions>>>,
    /// What each directory came to.
    done: FxHashMap<Utf8PathBuf, Accumulated>,
    /// The directories being built, outermost first.
    open: Vec<Utf8PathBuf>,
    built: Built,
}

/// The objects gathered so far.
#[derive(Clone, Default)]
struct Accumulated {
    objects: Vec<Object>,
    identities: FxHashSet<Identity>,
    /// Something that it names is not in the tree: a patch may be for that.
    is_incomplete: bool,
}

type Identity = (Arc<str>, Option<Arc<str>>, Arc<str>);

fn identity(object: &Object) -> Identity {
    (
        Arc::clone(&object.kind),
        object.namespace.clone(),
        Arc::clone(&object.name),
    )
}

impl Accumulated {
    /// Takes a patch or a new name into account.
    fn identify_again(&mut self) {
        self.identities = self.objects.iter().map(identity).collect();
    }
}

impl Builder<'_> {
    fn root(&mut self, directory: &Utf8Path) {
        let Some(accumulated) = self.directory(directory, Span::NOWHERE) else {
            return;
        };
        let shown = if directory.as_str().is_empty() {
            "."
        } else {
            directory.as_str()
        };
        let set = Arc::new(Utf8PathBuf::from(shown));
        let objects = accumulated.objects.into_iter().map(|mut object| {
            object.set = Some(Arc::clone(&set));
            object
        });
        self.built.objects.extend(objects);
    }

    /// The kustomization of a directory, when it has one.
    fn instructions(&mut self, directory: &Utf8Path) -> Option<Rc<Instructions>> {
        if let Some(known) = self.instructions.get(directory) {
            return known.clone();
        }
        let read = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
            .iter()
            .find_map(|name| {
                let path = directory.join(name);
                let (source, file) = self.files.workspace.source(&path).ok()?;
                let node = parse_one(&file.text, Limits::default()).ok()?;
                Some(Rc::new(Instructions::new(Sheet {
                    path,
                    source,
                    text: Arc::clone(&file.text),
                    offset: 0,
                    node,
                })))
            });
        self.instructions.insert(directory.to_owned(), read.clone());
        read
    }

    fn is_component(&mut self, directory: &Utf8Path) -> bool {
        self.instructions(directory).is_some_and(|instructions| {
            instructions.text("kind").map(|(kind, _)| kind) == Some("Component")
        })
    }

    /// What a directory comes to; none when it has no kustomization.
    fn directory(&mut self, directory: &Utf8Path, named_at: Span) -> Option<Accumulated> {
        if let Some(done) = self.done.get(directory) {
            return Some(done.clone());
        }
        let instructions = self.instructions(directory)?;
        let mut accumulated = Accumulated::default();
        if self.may_open(directory, named_at) {
            self.apply(&instructions, &mut accumulated);
            self.open.pop();
        }
        self.done.insert(directory.to_owned(), accumulated.clone());
        Some(accumulated)
    }

    /// Whether a directory can be gone into; false within itself, or too deep.
    fn may_open(&mut self, directory: &Utf8Path, named_at: Span) -> bool {
        if self.open.iter().any(|open| open == directory) {
            self.refuse(
                named_at,
                Text::new(
                    format!("`{directory}` is a kustomization that names itself"),
                    format!("`{directory}` est une kustomization qui se nomme elle-même"),
                ),
            );
            return false;
        }
        if self.open.len() >= MAX_DEPTH {
            self.refuse(
                named_at,
                Text::new(
                    format!("kustomizations name each other more than {MAX_DEPTH} deep; this one is not read"),
                    format!("les kustomizations se nomment sur plus de {MAX_DEPTH} niveaux ; celle-ci n'est pas lue"),
                ),
            );
            return false;
        }
        self.open.push(directory.to_owned());
        true
    }

    fn refuse(&mut self, span: Span, message: Text) {
        let diagnostic = Diagnostic::at(Gravity::Error, "kustomization", span, message);
        self.built.diagnostics.push(diagnostic);
    }

    /// Adds what a kustomization names and makes, then changes all of it as it says, in the order of Kustomize
    /// (`accumulateTarget` and `configureBuiltinTransformers`).
    fn apply(&mut self, instructions: &Instructions, accumulated: &mut Accumulated) {
        self.built.owned.extend(instructions.parts());
        self.resources(instructions, accumulated);
        for made in generated(self.files.workspace, instructions) {
            self.generator(made.object, made.behavior, accumulated);
        }
        for (named, text, span) in instructions.named(&["components"]) {
            self.component(named, text, span, accumulated);
        }
        self.patches(instructions, accumulated);
        transform(instructions, &mut accumulated.objects);
        accumulated.identify_again();
        self.account(instructions);
    }

    fn resources(&mut self, instructions: &Instructions, accumulated: &mut Accumulated) {
        for (named, text, span) in instructions.named(&["resources", "bases"]) {
            let Named::Local(path) = named else {
                accumulated.is_incomplete = true;
                continue;
            };
            if let Some(below) = self.directory(&path, span) {
                accumulated.is_incomplete |= below.is_incomplete;
                self.add(below.objects, span, accumulated);
            } else if let Some(found) = self.file(&path) {
                self.built.owned.insert(path);
                self.add(found, span, accumulated);
            } else {
                accumulated.is_incomplete = true;
                self.refuse(span, missing(text));
            }
        }
    }

    /// The objects of a file; none when it cannot be read.
    fn file(&self, path: &Utf8Path) -> Option<Vec<Object>> {
        if let Some(parsed) = self.files.parsed.get(path) {
            return Some(parsed.to_vec());
        }
        let (source, file) = self.files.workspace.source(path).ok()?;
        let read = split(&file.text).into_iter().filter_map(|document| {
            let node = document.read().ok()?;
            Some(objects(&Sheet {
                path: path.to_owned(),
                source,
                text: Arc::clone(&file.text),
                offset: document.range.start,
                node,
            }))
        });
        Some(read.flatten().collect())
    }

    fn add(&mut self, objects: Vec<Object>, span: Span, accumulated: &mut Accumulated) {
        for object in objects {
            if accumulated.objects.len() >= MAX_OBJECTS {
                self.refuse(
                    span,
                    Text::new(
                        format!("more than {MAX_OBJECTS} objects with those of its bases; the rest is not read"),
                        format!("plus de {MAX_OBJECTS} objets avec ceux de ses bases ; le reste n'est pas lu"),
                    ),
                );
                return;
            }
            // A name that the cluster makes up is always another.
            if !object.name.is_empty() && !accumulated.identities.insert(identity(&object)) {
                let address = object.address();
                self.refuse(
                    span,
                    Text::new(
                        format!("`{address}` is there already: Kustomize refuses an object that two resources hold"),
                        format!("`{address}` y est déjà : Kustomize refuse un objet que deux ressources contiennent"),
                    ),
                );
                continue;
            }
            accumulated.objects.push(object);
        }
    }

    fn generator(&mut self, made: Object, behavior: Behavior, accumulated: &mut Accumulated) {
        let span = made.span;
        let same = accumulated.objects.iter_mut().find(|object| {
            object.short_kind() == made.short_kind() && object.is_called(&made.name)
        });
        match (same, behavior) {
            (Some(same), Behavior::Merge) => {
                for key in ["data", "stringData"] {
                    let Some(members) = made.body.get(key).and_then(Value::as_map) else {
                        continue;
                    };
                    edit::at(&mut same.body, &[key], Some(span), &mut |data| {
                        if let Some(data) = edit::members(data) {
                            data.extend(members.clone());
                        }
                    });
                }
            }
            (Some(same), Behavior::Replace) => *same = made,
            _ => self.add(vec![made], span, accumulated),
        }
    }

    fn component(&mut self, named: Named, text: &str, span: Span, accumulated: &mut Accumulated) {
        let Named::Local(path) = named else {
            accumulated.is_incomplete = true;
            return;
        };
        let Some(instructions) = self.instructions(&path) else {
            accumulated.is_incomplete = true;
            self.refuse(span, missing(text));
            return;
        };
        if self.may_open(&path, span) {
            self.apply(&instructions, accumulated);
            self.open.pop();
        }
        self.done.entry(path).or_default();
    }

    fn patches(&mut self, instructions: &Instructions, accumulated: &mut Accumulated) {
        let is_alone = self.open.len() == 1 && {
            let kind = instructions.text("kind").map(|(kind, _)| kind);
            kind == Some("Component")
        };
        for patch in patch::patches(self.files.workspace, instructions) {
            let Patch { span, .. } = patch;
            match patch.apply(&mut accumulated.objects) {
                Ok(()) => {}
                Err(patch::Refused::NoTarget(_)) if accumulated.is_incomplete || is_alone => {}
                Err(refused) => self.refuse(span, refused.text()),
            }
        }
    }

    fn account(&mut self, instructions: &Instructions) {
        let mut left: Vec<&str> = instructions.not_applied().collect();
        let remote = instructions
            .named(&["resources", "bases", "components"])
            .filter(|(named, ..)| matches!(named, Named::Remote))
            .map(|(_, text, _)| text);
        left.extend(remote);
        let subject = instructions.sheet.path.to_string();
        if left.is_empty() {
            self.built.coverage.push(Coverage {
                subject,
                status: CoverageStatus::Evaluated,
                why: Text::default(),
            });
            return;
        }
        let directory = match instructions.directory().as_str() {
            "" => ".",
            directory => directory,
        };
        let left: Vec<String> = left.iter().map(|left| format!("`{left}`")).collect();
        let left = left.join(", ");
        self.built.coverage.push(Coverage {
            subject,
            status: CoverageStatus::Partial,
            why: Text::new(
                format!("{left}: not applied here; `kustomize build {directory} | rempart check -` judges the result"),
                format!("{left} : non appliqué ici ; `kustomize build {directory} | rempart check -` juge le résultat"),
            ),
        });
    }
}

fn missing(text: &str) -> Text {
    Text::new(
        format!("no file and no kustomization `{text}` is here"),
        format!("ni fichier ni kustomization `{text}` ne se trouve ici"),
    )
}

/// Everything but patches, in the order of Kustomize.
fn transform(instructions: &Instructions, objects: &mut [Object]) {
    if let Some((namespace, span)) = instructions.text("namespace") {
        names::put_into(objects, &Arc::from(namespace), span);
    }
    let affix = |key: &str| instructions.text(key).map_or("", |(text, _)| text);
    let (prefix, suffix) = (affix("namePrefix"), affix("nameSuffix"));
    for object in objects.iter_mut() {
        names::rename(object, prefix, suffix);
    }
    for (pairs, reach, span) in labels(instructions) {
        for object in objects.iter_mut() {
            label(object, pairs, reach, span);
        }
    }
    if let Some(annotations) = instructions.body.get("commonAnnotations")
        && let Some(pairs) = annotations.as_map()
    {
        for object in objects.iter_mut() {
            annotate(object, pairs, annotations.origin.span);
        }
    }
    for (entry, _) in instructions.entries("replicas") {
        for object in objects.iter_mut() {
            replicas::apply(object, entry);
        }
    }
    let renamed: Vec<Image> = instructions
        .entries("images")
        .filter_map(|(entry, _)| Image::read(entry))
        .collect();
    for object in objects.iter_mut() {
        images::apply(&mut object.body, &renamed);
    }
    for (entry, span) in instructions.entries("replacements") {
        replace::apply(objects, entry, span);
    }
}

/// What `commonLabels` and `labels` add, and where.
fn labels(instructions: &Instructions) -> Vec<(&Map, Reach, Span)> {
    let common = instructions.body.get("commonLabels").and_then(|labels| {
        let reach = Reach {
            templates: true,
            selectors: true,
        };
        Some((labels.as_map()?, reach, labels.origin.span))
    });
    let listed = instructions.entries("labels").filter_map(|(entry, span)| {
        let says = |key: &str| entry.get(key).and_then(Value::as_bool) == Some(true);
        let reach = Reach {
            templates: says("includeTemplates"),
            selectors: says("includeSelectors"),
        };
        Some((entry.get("pairs")?.as_map()?, reach, span))
    });
    listed.chain(common).collect()
}
