//! Regular expressions: `regex`, `regexall` and `replace`.
//!
//! Terraform's are those of Go. They are rewritten to the `regex` crate's, which shares their
//! semantics but reads classes and braces in its own way; like Go's they take linear time.

mod translate;

use std::sync::Arc;

use regex::{Captures, Regex, RegexBuilder};

use super::arguments::Arguments;
use super::table::STRING;
use super::{CallError, Function, limits};
use crate::model::{Data, ListKind, Map, MapKind, Value};
use translate::translate;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("regex", &[STRING, STRING], regex),
    Function::new("regexall", &[STRING, STRING], regex_all),
    Function::new("replace", &[STRING, STRING, STRING], replace),
];

/// Bytes of a compiled pattern.
const MAX_COMPILED: usize = 4 << 20;

/// Bytes of a pattern as written.
const MAX_PATTERN: usize = 10_000;

/// Groups of a pattern that capture; each costs in each match.
const MAX_GROUPS: usize = 200;

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
                expand(replacement, &captures, &mut expanded);
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

/// Writes a replacement: `$1`, `${1}`, `$name` and `${name}` stand for groups and `$$` for a
/// dollar sign; a name goes as far as it can, and one of no group stands for nothing.
fn expand(replacement: &str, captures: &Captures, expanded: &mut String) {
    let mut rest = replacement;
    while let Some(start) = rest.find('$') {
        expanded.push_str(rest.get(..start).unwrap_or(""));
        let after = rest.get(start + 1..).unwrap_or("");
        if let Some(after) = after.strip_prefix('$') {
            expanded.push('$');
            rest = after;
            continue;
        }
        let (braced, inner) = match after.strip_prefix('{') {
            Some(inner) => (true, inner),
            None => (false, after),
        };
        let length = inner.len()
            - inner
                .trim_start_matches(|letter: char| letter.is_alphanumeric() || letter == '_')
                .len();
        let (name, end) = inner.split_at(length);
        let end = if braced {
            end.strip_prefix('}')
        } else {
            Some(end)
        };
        match end {
            Some(end) if !name.is_empty() => {
                let group = match name.parse() {
                    Ok(index) => captures.get(index),
                    Err(_) => captures.name(name),
                };
                expanded.push_str(group.map_or("", |group| group.as_str()));
                rest = end;
            }
            _ => {
                expanded.push('$');
                rest = after;
            }
        }
    }
    expanded.push_str(rest);
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
    let regex = RegexBuilder::new(&translated)
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
        })?;
    if regex.captures_len() > MAX_GROUPS {
        return Err(CallError::of(
            0,
            format!("the pattern has more groups than the limit of {MAX_GROUPS}"),
        ));
    }
    Ok(regex)
}
