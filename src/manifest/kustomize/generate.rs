//! `configMapGenerator` and `secretGenerator`.

use std::sync::Arc;

use super::edit::map;
use super::instructions::Instructions;
use crate::manifest::kubernetes::Object;
use crate::model::{Map, Reason, Span, Value};
use crate::source::Workspace;

/// Longest file taken into a map, in bytes; etcd takes no object above 1.5 MiB.
const LONGEST: usize = 1 << 20;

/// What an entry makes, and what it does with an object of that name that is there already.
pub(super) struct Generated {
    /// The object.
    pub(super) object: Object,
    /// How it meets one of the same name.
    pub(super) behavior: Behavior,
}

/// See [`Generated`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Behavior {
    /// There must be none.
    Create,
    /// Its members are added.
    Merge,
    /// It takes its place.
    Replace,
}

/// The objects that the generators of a kustomization make. The suffix that Kustomize adds to their names is left
/// out: what names them does so without.
pub(super) fn generated(workspace: &Workspace, instructions: &Instructions) -> Vec<Generated> {
    let mut all = Vec::new();
    for (section, kind, data) in [
        ("configMapGenerator", "v1/ConfigMap", "data"),
        // What is written in clear in the sources is kept so, for the policies to see.
        ("secretGenerator", "v1/Secret", "stringData"),
    ] {
        for (entry, span) in instructions.entries(section) {
            all.extend(object(workspace, instructions, entry, span, kind, data));
        }
    }
    all
}

fn object(
    workspace: &Workspace,
    instructions: &Instructions,
    entry: &Map,
    span: Span,
    kind: &str,
    data: &str,
) -> Option<Generated> {
    let mut metadata = Map::default();
    for key in ["name", "namespace"] {
        if let Some(value) = entry.get(key) {
            metadata.insert(key.into(), value.clone());
        }
    }
    metadata.get("name")?;
    if let Some(options) = entry.get("options").and_then(Value::as_map) {
        for key in ["labels", "annotations"] {
            if let Some(value) = options.get(key) {
                metadata.insert(key.into(), value.clone());
            }
        }
    }
    let mut body = Map::default();
    let (api, short) = kind.split_once('/')?;
    body.insert("apiVersion".into(), Value::string(api, span));
    body.insert("kind".into(), Value::string(short, span));
    body.insert("metadata".into(), map(metadata, span));
    if let Some(of) = entry.get("type") {
        body.insert("type".into(), of.clone());
    }
    body.insert(
        data.into(),
        map(pairs(workspace, instructions, entry), span),
    );
    let behavior = match entry.get("behavior").and_then(Value::as_str) {
        Some("merge") => Behavior::Merge,
        Some("replace") => Behavior::Replace,
        _ => Behavior::Create,
    };
    let path = instructions.sheet.path.clone();
    Some(Generated {
        object: Object::new(path, kind.into(), body, span),
        behavior,
    })
}

/// Keys and values: written in the entry, in files named for a key, or in files of lines `key=value`.
fn pairs(workspace: &Workspace, instructions: &Instructions, entry: &Map) -> Map {
    let listed = |key: &str| entry.get(key).and_then(Value::as_list).unwrap_or_default();
    let mut pairs = Map::default();
    let texts = |key: &str| {
        let items = listed(key).iter();
        items.filter_map(|item| Some((item.as_str()?.to_owned(), item.origin.span)))
    };
    let one_env = entry
        .get("env")
        .and_then(|file| Some((file.as_str()?.to_owned(), file.origin.span)));
    for (file, span) in texts("envs").chain(one_env) {
        let Some(text) = read(workspace, instructions, &file) else {
            continue;
        };
        let lines = text.lines().map(str::trim_start);
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match pair(line) {
                Some((key, value)) => pairs.insert(key.into(), Value::string(value, span)),
                // The environment of the one who builds would tell.
                None => pairs.insert(
                    line.into(),
                    Value::unknown(Reason::Ambient(line.into()), span),
                ),
            };
        }
    }
    for (file, span) in texts("files") {
        let (key, file) = file
            .split_once('=')
            .unwrap_or((file.rsplit('/').next().unwrap_or_default(), file.as_str()));
        let value = match read(workspace, instructions, file) {
            Some(text) => Value::string(text, span),
            None => Value::unknown(Reason::File(file.into()), span),
        };
        pairs.insert(key.into(), value);
    }
    for (literal, span) in texts("literals") {
        if let Some((key, value)) = pair(&literal) {
            pairs.insert(key.into(), Value::string(unquoted(value), span));
        }
    }
    pairs
}

fn pair(text: &str) -> Option<(&str, &str)> {
    text.split_once('=').filter(|(key, _)| !key.is_empty())
}

/// A literal may stand in quotes.
fn unquoted(value: &str) -> &str {
    for quote in ['"', '\''] {
        let inner = value
            .strip_prefix(quote)
            .and_then(|value| value.strip_suffix(quote));
        if let Some(inner) = inner {
            return inner;
        }
    }
    value
}

fn read(workspace: &Workspace, instructions: &Instructions, file: &str) -> Option<Arc<str>> {
    let path = instructions.beside(file);
    let bytes = workspace.head(&path, LONGEST + 1).ok()?;
    if bytes.len() > LONGEST {
        return None;
    }
    String::from_utf8(bytes).ok().map(Arc::from)
}
