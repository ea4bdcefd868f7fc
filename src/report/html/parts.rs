//! Small pieces of the page.

use maud::{Markup, html};

use super::super::document::Location;
use super::super::{plain, typeset};
use crate::judge::Verdict;
use crate::text::Language;

/// A text as rempart writes it: what stands between backquotes is code, and French signs stay with their word.
/// Whatever names and values hold, it stays text.
pub(super) fn rich(text: &str, language: Language) -> Markup {
    let text = typeset(&plain(text), language);
    let parts: Vec<&str> = text.split('`').collect();
    let closed = parts.len() % 2 == 1;
    html! {
        @if closed {
            @for (position, part) in parts.iter().enumerate() {
                @if position % 2 == 1 { code { (part) } } @else { (part) }
            }
        } @else {
            (text)
        }
    }
}

/// A name or a value.
pub(super) fn name(text: &str) -> Markup {
    html! { code { (plain(text)) } }
}

/// `main.tf:12`.
pub(super) fn place(location: &Location) -> Markup {
    html! { code { (plain(&location.file)) ":" (location.line) } }
}

/// A word in a frame of its own colour; the word says all that the colour does.
pub(super) fn tag(class: &str, word: &str) -> Markup {
    html! { span class=(format!("tag {class}")) { (word) } }
}

/// The class of what has a verdict.
pub(super) fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fail => "fail",
        Verdict::Unknown => "open",
        Verdict::Waived => "waived",
        Verdict::Pass => "pass",
    }
}

/// A section with its heading.
pub(super) fn section(id: &str, title: &str, body: &Markup) -> Markup {
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (title) }
            (body)
        }
    }
}

/// A table that a narrow screen can push aside, by keyboard too.
pub(super) fn scrolled(label: &str, table: &Markup) -> Markup {
    html! { div.scroll role="region" aria-label=(label) tabindex="0" { (table) } }
}
