//! Places as links, where the terminal can open them.

use std::fmt::Write as _;

use camino::Utf8Path;

use super::super::{Context, visible};

/// `text` as a link to a file, where the terminal can open it.
pub(super) fn linked(text: &str, file: &Utf8Path, context: &Context<'_>) -> String {
    let text = visible(text);
    match context.base {
        // Standard input is no file.
        Some(base) if context.style.links && !file.as_str().starts_with('<') => {
            let target = encoded(base.join(file).as_str());
            format!("\u{1b}]8;;file://{target}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
        }
        _ => text.into_owned(),
    }
}

/// A path as part of a URL.
fn encoded(path: &str) -> String {
    let mut url = String::with_capacity(path.len() + 1);
    if !path.starts_with('/') {
        url.push('/');
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' | b':' => {
                url.push(char::from(byte));
            }
            b'\\' => url.push('/'),
            // Writing to a `String` cannot fail.
            _ => drop(write!(url, "%{byte:02X}")),
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_in_links_are_encoded() {
        assert_eq!(encoded("/a b/é.tf"), "/a%20b/%C3%A9.tf");
        assert_eq!(encoded("C:\\a\\b.tf"), "/C:/a/b.tf");
    }
}
