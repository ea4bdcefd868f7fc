//! What changes a template before it is evaluated: `Fn::ForEach` and the globals of SAM.

use super::intrinsic::function;
use super::parameters::Parameters;
use crate::manifest::partial::text;
use crate::yaml::{Entry, Kind, Node};

/// Loops repeat at most this many nodes; what they would repeat beyond is left as it is, and is unknown.
const MAX_REPEATED: usize = 200_000;

/// The tree with globals spread, and the loops repeated whose collections are written out.
pub(super) fn expanded(root: &Node) -> Node {
    let mut tree = repeated(root, &mut Repeat::new(&|_| None));
    spread_globals(&mut tree);
    tree
}

/// The tree with the loops repeated whose collections are parameters that are known.
pub(super) fn repeated_over(root: &Node, parameters: &Parameters) -> Node {
    let listed = |name: &str| {
        let items = parameters.get(name)?.as_list()?.iter();
        items.map(text).collect()
    };
    repeated(root, &mut Repeat::new(&listed))
}

/// Whether a loop is left in a tree.
pub(super) fn has_loop(node: &Node) -> bool {
    match &node.kind {
        Kind::Mapping(entries) => entries
            .iter()
            .any(|entry| loop_name(&entry.key).is_some() || has_loop(&entry.value)),
        Kind::Sequence(items) => items.iter().any(has_loop),
        _ => false,
    }
}

/// What loops may use.
struct Repeat<'p> {
    /// How many nodes they may still make.
    budget: usize,
    /// The items of a parameter that is a list.
    listed: &'p dyn Fn(&str) -> Option<Vec<String>>,
}

impl<'p> Repeat<'p> {
    fn new(listed: &'p dyn Fn(&str) -> Option<Vec<String>>) -> Self {
        Repeat {
            budget: MAX_REPEATED,
            listed,
        }
    }

    /// The items that a loop goes over: written out, or a parameter.
    fn collection(&self, node: &Node) -> Option<Vec<String>> {
        if let Some(("Ref", name)) = function(node) {
            return (self.listed)(name.as_text()?);
        }
        let mut all = Vec::new();
        for item in node.items()? {
            match function(item) {
                Some(("Ref", name)) => all.extend((self.listed)(name.as_text()?)?),
                Some(_) => return None,
                None => all.push(item.scalar_text()?.to_owned()),
            }
        }
        Some(all)
    }
}

/// The name under which a loop stands, when a key is one.
pub(super) fn loop_name(key: &str) -> Option<&str> {
    key.strip_prefix("Fn::ForEach::")
}

/// Depth is bounded where the tree was parsed.
fn repeated(node: &Node, repeat: &mut Repeat<'_>) -> Node {
    let kind = match &node.kind {
        Kind::Mapping(entries) => {
            let mut all: Vec<Entry> = Vec::with_capacity(entries.len());
            for entry in entries {
                let copies = loop_name(&entry.key).and_then(|_| copies(entry, repeat));
                match copies {
                    Some(copies) => all.extend(copies),
                    None => all.push(Entry {
                        value: repeated(&entry.value, repeat),
                        ..entry.clone()
                    }),
                }
            }
            Kind::Mapping(all)
        }
        Kind::Sequence(items) => {
            Kind::Sequence(items.iter().map(|item| repeated(item, repeat)).collect())
        }
        other => other.clone(),
    };
    Node {
        kind,
        ..node.clone_shallow()
    }
}

/// What a loop stands for: `[identifier, collection, {key: value}]`; nothing when it is not of this form, or its
/// collection is not known.
fn copies(entry: &Entry, repeat: &mut Repeat<'_>) -> Option<Vec<Entry>> {
    let [identifier, collection, body] = entry.value.items()? else {
        return None;
    };
    let identifier = identifier.as_text()?;
    let collection = repeat.collection(collection)?;
    let body = body.entries();
    let size = body
        .iter()
        .map(|entry| 1 + size(&entry.value))
        .sum::<usize>();
    let cost = size.saturating_mul(collection.len());
    if cost > repeat.budget {
        return None;
    }
    repeat.budget -= cost;
    let mut all = Vec::new();
    for item in &collection {
        for entry in body {
            let replaced = Entry {
                key: replaced(&entry.key, identifier, item),
                value: substituted(&entry.value, identifier, item),
                ..entry.clone()
            };
            match loop_name(&replaced.key).and_then(|_| copies(&replaced, repeat)) {
                Some(copies) => all.extend(copies),
                None => all.push(Entry {
                    value: repeated(&replaced.value, repeat),
                    ..replaced
                }),
            }
        }
    }
    Some(all)
}

fn size(node: &Node) -> usize {
    1 + match &node.kind {
        Kind::Sequence(items) => items.iter().map(size).sum::<usize>(),
        Kind::Mapping(entries) => entries.iter().map(|entry| size(&entry.value)).sum(),
        _ => 0,
    }
}

/// `${Name}` and `&{Name}`, which also drops what an identifier may not hold.
fn replaced(text: &str, identifier: &str, item: &str) -> String {
    let plain: String = item.chars().filter(char::is_ascii_alphanumeric).collect();
    text.replace(&format!("${{{identifier}}}"), item)
        .replace(&format!("&{{{identifier}}}"), &plain)
}

/// A copy for one item of the collection.
fn substituted(node: &Node, identifier: &str, item: &str) -> Node {
    let is_reference = node.tag.as_deref() == Some("!Ref") && node.as_text() == Some(identifier);
    let kind = match &node.kind {
        Kind::Text(_) if is_reference => {
            return Node {
                tag: None,
                kind: Kind::Text(item.to_owned()),
                span: node.span.clone(),
            };
        }
        Kind::Text(text) => Kind::Text(replaced(text, identifier, item)),
        Kind::Sequence(items) => Kind::Sequence(
            items
                .iter()
                .map(|node| substituted(node, identifier, item))
                .collect(),
        ),
        Kind::Mapping(entries) => {
            if let [only] = &entries[..]
                && only.key == "Ref"
                && only.value.as_text() == Some(identifier)
            {
                Kind::Text(item.to_owned())
            } else {
                let entries = entries.iter().map(|entry| Entry {
                    key: replaced(&entry.key, identifier, item),
                    value: substituted(&entry.value, identifier, item),
                    ..entry.clone()
                });
                Kind::Mapping(entries.collect())
            }
        }
        other => other.clone(),
    };
    Node {
        kind,
        ..node.clone_shallow()
    }
}

/// Gives each serverless resource what `Globals` says for its kind: what the resource says itself wins, mappings are
/// joined, lists come one after the other (SAM specification, Globals section).
fn spread_globals(root: &mut Node) {
    let Some(globals) = root.get("Globals").cloned() else {
        return;
    };
    let Kind::Mapping(sections) = &mut root.kind else {
        return;
    };
    let Some(resources) = sections.iter_mut().find(|entry| entry.key == "Resources") else {
        return;
    };
    let Kind::Mapping(resources) = &mut resources.value.kind else {
        return;
    };
    for resource in resources {
        let kind = resource.value.get("Type").and_then(Node::as_text);
        let section = kind.and_then(|kind| globals.get(kind.strip_prefix("AWS::Serverless::")?));
        let (Some(section), Kind::Mapping(members)) = (section.cloned(), &mut resource.value.kind)
        else {
            continue;
        };
        match members.iter_mut().find(|member| member.key == "Properties") {
            Some(properties) => merge(&mut properties.value, &section),
            None => members.push(Entry {
                key: "Properties".to_owned(),
                key_span: section.span.clone(),
                key_plain: true,
                value: section,
            }),
        }
    }
}

fn merge(own: &mut Node, global: &Node) {
    match (&mut own.kind, &global.kind) {
        (Kind::Mapping(members), Kind::Mapping(globals)) if own.tag.is_none() => {
            for global in globals {
                match members.iter_mut().find(|member| member.key == global.key) {
                    Some(member) => merge(&mut member.value, &global.value),
                    None => members.push(global.clone()),
                }
            }
        }
        (Kind::Sequence(items), Kind::Sequence(globals)) => {
            items.splice(0..0, globals.iter().cloned());
        }
        _ => {}
    }
}
