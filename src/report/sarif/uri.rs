//! Paths as URI references.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value as Json, json};

use super::super::document::from_root;

/// The root of the run: in a repository, the directory that GitHub resolves paths against.
pub(super) const ROOT: &str = "%SRCROOT%";

/// What may stand in a path as it is.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A file as an artifact location: relative to the root where it lies below, else absolute.
pub(super) fn artifact(base: &str, file: &str) -> Json {
    let path = from_root(base, file).replace('\\', "/");
    let encoded = utf8_percent_encode(&path, ESCAPED).to_string();
    if path.starts_with('/') {
        return json!({ "uri": format!("file://{encoded}") });
    }
    // A drive of Windows.
    if path.as_bytes().get(1) == Some(&b':') && path.as_bytes().get(2) == Some(&b'/') {
        let encoded = encoded.replacen("%3A", ":", 1);
        return json!({ "uri": format!("file:///{encoded}") });
    }
    json!({ "uri": encoded, "uriBaseId": ROOT })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strange_names_are_encoded() {
        for (base, file, uri) in [
            (".", "infra/main.tf", "infra/main.tf"),
            ("infra", "main.tf", "infra/main.tf"),
            (".", "a b/é::\n\"'.tf", "a%20b/%C3%A9%3A%3A%0A%22%27.tf"),
            (".", "\u{202e}x</script>.tf", "%E2%80%AEx%3C/script%3E.tf"),
            (".", "100%.tf", "100%25.tf"),
            (".", "/srv/x.tf", "file:///srv/x.tf"),
            (".", "C:/a b/x.tf", "file:///C:/a%20b/x.tf"),
        ] {
            assert_eq!(artifact(base, file)["uri"], uri, "{file}");
        }
        assert_eq!(artifact(".", "x.tf")["uriBaseId"], ROOT);
        assert!(artifact(".", "/x.tf").get("uriBaseId").is_none());
    }
}
