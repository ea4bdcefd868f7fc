//! What a kustomization says.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::manifest::sheet::Sheet;
use crate::model::{Map, Span, Value};

/// Names under which Kustomize looks for its instructions, and no other.
pub(in crate::manifest) fn is_kustomization(path: &Utf8Path) -> bool {
    matches!(
        path.file_name(),
        Some("kustomization.yaml" | "kustomization.yml" | "Kustomization")
    )
}

/// Sections that need a program, a network or a cluster to be applied.
const NOT_APPLIED: [&str; 6] = [
    "helmCharts",
    "helmChartInflationGenerator",
    "generators",
    "transformers",
    "configurations",
    "vars",
];

/// A kustomization as it is written.
pub(super) struct Instructions {
    /// Where it is written.
    pub(super) sheet: Sheet,
    /// Its members.
    pub(super) body: Map,
}

/// What an entry of `resources`, `bases` or `components` names.
pub(super) enum Named {
    /// A file or directory of the tree.
    Local(Utf8PathBuf),
    /// Something on the network.
    Remote,
}

impl Instructions {
    /// Reads a document; one that is no mapping says nothing.
    pub(super) fn new(sheet: Sheet) -> Self {
        let body = sheet.reader().value(&sheet.node);
        let body = body.as_map().cloned().unwrap_or_default();
        Instructions { sheet, body }
    }

    /// The directory that it stands for.
    pub(super) fn directory(&self) -> &Utf8Path {
        self.sheet.path.parent().unwrap_or(Utf8Path::new(""))
    }

    /// The items of a section.
    pub(super) fn list(&self, key: &str) -> &[Value] {
        self.body
            .get(key)
            .and_then(Value::as_list)
            .unwrap_or_default()
    }

    /// The maps of a section that is a list of them.
    pub(super) fn entries(&self, key: &str) -> impl Iterator<Item = (&Map, Span)> {
        self.list(key)
            .iter()
            .filter_map(|item| Some((item.as_map()?, item.origin.span)))
    }

    /// The text of a section, and where it is.
    pub(super) fn text(&self, key: &str) -> Option<(&str, Span)> {
        let value = self.body.get(key)?;
        Some((value.as_str()?, value.origin.span))
    }

    /// What `resources`, the older `bases`, or another section names.
    pub(super) fn named<'i>(
        &'i self,
        keys: &'i [&str],
    ) -> impl Iterator<Item = (Named, &'i str, Span)> {
        let items = keys.iter().flat_map(|key| self.list(key));
        items.filter_map(|item| {
            let text = item.as_str()?;
            let named = if is_remote(text) {
                Named::Remote
            } else {
                Named::Local(self.beside(text))
            };
            Some((named, text, item.origin.span))
        })
    }

    /// A path as the kustomization writes it, from the root of the tree.
    pub(super) fn beside(&self, path: &str) -> Utf8PathBuf {
        clean(&self.directory().join(path))
    }

    /// Files that hold patches, replacements or instructions, and no object.
    pub(super) fn parts(&self) -> Vec<Utf8PathBuf> {
        let mut parts = Vec::new();
        for key in [
            "patchesStrategicMerge",
            "transformers",
            "generators",
            "validators",
            "configurations",
            "crds",
        ] {
            let files = self.list(key).iter().filter_map(Value::as_str);
            // A patch may be written in the list itself.
            parts.extend(
                files
                    .filter(|file| !file.contains('\n') && !is_remote(file))
                    .map(|file| self.beside(file)),
            );
        }
        for key in ["configMapGenerator", "secretGenerator"] {
            let files = self
                .entries(key)
                .filter_map(|(entry, _)| entry.get("files")?.as_list())
                .flatten()
                .filter_map(Value::as_str);
            // A file may have the name of its key before it.
            parts.extend(files.map(|file| self.beside(file.rsplit('=').next().unwrap_or(file))));
        }
        for key in ["patches", "patchesJson6902", "replacements"] {
            let files = self
                .entries(key)
                .filter_map(|(entry, _)| entry.get("path")?.as_str());
            parts.extend(files.map(|file| self.beside(file)));
        }
        parts
    }

    /// Sections that are not applied here.
    pub(super) fn not_applied(&self) -> impl Iterator<Item = &'static str> {
        NOT_APPLIED
            .into_iter()
            .filter(|key| !self.list(key).is_empty())
    }
}

/// Whether an entry is fetched: a URL, or a repository.
fn is_remote(text: &str) -> bool {
    text.contains("://")
        || text.contains("?ref=")
        || text.starts_with("git@")
        || ["github.com/", "gitlab.com/", "bitbucket.org/"]
            .iter()
            .any(|host| text.starts_with(host))
}

/// The path without `.` and `..`.
pub(super) fn clean(path: &Utf8Path) -> Utf8PathBuf {
    let mut clean = Utf8PathBuf::new();
    for component in path.components() {
        match component {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir if clean.file_name().is_some_and(|name| name != "..") => {
                clean.pop();
            }
            component => clean.push(component),
        }
    }
    clean
}
