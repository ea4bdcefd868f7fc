//! Files in the native syntax.

use std::ops::Range;

use hcl_edit::parser::parse_body;
use rustc_hash::FxHashMap;

use super::convert::{Converter, Names, Offsets};
use super::items::{Item, items};
use super::repair::{Repair, Root, repair};
use super::{Parsed, message};
use crate::model::{Diagnostic, SourceId, Span};
use crate::terraform::ast::Body;

/// How many comparisons of object keys one file may cost. `hcl-edit` compares each key of an object
/// with all keys before it; this many take less than half a second.
const MAX_COMPARISONS: usize = 100_000_000;

/// How many `=` and `:` a file must hold before the cost of its objects is looked at: were these all in
/// one object, it would still be read in a tenth of a second.
const MANY_KEYS_IN_FILE: usize = 8192;

/// The same for an item of a broken file, of which there may be many.
const MANY_KEYS_IN_ITEM: usize = 2048;

/// How many problems of one file are told one by one.
const MAX_PROBLEMS: usize = 100;

/// Parses the native syntax: the whole file at once, else item by item.
pub(crate) fn native(source: SourceId, text: &str) -> Parsed {
    let (base, text) = match text.strip_prefix('\u{feff}') {
        Some(text) => ('\u{feff}'.len_utf8(), text),
        None => (0, text),
    };
    let mut parser = Parser {
        source,
        comparisons: 0,
        names: Names::for_text(text.len()),
        problems: Vec::new(),
    };
    let body = match parser.attempt(base, text, MANY_KEYS_IN_FILE) {
        Some(body) => body,
        None => parser.item_by_item(base, text),
    };
    Parsed {
        body,
        problems: parser.problems,
    }
}

struct Parser {
    source: SourceId,
    /// What the objects read so far cost.
    comparisons: usize,
    names: Names,
    problems: Vec<Diagnostic>,
}

impl Parser {
    fn item_by_item(&mut self, base: usize, text: &str) -> Body {
        let mut body = Body::default();
        let mut first = FxHashMap::default();
        let mut untold = 0_usize;
        for Item { range, fault } in items(text) {
            let Some(slice) = text.get(range.clone()) else {
                continue;
            };
            let told = self.problems.len();
            match self.item(base + range.start, slice) {
                Ok(item) => {
                    for attribute in item.attributes {
                        let name = attribute.name_span;
                        if let Some(first) = first.get(&attribute.name) {
                            let again = message::duplicate_attribute(&attribute.name, name, *first);
                            self.problems.push(again);
                        } else {
                            first.insert(attribute.name.clone(), name);
                            body.attributes.push(attribute);
                        }
                    }
                    body.blocks.extend(item.blocks);
                }
                Err(problem) => {
                    // A defect of nesting explains more than where the parser stumbled over it.
                    let fault = fault.filter(|_| problem.code == message::SYNTAX_ERROR);
                    self.problems.push(match fault {
                        Some(fault) => message::fault(self.source, base, text, fault),
                        None => *problem,
                    });
                }
            }
            let kept = told.max(MAX_PROBLEMS);
            untold += self.problems.len().saturating_sub(kept);
            self.problems.truncate(kept);
        }
        if let (Some(last), 1..) = (self.problems.last(), untold) {
            let more = message::more_problems(untold, last.span);
            self.problems.push(more);
        }
        body
    }

    /// One item, repaired when it is not read as it stands.
    fn item(&mut self, base: usize, text: &str) -> Result<Body, Box<Diagnostic>> {
        // An error at the end must not be taken for one at the last character.
        let ended;
        let text = if text.ends_with('\n') {
            text
        } else {
            ended = format!("{text}\n");
            &ended
        };
        if let Some(body) = self.attempt(base, text, MANY_KEYS_IN_ITEM) {
            return Ok(body);
        }
        let Repair {
            text: repaired,
            duplicates,
            comparisons,
        } = repair(text, Root::Body);
        let whole = Span::new(self.source, base..base + text.trim_end().len());
        if !self.afford(comparisons) {
            return Err(Box::new(message::too_large(whole)));
        }
        let body = parse_body(repaired.as_deref().unwrap_or(text)).map_err(|error| {
            let locate = |offset| base + offset;
            Box::new(message::refused(self.source, text, &error, locate))
        })?;
        for (again, first) in duplicates {
            let span =
                |range: Range<usize>| Span::new(self.source, base + range.start..base + range.end);
            let name = text.get(again.clone()).unwrap_or_default();
            self.problems
                .push(message::duplicate_attribute(name, span(again), span(first)));
        }
        self.convert(base, text, &body)
            .ok_or_else(|| Box::new(message::unreadable(whole)))
    }

    /// The text as it stands; none when it is too costly, refused, or not read as Terraform does.
    fn attempt(&mut self, base: usize, text: &str, many_keys: usize) -> Option<Body> {
        let mut separators = memchr::memchr2_iter(b'=', b':', text.as_bytes());
        if separators.nth(many_keys).is_some() && !self.afford(repair(text, Root::Body).comparisons)
        {
            return None;
        }
        let body = parse_body(text).ok()?;
        self.convert(base, text, &body)
    }

    /// Takes the cost of an object's keys from what the file may cost.
    fn afford(&mut self, comparisons: usize) -> bool {
        let total = self.comparisons.saturating_add(comparisons);
        if total > MAX_COMPARISONS {
            return false;
        }
        self.comparisons = total;
        true
    }

    /// The tree, unless `hcl-edit` read something else than Terraform does.
    fn convert(
        &mut self,
        base: usize,
        text: &str,
        body: &hcl_edit::structure::Body,
    ) -> Option<Body> {
        let told = self.problems.len();
        let mut converter = Converter {
            source: self.source,
            text,
            offsets: Offsets::from(base),
            names: &mut self.names,
            problems: &mut self.problems,
            misread: false,
        };
        let body = converter.body(body);
        if converter.misread {
            self.problems.truncate(told);
            return None;
        }
        Some(body)
    }
}
