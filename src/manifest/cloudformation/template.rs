//! The sections of a template.

use std::collections::BTreeSet;

use camino::Utf8Path;

use super::expand;
use super::include::{self, Includer};
use crate::manifest::sheet::Sheet;
use crate::source::Workspace;
use crate::yaml::{Entry, Node};

/// A template as it is written.
pub(super) struct Template<'s> {
    /// Where it is written.
    pub(super) sheet: &'s Sheet,
    /// The tree, with files included, loops repeated and globals spread.
    pub(super) root: Node,
    /// A macro of the account changes it before it is deployed: what is not there may be all the same.
    pub(super) is_transformed: bool,
    /// Files that it includes and that are not at hand.
    pub(super) missing: BTreeSet<String>,
}

/// The transforms whose effect is known: SAM, whose resources are judged as they are written, the functions and
/// includes that rempart computes, and those that only add what moves or keeps no data.
const KNOWN_TRANSFORMS: [&str; 6] = [
    "AWS::Serverless-2016-10-31",
    "AWS::LanguageExtensions",
    include::NAME,
    "AWS::CodeDeployBlueGreen",
    "AWS::SecretsManager-2020-07-23",
    "AWS::SecretsManager-2024-09-16",
];

/// Whether a document is a template: its resources have types as CloudFormation writes them. The version is
/// optional, and other formats have a key of the same name.
pub(in crate::manifest) fn is_template(node: &Node) -> bool {
    let Some(resources) = node.get("Resources") else {
        return false;
    };
    resources.entries().iter().any(|entry| {
        let kind = entry.value.get("Type").and_then(Node::as_text);
        kind.is_some_and(is_resource_type)
    })
}

/// `AWS::S3::Bucket`, `Custom::Thing`.
fn is_resource_type(text: &str) -> bool {
    let mut parts = text.split("::");
    let is_word = |part: Option<&str>| {
        part.is_some_and(|part| {
            part.starts_with(|first: char| first.is_ascii_alphabetic())
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"_@-".contains(&byte))
        })
    };
    if text.starts_with("Custom::") {
        return parts.nth(1).is_some_and(|name| !name.is_empty());
    }
    is_word(parts.next()) && is_word(parts.next()) && is_word(parts.next())
}

impl<'s> Template<'s> {
    /// Reads the tree of a document.
    pub(super) fn new(sheet: &'s Sheet, workspace: &Workspace) -> Self {
        let is_transformed = transforms(&sheet.node).any(|name| !KNOWN_TRANSFORMS.contains(&name));
        let directory = sheet.path.parent().unwrap_or(Utf8Path::new(""));
        let mut includer = Includer::new(workspace, directory);
        let included = includer.included(&sheet.node);
        Template {
            sheet,
            root: expand::expanded(&included),
            is_transformed,
            missing: includer.missing,
        }
    }

    /// The resources that it declares: what bears a type.
    pub(super) fn resources(&self) -> impl Iterator<Item = &Entry> {
        let entries = self.root.get("Resources").map_or(&[][..], Node::entries);
        entries
            .iter()
            .filter(|entry| entry.value.get("Type").and_then(Node::as_text).is_some())
    }

    /// Whether it is one of the application model, which adds resources of its own.
    pub(super) fn is_serverless(&self) -> bool {
        transforms(&self.root).any(|name| name.starts_with("AWS::Serverless"))
    }
}

/// The names under `Transform`: one, or a list.
fn transforms(root: &Node) -> impl Iterator<Item = &str> {
    let transform = root.get("Transform");
    let listed = transform.and_then(Node::items).unwrap_or_default();
    let one = transform.filter(|node| node.items().is_none());
    one.into_iter().chain(listed).map(|item| {
        item.as_text()
            .or_else(|| item.get("Name")?.as_text())
            .unwrap_or("a macro")
    })
}
