//! The sections of a template.

use super::expand;
use crate::manifest::sheet::Sheet;
use crate::yaml::Node;

/// A template as it is written.
pub(super) struct Template<'s> {
    /// Where it is written.
    pub(super) sheet: &'s Sheet,
    /// The tree, with loops repeated and globals spread.
    pub(super) root: Node,
    /// A macro of the account changes it before it is deployed: what is not there may be all the same.
    pub(super) is_transformed: bool,
}

/// The transforms whose effect is known: SAM, whose resources are judged as they are written, and the functions
/// that rempart computes.
const KNOWN_TRANSFORMS: [&str; 2] = ["AWS::Serverless-2016-10-31", "AWS::LanguageExtensions"];

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
    pub(super) fn new(sheet: &'s Sheet) -> Self {
        let is_transformed = transforms(&sheet.node).any(|name| !KNOWN_TRANSFORMS.contains(&name));
        Template {
            sheet,
            root: expand::expanded(&sheet.node),
            is_transformed,
        }
    }
}

/// The names under `Transform`: one, or a list.
fn transforms(root: &Node) -> impl Iterator<Item = &str> {
    let transform = root.get("Transform");
    let listed = transform.and_then(Node::items).unwrap_or_default();
    let one = transform.and_then(Node::as_text);
    let named = listed.iter().map(|item| {
        item.as_text()
            .or_else(|| item.get("Name")?.as_text())
            .unwrap_or("a macro")
    });
    one.into_iter().chain(named)
}
