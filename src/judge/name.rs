//! Names that hold where and whose something is, such as ARNs: `arn:aws:rds:eu-west-3:123456789012:db:main`.
//!
//! The catalogue writes them without these parts (`arn:aws:rds:::db:{identifier}`), which says for every
//! text of that form which parts to leave out before it is compared.

use rustc_hash::FxHashMap;

use crate::policy::definition::Library;

/// Between the parts of a name.
const BETWEEN: char = ':';

/// The forms of the catalogue's names.
#[derive(Debug, Default)]
pub(crate) struct Forms {
    /// By the first part: positions of the parts that are left out.
    by_head: FxHashMap<String, Vec<usize>>,
}

impl Forms {
    pub(crate) fn of(library: &Library) -> Self {
        let mut by_head: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        let identities = library
            .types
            .values()
            .flat_map(|definition| &definition.identity);
        for template in identities.filter(|identity| identity.contains('{')) {
            let parts: Vec<&str> = template.split(BETWEEN).collect();
            let empty = parts.iter().enumerate().filter(|(_, part)| part.is_empty());
            let empty: Vec<usize> = empty.map(|(position, _)| position).collect();
            if let [head, ..] = parts.as_slice()
                && !empty.is_empty()
            {
                by_head.entry((*head).to_owned()).or_insert(empty);
            }
        }
        Forms { by_head }
    }

    /// The name without the parts that the catalogue leaves out; none when it has none to leave out.
    pub(crate) fn bare(&self, name: &str) -> Option<String> {
        let (head, _) = name.split_once(BETWEEN)?;
        let empty = self.by_head.get(head)?;
        let mut parts: Vec<&str> = name.split(BETWEEN).collect();
        let last = *empty.last()?;
        // A pattern may end before, or stand for several parts: it is compared as it is.
        if parts.len() <= last.saturating_add(1) {
            return None;
        }
        let mut changed = false;
        for position in empty {
            if let Some(part) = parts.get_mut(*position) {
                changed |= !part.is_empty();
                *part = "";
            }
        }
        changed.then(|| parts.join(":"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_compared_without_what_the_catalogue_leaves_out() {
        let forms = Forms {
            by_head: [("arn".to_owned(), vec![3, 4])].into_iter().collect(),
        };
        for (name, bare) in [
            (
                "arn:a:rds:eu-west-3:123456789012:db:main",
                Some("arn:a:rds:::db:main"),
            ),
            ("arn:a:rds:*:*:db:*", Some("arn:a:rds:::db:*")),
            ("arn:a:s3:::logs", None),
            ("arn:a:s3:*", None),
            ("arn:a:rds:eu-west-3:123456789012", None),
            ("urn:a:rds:eu-west-3:1:db:main", None),
            ("main", None),
            ("", None),
        ] {
            assert_eq!(forms.bare(name).as_deref(), bare, "{name}");
        }
    }
}
