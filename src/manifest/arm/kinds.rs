//! Types as the catalogue writes them: Resource Manager compares them without regard to case.

use rustc_hash::FxHashMap;

/// How types are written, by their beginnings in lower case: `microsoft.web`, `microsoft.web/sites`.
#[derive(Default)]
pub(super) struct Kinds<'c>(FxHashMap<String, &'c str>);

impl<'c> Kinds<'c> {
    /// Of the types, and globs of types, of a catalogue; where two differ in case only, the first counts.
    pub(super) fn new(types: impl IntoIterator<Item = &'c str>) -> Self {
        let mut kinds = FxHashMap::default();
        for kind in types.into_iter().filter(|kind| kind.contains('/')) {
            let ends = kind.match_indices('/').map(|(end, _)| end);
            for beginning in ends.chain([kind.len()]).filter_map(|end| kind.get(..end)) {
                if !beginning.ends_with('*') {
                    kinds.entry(beginning.to_lowercase()).or_insert(beginning);
                }
            }
        }
        Kinds(kinds)
    }

    /// The type, written as the catalogue does as far as it knows it.
    pub(super) fn canonical(&self, kind: &str) -> String {
        let mut end = kind.len();
        loop {
            let (beginning, rest) = kind.split_at_checked(end).unwrap_or((kind, ""));
            if let Some(known) = self.0.get(&beginning.to_lowercase()) {
                return format!("{known}{rest}");
            }
            match beginning.rfind('/') {
                Some(slash) => end = slash,
                None => return kind.to_owned(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Kinds;

    #[test]
    fn types_are_written_as_far_as_they_are_known() {
        let kinds = Kinds::new([
            "Example.Web/sites",
            "Example.Web/sites/config",
            "Example.Log/*",
        ]);
        for (written, canonical) in [
            ("Example.Web/sites", "Example.Web/sites"),
            ("example.web/SITES/Config", "Example.Web/sites/config"),
            ("example.web/sites/slots", "Example.Web/sites/slots"),
            ("example.LOG/alertRules", "Example.Log/alertRules"),
            ("Other.Thing/parts", "Other.Thing/parts"),
            ("", ""),
        ] {
            assert_eq!(kinds.canonical(written), canonical);
        }
    }
}
