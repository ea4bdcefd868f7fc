//! Regular expressions: `regex`, `regexall` and `replace`.
//!
//! Terraform's are those of Go. They are rewritten to the `regex` crate's, which shares their
//! semantics but reads classes and braces in its own way; like Go's they take linear time.

use std::sync::Arc;

use regex::{Captures, Regex, RegexBuilder};

use super::arguments::Arguments;
use super::table::STRING;
use super::{CallError, Function, limits};
use crate::model::{Data, ListKind, Map, MapKind, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("regex", &[STRING, STRING], regex),
    Function::new("regexall", &[STRING, STRING], regex_all),
    Function::new("replace", &[STRING, STRING, STRING], replace),
];

/// Bytes of a compiled pattern.
const MAX_COMPILED: usize = 1 << 20;

/// Times that a part may be repeated by `{n}`, as in Go.
const MAX_REPETITION: u32 = 1000;

/// Bytes of a pattern as written.
const MAX_PATTERN: usize = 10_000;

fn regex(args: &Arguments) -> Result<Value, CallError> {
    let pattern = compile(args.text(0)?)?;
    match pattern.captures(args.text(1)?) {
        Some(captures) => result(args, &pattern, &captures),
        None => Err(CallError::new(
            "the pattern did not match any part of the given string",
        )),
    }
}

fn regex_all(args: &Arguments) -> Result<Value, CallError> {
    let pattern = compile(args.text(0)?)?;
    let matches = pattern
        .captures_iter(args.text(1)?)
        .take(limits::MAX_ITEMS + 1)
        .map(|captures| result(args, &pattern, &captures))
        .collect::<Result<Vec<_>, _>>()?;
    args.list(ListKind::List, matches)
}

/// A text between slashes is a pattern, any other is taken literally.
fn replace(args: &Arguments) -> Result<Value, CallError> {
    let (text, search, replacement) = (args.text(0)?, args.text(1)?, args.text(2)?);
    let pattern = search
        .strip_prefix('/')
        .and_then(|rest| rest.strip_suffix('/'))
        .map(|pattern| {
            compile(pattern).map_err(|error| CallError {
                argument: Some(1),
                ..error
            })
        })
        .transpose()?;
    let mut replaced = String::new();
    let mut end = 0;
    let mut push = |start: usize, stop: usize, replacement: &str| {
        replaced.push_str(text.get(end..start).unwrap_or(""));
        replaced.push_str(replacement);
        end = stop;
        limits::check_text(replaced.len())
    };
    match pattern {
        Some(pattern) => {
            let mut expanded = String::new();
            for captures in pattern.captures_iter(text) {
                let Some(whole) = captures.get(0) else {
                    continue;
                };
                expanded.clear();
                captures.expand(replacement, &mut expanded);
                push(whole.start(), whole.end(), &expanded)?;
            }
        }
        None => {
            for (start, found) in text.match_indices(search) {
                push(start, start + found.len(), replacement)?;
            }
        }
    }
    replaced.push_str(text.get(end..).unwrap_or(""));
    args.string(replaced)
}

/// The whole match without groups, a tuple of unnamed groups, or an object of named ones.
fn result(args: &Arguments, pattern: &Regex, captures: &Captures) -> Result<Value, CallError> {
    let group = |index: usize| match captures.get(index) {
        Some(found) => args.string(found.as_str()),
        None => Ok(Value::null(args.span)),
    };
    let names: Vec<Option<&str>> = pattern.capture_names().skip(1).collect();
    if names.is_empty() {
        return group(0);
    }
    if names.iter().all(Option::is_none) {
        let groups = (1..=names.len())
            .map(group)
            .collect::<Result<Vec<_>, _>>()?;
        return args.list(ListKind::Tuple, groups);
    }
    let mut members = Map::default();
    for (index, name) in names.into_iter().enumerate() {
        let Some(name) = name else {
            return Err(CallError::of(
                0,
                "named and unnamed capture groups cannot be mixed",
            ));
        };
        members.insert(name.into(), group(index + 1)?);
    }
    Ok(Value::new(
        Data::Map(MapKind::Object, Arc::new(members)),
        args.span,
    ))
}

fn compile(pattern: &str) -> Result<Regex, CallError> {
    if pattern.len() > MAX_PATTERN {
        return Err(CallError::of(
            0,
            format!("the pattern is longer than the limit of {MAX_PATTERN} bytes"),
        ));
    }
    let translated = translate(pattern)?;
    RegexBuilder::new(&translated)
        .size_limit(MAX_COMPILED)
        .build()
        .map_err(|error| {
            let what = match error {
                regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
                regex::Error::Syntax(text) => {
                    text.lines().last().unwrap_or("syntax error").to_owned()
                }
                _ => "it cannot be compiled".to_owned(),
            };
            CallError::of(0, format!("invalid regular expression: {what}"))
        })
}

/// What the part of a pattern just read repeats.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Repetition {
    No,
    Greedy,
    /// With a question mark after it.
    Lazy,
}

fn nested_repetition() -> CallError {
    CallError::of(
        0,
        "invalid regular expression: a repetition of a repetition needs parentheses",
    )
}

/// The pattern in the syntax of the `regex` crate.
fn translate(pattern: &str) -> Result<String, CallError> {
    let mut translated = String::with_capacity(pattern.len());
    let mut rest = pattern.chars();
    let mut in_class = false;
    let mut class_start = false;
    let mut after_repetition = Repetition::No;
    while let Some(character) = rest.next() {
        let at_start = std::mem::take(&mut class_start);
        let repetition = std::mem::replace(&mut after_repetition, Repetition::No);
        match character {
            '\\' => escape(&mut rest, in_class, &mut translated)?,
            '[' if !in_class => {
                in_class = true;
                class_start = true;
                translated.push('[');
                if let Some(after) = rest.as_str().strip_prefix('^') {
                    translated.push('^');
                    rest = after.chars();
                }
            }
            // A bracket that opens a class is literal at its start.
            ']' if in_class && at_start => translated.push_str("\\]"),
            ']' if in_class => {
                in_class = false;
                translated.push(']');
            }
            '[' => match posix_class(rest.as_str()) {
                Some(name) => {
                    translated.push('[');
                    translated.push_str(name);
                    rest = rest.as_str().get(name.len()..).unwrap_or("").chars();
                }
                None => translated.push_str("\\["),
            },
            // Doubled, these would be set operations.
            '&' | '~' if in_class => {
                translated.push('\\');
                translated.push(character);
            }
            '-' if in_class && rest.as_str().starts_with('-') => translated.push_str("\\-"),
            '?' if !in_class && repetition == Repetition::Greedy => {
                after_repetition = Repetition::Lazy;
                translated.push('?');
            }
            '*' | '+' | '?' if !in_class && repetition != Repetition::No => {
                return Err(nested_repetition());
            }
            '*' | '+' | '?' if !in_class => {
                after_repetition = Repetition::Greedy;
                translated.push(character);
            }
            '{' if !in_class => match counted_repetition(rest.as_str())? {
                Some(_) if repetition != Repetition::No => return Err(nested_repetition()),
                Some(length) => {
                    after_repetition = Repetition::Greedy;
                    translated.push('{');
                    translated.push_str(rest.as_str().get(..length).unwrap_or(""));
                    rest = rest.as_str().get(length..).unwrap_or("").chars();
                }
                None => translated.push_str("\\{"),
            },
            // The question mark of `(?:` or `(?P<name>` repeats nothing.
            '(' if !in_class && rest.as_str().starts_with('?') => {
                rest.next();
                translated.push_str("(?");
            }
            other => translated.push(other),
        }
    }
    Ok(translated)
}

/// What follows a backslash. Perl classes and word boundaries are of ASCII in Go.
fn escape(
    rest: &mut std::str::Chars,
    in_class: bool,
    translated: &mut String,
) -> Result<(), CallError> {
    let Some(escaped) = rest.next() else {
        return Err(CallError::of(
            0,
            "invalid regular expression: trailing backslash",
        ));
    };
    let class = match escaped {
        'd' | 'D' => Some("0-9"),
        'w' | 'W' => Some("0-9A-Za-z_"),
        's' | 'S' => Some("\\t\\n\\x0c\\r "),
        _ => None,
    };
    match (class, escaped) {
        (Some(class), 'D' | 'W' | 'S') => {
            translated.push_str("[^");
            translated.push_str(class);
            translated.push(']');
        }
        (Some(class), _) if in_class => translated.push_str(class),
        (Some(class), _) => {
            translated.push('[');
            translated.push_str(class);
            translated.push(']');
        }
        (None, 'b') => translated.push_str("(?-u:\\b)"),
        (None, 'Q') => {
            let text = rest.as_str();
            let (literal, after) = text.split_once("\\E").unwrap_or((text, ""));
            translated.push_str(&regex::escape(literal));
            *rest = after.chars();
        }
        (None, 'u' | 'U' | 'Z' | 'R' | 'X' | '<' | '>') if escaped.is_ascii_alphabetic() => {
            return Err(CallError::of(
                0,
                format!("invalid regular expression: invalid escape \\{escaped}"),
            ));
        }
        (None, '<' | '>') => translated.push(escaped),
        (None, other) => {
            translated.push('\\');
            translated.push(other);
        }
    }
    Ok(())
}

/// `:name:]` after the bracket of a POSIX class.
fn posix_class(rest: &str) -> Option<&str> {
    let end = rest.strip_prefix(':')?.find(":]")?;
    rest.get(..end + 3)
}

/// The length of `n}`, `n,}` or `n,m}`, and none when the brace is literal.
fn counted_repetition(rest: &str) -> Result<Option<usize>, CallError> {
    let Some(end) = rest.find('}') else {
        return Ok(None);
    };
    let Some(inside) = rest.get(..end) else {
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
            return Err(CallError::of(
                0,
                "invalid regular expression: invalid repeat count",
            ));
        }
    }
    Ok(Some(end + 1))
}
