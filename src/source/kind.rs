//! What a file is, judged by its name, or by how its text begins.

use camino::Utf8Path;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceKind {
    /// Terraform or OpenTofu, native syntax: `.tf`, `.tofu`.
    TerraformNative,
    /// Terraform or OpenTofu, JSON syntax: `.tf.json`, `.tofu.json`.
    TerraformJson,
    /// Values of variables: `.tfvars`, `.tfvars.json`.
    TerraformVariables,
    /// JSON whose content says what it is, such as a Terraform plan or state.
    Json,
    /// YAML or JSON whose content says what it is, such as objects of Kubernetes.
    Manifest,
    /// Nothing that rempart reads.
    Other,
}

impl SourceKind {
    /// The kind of a file, by its name. Terraform overlooks hidden files and the copies that editors
    /// leave, and so does this.
    pub fn of_path(path: &Utf8Path) -> Self {
        let Some(name) = path.file_name() else {
            return SourceKind::Other;
        };
        let copy = name.ends_with('~') || (name.starts_with('#') && name.ends_with('#'));
        if name.starts_with('.') || copy {
            return SourceKind::Other;
        }
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        if ends(&[".tf", ".tofu"]) {
            SourceKind::TerraformNative
        } else if ends(&[".tf.json", ".tofu.json"]) {
            SourceKind::TerraformJson
        } else if ends(&[".tfvars", ".tfvars.json"]) {
            SourceKind::TerraformVariables
        } else if ends(&[".json"]) {
            SourceKind::Json
        } else if ends(&[".yaml", ".yml", ".template", ".bicep"]) {
            SourceKind::Manifest
        } else {
            SourceKind::Other
        }
    }

    /// The kind of a text without a name, by how it begins.
    pub fn of_text(text: &str) -> Self {
        let head = text.as_bytes().get(..HEAD_BYTES).unwrap_or(text.as_bytes());
        let text = text.trim_start_matches('\u{feff}').trim_start();
        if text.starts_with('{') && begins_like_a_plan_or_state(head) {
            SourceKind::Json
        } else if is_yaml(text) || is_manifest_in_json(text) {
            SourceKind::Manifest
        } else if text.starts_with(['{', '[']) {
            SourceKind::TerraformJson
        } else {
            SourceKind::TerraformNative
        }
    }
}

/// Whether a text begins as YAML does: with a document marker, or a key and a colon.
fn is_yaml(text: &str) -> bool {
    let first = text
        .lines()
        .map(str::trim_end)
        .find(|line| !line.is_empty() && !line.starts_with(['#', '%']));
    first.is_some_and(|line| {
        let key = line.split_once(':').filter(|(key, rest)| {
            (rest.is_empty() || rest.starts_with(' '))
                && !key.is_empty()
                && key
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
        });
        line == "---" || line.starts_with("--- ") || key.is_some()
    })
}

/// Whether JSON says at its head that it is an object of Kubernetes, or a template of CloudFormation or of Azure
/// Resource Manager.
fn is_manifest_in_json(text: &str) -> bool {
    let head = text.as_bytes().get(..HEAD_BYTES).unwrap_or(text.as_bytes());
    let holds = |name: &str| memchr::memmem::find(head, name.as_bytes()).is_some();
    text.starts_with('{')
        && ((holds("\"apiVersion\"") && holds("\"kind\""))
            || (holds("\"Resources\"") || holds("\"AWSTemplateFormatVersion\""))
            || (holds("\"$schema\"") && holds("\"contentVersion\"")))
}

/// How much of a file is looked at to tell what it may be, in bytes.
pub(crate) const HEAD_BYTES: usize = 4096;

/// Whether JSON that begins with `head` may be a plan or a state as `show -json` writes them, a raw state,
/// or an encrypted one. They name what they are first, so the beginning is enough.
pub(crate) fn begins_like_a_plan_or_state(head: &[u8]) -> bool {
    let holds = |name: &str| memchr::memmem::find(head, name.as_bytes()).is_some();
    holds("\"format_version\"")
        || holds("\"encrypted_data\"")
        || (holds("\"lineage\"") && holds("\"serial\""))
}

#[cfg(test)]
mod tests {
    use super::SourceKind;

    #[test]
    fn names_tell_the_kind() {
        for (name, kind) in [
            ("a/main.tf", SourceKind::TerraformNative),
            ("main.tofu", SourceKind::TerraformNative),
            ("main.tf.json", SourceKind::TerraformJson),
            ("main.tofu.json", SourceKind::TerraformJson),
            ("prod.tfvars", SourceKind::TerraformVariables),
            ("prod.auto.tfvars.json", SourceKind::TerraformVariables),
            (".main.tf", SourceKind::Other),
            ("main.tf~", SourceKind::Other),
            ("#main.tf#", SourceKind::Other),
            ("package.json", SourceKind::Json),
            ("deployment.yaml", SourceKind::Manifest),
            ("a/b.yml", SourceKind::Manifest),
            ("main.tfstate", SourceKind::Other),
            ("tf", SourceKind::Other),
        ] {
            assert_eq!(SourceKind::of_path(name.into()), kind, "{name}");
        }
    }

    #[test]
    fn plans_and_states_name_themselves() {
        for text in [
            r#"{"format_version":"1.2","planned_values":{}}"#,
            "\u{feff}\n{\n  \"format_version\": \"1.0\"\n}",
            r#"{"version":4,"serial":1,"lineage":"a"}"#,
            r#"{"meta":{},"encrypted_data":"…","encryption_version":"v0"}"#,
        ] {
            assert_eq!(SourceKind::of_text(text), SourceKind::Json, "{text}");
        }
        let other = r#"{"resource":{"a":{"b":{"serial":1}}}}"#;
        assert_eq!(SourceKind::of_text(other), SourceKind::TerraformJson);
    }

    #[test]
    fn the_first_character_tells_the_kind_of_standard_input() {
        assert_eq!(
            SourceKind::of_text("\u{feff}\n {"),
            SourceKind::TerraformJson
        );
        assert_eq!(SourceKind::of_text("# {\n"), SourceKind::TerraformNative);
        assert_eq!(SourceKind::of_text(""), SourceKind::TerraformNative);
        for manifest in [
            "---\n# Source: chart/templates/a.yaml\napiVersion: v1\nkind: Pod",
            "# a\n\napiVersion: v1",
            "kind:\n",
            "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": []}",
        ] {
            assert_eq!(
                SourceKind::of_text(manifest),
                SourceKind::Manifest,
                "{manifest}"
            );
        }
        assert_eq!(
            SourceKind::of_text("a = { b : 1 }"),
            SourceKind::TerraformNative
        );
    }
}
