//! What a text and its documents may be: a cheap look at the bytes, then at the structure.

use camino::Utf8Path;
use memchr::memmem;

use super::cloudformation::{is_template, is_value_file};
use crate::yaml::{Kind, Node};

/// A language that rempart reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Language {
    /// Objects of Kubernetes.
    Kubernetes,
    /// A template of CloudFormation or SAM.
    CloudFormation,
    /// Values for the parameters of such a template.
    CloudFormationValues,
    /// A template of Azure Resource Manager.
    Arm,
    /// Values for the parameters of such a template.
    ArmParameters,
    /// A template of Heat.
    Heat,
    /// Values for the parameters of such a template, and what its types stand for.
    HeatEnvironment,
    /// Services of Compose.
    Compose,
}

/// Whether a text may hold a manifest that rempart reads: what every one of them has to say.
///
/// Most YAML and JSON files of a repository are something else, and are never parsed.
pub(crate) fn may_be_a_manifest(path: &Utf8Path, text: &[u8]) -> bool {
    let holds = |word: &str| memmem::find(text, word.as_bytes()).is_some();
    (holds("apiVersion") && holds("kind"))
        || (holds("Resources")
            && ["AWS::", "AWSTemplateFormatVersion", "Custom::"]
                .iter()
                .any(|word| holds(word)))
        || holds("ParameterKey")
        || holds("template-file-path")
        || is_template_configuration_text(text)
        || (holds("$schema") && holds("contentVersion"))
        || holds("heat_template_version")
        || is_heat_environment_text(text)
        || (is_compose_name(path) && holds("services"))
}

/// The language of a document, by its structure; its name counts where it does for the tool that reads it.
pub(super) fn language(path: &Utf8Path, node: &Node) -> Option<Language> {
    if is_kubernetes(node) {
        Some(Language::Kubernetes)
    } else if node.get("heat_template_version").is_some() {
        Some(Language::Heat)
    } else if is_template(node) {
        Some(Language::CloudFormation)
    } else if is_value_file(node) {
        Some(Language::CloudFormationValues)
    } else if let Some(language) = arm(node) {
        Some(language)
    } else if is_compose_name(path) && node.get("services").is_some_and(is_mapping) {
        Some(Language::Compose)
    } else if is_heat_environment(node) {
        Some(Language::HeatEnvironment)
    } else {
        None
    }
}

/// Whether a text begins as a file does that holds values for the parameters of a template and little else.
fn is_template_configuration_text(text: &[u8]) -> bool {
    const KEYS: [&str; 3] = ["Parameters", "Tags", "StackPolicy"];
    let text = text.trim_ascii_start();
    if let Some(inside) = text.strip_prefix(b"{") {
        let inside = inside.trim_ascii_start();
        let rest = inside.strip_prefix(b"\"");
        return rest.is_some_and(|rest| KEYS.iter().any(|key| rest.starts_with(key.as_bytes())));
    }
    memmem::find_iter(text, "Parameters:")
        .any(|at| at == 0 || text.get(at - 1).is_some_and(|byte| *byte == b'\n'))
}

fn is_mapping(node: &Node) -> bool {
    matches!(node.kind, Kind::Mapping(_))
}

/// What the schema of a document of Azure Resource Manager says it is: a template for one scope or another, or
/// parameters.
fn arm(node: &Node) -> Option<Language> {
    let schema = node.get("$schema").and_then(Node::as_text)?;
    node.get("contentVersion")?;
    let name = schema.trim_end_matches('#').rsplit('/').next()?;
    let name = name.to_ascii_lowercase();
    if name.ends_with("deploymenttemplate.json") {
        Some(Language::Arm)
    } else if name.ends_with("deploymentparameters.json") {
        Some(Language::ArmParameters)
    } else {
        None
    }
}

/// What an environment of Heat may hold, and nothing else (`heat/common/environment_format.py`).
const HEAT_ENVIRONMENT: [&str; 6] = [
    "parameters",
    "parameter_defaults",
    "resource_registry",
    "encrypted_param_names",
    "event_sinks",
    "parameter_merge_strategies",
];

fn is_heat_environment(node: &Node) -> bool {
    let entries = node.entries();
    !entries.is_empty()
        && entries
            .iter()
            .all(|entry| HEAT_ENVIRONMENT.contains(&entry.key.as_str()) && is_mapping(&entry.value))
}

/// Whether a section of an environment begins a line.
fn is_heat_environment_text(text: &[u8]) -> bool {
    HEAT_ENVIRONMENT[..3].iter().any(|section| {
        memmem::find_iter(text, section).any(|at| {
            let starts = at == 0 || text.get(at - 1).is_some_and(|byte| *byte == b'\n');
            starts && text.get(at + section.len()) == Some(&b':')
        })
    })
}

/// The names that Compose takes files by, and those that teams give to what they merge into them:
/// `compose.yaml`, `docker-compose.prod.yml`.
fn is_compose_name(path: &Utf8Path) -> bool {
    let Some(name) = path.file_name() else {
        return false;
    };
    let stem = name
        .strip_suffix(".yaml")
        .or_else(|| name.strip_suffix(".yml"));
    stem.is_some_and(|stem| {
        let base = stem.split('.').next().unwrap_or_default();
        matches!(base, "compose" | "docker-compose")
    })
}

/// Whether a document is an object of Kubernetes: it names its API and its kind.
pub(super) fn is_kubernetes(node: &Node) -> bool {
    let text = |key: &str| node.get(key).and_then(Node::as_text);
    match (text("apiVersion"), text("kind")) {
        (Some(version), Some(kind)) => is_api_version(version) && is_kind(version, kind),
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

/// `Deployment`; where a group of somebody's own defines it, also `postgresql`.
fn is_kind(version: &str, text: &str) -> bool {
    let is_custom = version
        .split_once('/')
        .is_some_and(|(group, _)| group.contains('.'));
    text.starts_with(|first: char| {
        first.is_ascii_uppercase() || is_custom && first.is_ascii_lowercase()
    }) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a text that is no YAML is a template: it has the marks of one where YAML cannot.
pub(super) fn has_template_marks(text: &str) -> bool {
    ["{{", "{%", "<%"].iter().any(|mark| text.contains(mark))
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::{Language, is_kubernetes, language, may_be_a_manifest};
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
        for (path, text, expected) in [
            ("a.yaml", "apiVersion: v1\nkind: Pod", true),
            ("ci.yaml", "on: push\njobs: {}", false),
            ("compose.yaml", "services: {}", true),
            ("ci.yaml", "services: {}", false),
            ("api.yaml", "paths:\n  parameters: {}", false),
            ("env.yaml", "parameter_defaults:\n  a: 1", true),
            ("prod.json", "[{\"ParameterKey\": \"A\"}]", true),
            ("prod.json", "{ \"Parameters\": {} }", true),
            ("prod.yaml", "a: 1\nParameters:\n  A: b", true),
            ("prod.yaml", "aParameters: b", false),
        ] {
            let found = may_be_a_manifest(Utf8Path::new(path), text.as_bytes());
            assert_eq!(found, expected, "{path} {text}");
        }
    }

    #[test]
    fn the_structure_says_the_language() {
        let template = "https://schema.management.azure.com/schemas/2019-04-01";
        for (path, text, expected) in [
            (
                "a.yaml",
                "apiVersion: v1\nkind: Pod",
                Some(Language::Kubernetes),
            ),
            (
                "a.yaml",
                "Resources: {b: {Type: 'AWS::S3::Bucket'}}",
                Some(Language::CloudFormation),
            ),
            ("a.yaml", "Resources: {b: {Type: other}}", None),
            (
                "a.json",
                &format!(
                    "{{$schema: '{template}/deploymentTemplate.json#', contentVersion: 1.0.0.0}}"
                ),
                Some(Language::Arm),
            ),
            (
                "a.json",
                &format!(
                    "{{$schema: '{template}/subscriptionDeploymentTemplate.json', contentVersion: 1.0.0.0}}"
                ),
                Some(Language::Arm),
            ),
            (
                "a.json",
                &format!(
                    "{{$schema: '{template}/deploymentParameters.json#', contentVersion: 1.0.0.0}}"
                ),
                Some(Language::ArmParameters),
            ),
            (
                "a.json",
                "{$schema: 'https://json-schema.org/draft-07/schema#', contentVersion: 1}",
                None,
            ),
            (
                "a.yaml",
                "heat_template_version: wallaby",
                Some(Language::Heat),
            ),
            (
                "env.yaml",
                "resource_registry: {'My::Volume': volume.yaml}",
                Some(Language::HeatEnvironment),
            ),
            ("env.yaml", "parameters: {a: 1}\npaths: {}", None),
            (
                "prod.json",
                "[{ParameterKey: A, ParameterValue: b}]",
                Some(Language::CloudFormationValues),
            ),
            (
                "prod.json",
                "{Parameters: {A: b, C: 1}, Tags: {D: e}}",
                Some(Language::CloudFormationValues),
            ),
            (
                "prod.yaml",
                "template-file-path: app.yaml\nparameters: {A: b}",
                Some(Language::CloudFormationValues),
            ),
            ("prod.json", "{Parameters: {A: {Type: String}}}", None),
            ("prod.json", "{Parameters: {A: b}, paths: {}}", None),
            ("compose.prod.yaml", "services: {}", Some(Language::Compose)),
            ("docker-compose.yml", "services: []", None),
            ("composer.yml", "services: {}", None),
        ] {
            let node = parse_one(text, Limits::default()).expect("YAML");
            assert_eq!(language(Utf8Path::new(path), &node), expected, "{text}");
        }
    }
}
