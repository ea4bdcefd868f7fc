//! No line of the report is a command of the CI server that shows it.
//!
//! GitHub Actions takes a line that begins with `::`, and a `##[` anywhere, for a command; Azure Pipelines
//! `##vso[`, `TeamCity` `##teamcity[`. Names and values of the judged files may hold such a text, and where lines
//! break is chance: a mark that is not seen divides it.

use std::io;

/// The mark.
const DIVIDER: &str = "\u{2060}";

/// Passes lines on, divided where they would be commands.
pub(super) struct Guard<'w> {
    out: &'w mut dyn io::Write,
    line: Vec<u8>,
}

impl<'w> Guard<'w> {
    pub(super) fn new(out: &'w mut dyn io::Write) -> Self {
        Guard {
            out,
            line: Vec::new(),
        }
    }

    fn pass(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        let start = line.iter().position(|byte| !byte.is_ascii_whitespace());
        let start = start.unwrap_or(line.len());
        let mut from = 0;
        if line
            .get(start..)
            .is_some_and(|rest| rest.starts_with(b"::"))
        {
            from = start + 1;
            self.out.write_all(line.get(..from).unwrap_or_default())?;
            self.out.write_all(DIVIDER.as_bytes())?;
        }
        for at in memchr::memmem::find_iter(&line, b"##") {
            let rest = line.get(at + 2..).unwrap_or_default();
            let name = rest.iter().take_while(|byte| byte.is_ascii_alphabetic());
            if rest.get(name.count()) == Some(&b'[') && at >= from {
                self.out
                    .write_all(line.get(from..=at).unwrap_or_default())?;
                self.out.write_all(DIVIDER.as_bytes())?;
                from = at + 1;
            }
        }
        self.out.write_all(line.get(from..).unwrap_or_default())
    }
}

impl io::Write for Guard<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(line);
            if line.ends_with(b"\n") {
                self.pass()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass()?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn commands_are_divided_and_nothing_else_changes() {
        for (text, expected) in [
            ("a::b\n ## c [d]\n", "a::b\n ## c [d]\n"),
            ("  ::error::x\n", "  :\u{2060}:error::x\n"),
            ("x ##[error]y\n", "x #\u{2060}#[error]y\n"),
            ("##vso[a]##[b", "#\u{2060}#vso[a]#\u{2060}#[b"),
            ("::a ##[b]\n", ":\u{2060}:a #\u{2060}#[b]\n"),
            ("é\n\n", "é\n\n"),
        ] {
            let mut out = Vec::new();
            let mut guard = Guard::new(&mut out);
            // In pieces, as a report is written.
            for piece in text.as_bytes().chunks(3) {
                guard.write_all(piece).unwrap();
            }
            guard.flush().unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
