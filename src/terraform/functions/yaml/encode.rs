//! `yamlencode`: byte for byte what Terraform's emitter writes.
//!
//! Texts are double-quoted, or literal blocks when they have several lines and a block can hold
//! them; long quoted texts are folded at column 80; names longer than 128 bytes, or of several
//! lines, become explicit keys.

use std::fmt::Write;

use super::super::{CallError, limits};
use crate::model::{Data, Value};

/// Quoted texts are folded at the first space beyond this column.
const WIDTH: usize = 80;

/// Columns per level.
const INDENT: usize = 2;

/// Bytes of a name that may stand before a colon without a question mark.
const MAX_SIMPLE_KEY: usize = 128;

/// The YAML document of a wholly known value.
pub(super) fn encode(value: &Value) -> Result<String, CallError> {
    let mut emitter = Emitter {
        text: String::new(),
        column: 0,
        after_space: true,
        only_indentation: true,
    };
    emitter.node(value, None, false, 0)?;
    emitter.indent(0);
    // A plain scalar alone could go on, so its end is marked.
    if matches!(value.data, Data::Null | Data::Bool(_) | Data::Number(_)) {
        emitter.text.push_str("...\n");
    }
    Ok(emitter.text)
}

struct Emitter {
    text: String,
    column: usize,
    /// Whether the last character separates tokens.
    after_space: bool,
    /// Whether the line so far holds but indentation and `-`, `?`, `:`.
    only_indentation: bool,
}

impl Emitter {
    /// `indent` is that of the collection around the node, none at the root; `in_mapping` whether
    /// that is a mapping.
    fn node(
        &mut self,
        value: &Value,
        indent: Option<usize>,
        in_mapping: bool,
        depth: usize,
    ) -> Result<(), CallError> {
        if depth > limits::MAX_DEPTH {
            return Err(CallError::of(0, "the value is nested too deeply"));
        }
        limits::check_text(self.text.len())?;
        match &value.data {
            Data::Null => self.plain("null"),
            Data::Bool(bool) => self.plain(if *bool { "true" } else { "false" }),
            Data::Number(number) => self.plain(&number.to_string()),
            Data::String(text) => self.string(text, indent),
            Data::List(_, items) if items.is_empty() => self.empty("[", "]"),
            Data::List(_, items) => {
                // Below a name, the dashes stand under it.
                let indentless = in_mapping && !self.only_indentation;
                let own = indent.map_or(
                    0,
                    |indent| if indentless { indent } else { indent + INDENT },
                );
                for item in items.iter() {
                    self.indent(own);
                    self.indicator("-", true);
                    self.node(item, Some(own), false, depth + 1)?;
                }
            }
            Data::Map(_, members) if members.is_empty() => self.empty("{", "}"),
            Data::Map(_, members) => {
                let own = indent.map_or(0, |indent| indent + INDENT);
                let mut members: Vec<_> = members.iter().collect();
                members.sort_unstable_by_key(|(name, _)| *name);
                for (name, member) in members {
                    self.indent(own);
                    if is_simple_key(name) {
                        self.quoted(name, own + INDENT, false);
                        self.put(":");
                        self.after_space = false;
                    } else {
                        self.indicator("?", true);
                        self.string(name, Some(own));
                        self.indent(own);
                        self.indicator(":", true);
                    }
                    self.node(member, Some(own), true, depth + 1)?;
                }
            }
            Data::Unknown(_) => return Err(CallError::of(0, "the value is not known")),
        }
        Ok(())
    }

    fn string(&mut self, text: &str, indent: Option<usize>) {
        let indent = indent.map_or(INDENT, |indent| indent + INDENT);
        if text.contains('\n') && fits_block(text) {
            self.literal(text, indent);
        } else {
            self.quoted(text, indent, true);
        }
    }

    fn plain(&mut self, text: &str) {
        self.indicator(text, false);
    }

    fn empty(&mut self, open: &str, close: &str) {
        self.indicator(open, false);
        self.put(close);
    }

    fn quoted(&mut self, text: &str, indent: usize, may_fold: bool) {
        self.indicator("\"", false);
        let mut after_space = false;
        let mut rest = text.chars().peekable();
        let mut is_first = true;
        while let Some(character) = rest.next() {
            if character == ' ' {
                let is_inside = !is_first && rest.peek().is_some();
                if may_fold && !after_space && self.column > WIDTH && is_inside {
                    self.indent(indent);
                    // A space at the start of a line would be lost.
                    if rest.peek() == Some(&' ') {
                        self.put("\\");
                    }
                } else {
                    self.put(" ");
                }
                after_space = true;
            } else {
                self.quoted_character(character);
                after_space = false;
            }
            is_first = false;
        }
        self.put("\"");
        self.after_space = false;
        self.only_indentation = false;
    }

    fn quoted_character(&mut self, character: char) {
        let mut buffer = [0; 4];
        let escape = match character {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\0' => "\\0",
            '\u{7}' => "\\a",
            '\u{8}' => "\\b",
            '\t' => "\\t",
            '\n' => "\\n",
            '\u{b}' => "\\v",
            '\u{c}' => "\\f",
            '\r' => "\\r",
            '\u{1b}' => "\\e",
            '\u{85}' => "\\N",
            '\u{2028}' => "\\L",
            '\u{2029}' => "\\P",
            other if is_printable(other) => other.encode_utf8(&mut buffer),
            other => {
                let code = u32::from(other);
                let mut escaped = String::new();
                let _ = match code {
                    0..=0xff => write!(escaped, "\\x{code:02X}"),
                    0x100..=0xffff => write!(escaped, "\\u{code:04X}"),
                    _ => write!(escaped, "\\U{code:08X}"),
                };
                self.put(&escaped);
                return;
            }
        };
        self.put(escape);
    }

    fn literal(&mut self, text: &str, indent: usize) {
        self.indicator("|", false);
        if text.starts_with([' ', '\n']) {
            self.put("2");
        }
        if !text.ends_with('\n') {
            self.put("-");
        } else if text == "\n" || text.ends_with("\n\n") {
            self.put("+");
        }
        self.newline();
        let (body, ends_line) = match text.strip_suffix('\n') {
            Some(body) => (body, true),
            None => (text, false),
        };
        for (position, line) in body.split('\n').enumerate() {
            if position > 0 {
                self.newline();
            }
            if !line.is_empty() {
                self.indent(indent);
                self.put(line);
                self.only_indentation = false;
            }
        }
        if ends_line {
            self.newline();
        }
    }

    /// Moves to column `to`, on a new line unless nothing but indentation stands before it.
    fn indent(&mut self, to: usize) {
        if !self.only_indentation || self.column > to || self.column == to && !self.after_space {
            self.newline();
        }
        while self.column < to {
            self.put(" ");
        }
        self.after_space = true;
        self.only_indentation = true;
    }

    /// A token, after a space.
    fn indicator(&mut self, text: &str, is_indentation: bool) {
        if !self.after_space {
            self.put(" ");
        }
        self.put(text);
        self.after_space = false;
        self.only_indentation &= is_indentation;
    }

    fn newline(&mut self) {
        self.text.push('\n');
        self.column = 0;
        self.after_space = true;
        self.only_indentation = true;
    }

    fn put(&mut self, text: &str) {
        self.text.push_str(text);
        self.column += text.chars().count();
    }
}

fn is_simple_key(name: &str) -> bool {
    name.len() <= MAX_SIMPLE_KEY && !name.contains(is_break)
}

fn is_break(character: char) -> bool {
    matches!(character, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a literal block holds the text as it is.
fn fits_block(text: &str) -> bool {
    let breaks_after_space = text.char_indices().any(|(at, character)| {
        is_break(character) && text.get(..at).is_some_and(|before| before.ends_with(' '))
    });
    !text.ends_with(' ')
        && !breaks_after_space
        && text
            .chars()
            .all(|character| character == '\n' || is_printable(character))
}

/// What YAML 1.1 prints, less the characters beyond the basic plane, which this emitter escapes.
fn is_printable(character: char) -> bool {
    matches!(character, '\u{20}'..='\u{7e}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}')
        && !matches!(character, '\u{feff}' | '\u{2028}' | '\u{2029}')
}
