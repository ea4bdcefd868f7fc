//! What a text and its documents may be: a cheap look at the bytes, then at the structure.

use memchr::memmem;

use crate::yaml::Node;

/// Whether a text may hold a manifest that rempart reads: what every one of them has to say.
///
/// Most YAML and JSON files of a repository are something else, and are never parsed.
pub(crate) fn may_be_a_manifest(text: &[u8]) -> bool {
    let holds = |word: &str| memmem::find(text, word.as_bytes()).is_some();
    (holds("apiVersion") && holds("kind"))
        || (holds("Resources")
            && ["AWS::", "AWSTemplateFormatVersion", "Custom::"]
                .iter()
                .any(|word| holds(word)))
}

/// Whether a document is an object of Kubernetes: it names its API and its kind.
pub(super) fn is_kubernetes(node: &Node) -> bool {
    let text = |key: &str| node.get(key).and_then(Node::as_text);
    match (text("apiVersion"), text("kind")) {
        (Some(version), Some(kind)) => is_api_version(version) && is_kind(kind),
        _ => false,
    }
}

/// `v1`, `apps/v1`, `networking.k8s.io/v1beta1`.
fn is_api_version(text: &str) -> bool {
    let (group, version) = match text.split_once('/') {
        Some((group, version)) => (Some(group), version),
        None => (None, text),
    };
    let numbered = version
        .strip_prefix('v')
        .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    let is_group = |group: &str| {
        !group.is_empty()
            && group.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte)
            })
    };
    numbered
        && version.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && group.is_none_or(is_group)
}

/// `Deployment`.
fn is_kind(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a text that is no YAML is a template: it has the marks of one where YAML cannot.
pub(super) fn has_template_marks(text: &str) -> bool {
    ["{{", "{%", "<%"].iter().any(|mark| text.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::{is_kubernetes, may_be_a_manifest};
    use crate::yaml::{Limits, parse_one};

    #[test]
    fn an_object_names_its_api_and_its_kind() {
        for (text, expected) in [
            ("apiVersion: apps/v1\nkind: Deployment", true),
            ("apiVersion: v1\nkind: List\nitems: []", true),
            (
                "apiVersion: snapshot.storage.k8s.io/v1beta1\nkind: VolumeSnapshot",
                true,
            ),
            ("apiVersion: 1\nkind: Deployment", false),
            ("apiVersion: v1", false),
            ("apiVersion: v2\nname: chart", false),
            ("apiVersion: \"{{ .v }}\"\nkind: Deployment", false),
            ("apiVersion: v1\nkind: some words", false),
            ("- apiVersion: v1\n  kind: Pod", false),
        ] {
            let node = parse_one(text, Limits::default()).expect("YAML");
            assert_eq!(is_kubernetes(&node), expected, "{text}");
        }
    }

    #[test]
    fn most_files_are_not_parsed() {
        assert!(may_be_a_manifest(b"apiVersion: v1\nkind: Pod"));
        assert!(!may_be_a_manifest(b"on: push\njobs: {}"));
    }
}
