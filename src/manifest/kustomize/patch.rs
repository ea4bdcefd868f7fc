//! The patches of a kustomization: what they are for, and what they change.

use std::sync::Arc;

use camino::Utf8PathBuf;

use super::edit::placed;
use super::instructions::Instructions;
use super::merge::{self, Patched};
use super::pointer::{self, Failure};
use super::select::Selector;
use crate::manifest::document::split;
use crate::manifest::kubernetes::Object;
use crate::manifest::sheet::Sheet;
use crate::model::{Data, Map, SourceId, Span, Value};
use crate::source::Workspace;
use crate::text::Text;

/// One patch.
pub(super) struct Patch {
    /// Where the kustomization names it.
    pub(super) span: Span,
    /// The objects it is for; none for the one object that it is a part of.
    target: Option<Selector>,
    /// Whether the name and the kind may change with it.
    renames: bool,
    change: Result<Change, Refused>,
}

enum Change {
    /// A part of an object.
    Merge(Map),
    /// Operations of RFC 6902.
    Operations(Vec<Value>),
}

/// Why a patch cannot be applied.
#[derive(Clone)]
pub(super) enum Refused {
    /// It cannot be read: the file it names, or what it says.
    NotRead(String),
    /// No object is the one it is for.
    NoTarget(String),
    /// An operation names a place that is not there.
    NotThere(String, String),
}

impl Refused {
    /// For people.
    pub(super) fn text(&self) -> Text {
        match self {
            Refused::NotRead(what) => Text::new(
                format!("the patch `{what}` cannot be read"),
                format!("le correctif `{what}` ne peut pas être lu"),
            ),
            Refused::NoTarget(what) => Text::new(
                format!("no object is `{what}`, which this patch is for"),
                format!("aucun objet n'est `{what}`, auquel ce correctif s'applique"),
            ),
            Refused::NotThere(address, path) => Text::new(
                format!("`{path}`, which this patch names, is not in `{address}`"),
                format!("`{path}`, que ce correctif désigne, n'est pas dans `{address}`"),
            ),
        }
    }
}

/// All patches, in the order in which Kustomize applies them.
pub(super) fn patches(workspace: &Workspace, instructions: &Instructions) -> Vec<Patch> {
    let mut all = Vec::new();
    for item in instructions.list("patchesStrategicMerge") {
        if let Some(text) = item.as_str() {
            let part = if text.contains('\n') {
                Part::Written(text)
            } else {
                Part::File(text)
            };
            read(
                workspace,
                instructions,
                part,
                None,
                item.origin.span,
                &mut all,
            );
        }
    }
    for section in ["patches", "patchesJson6902"] {
        for (entry, span) in instructions.entries(section) {
            let text = |key: &str| entry.get(key).and_then(Value::as_str);
            let part = match (text("patch"), text("path")) {
                (Some(text), _) => Part::Written(text),
                (None, Some(path)) => Part::File(path),
                (None, None) => continue,
            };
            let place = entry.get("patch").map_or(span, |patch| patch.origin.span);
            read(workspace, instructions, part, Some(entry), place, &mut all);
        }
    }
    all
}

#[derive(Clone, Copy)]
enum Part<'t> {
    File(&'t str),
    Written(&'t str),
}

fn read(
    workspace: &Workspace,
    instructions: &Instructions,
    part: Part<'_>,
    entry: Option<&Map>,
    span: Span,
    all: &mut Vec<Patch>,
) {
    let target = entry.and_then(|entry| entry.get("target")?.as_map());
    let option = |key: &str| {
        let options = entry.and_then(|entry| entry.get("options")?.as_map());
        options.and_then(|options| options.get(key)?.as_bool()) == Some(true)
    };
    let renames = option("allowNameChange") || option("allowKindChange");
    let mut push = |change| {
        all.push(Patch {
            span,
            target: target.and_then(Selector::read),
            renames,
            change,
        });
    };
    let (name, text, source, inline) = match part {
        Part::Written(text) => {
            let sheet = &instructions.sheet;
            let first = text.lines().next().unwrap_or_default();
            (first.to_owned(), Arc::from(text), sheet.source, true)
        }
        Part::File(file) => match workspace.source(&instructions.beside(file)) {
            Ok((source, found)) => (file.to_owned(), Arc::clone(&found.text), source, false),
            Err(_) => return push(Err(Refused::NotRead(file.to_owned()))),
        },
    };
    for change in changes(&text, source, inline.then_some(span), &name) {
        push(change);
    }
}

/// The changes that the documents of a text are.
fn changes(
    text: &Arc<str>,
    source: SourceId,
    place: Option<Span>,
    name: &str,
) -> Vec<Result<Change, Refused>> {
    let documents = split(text).into_iter().map(|document| {
        let refused = || Refused::NotRead(name.to_owned());
        let node = document.read().map_err(|_| refused())?;
        let sheet = Sheet {
            path: Utf8PathBuf::new(),
            source,
            text: Arc::clone(text),
            offset: document.range.start,
            node,
        };
        let value = sheet.reader().value(&sheet.node);
        let value = match place {
            Some(span) => placed(&value, span),
            None => value,
        };
        match value.data {
            Data::Map(_, members) => Ok(Change::Merge(Arc::unwrap_or_clone(members))),
            Data::List(_, items) => Ok(Change::Operations(items.to_vec())),
            _ => Err(refused()),
        }
    });
    documents.collect()
}

impl Patch {
    /// Changes the objects it is for.
    pub(super) fn apply(self, objects: &mut Vec<Object>) -> Result<(), Refused> {
        let change = self.change?;
        let part = match &change {
            Change::Merge(part) => Some(part),
            Change::Operations(_) => None,
        };
        let (selector, named) = match (self.target, part) {
            (Some(target), _) => (target, None),
            (None, Some(part)) => {
                let object = partial(part);
                (Selector::of(&object), Some(object.address()))
            }
            (None, None) => return Err(Refused::NotRead("target".to_owned())),
        };
        let mut met = false;
        let mut deleted = vec![false; objects.len()];
        for (object, deleted) in objects.iter_mut().zip(&mut deleted) {
            if !selector.selects(object) {
                continue;
            }
            met = true;
            match &change {
                Change::Merge(part) => *deleted = merge(object, part, self.renames),
                Change::Operations(operations) => {
                    let patched = pointer::patched(&object.body, operations);
                    object.body = patched.map_err(|failure| match failure {
                        Failure::NotThere(path) => Refused::NotThere(object.address(), path),
                        Failure::NoOperation => Refused::NotRead(object.address()),
                    })?;
                    object.name_again();
                }
            }
        }
        if deleted.contains(&true) {
            let mut deleted = deleted.into_iter();
            objects.retain(|_| !deleted.next().unwrap_or_default());
        }
        match named {
            Some(named) if !met => Err(Refused::NoTarget(named)),
            _ => Ok(()),
        }
    }
}

/// The object that a patch is a part of.
fn partial(part: &Map) -> Object {
    let text = |key: &str| part.get(key).and_then(Value::as_str).unwrap_or_default();
    let kind = format!("{}/{}", text("apiVersion"), text("kind"));
    Object::new(Utf8PathBuf::new(), kind.into(), part.clone(), Span::NOWHERE)
}

/// Merges a part into an object; true when that deletes it. What the object is called does not change, unless
/// that is allowed.
fn merge(object: &mut Object, part: &Map, renames: bool) -> bool {
    let body = match merge::patched(object.group(), &object.body, part) {
        Patched::Deleted => return true,
        Patched::Kept(body) => body,
    };
    let before = std::mem::replace(&mut object.body, body);
    if !renames {
        for key in ["apiVersion", "kind"] {
            if let Some(value) = before.get(key) {
                object.body.insert(key.into(), value.clone());
            }
        }
        let old = before.get("metadata").and_then(Value::as_map);
        for key in ["name", "namespace"] {
            let old = old.and_then(|metadata| metadata.get(key)).cloned();
            super::edit::at(&mut object.body, &["metadata"], None, &mut |metadata| {
                if let Some(members) = super::edit::members(metadata) {
                    match &old {
                        Some(value) => members.insert(key.into(), value.clone()),
                        None => members.shift_remove(key),
                    };
                }
            });
        }
    }
    object.name_again();
    false
}
