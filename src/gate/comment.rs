//! The grammar of a waiver in a comment, one for all languages:
//! `rempart:ignore RULE[,RULE] [until=YYYY-MM-DD] reason="…" [approver="…"] [ticket="…"]`.
//!
//! It must stand first in its line of the comment: prose may name it. What it applies to depends on where
//! it stands, which is not the concern of this module.

use std::ops::Range;

use super::fields::{check_rule, day, no_reason, prose};
use super::problem::{Problem, bad, unknown};
use crate::model::{SourceId, Span, Waiver};
use crate::policy::definition::Library;

/// How every waiver in a comment begins.
pub(crate) const MARKER: &str = "rempart:ignore";

/// What follows the marker when the waiver is for all of a file.
const FILE_SUFFIX: &str = "-file";

/// The keys that a waiver may give.
const KEYS: [&str; 4] = ["until", "reason", "approver", "ticket"];

/// A waiver as a comment gives it.
#[derive(Debug)]
pub(super) struct Directive {
    pub(super) waiver: Waiver,
    /// Whether it is for all of the file.
    pub(super) whole_file: bool,
}

/// The waivers in one comment of a text, or what is wrong with them: one for each line that begins with
/// the marker.
pub(super) fn directives<'t>(
    source: SourceId,
    text: &'t str,
    comment: &Range<usize>,
    library: &'t Library,
) -> impl Iterator<Item = Result<Directive, Problem>> + 't {
    let written = text.get(comment.clone()).unwrap_or_default();
    let content = if written.starts_with("/*") {
        written.strip_suffix("*/").unwrap_or(written)
    } else {
        written
    };
    let mut start = comment.start;
    let lines: Vec<(usize, &str)> = content
        .split_inclusive('\n')
        .filter_map(|line| {
            let from = start;
            start += line.len();
            let bare = line
                .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '#' | '/' | '*'));
            bare.starts_with(MARKER)
                .then(|| (from + line.len() - bare.len(), bare.trim_end()))
        })
        .collect();
    lines.into_iter().map(move |(start, line)| {
        let words = Words {
            source,
            line,
            start,
            at: MARKER.len(),
        };
        directive(words, library)
    })
}

fn directive(mut words: Words<'_>, library: &Library) -> Result<Directive, Problem> {
    let whole_file = words.rest().starts_with(FILE_SUFFIX);
    if whole_file {
        words.at += FILE_SUFFIX.len();
    }
    if !words.rest().is_empty() && !words.rest().starts_with(char::is_whitespace) {
        let (name, _) = words
            .line
            .split_once(char::is_whitespace)
            .unwrap_or((words.line, ""));
        let end = words.start + name.len();
        let span = Span::new(words.source, words.start..end);
        let known = [MARKER, "rempart:ignore-file"];
        return Err(unknown(
            span,
            ("there is no comment", "il n'y a pas de commentaire"),
            name,
            known,
        ));
    }
    let mut waiver = Waiver {
        rules: rules(&mut words, library)?,
        reason: String::new(),
        until: None,
        approver: None,
        ticket: None,
        span: words.whole(),
    };
    let mut given: Vec<&str> = Vec::new();
    while let Some(key) = words.key()? {
        let Some(known) = KEYS.into_iter().find(|known| *known == key.text) else {
            return Err(unknown(
                key.span,
                ("unknown key", "clé inconnue"),
                key.text,
                KEYS,
            ));
        };
        if given.contains(&known) {
            return Err(bad(
                key.span,
                format!("`{known}` is given twice"),
                format!("`{known}` est donné deux fois"),
            ));
        }
        given.push(known);
        let value = words.value(known)?;
        match known {
            "until" => waiver.until = Some(day(&value.text, value.span)?),
            "reason" if value.text.trim().is_empty() => return Err(no_reason(value.span)),
            "reason" => waiver.reason = prose(&value.text),
            "approver" => waiver.approver = Some(prose(&value.text)),
            _ => waiver.ticket = Some(prose(&value.text)),
        }
    }
    if waiver.reason.is_empty() {
        return Err(no_reason(waiver.span));
    }
    Ok(Directive { waiver, whole_file })
}

/// The names of rules, with commas between them.
fn rules(words: &mut Words<'_>, library: &Library) -> Result<Vec<String>, Problem> {
    let mut rules = Vec::new();
    loop {
        let name = words.word(|c| c.is_whitespace() || matches!(c, ',' | '='));
        if name.text.is_empty() || words.rest().starts_with('=') {
            return Err(bad(
                if name.text.is_empty() {
                    words.whole()
                } else {
                    name.span
                },
                "name the rules that are waived, after `rempart:ignore` and with commas between them",
                "nommez les règles qui font l'objet de la dérogation, après `rempart:ignore`, séparées par des virgules",
            ));
        }
        check_rule(name.text, name.span, library)?;
        if !rules.iter().any(|known| known == name.text) {
            rules.push(name.text.to_owned());
        }
        words.skip_space();
        match words.rest().strip_prefix(',') {
            Some(_) => words.at += 1,
            None => return Ok(rules),
        }
    }
}

/// Reads a line word by word.
struct Words<'t> {
    source: SourceId,
    line: &'t str,
    /// Where the line begins in the file.
    start: usize,
    /// How much of the line is read.
    at: usize,
}

/// A word and where it stands.
struct Word<T> {
    text: T,
    span: Span,
}

impl<'t> Words<'t> {
    fn rest(&self) -> &'t str {
        self.line.get(self.at..).unwrap_or_default()
    }

    fn whole(&self) -> Span {
        Span::new(self.source, self.start..self.start + self.line.len())
    }

    fn span(&self, from: usize) -> Span {
        Span::new(self.source, self.start + from..self.start + self.at)
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// What comes before the next character that ends it; may be empty.
    fn word(&mut self, ends: impl Fn(char) -> bool) -> Word<&'t str> {
        self.skip_space();
        let from = self.at;
        let rest = self.rest();
        let text = rest.get(..rest.find(ends).unwrap_or(rest.len()));
        let text = text.unwrap_or_default();
        self.at += text.len();
        Word {
            text,
            span: self.span(from),
        }
    }

    /// The next key with its `=`; none at the end of the line.
    fn key(&mut self) -> Result<Option<Word<&'t str>>, Problem> {
        self.skip_space();
        if self.rest().is_empty() {
            return Ok(None);
        }
        let key = self.word(|c| c.is_whitespace() || c == '=');
        if key.text.is_empty() || !self.rest().starts_with('=') {
            let text = if key.text.is_empty() { "=" } else { key.text };
            return Err(bad(
                key.span,
                format!(
                    "expected `KEY=\"…\"`, found `{text}`: rules are divided by commas, and texts with spaces stand in quotes"
                ),
                format!(
                    "`CLÉ=\"…\"` attendu, `{text}` trouvé : les règles sont séparées par des virgules, et les textes avec des espaces se mettent entre guillemets droits"
                ),
            ));
        }
        self.at += 1;
        Ok(Some(key))
    }

    /// The value of `key`: in quotes, where `\"` and `\\` stand for `"` and `\`, or without spaces.
    fn value(&mut self, key: &str) -> Result<Word<String>, Problem> {
        let from = self.at;
        if !self.rest().starts_with('"') {
            let rest = self.rest();
            let text = rest.get(..rest.find(char::is_whitespace).unwrap_or(rest.len()));
            let text = text.unwrap_or_default().to_owned();
            self.at += text.len();
            if text.is_empty() {
                let span = self.span(from.saturating_sub(key.len() + 1));
                return Err(bad(
                    span,
                    format!("`{key}` has no value: write `{key}=\"…\"`, without spaces around `=`"),
                    format!(
                        "`{key}` n'a pas de valeur : écrivez `{key}=\"…\"`, sans espaces autour de `=`"
                    ),
                ));
            }
            return Ok(Word {
                text,
                span: self.span(from),
            });
        }
        let mut text = String::new();
        let mut characters = self.rest().char_indices().skip(1);
        while let Some((offset, character)) = characters.next() {
            match character {
                '"' => {
                    self.at += offset + 1;
                    return Ok(Word {
                        text,
                        span: self.span(from),
                    });
                }
                '\\' => match characters.next() {
                    Some((_, escaped @ ('"' | '\\'))) => text.push(escaped),
                    Some((_, other)) => text.extend(['\\', other]),
                    None => break,
                },
                _ => text.push(character),
            }
        }
        self.at = self.line.len();
        Err(bad(
            self.span(from),
            "this quote is not closed on its line",
            "ce guillemet n'est pas fermé sur sa ligne",
        ))
    }
}
