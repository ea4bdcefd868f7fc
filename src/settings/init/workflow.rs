//! The workflow file that `rempart init --github` writes.

use crate::text::Language;

use super::quoted;

/// Who is named when nothing says whose action it is.
const PLACEHOLDER: &str = "OWNER";

/// A workflow that judges the directory `path` with the action of `owner`, or of a placeholder, on pull requests
/// and on pushes to `branch`.
pub fn workflow(owner: Option<&str>, branch: &str, path: &str, language: Language) -> String {
    let (owner, branch, path) = (owner.unwrap_or(PLACEHOLDER), quoted(branch), quoted(path));
    let say = |en: &'static str, fr: &'static str| match language {
        Language::En => en,
        Language::Fr => fr,
    };
    let about = say(
        "# Fails a pull request that makes compliance worse. The configuration is rempart.yaml.",
        "# Refuse une demande de fusion qui dégrade la conformité. La configuration est rempart.yaml.",
    );
    let whose = say(
        "# Pin it to a commit, as the actions above. If it lies elsewhere, write its owner.",
        "# Figez-la sur un commit, comme les actions ci-dessus. Si elle est ailleurs, nommez son propriétaire.",
    );
    let sarif = say(
        "# For code scanning, add the permission `security-events: write`.",
        "# Pour l'analyse de code, ajoutez la permission `security-events: write`.",
    );
    let comment = say(
        "# For a comment on the pull request, add the permission `pull-requests: write`.",
        "# Pour un commentaire sur la demande de fusion, ajoutez la permission `pull-requests: write`.",
    );
    format!(
        "{about}
name: rempart

on:
  pull_request:
  push:
    branches: [{branch}]

permissions: {{}}

jobs:
  rempart:
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      {whose}
      - uses: {owner}/rempart@v0
        with:
          path: {path}
          {sarif}
          #upload-sarif: true
          {comment}
          #comment: true
"
    )
}

/// The owner of the repository that the Git configuration `text` names as its origin, when that is at GitHub.
pub fn owner_of(text: &str) -> Option<String> {
    let mut is_origin = false;
    let mut url = None;
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            is_origin = line == "[remote \"origin\"]";
        } else if let (true, Some(("url", value))) = (is_origin, key_value(line)) {
            url = url.or(Some(value));
        }
    }
    let url = url?;
    // `git@github.com:owner/name.git`, or `https://user@github.com/owner/name.git`.
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    // A name and a password may stand before the host.
    let end = rest.find('/').unwrap_or(rest.len());
    let start = rest[..end].rfind('@').map_or(0, |at| at + 1);
    let (host, path) = rest[start..].split_once([':', '/'])?;
    if host != "github.com" {
        return None;
    }
    // A port may stand between host and path.
    let path = path.trim_start_matches(|c: char| c.is_ascii_digit() || c == '/');
    let owner = path.split('/').next()?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_owner = !owner.is_empty() && owner.len() <= 39 && owner.chars().all(is_name);
    is_owner.then(|| owner.to_owned())
}

fn key_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=')?;
    Some((key.trim(), value.trim()))
}

#[cfg(test)]
mod tests {
    use super::owner_of;

    #[test]
    fn the_owner_is_that_of_the_origin_at_github() {
        for (url, owner) in [
            ("git@github.com:acme/infra.git", Some("acme")),
            ("https://github.com/acme/infra.git", Some("acme")),
            ("https://user:word@github.com/acme/infra", Some("acme")),
            ("ssh://git@github.com:22/acme/infra.git", Some("acme")),
            ("https://gitlab.example/acme/infra.git", None),
            ("https://github.com.example/acme/infra.git", None),
            ("https://github.com/a${{b}}/infra.git", None),
            ("/srv/git/infra.git", None),
            ("", None),
        ] {
            let text = format!(
                "[core]\n\tbare = false\n[remote \"fork\"]\n\turl = git@github.com:other/infra.git\n[remote \"origin\"]\n\turl = {url}\n"
            );
            assert_eq!(owner_of(&text).as_deref(), owner, "{url}");
        }
        assert_eq!(owner_of(""), None);
    }
}
