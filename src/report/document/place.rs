//! Paths of a document, seen from elsewhere.

use std::sync::Arc;

use camino::{Utf8Component, Utf8Path};
use rustc_hash::FxHashMap;

use super::Document;
use super::visit::replace_paths;

/// The path seen from the root of the run, `/`-separated and without `.` and `..`; as it is when it does
/// not lie below the root, or is no path, such as `<stdin>`.
pub(crate) fn from_root(base: &str, path: &str) -> String {
    let given = Utf8Path::new(path);
    if base == "." || path.starts_with('<') || given.is_absolute() {
        return path.to_owned();
    }
    let mut names: Vec<&str> = Vec::new();
    for component in Utf8Path::new(base).components().chain(given.components()) {
        match component {
            Utf8Component::Normal(name) => names.push(name),
            // Above the root, names cannot be taken back.
            Utf8Component::ParentDir if names.last().is_none_or(|last| *last == "..") => {
                names.push("..");
            }
            Utf8Component::ParentDir => {
                names.pop();
            }
            Utf8Component::CurDir | Utf8Component::RootDir | Utf8Component::Prefix(_) => {}
        }
    }
    if names.is_empty() {
        ".".to_owned()
    } else {
        names.join("/")
    }
}

/// The same document with its paths seen from the root of its run, and below `label` when there is one.
pub(super) fn moved(document: &mut Document, label: Option<&str>) {
    let base = std::mem::replace(&mut document.head.base, ".".to_owned());
    if base == "." && label.is_none() {
        return;
    }
    let mut known: FxHashMap<String, Arc<str>> = FxHashMap::default();
    replace_paths(document, &mut |path| {
        if let Some(new) = known.get(path) {
            return Arc::clone(new);
        }
        let mut new = from_root(&base, path);
        if let Some(label) = label {
            new = match new.as_str() {
                "." => label.to_owned(),
                inner => format!("{label}/{inner}"),
            };
        }
        let new: Arc<str> = Arc::from(new);
        known.insert(path.to_owned(), Arc::clone(&new));
        new
    });
}

#[cfg(test)]
mod tests {
    use super::from_root;

    #[test]
    fn paths_are_seen_from_the_root() {
        for (base, path, expected) in [
            (".", "main.tf", "main.tf"),
            (".", "../main.tf", "../main.tf"),
            ("infra/a", "main.tf", "infra/a/main.tf"),
            ("infra/a", ".", "infra/a"),
            ("infra/a", "../b/main.tf", "infra/b/main.tf"),
            ("infra", "..", "."),
            ("../me", "../other/x.tf", "../other/x.tf"),
            ("infra", "<stdin>", "<stdin>"),
            ("infra", "/srv/x.tf", "/srv/x.tf"),
        ] {
            assert_eq!(from_root(base, path), expected, "{base} {path}");
        }
    }
}
