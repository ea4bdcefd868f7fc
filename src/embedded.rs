//! The policies of this repository, as the build script compiled them.
//!
//! Apart from [`policy`](crate::policy), which the build script includes before they exist.

use crate::policy::definition::Library;

/// Compiled by `build.rs`.
static COMPILED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/policies.postcard"));

impl Library {
    /// The policies embedded in the binary.
    pub fn embedded() -> Library {
        postcard::from_bytes(COMPILED)
            .expect("invariant: the build script wrote them from the same definitions")
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::policy::{PolicyProblem, load_dir};
    use crate::text::Language;

    /// The policies of this repository, read anew, and what is wrong with them in words.
    fn from_files() -> (Library, String) {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
        let (layer, shape) = load_dir(&dir);
        let (library, meaning) = Library::default().overlay(&layer);
        let shown = |problem: &PolicyProblem| {
            problem.plain(layer.text(&problem.file).unwrap_or_default(), Language::En)
        };
        let words = shape.iter().chain(&meaning).map(shown).collect();
        (library, words)
    }

    #[test]
    fn the_embedded_policies_are_those_of_the_files() {
        let (library, problems) = from_files();
        assert_eq!(problems, "");
        assert!(
            library == Library::embedded(),
            "the embedded policies differ from the files"
        );
        assert!(!library.rules.is_empty() && !library.types.is_empty());
    }

    #[test]
    fn a_layer_on_top_of_itself_changes_nothing() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
        let (layer, _) = load_dir(&dir);
        let (library, problems) = Library::embedded().overlay(&layer);
        assert!(problems.is_empty(), "{problems:?}");
        assert!(library == Library::embedded());
    }
}
