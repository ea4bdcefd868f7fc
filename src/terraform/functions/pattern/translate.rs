//! From Go's syntax of regular expressions to that of the `regex` crate.
//!
//! The two share most of their syntax and all of their semantics. What differs: Go's Perl classes
//! and word boundaries are of ASCII, its classes know no set operations and take brackets literally,
//! a brace that repeats nothing is literal, `\Q…\E` quotes, `\012` is octal, and a repetition of a
//! repetition is an error.

use std::fmt::Write;

use super::super::CallError;

/// Times that a part may be repeated by `{n}`, as in Go.
const MAX_REPETITION: u32 = 1000;

/// Flags that a group may set.
const FLAGS: &str = "imsU-";

/// What the part of a pattern just read repeats.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Repetition {
    No,
    Greedy,
    /// With a question mark after it.
    Lazy,
}

/// The pattern in the syntax of the `regex` crate.
pub(super) fn translate(pattern: &str) -> Result<String, CallError> {
    let mut translator = Translator {
        rest: pattern,
        translated: String::with_capacity(pattern.len()),
    };
    let mut before = Repetition::No;
    while let Some(character) = translator.next() {
        before = translator.outside_class(character, before)?;
    }
    Ok(translator.translated)
}

struct Translator<'a> {
    rest: &'a str,
    translated: String,
}

impl Translator<'_> {
    fn next(&mut self) -> Option<char> {
        let mut rest = self.rest.chars();
        let character = rest.next();
        self.rest = rest.as_str();
        character
    }

    fn take(&mut self, prefix: &str) -> bool {
        let found = self.rest.strip_prefix(prefix);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    /// Copies some bytes as they are.
    fn copy(&mut self, length: usize) {
        let (copied, rest) = self
            .rest
            .split_at_checked(length)
            .unwrap_or((self.rest, ""));
        self.translated.push_str(copied);
        self.rest = rest;
    }

    fn outside_class(
        &mut self,
        character: char,
        before: Repetition,
    ) -> Result<Repetition, CallError> {
        match character {
            '\\' => self.escape(false)?,
            '[' => self.class()?,
            '?' if before == Repetition::Greedy => {
                self.translated.push('?');
                return Ok(Repetition::Lazy);
            }
            '*' | '+' | '?' if before != Repetition::No => return Err(nested_repetition()),
            '*' | '+' | '?' => {
                self.translated.push(character);
                return Ok(Repetition::Greedy);
            }
            '{' => match counted_repetition(self.rest)? {
                Some(_) if before != Repetition::No => return Err(nested_repetition()),
                Some(length) => {
                    self.translated.push('{');
                    self.copy(length);
                    return Ok(Repetition::Greedy);
                }
                None => self.translated.push_str("\\{"),
            },
            // The question mark of `(?:` or `(?P<name>` repeats nothing.
            '(' if self.take("?") => {
                let flags = self.rest.len()
                    - self
                        .rest
                        .trim_start_matches(|flag: char| flag.is_ascii_alphabetic() || flag == '-')
                        .len();
                let (flags, after) = self.rest.split_at(flags);
                if after.starts_with([':', ')']) && !flags.chars().all(|flag| FLAGS.contains(flag))
                {
                    return Err(invalid("unsupported flags"));
                }
                self.translated.push_str("(?");
            }
            other => self.translated.push(other),
        }
        Ok(Repetition::No)
    }

    /// What follows the bracket that opens a class.
    fn class(&mut self) -> Result<(), CallError> {
        self.translated.push('[');
        if self.take("^") {
            self.translated.push('^');
        }
        // A bracket that closes the class is literal at its start.
        let mut at_start = true;
        let mut may_start_range = false;
        while let Some(character) = self.next() {
            match character {
                ']' if !at_start => {
                    self.translated.push(']');
                    return Ok(());
                }
                '-' if may_start_range && !self.rest.starts_with(']') => {
                    self.translated.push('-');
                    let Some(last) = self.next() else { break };
                    self.class_item(last)?;
                    may_start_range = false;
                }
                '[' if self.rest.starts_with(':') && self.rest.contains(":]") => {
                    let length = posix_class(self.rest)?;
                    self.translated.push('[');
                    self.copy(length);
                    may_start_range = false;
                }
                character => {
                    may_start_range = !(character == '\\'
                        && self
                            .rest
                            .starts_with(['d', 'D', 'w', 'W', 's', 'S', 'p', 'P']));
                    self.class_item(character)?;
                }
            }
            at_start = false;
        }
        Err(invalid("a class is not closed"))
    }

    fn class_item(&mut self, character: char) -> Result<(), CallError> {
        if character == '\\' {
            return self.escape(true);
        }
        if character.is_ascii_punctuation() {
            self.translated.push('\\');
        }
        match character {
            // These two may not be escaped.
            '<' | '>' => {
                self.translated.pop();
                self.translated.push(character);
            }
            other => self.translated.push(other),
        }
        Ok(())
    }

    /// What follows a backslash.
    fn escape(&mut self, in_class: bool) -> Result<(), CallError> {
        let Some(escaped) = self.next() else {
            return Err(invalid("trailing backslash"));
        };
        match escaped {
            'd' | 'w' | 's' if in_class => self.translated.push_str(perl_class(escaped)),
            'd' | 'w' | 's' => {
                let _ = write!(self.translated, "[{}]", perl_class(escaped));
            }
            'D' | 'W' | 'S' => {
                let _ = write!(
                    self.translated,
                    "[^{}]",
                    perl_class(escaped.to_ascii_lowercase())
                );
            }
            'b' if !in_class => self.translated.push_str("(?-u:\\b)"),
            'p' | 'P' | 'x' => {
                self.translated.push('\\');
                self.translated.push(escaped);
                let braced = self
                    .rest
                    .strip_prefix('{')
                    .and_then(|inner| inner.find('}'));
                self.copy(braced.map_or(0, |end| end + 2));
            }
            'Q' => {
                let (literal, after) = self.rest.split_once("\\E").unwrap_or((self.rest, ""));
                self.translated.push_str(&regex::escape(literal));
                self.rest = after;
            }
            '0'..='7' => {
                let digits = self.rest.len()
                    - self
                        .rest
                        .trim_start_matches(|digit: char| matches!(digit, '0'..='7'))
                        .len();
                if escaped != '0' && digits == 0 {
                    return Err(invalid("there are no back-references"));
                }
                let (digits, after) = self.rest.split_at(digits.min(2));
                let code = u32::from_str_radix(&format!("{escaped}{digits}"), 8).unwrap_or(0);
                let _ = write!(self.translated, "\\x{{{code:x}}}");
                self.rest = after;
            }
            'a' | 'f' | 't' | 'n' | 'r' | 'v' => {
                self.translated.push('\\');
                self.translated.push(escaped);
            }
            'A' | 'z' | 'B' if !in_class => {
                self.translated.push('\\');
                self.translated.push(escaped);
            }
            '<' | '>' => self.translated.push(escaped),
            other if other.is_ascii_punctuation() => {
                self.translated.push('\\');
                self.translated.push(other);
            }
            ' ' => self.translated.push(' '),
            other => return Err(invalid(&format!("there is no escape \\{other}"))),
        }
        Ok(())
    }
}

fn perl_class(letter: char) -> &'static str {
    match letter {
        'd' => "0-9",
        'w' => "0-9A-Za-z_",
        _ => "\\t\\n\\x0c\\r ",
    }
}

/// The length of `:name:]` after the bracket of a POSIX class.
fn posix_class(rest: &str) -> Result<usize, CallError> {
    const NAMES: [&str; 14] = [
        "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct",
        "space", "upper", "word", "xdigit",
    ];
    let end = rest.find(":]").unwrap_or(rest.len());
    let name = rest.get(1..end).unwrap_or("");
    if NAMES.contains(&name.strip_prefix('^').unwrap_or(name)) {
        Ok(end + 2)
    } else {
        Err(invalid("unknown class name"))
    }
}

/// The length of `n}`, `n,}` or `n,m}`, and none when the brace is literal.
fn counted_repetition(rest: &str) -> Result<Option<usize>, CallError> {
    let Some((inside, _)) = rest.split_once('}') else {
        return Ok(None);
    };
    let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
    let is_count = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_count(least) || !(most.is_empty() || is_count(most)) {
        return Ok(None);
    }
    for count in [least, most] {
        if !count.is_empty()
            && count
                .parse::<u32>()
                .map_or(true, |count| count > MAX_REPETITION)
        {
            return Err(invalid("invalid repeat count"));
        }
    }
    Ok(Some(inside.len() + 1))
}

fn nested_repetition() -> CallError {
    invalid("a repetition of a repetition needs parentheses")
}

fn invalid(what: &str) -> CallError {
    CallError::of(0, format!("invalid regular expression: {what}"))
}
