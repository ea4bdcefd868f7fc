//! Markdown for GitHub: the summary of a job, and a comment on a pull request.
//!
//! Both have a bound of GitHub's. The gravest comes first, whole paragraphs are left out at the end, and
//! the report says how many. Names and values of the judged files stay text, see [`escape`].

mod escape;
mod section;

use std::io;

use super::Context;
use super::document::Document;
use super::frames::Frames;
use super::phrases::pick;
use crate::text::Language;
use section::Section;

/// What tells a comment of rempart from others, so that a later run can replace it.
const MARK: &str = "<!-- rempart -->\n";

/// A bound that a report must keep.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound {
    /// At most so many bytes; every character is at least one.
    bytes: usize,
    /// Whether it begins with the mark of a comment.
    marked: bool,
}

/// A summary of a step has 1 MiB.
pub(super) const SUMMARY: Bound = Bound {
    bytes: 1_000_000,
    marked: false,
};

/// A comment has 65,536 characters; some are left to whoever sends it.
pub(super) const COMMENT: Bound = Bound {
    bytes: 60_000,
    marked: true,
};

/// Of the bound, so much is kept for the lines that say what is left out.
const RESERVE: usize = 1_000;

/// Writes the report.
pub(super) fn write(
    document: &Document,
    context: &Context<'_>,
    bound: Bound,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let frames = Frames::new(document, context.sources);
    let language = context.language;
    let mut text = String::new();
    if bound.marked {
        text.push_str(MARK);
    }
    text.push_str(&section::head(document, language));
    let room = bound.bytes.saturating_sub(RESERVE);
    for section in section::all(document, context, &frames) {
        add(&mut text, &section, room, language);
    }
    out.write_all(text.as_bytes())
}

/// Adds a section, or as much of it as there is room for.
fn add(text: &mut String, section: &Section, room: usize, language: Language) {
    let (mut shown, mut left) = (0, 0);
    let heading = format!("\n### {}\n\n", section.title);
    for item in &section.items {
        let heading = if shown == 0 { heading.len() } else { 0 };
        if left > 0 || text.len() + heading + item.text.len() > room {
            left += item.counts;
            continue;
        }
        if shown == 0 {
            text.push_str(&format!("\n### {}\n\n", section.title));
        }
        text.push_str(&item.text);
        shown += 1;
    }
    if left > 0 && text.len() < room + RESERVE / 2 {
        if shown == 0 {
            text.push_str(&heading);
        }
        let said = pick(
            language,
            "more, for which there is no room here",
            "de plus, pour lesquels la place manque ici",
        );
        text.push_str(&format!("\n{left} {said}.\n"));
    }
}
