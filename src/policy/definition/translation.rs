//! Translations: how objects that a controller turns into resources of a cloud are read as resources of the types
//! that the catalogue describes.
//!
//! As for providers, the serialised form is the YAML form.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Path, location_text};

/// How the objects of one family of controllers are read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Translation {
    /// The controllers, for people.
    pub title: String,
    /// Their API groups; `*` stands for the part by which kinds are named.
    pub groups: Vec<String>,
    /// Terraform source address of the provider, or another name of a language, in whose types objects are read.
    pub provider: String,
    /// Lowest major version of that provider that the controllers are made from.
    #[serde(default)]
    pub major: Option<u32>,
    /// Where an object keeps its settings; what a later place says wins.
    #[serde(with = "location_text::paths")]
    pub body: Vec<Path>,
    /// How the names of settings become names of attributes.
    pub names: NameStyle,
    /// Whether a mapping among the settings is a nested block.
    #[serde(default)]
    pub blocks: bool,
    /// Names that the style does not give, wherever they stand.
    #[serde(default)]
    pub spelled: IndexMap<String, String>,
    /// Settings whose members keep their names, by name or by path: tags, parameters.
    #[serde(default)]
    pub verbatim: Vec<String>,
    /// Settings that hold one confidential text, or say where it lies, by name or by path.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// How settings name other objects.
    #[serde(default)]
    pub references: Vec<ReferenceForm>,
    /// The types that an attribute can refer to, or how they begin with a `*`, by the name of the attribute; any of
    /// the translation when it is not listed.
    #[serde(default)]
    pub targets: IndexMap<String, Vec<String>>,
    /// Where an object says the name that its resource has outside, nearest first.
    #[serde(default, with = "location_text::paths")]
    pub external_name: Vec<Path>,
    /// Where an object says which configuration of the provider it uses.
    #[serde(default, with = "location_text::paths")]
    pub account: Vec<Path>,
    /// What says that an object is only watched: another owns the resource.
    #[serde(default)]
    pub watched: Vec<Watched>,
    /// Attributes that objects say elsewhere than among their settings.
    #[serde(default)]
    pub added: Vec<Added>,
    /// The kinds, by the part of the group and the name: `storage/Bucket`.
    pub kinds: IndexMap<String, ManagedKind>,
}

/// How the names of settings become names of attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameStyle {
    /// `kmsKeyId` becomes `kms_key_id`.
    SnakeCase,
    /// `kmsKeyId` becomes `KmsKeyId`.
    Capitalised,
    /// Names stay as they are.
    AsWritten,
}

/// A way in which settings name other objects, told by the end of their names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReferenceForm {
    /// The end of the name: `Ref`.
    pub suffix: String,
    /// What stands in its place in the name of the attribute that it sets; several when it may be either.
    #[serde(default)]
    pub attributes: Vec<String>,
    /// Where the name of the object stands.
    #[serde(default, with = "location_text::paths")]
    pub name: Vec<Path>,
    /// Where its namespace stands, when it is another than that of the object that names it.
    #[serde(default, with = "location_text::paths")]
    pub namespace: Vec<Path>,
    /// Where the labels stand that the object carries.
    #[serde(default, with = "location_text::paths")]
    pub labels: Vec<Path>,
    /// Where `true` stands when the object must belong to the same composite.
    #[serde(default, with = "location_text::paths")]
    pub same_composite: Vec<Path>,
    /// Where the value itself stands, for what no object describes.
    #[serde(default, with = "location_text::paths")]
    pub value: Vec<Path>,
    /// Whether it names a secret of the cluster, which holds the value.
    #[serde(default)]
    pub secret: bool,
}

/// What says that an object is only watched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Watched {
    /// Where it is said.
    #[serde(with = "location_text::path")]
    pub at: Path,
    /// The words of which nothing but some stand there.
    pub only: Vec<String>,
}

/// An attribute that an object says elsewhere than among its settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Added {
    /// The attribute; `provider:NAME` for one of the provider's configuration.
    #[serde(with = "location_text::path")]
    pub attribute: Path,
    /// Where the object says it, nearest first.
    #[serde(default, with = "location_text::paths")]
    pub at: Vec<Path>,
    /// Where its namespace does, when it does not.
    #[serde(default, with = "location_text::paths")]
    pub namespace: Vec<Path>,
    /// What the words there mean; as they are when empty.
    #[serde(default)]
    pub map: IndexMap<String, String>,
    /// What decides when neither says it; the attribute is absent when nothing does.
    #[serde(default)]
    pub otherwise: Option<String>,
}

/// A kind whose objects are resources of a type of the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ManagedKind {
    /// The type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The attribute that holds the name that the resource has outside.
    #[serde(default)]
    pub name: Option<String>,
    /// Settings that become other attributes than their names say, by path from the settings: the new name, or names
    /// joined by dots for a place further inside; an empty one puts the members in the place of the setting.
    #[serde(default)]
    pub fields: IndexMap<String, String>,
    /// As for the translation.
    #[serde(default)]
    pub verbatim: Vec<String>,
    /// As for the translation.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// Settings that hold a document of JSON as a text, by path; it is read.
    #[serde(default)]
    pub documents: Vec<String>,
    /// Attributes that every object of the kind has.
    #[serde(default)]
    pub sets: IndexMap<String, String>,
    /// Another type where a setting says so; the first that fits.
    #[serde(default)]
    pub variants: Vec<Variant>,
    /// Resources of their own that some settings of an object make.
    #[serde(default)]
    pub parts: Vec<Part>,
}

/// Another type of a kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Variant {
    /// The setting that decides.
    #[serde(with = "location_text::path")]
    pub at: Path,
    /// A regular expression that its text fits.
    pub matches: String,
    /// The type, when it is another.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    /// As for the kind, and before what it says.
    #[serde(default)]
    pub fields: IndexMap<String, String>,
}

/// A resource that some settings of an object make.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Part {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The setting whose presence makes it; one resource for each item of a list.
    #[serde(with = "location_text::path")]
    pub at: Path,
    /// The attribute that refers to the resource of the object.
    pub owner: String,
    /// The attribute that holds the setting; none when its members are the attributes.
    #[serde(default)]
    pub attribute: Option<String>,
}

impl Translation {
    /// The kind of objects of an API group; none when the translation has no such kind, or is of other groups.
    pub fn kind(&self, group: &str, kind: &str) -> Option<&ManagedKind> {
        let part = self.part(group)?;
        self.kinds.get(&match part {
            "" => kind.to_owned(),
            part => format!("{part}/{kind}"),
        })
    }

    /// The part of an API group that stands for `*`; none when it is not of the translation. Of several patterns
    /// that fit the one that leaves the least.
    pub fn part<'g>(&self, group: &'g str) -> Option<&'g str> {
        let parts = self
            .groups
            .iter()
            .filter_map(|pattern| match pattern.split_once('*') {
                None => (pattern == group).then_some(""),
                Some((before, after)) => {
                    let part = group.strip_prefix(before)?.strip_suffix(after)?;
                    (!part.is_empty()).then_some(part)
                }
            });
        parts.min_by_key(|part| part.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_the_part_of_its_group() {
        let translation: Translation = serde_json::from_value(serde_json::json!({
            "title": "Lab",
            "groups": ["*.lab.example", "*.lab.m.example", "lab.example"],
            "provider": "lab/lab",
            "body": ["spec"],
            "names": "snake-case",
            "kinds": {
                "disk/Volume": {"type": "lab_disk_volume"},
                "Group": {"type": "lab_group"},
            },
        }))
        .expect("it is of the shape");
        let found = |group, kind| translation.kind(group, kind).map(|kind| kind.kind.as_str());
        assert_eq!(found("disk.lab.example", "Volume"), Some("lab_disk_volume"));
        assert_eq!(
            found("disk.lab.m.example", "Volume"),
            Some("lab_disk_volume")
        );
        assert_eq!(found("lab.example", "Group"), Some("lab_group"));
        assert_eq!(found("disk.lab.example", "Group"), None);
        assert_eq!(found("disk.example", "Volume"), None);
        assert_eq!(found(".lab.example", "Volume"), None);
    }
}
