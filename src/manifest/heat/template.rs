//! The sections of a template, and where the files lie that it names.

use camino::{Utf8Path, Utf8PathBuf};
use rustc_hash::FxHashMap;

use super::version::Version;
use crate::manifest::merge_keys::merged;
use crate::manifest::sheet::Sheet;
use crate::manifest::value::Reader;
use crate::model::Span;
use crate::yaml::{Entry, Node};

/// A template as it is written.
pub(super) struct Template<'s> {
    /// Where it is written.
    pub(super) sheet: &'s Sheet,
    /// The tree, without merge keys.
    root: Node,
    /// The version that it names; the latest when that is none.
    pub(super) version: Version,
    /// Whether Heat knows the version.
    pub(super) is_version_known: bool,
    /// Where resources stand among those of the tree, by name.
    positions: FxHashMap<String, usize>,
}

impl<'s> Template<'s> {
    /// Reads the tree of a document.
    pub(super) fn new(sheet: &'s Sheet) -> Self {
        let root = merged(sheet.node.clone());
        let named = root
            .get("heat_template_version")
            .and_then(Node::scalar_text)
            .and_then(Version::named);
        let resources = root.get("resources").map_or(&[][..], Node::entries);
        let positions = resources
            .iter()
            .enumerate()
            .map(|(position, entry)| (entry.key.clone(), position))
            .collect();
        Template {
            sheet,
            version: named.unwrap_or(Version::LATEST),
            is_version_known: named.is_some(),
            positions,
            root,
        }
    }

    /// Where positions of the tree stand.
    pub(super) fn reader(&self) -> Reader<'s> {
        self.sheet.reader()
    }

    /// Where the version is named.
    pub(super) fn version_span(&self) -> Span {
        let entry = self.root.entry("heat_template_version");
        let range = entry.map_or(0..0, |entry| entry.value.span.clone());
        self.reader().span(&range)
    }

    /// The entries of a section.
    pub(super) fn section(&self, name: &str) -> &[Entry] {
        self.root.get(name).map_or(&[], Node::entries)
    }

    /// The declaration of a resource.
    pub(super) fn resource(&self, name: &str) -> Option<&Entry> {
        self.section("resources").get(*self.positions.get(name)?)
    }

    /// The function that a node calls and its argument: a mapping of one key that the version knows.
    pub(super) fn function<'n>(&self, node: &'n Node) -> Option<(&'n str, &'n Node)> {
        match node.entries() {
            [only] if self.version.knows(&only.key) => Some((&only.key, &only.value)),
            _ => None,
        }
    }

    /// The file that a path written here names, without asking the file system; none for what lies elsewhere.
    pub(super) fn beside(&self, written: &str) -> Option<Utf8PathBuf> {
        beside(&self.sheet.path, written)
    }

    /// What stands for the type of a resource, anywhere below: of resources, and of the members of groups.
    pub(super) fn types(&self) -> Vec<&str> {
        let mut types = Vec::new();
        for entry in self.section("resources") {
            collect_types(&entry.value, &mut types);
        }
        types
    }

    /// The files that it takes for stacks of their own (`template: {get_file: …}`).
    pub(super) fn nested_files(&self) -> impl Iterator<Item = &str> {
        self.section("resources").iter().filter_map(|entry| {
            let template = entry.value.get("properties")?.get("template")?;
            template.get("get_file")?.as_text()
        })
    }
}

/// Whether a type is the name of a template: Heat takes it for one by its ending
/// (`heat/engine/environment.py`, `ResourceInfo`).
pub(super) fn is_template_name(kind: &str) -> bool {
    let ending = kind.rsplit_once('.').map(|(_, ending)| ending);
    matches!(ending, Some("yaml" | "template"))
}

/// The file that a path written in another file names.
pub(super) fn beside(file: &Utf8Path, written: &str) -> Option<Utf8PathBuf> {
    let written = written.strip_prefix("./").unwrap_or(written);
    if written.is_empty() || written.contains("://") || written.starts_with('/') {
        return None;
    }
    let directory = file.parent().unwrap_or(Utf8Path::new(""));
    let mut path = Utf8PathBuf::new();
    for component in directory.join(written).components() {
        match component.as_str() {
            "." => {}
            ".." if path.file_name().is_some_and(|name| name != "..") => {
                path.pop();
            }
            name => path.push(name),
        }
    }
    Some(path)
}

/// Depth is bounded where the tree was parsed.
fn collect_types<'n>(node: &'n Node, types: &mut Vec<&'n str>) {
    for entry in node.entries() {
        match entry.value.as_text() {
            Some(text) if entry.key == "type" => types.push(text),
            _ => collect_types(&entry.value, types),
        }
        // The chain of `OS::Heat::ResourceChain`.
        if entry.key == "resources"
            && let Some(items) = entry.value.items()
        {
            types.extend(items.iter().filter_map(Node::as_text));
        }
    }
    for item in node.items().unwrap_or_default() {
        collect_types(item, types);
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::beside;

    #[test]
    fn paths_are_seen_from_the_file_that_writes_them() {
        for (file, written, expected) in [
            ("a/main.yaml", "volume.yaml", Some("a/volume.yaml")),
            ("a/main.yaml", "./b/./volume.yaml", Some("a/b/volume.yaml")),
            ("a/main.yaml", "../volume.yaml", Some("volume.yaml")),
            ("main.yaml", "../../volume.yaml", Some("../../volume.yaml")),
            ("../main.yaml", "../volume.yaml", Some("../../volume.yaml")),
            ("main.yaml", "https://example.org/volume.yaml", None),
            ("main.yaml", "/srv/volume.yaml", None),
            ("main.yaml", "", None),
        ] {
            let path = beside(Utf8Path::new(file), written);
            assert_eq!(path.as_deref().map(Utf8Path::as_str), expected, "{written}");
        }
    }
}
