//! Paths and location sources in the textual form the YAML gives them, for serde.
//!
//! The form is the same in every format, so that what is read from YAML and what is embedded in the
//! binary are one.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{LocationHolds, LocationSource, Path};

/// `attr: provider:endpoints.s3`.
pub(super) mod path {
    use super::{Deserialize, Deserializer, Path, Serializer, parse, print};

    pub(in super::super) fn serialize<S: Serializer>(
        path: &Path,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&print(path))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Path, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a path")))
    }
}

/// A list of paths.
pub(super) mod paths {
    use super::{Deserialize, Deserializer, Path, Serializer, parse, print};

    pub(in super::super) fn serialize<S: Serializer>(
        paths: &[Path],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(paths.iter().map(print))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Path>, D::Error> {
        Vec::<String>::deserialize(deserializer)?
            .iter()
            .map(|text| {
                parse(text)
                    .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a path")))
            })
            .collect()
    }
}

/// A list of `{attr: PATH, holds: …}`.
pub(super) mod sources {
    use super::{Deserialize, Deserializer, LocationSource, Serializer, SourceText, parse, print};

    pub(in super::super) fn serialize<S: Serializer>(
        sources: &[LocationSource],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(sources.iter().map(|source| SourceText {
            attr: print(&source.path),
            holds: source.holds,
        }))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<LocationSource>, D::Error> {
        Vec::<SourceText>::deserialize(deserializer)?
            .into_iter()
            .map(|SourceText { attr, holds }| match parse(&attr) {
                Some(path) => Ok(LocationSource { path, holds }),
                None => Err(serde::de::Error::custom(format!("`{attr}` is not a path"))),
            })
            .collect()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct SourceText {
    attr: String,
    holds: LocationHolds,
}

fn print(path: &Path) -> String {
    path.to_string()
}

fn parse(text: &str) -> Option<Path> {
    Path::parse(text).ok()
}

#[cfg(test)]
mod tests {
    use super::{parse, print};

    #[test]
    fn text_goes_there_and_back() {
        for text in [
            "region",
            "provider:endpoints.s3",
            "provider:endpoints.*",
            "nodes[0].region",
            "a[0][1].b",
        ] {
            assert_eq!(parse(text).map(|path| print(&path)).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_not_a_path_is_refused() {
        for text in ["", "a..b", "[0]", "a[x]", "a[0", "provider:"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
