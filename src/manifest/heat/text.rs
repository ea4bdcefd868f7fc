//! Functions that make texts: `str_replace` and its strict forms, `list_join`, `str_split`, `digest`, `make_url`.

use std::fmt::Write as _;
use std::sync::Arc;

use md5::Md5;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

use super::function::{arity, bounded, position};
use super::parameters::shown;
use super::scope::{Scope, error, too_much};
use crate::manifest::joined::joined;
use crate::manifest::partial::{text, undecided};
use crate::model::{Data, Map, Span, Value};
use crate::yaml::Node;

/// What Python's `quote` leaves as it is, and what it leaves in a host, in a path and in a query.
const UNRESERVED: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
const OF_HOST: AsciiSet = UNRESERVED.remove(b':');
const OF_PATH: AsciiSet = UNRESERVED.remove(b'/');
const OF_QUERY: AsciiSet = UNRESERVED.remove(b'/').remove(b' ');

impl Scope<'_> {
    /// `{template, params}`: keys are replaced by their values, longer ones first, and what was replaced is not looked
    /// at again.
    pub(super) fn replace(&self, name: &str, argument: &Node, span: Span) -> Value {
        let (Some(template), Some(params)) = (argument.get("template"), argument.get("params"))
        else {
            return arity(name, span);
        };
        let (template, params) = (self.value(template), self.value(params));
        let Some(text) = template.as_str() else {
            return undecided(&template, span)
                .unwrap_or_else(|| error("the template is no text", span));
        };
        let Some(params) = params.as_map() else {
            return undecided(&params, span)
                .unwrap_or_else(|| error("the parameters are no map", span));
        };
        let mut keys: Vec<&Arc<str>> = params.keys().filter(|key| !key.is_empty()).collect();
        keys.sort_by(|a, b| {
            b.chars()
                .count()
                .cmp(&a.chars().count())
                .then_with(|| a.cmp(b))
        });
        let mut parts = vec![Part::Text(text)];
        for key in keys {
            if !self.world.spend(text.len() / 8 + 1) {
                return too_much(span);
            }
            let (cut, found) = cut(parts, key);
            parts = cut;
            if !found && name != "str_replace" {
                return error(format!("`{key}` is not in the template"), span);
            }
        }
        let mut values = Vec::with_capacity(parts.len());
        for part in parts {
            values.push(match part {
                Part::Text(text) => Value::string(text, span),
                Part::Key(key) => {
                    let value = &params[key];
                    let replacement = replacement(value, span);
                    if name == "str_replace_vstrict" && is_empty(&replacement) {
                        return error(format!("`{key}` is empty"), span);
                    }
                    replacement
                }
            });
        }
        self.joined(&values, span).made_from([&template])
    }

    /// `[delimiter, list…]`.
    pub(super) fn join(&self, argument: &Node, span: Span) -> Value {
        let argument = self.value(argument);
        let Some([delimiter, lists @ ..]) = argument.as_list().filter(|items| items.len() >= 2)
        else {
            return undecided(&argument, span).unwrap_or_else(|| arity("list_join", span));
        };
        if delimiter.as_str().is_none() {
            return undecided(delimiter, span)
                .unwrap_or_else(|| error("the delimiter is no text", span));
        }
        let mut parts = Vec::new();
        for list in lists.iter().filter(|list| !is_nothing(list)) {
            let Some(items) = list.as_list() else {
                return undecided(list, span)
                    .unwrap_or_else(|| error("`list_join` joins lists", span));
            };
            for item in items {
                if matches!(item.data, Data::Bool(_) | Data::Number(_)) {
                    return error("`list_join` joins texts, maps and lists", span);
                }
                if !parts.is_empty() {
                    parts.push(delimiter.clone());
                }
                parts.push(replacement(item, span));
            }
        }
        self.joined(&parts, span)
    }

    /// The texts one after the other, within what functions may make.
    fn joined(&self, parts: &[Value], span: Span) -> Value {
        let length: usize = parts
            .iter()
            .map(|part| part.as_str().map_or(1, |text| text.len() + 1))
            .sum();
        if self.world.spend(length) {
            joined(parts, span)
        } else {
            too_much(span)
        }
    }

    /// `[delimiter, text, index]`, the last of which may be left out.
    pub(super) fn split(&self, argument: &Node, span: Span) -> Value {
        let argument = self.value(argument);
        let (delimiter, whole, index) = match argument.as_list() {
            Some([delimiter, whole]) => (delimiter, whole, None),
            Some([delimiter, whole, index]) => (delimiter, whole, Some(index)),
            _ => return undecided(&argument, span).unwrap_or_else(|| arity("str_split", span)),
        };
        if whole.is_null() {
            return Value::null(span);
        }
        let (Some(text), Some(delimiter)) = (
            whole.as_str(),
            delimiter.as_str().filter(|delimiter| !delimiter.is_empty()),
        ) else {
            return undecided(whole, span)
                .or_else(|| undecided(delimiter, span))
                .unwrap_or_else(|| arity("str_split", span));
        };
        let items: Vec<Value> = text
            .split(delimiter)
            .map(|item| Value::string(item, span).made_from([whole]))
            .collect();
        let Some(index) = index else {
            return bounded(self, items, span).made_from([whole]);
        };
        let at = position(index, items.len());
        match at.and_then(|at| items.get(at)) {
            Some(item) => item.clone(),
            None => undecided(index, span).unwrap_or_else(|| {
                error(
                    format!("the index is between 0 and {}", items.len() - 1),
                    span,
                )
            }),
        }
    }

    /// `[algorithm, text]`.
    pub(super) fn digest(&self, argument: &Node, span: Span) -> Value {
        let argument = self.value(argument);
        let Some([algorithm, whole]) = argument.as_list() else {
            return undecided(&argument, span).unwrap_or_else(|| arity("digest", span));
        };
        let (Some(algorithm), Some(text)) = (algorithm.as_str(), whole.as_str()) else {
            return undecided(whole, span)
                .or_else(|| undecided(algorithm, span))
                .unwrap_or_else(|| arity("digest", span));
        };
        // Heat encodes the text in ISO 8859-1.
        let bytes: Option<Vec<u8>> = text
            .chars()
            .map(|character| u8::try_from(u32::from(character)).ok())
            .collect();
        let Some(bytes) = bytes else {
            return error("`digest` takes characters of ISO 8859-1", span);
        };
        let digest = match algorithm.to_ascii_lowercase().as_str() {
            "md5" => hexadecimal::<Md5>(&bytes),
            "sha1" => hexadecimal::<Sha1>(&bytes),
            "sha224" => hexadecimal::<Sha224>(&bytes),
            "sha256" => hexadecimal::<Sha256>(&bytes),
            "sha384" => hexadecimal::<Sha384>(&bytes),
            "sha512" => hexadecimal::<Sha512>(&bytes),
            _ => return error(format!("`{algorithm}` is no algorithm of `digest`"), span),
        };
        Value::string(digest, span).made_from([whole])
    }

    /// The parts of an address, encoded.
    pub(super) fn url(&self, argument: &Node, span: Span) -> Value {
        let argument = self.value(argument);
        let Some(parts) = argument.as_map() else {
            return undecided(&argument, span).unwrap_or_else(|| arity("make_url", span));
        };
        let known = |key: &str| KEYS.contains(&key);
        if !parts.keys().all(|key| known(key)) {
            return arity("make_url", span);
        }
        let query = parts.get("query");
        let of_query = query
            .and_then(Value::as_map)
            .into_iter()
            .flat_map(Map::values);
        let mut all = parts.values().chain(of_query);
        if let Some(unknown) = all.find_map(|part| undecided(part, span)) {
            return unknown;
        }
        match url(parts) {
            Some(url) => Value::string(url, span).made_from(parts.values()),
            None => arity("make_url", span),
        }
    }
}

/// What `make_url` takes.
const KEYS: [&str; 8] = [
    "scheme", "username", "password", "host", "port", "path", "query", "fragment",
];

/// The address of known parts; none when one of them is no text.
fn url(parts: &Map) -> Option<String> {
    let part = |key: &str| match parts.get(key) {
        Some(value) => text(value),
        None => Some(String::new()),
    };
    let quoted = |key: &str, safe: &'static AsciiSet| {
        part(key).map(|text| utf8_percent_encode(&text, safe).to_string())
    };
    let scheme = part("scheme").filter(|scheme| !scheme.contains(':'))?;
    let (username, password) = (
        quoted("username", &UNRESERVED)?,
        quoted("password", &UNRESERVED)?,
    );
    let mut location = String::new();
    if !username.is_empty() || !password.is_empty() {
        location.push_str(&username);
        if !password.is_empty() {
            let _ = write!(location, ":{password}");
        }
        location.push('@');
    }
    let host = part("host")?;
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let host = bare.unwrap_or(&host);
    let host = utf8_percent_encode(host, &OF_HOST).to_string();
    if host.contains(':') {
        let _ = write!(location, "[{host}]");
    } else {
        location.push_str(&host);
    }
    let port = part("port")?;
    if !port.is_empty() && port != "0" {
        let _ = write!(location, ":{port}");
    }
    let (path, fragment) = (quoted("path", &OF_PATH)?, quoted("fragment", &OF_PATH)?);
    let query = match parts.get("query") {
        Some(query) => encoded(query.as_map()?)?,
        None => String::new(),
    };
    let mut url = String::new();
    if !scheme.is_empty() {
        let _ = write!(url, "{scheme}:");
    }
    if !location.is_empty() {
        let slash = if path.is_empty() || path.starts_with('/') {
            ""
        } else {
            "/"
        };
        let _ = write!(url, "//{location}{slash}");
    }
    url.push_str(&path);
    for (sign, text) in [('?', query), ('#', fragment)] {
        if !text.is_empty() {
            url.push(sign);
            url.push_str(&text);
        }
    }
    Some(url)
}

/// A query as Python's `urlencode` writes it, with the slashes that Heat puts back.
fn encoded(query: &Map) -> Option<String> {
    let encode = |text: &str| {
        let encoded = utf8_percent_encode(text, &OF_QUERY).to_string();
        encoded.replace(' ', "+")
    };
    let pairs: Option<Vec<String>> = query
        .iter()
        .map(|(key, value)| Some(format!("{}={}", encode(key), encode(&shown(value)?))))
        .collect();
    Some(pairs?.join("&"))
}

enum Part<'t> {
    Text(&'t str),
    Key(&'t str),
}

/// Cuts the texts at a key; whether it was found.
fn cut<'t>(parts: Vec<Part<'t>>, key: &'t str) -> (Vec<Part<'t>>, bool) {
    let mut all = Vec::with_capacity(parts.len());
    let mut found = false;
    for part in parts {
        let Part::Text(text) = part else {
            all.push(part);
            continue;
        };
        for (position, piece) in text.split(key).enumerate() {
            if position > 0 {
                found = true;
                all.push(Part::Key(key));
            }
            all.push(Part::Text(piece));
        }
    }
    (all, found)
}

/// A value as functions put it in a text: nothing for null, JSON for what has parts.
fn replacement(value: &Value, span: Span) -> Value {
    let written = match &value.data {
        Data::Null => Some(String::new()),
        Data::List(..) | Data::Map(..) => json(value),
        Data::Unknown(_) => return value.clone(),
        _ => shown(value),
    };
    match written {
        Some(text) => Value::string(text, span).made_from([value]),
        None => unknown_part(value, span),
    }
}

/// What keeps a value with parts from being written.
fn unknown_part(value: &Value, span: Span) -> Value {
    let found = match &value.data {
        Data::List(_, items) => items.iter().find_map(|item| first_unknown(item, span)),
        Data::Map(_, members) => members.values().find_map(|item| first_unknown(item, span)),
        _ => None,
    };
    found.unwrap_or_else(|| error("the value cannot be written in JSON", span))
}

fn first_unknown(value: &Value, span: Span) -> Option<Value> {
    match &value.data {
        Data::Unknown(_) => undecided(value, span),
        Data::List(_, items) => items.iter().find_map(|item| first_unknown(item, span)),
        Data::Map(_, members) => members.values().find_map(|item| first_unknown(item, span)),
        _ => None,
    }
}

fn is_empty(value: &Value) -> bool {
    matches!(value.as_str(), Some("" | "[]" | "{}"))
}

fn is_nothing(value: &Value) -> bool {
    match &value.data {
        Data::Null => true,
        Data::String(text) => text.is_empty(),
        Data::List(_, items) => items.is_empty(),
        Data::Map(_, members) => members.is_empty(),
        _ => false,
    }
}

/// A known value in JSON as Python writes it: keys in order, a space after commas and colons, ASCII only.
fn json(value: &Value) -> Option<String> {
    let mut text = String::new();
    write_json(value, &mut text)?;
    Some(text)
}

fn write_json(value: &Value, out: &mut String) -> Option<()> {
    match &value.data {
        Data::Null => out.push_str("null"),
        Data::Bool(bool) => out.push_str(if *bool { "true" } else { "false" }),
        Data::Number(number) => {
            let _ = write!(out, "{number}");
        }
        Data::String(text) => quote(text, out),
        Data::List(_, items) => {
            out.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push_str(", ");
                }
                write_json(item, out)?;
            }
            out.push(']');
        }
        Data::Map(_, members) => {
            let mut members: Vec<(&Arc<str>, &Value)> = members.iter().collect();
            members.sort_by_key(|(key, _)| *key);
            out.push('{');
            for (position, (key, value)) in members.into_iter().enumerate() {
                if position > 0 {
                    out.push_str(", ");
                }
                quote(key, out);
                out.push_str(": ");
                write_json(value, out)?;
            }
            out.push('}');
        }
        Data::Unknown(_) => return None,
    }
    Some(())
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.push('"');
}

fn hexadecimal<D: Digest>(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in D::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
