//! What a file is, judged by its name.

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
        } else {
            SourceKind::Other
        }
    }

    /// The kind of a text without a name, by its first character.
    pub fn of_text(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        if text.starts_with(['{', '[']) {
            SourceKind::TerraformJson
        } else {
            SourceKind::TerraformNative
        }
    }
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
            ("package.json", SourceKind::Other),
            ("tf", SourceKind::Other),
        ] {
            assert_eq!(SourceKind::of_path(name.into()), kind, "{name}");
        }
    }

    #[test]
    fn the_first_character_tells_the_kind_of_standard_input() {
        assert_eq!(
            SourceKind::of_text("\u{feff}\n {"),
            SourceKind::TerraformJson
        );
        assert_eq!(SourceKind::of_text("# {\n"), SourceKind::TerraformNative);
        assert_eq!(SourceKind::of_text(""), SourceKind::TerraformNative);
    }
}
