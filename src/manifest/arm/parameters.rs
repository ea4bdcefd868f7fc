//! Values that come from outside of a template: from a deployment around it, or from a file of parameters.

use camino::{Utf8Path, Utf8PathBuf};
use rustc_hash::FxHashMap;

use super::frame::Frame;
use super::name::Name;
use super::scope::{Given, Scope, member};
use crate::manifest::sheet::Sheet;
use crate::manifest::value::Reader;
use crate::model::{Reason, Value};
use crate::yaml::Node;

/// Values by parameter, in lower case.
pub(super) type Values = FxHashMap<String, Given>;

/// What a nested deployment gives: `{name: {value: …}}`, with the expressions of the template around it.
pub(super) fn given<'s>(scope: &Scope<'s>, parameters: &'s Node, frame: Frame<'_>) -> Values {
    let entries = parameters.entries().iter();
    let values = entries.filter_map(|entry| {
        let value = match member(&entry.value, "value") {
            Some(node) => {
                let name: Option<Name> = node.as_text().map(|_| scope.name(node, frame));
                Given {
                    value: scope.value(node, frame),
                    key: name
                        .filter(|name| name.text().is_none())
                        .map(|name| name.shown()),
                }
            }
            None => Given {
                value: secret(&entry.value, scope.reader)?,
                key: None,
            },
        };
        Some((entry.key.to_lowercase(), value))
    });
    values.collect()
}

/// What a file of parameters says: values as they are written, and secrets of a vault.
pub(super) fn of_file(sheet: &Sheet) -> Values {
    let reader = sheet.reader();
    let entries = member(&sheet.node, "parameters").map_or(&[][..], Node::entries);
    let values = entries.iter().filter_map(|entry| {
        let value = match member(&entry.value, "value") {
            Some(node) => reader.value(node),
            None => secret(&entry.value, reader)?,
        };
        let label = format!("{}: {}", sheet.path, entry.key);
        let value = value.defined_as(label.into());
        Some((entry.key.to_lowercase(), Given { value, key: None }))
    });
    values.collect()
}

/// `{reference: {keyVault: …, secretName: …}}`: the vault gives it when the template is deployed. Another form, such
/// as an expression, is not evaluated.
fn secret(node: &Node, reader: Reader<'_>) -> Option<Value> {
    let span = reader.span(&node.span);
    if let Some(reference) = member(node, "reference") {
        let name = member(reference, "secretName").and_then(Node::scalar_text);
        let name = format!("secret {}", name.unwrap_or_default());
        return Some(Value::unknown(Reason::DataSource(name.into()), span).marked_sensitive());
    }
    member(node, "expression").map(|node| {
        let reason = Reason::Unsupported("expressions in files of parameters".into());
        Value::unknown(reason, reader.span(&node.span))
    })
}

/// The files of parameters that belong to a template, with what tells them apart: those beside it whose name extends
/// its own (`main.parameters.json`, `main.prod.parameters.json`, `main.prod.json` of `main.json`).
pub(super) fn beside<'f>(template: &Utf8Path, files: &[&'f Sheet]) -> Vec<(String, &'f Sheet)> {
    let stem = template.file_stem().unwrap_or_default();
    let found = files.iter().filter_map(|file| {
        let is_beside = file.path.parent() == template.parent();
        let name = file.path.file_stem()?.strip_prefix(stem)?;
        let words = name.strip_prefix('.').or_else(|| name.strip_prefix('-'))?;
        let words: Vec<&str> = words
            .split('.')
            .filter(|word| !is_parameters(word))
            .collect();
        let name = if words.is_empty() {
            "parameters".to_owned()
        } else {
            words.join(".")
        };
        is_beside.then_some((name, *file))
    });
    found.collect()
}

fn is_parameters(word: &str) -> bool {
    ["parameters", "parameter", "params", "param"]
        .iter()
        .any(|one| word.eq_ignore_ascii_case(one))
}

/// By directory, so that no template looks at all files.
pub(super) fn by_directory(files: &[Sheet]) -> FxHashMap<Utf8PathBuf, Vec<&Sheet>> {
    let mut all: FxHashMap<Utf8PathBuf, Vec<&Sheet>> = FxHashMap::default();
    for file in files {
        let directory = file.path.parent().unwrap_or(Utf8Path::new(""));
        all.entry(directory.to_owned()).or_default().push(file);
    }
    all
}
