//! What changes a template before it is evaluated: `Fn::ForEach` and the globals of SAM.

use crate::yaml::{Entry, Kind, Node};

/// Loops repeat at most this many nodes; what they would repeat beyond is left as it is, and is unknown.
const MAX_REPEATED: usize = 200_000;

/// The tree with loops repeated and globals spread.
pub(super) fn expanded(root: &Node) -> Node {
    let mut budget = MAX_REPEATED;
    let mut tree = repeated(root, &mut budget);
    spread_globals(&mut tree);
    tree
}

/// The name under which a loop stands, when a key is one.
fn loop_name(key: &str) -> Option<&str> {
    key.strip_prefix("Fn::ForEach::")
}

/// Depth is bounded where the tree was parsed.
fn repeated(node: &Node, budget: &mut usize) -> Node {
    let kind = match &node.kind {
        Kind::Mapping(entries) => {
            let mut all: Vec<Entry> = Vec::with_capacity(entries.len());
            for entry in entries {
                let copies = loop_name(&entry.key).and_then(|_| copies(entry, budget));
                match copies {
                    Some(copies) => all.extend(copies),
                    None => all.push(Entry {
                        value: repeated(&entry.value, budget),
                        ..entry.clone()
                    }),
                }
            }
            Kind::Mapping(all)
        }
        Kind::Sequence(items) => {
            Kind::Sequence(items.iter().map(|item| repeated(item, budget)).collect())
        }
        other => other.clone(),
    };
    Node {
        kind,
        ..node.clone_shallow()
    }
}

/// What a loop stands for: `[identifier, collection, {key: value}]`; nothing when it is not of this form, or its
/// collection is not written out.
fn copies(entry: &Entry, budget: &mut usize) -> Option<Vec<Entry>> {
    let [identifier, collection, body] = entry.value.items()? else {
        return None;
    };
    let identifier = identifier.as_text()?;
    let collection: Option<Vec<&str>> = collection.items()?.iter().map(Node::scalar_text).collect();
    let body = body.entries();
    let size = body
        .iter()
        .map(|entry| 1 + size(&entry.value))
        .sum::<usize>();
    let collection = collection?;
    let cost = size.saturating_mul(collection.len());
    if cost > *budget {
        return None;
    }
    *budget -= cost;
    let mut all = Vec::new();
    for item in collection {
        for entry in body {
            let replaced = Entry {
                key: replaced(&entry.key, identifier, item),
                value: substituted(&entry.value, identifier, item),
                ..entry.clone()
            };
            match loop_name(&replaced.key).and_then(|_| copies(&replaced, budget)) {
                Some(copies) => all.extend(copies),
                None => all.push(Entry {
                    value: repeated(&replaced.value, budget),
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
