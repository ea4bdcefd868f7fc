//! Tests of the way from files to resources, on small trees of files.

mod blocks;
mod data;
mod expressions;
mod hostile;
mod json;
mod modules;
mod overrides;
mod plans;
mod providers;
mod recorded;
mod references;
mod repetition;
mod variables;

use camino::Utf8PathBuf;

use super::load::{Loaded, Options, load};
use crate::model::{Data, Reason, Resource, Value};
use crate::source::{Found, SourceKind, Workspace};

/// A tree of files on disk, evaluated.
struct Evaluated {
    _directory: tempfile::TempDir,
    workspace: Workspace,
    loaded: Loaded,
}

/// Evaluates files given as pairs of path and content.
fn evaluate(files: &[(&str, &str)]) -> Evaluated {
    evaluate_with(files, &Options::default())
}

fn evaluate_with(files: &[(&str, &str)], options: &Options) -> Evaluated {
    let directory = tempfile::tempdir().unwrap();
    let root = Utf8PathBuf::from_path_buf(directory.path().canonicalize().unwrap()).unwrap();
    for (path, content) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    let workspace = Workspace::new(&root, &root).unwrap();
    let paths = files
        .iter()
        .map(|(path, _)| Utf8PathBuf::from(*path))
        .filter(|path| !path.components().any(|name| name.as_str() == ".terraform"));
    let found = found(paths);
    let loaded = load(&workspace, &found, options);
    Evaluated {
        _directory: directory,
        workspace,
        loaded,
    }
}

/// The files that a walk over the tree would have found.
fn found(paths: impl IntoIterator<Item = Utf8PathBuf>) -> Vec<Found> {
    let found = paths.into_iter().map(|path| Found {
        kind: SourceKind::of_path(&path),
        path,
        explicit: false,
        source: None,
    });
    found.collect()
}

/// Evaluates one `main.tf`.
fn main_tf(content: &str) -> Evaluated {
    evaluate(&[("main.tf", content)])
}

impl Evaluated {
    fn addresses(&self) -> Vec<&str> {
        self.loaded
            .resources
            .iter()
            .map(|resource| &*resource.address)
            .collect()
    }

    #[track_caller]
    fn resource(&self, address: &str) -> &Resource {
        let found = self
            .loaded
            .resources
            .iter()
            .find(|resource| &*resource.address == address);
        found.unwrap_or_else(|| panic!("no {address} among {:?}", self.addresses()))
    }

    /// The attribute of a resource, by a path such as `rule.0.name`.
    #[track_caller]
    fn value(&self, address: &str, path: &str) -> Value {
        let mut value = self.resource(address).body.clone();
        for step in path.split('.') {
            let next = match &value.data {
                Data::Map(_, members) => members.get(step).cloned(),
                Data::List(_, items) => items.get(step.parse::<usize>().unwrap()).cloned(),
                _ => None,
            };
            value = next.unwrap_or_else(|| panic!("no {step} of {path} in {}", show(&value)));
        }
        value
    }

    /// [`show`] of an attribute.
    #[track_caller]
    fn shown(&self, address: &str, path: &str) -> String {
        show(&self.value(address, path))
    }

    /// Codes of the diagnostics, in order.
    fn codes(&self) -> Vec<&str> {
        self.loaded
            .diagnostics
            .iter()
            .map(|diagnostic| diagnostic.code)
            .collect()
    }

    /// English messages of the diagnostics with a code.
    fn messages(&self, code: &str) -> Vec<&str> {
        let with_code = self
            .loaded
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.code == code);
        with_code
            .map(|diagnostic| diagnostic.message.en.as_str())
            .collect()
    }

    /// The text at a span.
    fn text(&self, span: crate::model::Span) -> String {
        self.workspace
            .sources()
            .get(span.source)
            .and_then(|file| file.text.get(span.range()).map(str::to_owned))
            .unwrap_or_default()
    }

    /// `label=text` of the definitions of a value, nearest first.
    fn definitions(&self, value: &Value) -> Vec<String> {
        value
            .definitions()
            .iter()
            .map(|definition| format!("{}={}", definition.label, self.text(definition.span)))
            .collect()
    }
}

/// `address.attribute` of the references of a value.
fn references(value: &Value) -> Vec<String> {
    value
        .references()
        .iter()
        .map(|reference| format!("{}.{}", reference.address, reference.attribute))
        .collect()
}

/// A value in a compact form: JSON, and for an unknown its reason and its possible values.
fn show(value: &Value) -> String {
    match &value.data {
        Data::Null => "null".to_owned(),
        Data::Bool(bool) => bool.to_string(),
        Data::Number(number) => number.to_string(),
        Data::String(text) => format!("{text:?}"),
        Data::List(_, items) => {
            format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(","))
        }
        Data::Map(_, members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(key, value)| format!("{key}:{}", show(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Data::Unknown(unknown) => {
            let reason = match &unknown.reason {
                Reason::Variable(what) => format!("variable {what}"),
                Reason::Computed(what) => format!("computed {what}"),
                Reason::DataSource(what) => format!("data {what}"),
                Reason::Module(what) => format!("module {what}"),
                Reason::Function(what) => format!("function {what}"),
                Reason::Error(_) => "error".to_owned(),
                Reason::Cycle(what) => format!("cycle {what}"),
                Reason::File(what) => format!("file {what}"),
                Reason::Repetition(what) => format!("repetition {what}"),
                Reason::Unsupported(what) => format!("unsupported {what}"),
                Reason::Limit(what) => format!("limit {what}"),
                Reason::Ambient(what) => format!("ambient {what}"),
            };
            let candidates: Vec<String> = unknown.candidates.iter().map(show).collect();
            if candidates.is_empty() {
                format!("?{reason}")
            } else {
                format!("?{reason}<{}>", candidates.join("|"))
            }
        }
    }
}
