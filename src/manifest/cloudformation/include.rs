//! `AWS::Include`: the text of another file in the place of the call, before anything is evaluated.
//!
//! The file must lie in the tree, as it does before `package` uploads it; what is included stands where the call
//! does.

use std::collections::BTreeSet;
use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};

use crate::source::Workspace;
use crate::yaml::{Entry, Kind, Limits, Node, parse_one};

/// The name of the transform.
pub(super) const NAME: &str = "AWS::Include";
/// The function that calls transforms.
const FUNCTION: &str = "Fn::Transform";
/// Includes of one template at most.
const MAX_INCLUDES: usize = 100;
/// What is included may include in turn, this deep at most.
const MAX_NESTING: usize = 4;
/// Nodes that are included into one template at most.
const MAX_NODES: usize = 200_000;

/// Includes files into one template.
pub(super) struct Includer<'w> {
    workspace: &'w Workspace,
    /// The directory of the template.
    directory: &'w Utf8Path,
    /// How many includes are left.
    left: usize,
    /// How many nodes are left.
    nodes: usize,
    /// How many includes the one being done lies in.
    depth: usize,
    /// The places that could not be read, as they are written.
    pub(super) missing: BTreeSet<String>,
}

impl<'w> Includer<'w> {
    /// For the template in a directory.
    pub(super) fn new(workspace: &'w Workspace, directory: &'w Utf8Path) -> Self {
        Includer {
            workspace,
            directory,
            left: MAX_INCLUDES,
            nodes: MAX_NODES,
            depth: 0,
            missing: BTreeSet::new(),
        }
    }

    /// The tree with all includes done that can be. Depth is bounded where trees are parsed, and by
    /// the nesting of includes.
    pub(super) fn included(&mut self, root: &Node) -> Node {
        let mut tree = self.node(root);
        for call in transforms(root) {
            let Some(content) = self.content(call, &call.span) else {
                continue;
            };
            if let (Kind::Mapping(sections), Kind::Mapping(entries)) =
                (&mut tree.kind, content.kind)
            {
                for entry in entries {
                    add(sections, entry);
                }
            }
        }
        tree
    }

    fn node(&mut self, node: &Node) -> Node {
        let kind = match &node.kind {
            Kind::Sequence(items) => {
                Kind::Sequence(items.iter().map(|item| self.node(item)).collect())
            }
            Kind::Mapping(_) if node.tag.as_deref() == Some("!Transform") => {
                match self.content(node, &node.span) {
                    Some(content) => return content,
                    None => node.kind.clone(),
                }
            }
            Kind::Mapping(entries) => {
                let mut all: Vec<Entry> = Vec::with_capacity(entries.len());
                for entry in entries {
                    let content = (entry.key == FUNCTION)
                        .then(|| self.content(&entry.value, &entry.key_span))
                        .flatten();
                    match content {
                        Some(Node {
                            kind: Kind::Mapping(members),
                            ..
                        }) => all.extend(members),
                        Some(content) if entries.len() == 1 => return content,
                        _ => all.push(Entry {
                            value: self.node(&entry.value),
                            ..entry.clone()
                        }),
                    }
                }
                Kind::Mapping(all)
            }
            other => other.clone(),
        };
        Node {
            kind,
            ..node.clone_shallow()
        }
    }

    /// What a call of the transform includes, standing at `at`; nothing when it calls another transform, or its file
    /// cannot be read.
    fn content(&mut self, call: &Node, at: &Range<usize>) -> Option<Node> {
        if call.get("Name").and_then(Node::as_text) != Some(NAME) {
            return None;
        }
        let location = call
            .get("Parameters")
            .and_then(|given| given.get("Location"));
        let written = location.and_then(Node::as_text);
        let content = written
            .filter(|_| self.left > 0 && self.depth < MAX_NESTING)
            .and_then(|written| self.read(written));
        let Some(mut content) = content else {
            let written = written.unwrap_or("Location");
            self.missing.insert(written.to_owned());
            return None;
        };
        self.left -= 1;
        place(&mut content, at);
        self.depth += 1;
        let content = self.node(&content);
        self.depth -= 1;
        Some(content)
    }

    fn read(&mut self, written: &str) -> Option<Node> {
        if written.contains("://") {
            return None;
        }
        let path = Utf8PathBuf::from(self.directory).join(written);
        let (_, file) = self.workspace.source(&path).ok()?;
        let limits = Limits {
            nodes: self.nodes,
            ..Limits::default()
        };
        let node = parse_one(&file.text, limits).ok()?;
        self.nodes = self.nodes.saturating_sub(count(&node));
        Some(node)
    }
}

/// The calls under `Transform`: one, or a list.
fn transforms(root: &Node) -> impl Iterator<Item = &Node> {
    let transform = root.get("Transform");
    let listed = transform.and_then(Node::items).unwrap_or_default();
    let one = transform.filter(|node| node.is_mapping());
    one.into_iter().chain(listed)
}

/// Adds a member to a section that may be there: what is there stays.
fn add(sections: &mut Vec<Entry>, entry: Entry) {
    match sections.iter_mut().find(|section| section.key == entry.key) {
        None => sections.push(entry),
        Some(section) => {
            if let (Kind::Mapping(own), Kind::Mapping(more)) =
                (&mut section.value.kind, entry.value.kind)
            {
                for member in more {
                    if !own.iter().any(|there| there.key == member.key) {
                        own.push(member);
                    }
                }
            }
        }
    }
}

/// Lets a whole tree stand at one place.
fn place(node: &mut Node, at: &Range<usize>) {
    node.span = at.clone();
    match &mut node.kind {
        Kind::Sequence(items) => items.iter_mut().for_each(|item| place(item, at)),
        Kind::Mapping(entries) => {
            for entry in entries {
                entry.key_span = at.clone();
                place(&mut entry.value, at);
            }
        }
        _ => {}
    }
}

fn count(node: &Node) -> usize {
    1 + match &node.kind {
        Kind::Sequence(items) => items.iter().map(count).sum::<usize>(),
        Kind::Mapping(entries) => entries.iter().map(|entry| count(&entry.value)).sum(),
        _ => 0,
    }
}
