//! Text in Markdown as GitHub reads it. Whatever it holds, it stays text: no HTML, no link, no mention, no
//! reference, no formula, no cell of a table.

use super::super::plain;

/// A text in a paragraph or a cell. What it holds between backquotes is code, as in rempart's own texts;
/// the rest is as written.
pub(super) fn text(text: &str) -> String {
    let plain = plain(text);
    let mut marked = String::with_capacity(plain.len() + 16);
    let parts: Vec<&str> = plain.split('`').collect();
    let closed = parts.len() % 2 == 1;
    for (position, part) in parts.iter().enumerate() {
        if closed && position % 2 == 1 {
            marked.push_str(&code(part));
        } else {
            if !closed && position > 0 {
                marked.push_str("\\`");
            }
            marked.push_str(&prose(part));
        }
    }
    marked
}

/// Plain text: every sign that means something is escaped, and what would become a mention or a reference
/// is divided by a mark that is not seen.
fn prose(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        // A bare address becomes a link by its `://`, or after `www.`.
        let address = match c {
            ':' => characters.peek() == Some(&'/'),
            '.' => ends_in_www(&escaped),
            _ => false,
        };
        let sign = matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '$' | '&' | '@' | '#'
        );
        if address || sign {
            escaped.push('\\');
        }
        escaped.push(c);
        if matches!(c, '@' | '#') {
            escaped.push('\u{2060}');
        }
    }
    escaped
}

fn ends_in_www(text: &str) -> bool {
    let start = text.len().checked_sub(3);
    let end = start.and_then(|start| text.get(start..));
    end.is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

/// A name or a value, as code.
pub(super) fn code(text: &str) -> String {
    let plain = plain(text);
    if plain.trim().is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(&plain) + 1);
    // A space beside a backquote, or at both ends, is taken away when it is read.
    let pad = plain.starts_with(['`', ' ']) || plain.ends_with(['`', ' ']);
    let pad = if pad { " " } else { "" };
    // In a table a bar ends the cell even in code.
    let cells = plain.replace('|', "\\|");
    format!("{fence}{pad}{cells}{pad}{fence}")
}

/// Lines in a block of code.
pub(super) fn block(lines: &str) -> String {
    let fence = "`".repeat(longest_run(lines).max(2) + 1);
    format!("{fence}text\n{lines}\n{fence}\n")
}

fn longest_run(text: &str) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// A text in HTML, for the one place where Markdown has no form of its own.
pub(super) fn html(text: &str) -> String {
    let plain = plain(text);
    let mut escaped = String::with_capacity(plain.len());
    for c in plain.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '@' | '#' => {
                escaped.push(c);
                escaped.push('\u{2060}');
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        for (given, expected) in [
            ("`a`: is open", "`a`: is open"),
            ("a | b", "a \\| b"),
            ("`a|b`", "`a\\|b`"),
            ("<b>", "\\<b\\>"),
            ("[x](y)", "\\[x\\](y)"),
            ("http://x www.y", "http\\://x www\\.y"),
            ("@everyone", "\\@\u{2060}everyone"),
            ("one ` alone", "one \\` alone"),
            ("a\nb", "a\\\\nb"),
        ] {
            assert_eq!(text(given), expected, "{given}");
        }
    }

    #[test]
    fn code_ends_where_it_should() {
        for (given, expected) in [
            ("a", "`a`"),
            ("a`b", "``a`b``"),
            ("`a``", "``` `a`` ```"),
            ("a|b", "`a\\|b`"),
            ("", ""),
        ] {
            assert_eq!(code(given), expected, "{given}");
        }
        assert_eq!(block("a```b"), "````text\na```b\n````\n");
    }
}
