//! Globs of resource types, hosts in URLs.

/// Whether `name` matches `glob`, in which `*` stands for any characters.
pub(crate) fn glob(glob: &str, name: &str) -> bool {
    let Some((head, mut rest)) = glob.split_once('*') else {
        return glob == name;
    };
    let Some(mut name) = name.strip_prefix(head) else {
        return false;
    };
    while let Some((middle, after)) = rest.split_once('*') {
        match name.find(middle) {
            Some(at) => name = name.get(at + middle.len()..).unwrap_or_default(),
            None => return false,
        }
        rest = after;
    }
    name.ends_with(rest)
}

/// Whether `name` matches one of `globs`.
pub(super) fn any(globs: &[String], name: &str) -> bool {
    globs.iter().any(|pattern| glob(pattern, name))
}

/// The host of a URL, or of a bare `host:port`, in lower case. A text that is neither comes back
/// in lower case.
pub(super) fn host(text: &str) -> String {
    let text = text.trim();
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.rsplit_once(':') {
        Some((before, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => before,
        _ => host,
    };
    host.trim_end_matches('.').to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{glob, host};

    #[test]
    fn globs() {
        for (pattern, name, expected) in [
            ("a_b", "a_b", true),
            ("a_b", "a_bc", false),
            ("a_*", "a_", true),
            ("a_*", "b_c", false),
            ("a_*_c", "a_b_c", true),
            ("a_*_c", "a_c", false),
            ("*b*d", "abcd", true),
            ("*b*d", "adcb", false),
            ("*", "", true),
            ("é*", "éa", true),
        ] {
            assert_eq!(glob(pattern, name), expected, "{pattern} on {name}");
        }
    }

    #[test]
    fn hosts() {
        for (text, expected) in [
            ("https://s3.example.net/bucket", "s3.example.net"),
            ("S3.Example.NET:9000", "s3.example.net"),
            ("https://user:word@s3.example.net:443?x=1", "s3.example.net"),
            ("s3.example.net.", "s3.example.net"),
            ("http://[2001:db8::1]:9000", "[2001:db8::1]"),
            ("example", "example"),
            ("", ""),
        ] {
            assert_eq!(host(text), expected, "{text}");
        }
    }
}
