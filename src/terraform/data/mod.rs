//! Data sources whose result follows from the configuration alone.
//!
//! This is the one place under `src/` that names resource types of clouds: how such a data source
//! computes its result is behaviour, which no table can hold. Each is listed in [`computed`].

mod amazon;
pub(crate) mod builtin;
mod cloud_init;
mod google_policy;
mod policy_document;
mod policy_merge;
mod policy_text;

use std::sync::Arc;

use crate::model::{Data, Map, ProviderInstance, Span, Value};
use crate::terraform::types::{Type, convert};
use policy_document::{made_from_all_of, undecided};

/// A data source, its arguments evaluated.
pub(crate) struct DataSource<'a> {
    /// The arguments and nested blocks.
    pub(crate) config: &'a Map,
    /// Where it is declared.
    pub(crate) header: Span,
    /// The provider it is read with.
    pub(crate) provider: &'a dyn Fn() -> Arc<ProviderInstance>,
    /// Renders a template with an object of variables.
    pub(crate) render: &'a dyn Fn(&str, &Value) -> Value,
    /// Calls a function of the language with one argument; none when it fails.
    pub(crate) call: &'a dyn Fn(&str, &Value) -> Option<Value>,
}

impl DataSource<'_> {
    /// An argument that is set.
    fn given(&self, name: &str) -> Option<&Value> {
        self.config.get(name).filter(|value| !value.is_null())
    }
}

/// The attributes that a data source of type `kind` computes; none for one that has to be read from
/// the outside.
pub(crate) fn computed(kind: &str, source: &DataSource) -> Map {
    match kind {
        "aws_arn" => amazon::arn(source),
        "aws_default_tags" => amazon::default_tags(source),
        "aws_iam_policy_document" => policy_document::attributes(source),
        "aws_partition" => amazon::partition(source),
        "aws_region" => amazon::region(source),
        "aws_service_principal" => amazon::service_principal(source),
        "cloudinit_config" | "template_cloudinit_config" => cloud_init::attributes(source),
        "google_client_config" => settings(source, &["project", "region", "zone"]),
        "google_iam_policy" => google_policy::attributes(source),
        "google_project" => project(source),
        "local_file" => file(source),
        "null_data_source" => inputs(source),
        "template_file" => template(source),
        _ => Map::default(),
    }
}

/// The settings of the provider itself, those that are set.
fn settings(source: &DataSource, names: &[&str]) -> Map {
    let provider = (source.provider)();
    let mut attributes = Map::default();
    for name in names {
        if source.given(name).is_some() {
            continue;
        }
        if let Some(value) = provider
            .config
            .as_map()
            .and_then(|config| config.get(*name))
            && !value.is_null()
        {
            attributes.insert((*name).into(), value.clone());
        }
    }
    attributes
}

/// The project of the provider, unless another is asked for.
fn project(source: &DataSource) -> Map {
    let project = settings(source, &["project"]).swap_remove("project");
    match (source.given("project_id"), project) {
        (None, Some(project)) => Map::from_iter([("project_id".into(), project)]),
        _ => Map::default(),
    }
}

/// A file that is there before anything is deployed: its name comes from no resource.
fn file(source: &DataSource) -> Map {
    let Some(name) = source.given("filename") else {
        return Map::default();
    };
    if name.as_str().is_none() || !name.references().is_empty() {
        return Map::default();
    }
    let attributes = [
        ("content", "file"),
        ("content_base64", "filebase64"),
        ("content_md5", "filemd5"),
        ("content_sha1", "filesha1"),
        ("content_sha256", "filesha256"),
        ("content_sha512", "filesha512"),
        ("content_base64sha256", "filebase64sha256"),
        ("content_base64sha512", "filebase64sha512"),
        ("id", "filesha1"),
    ];
    attributes
        .into_iter()
        .filter_map(|(attribute, function)| {
            let value = (source.call)(function, name)?;
            Some((attribute.into(), value))
        })
        .collect()
}

fn inputs(source: &DataSource) -> Map {
    let inputs = source.given("inputs");
    inputs
        .map(|inputs| Map::from_iter([("outputs".into(), with_texts(inputs))]))
        .unwrap_or_default()
}

fn template(source: &DataSource) -> Map {
    let empty = Value::new(
        Data::Map(crate::model::MapKind::Object, Arc::new(Map::default())),
        source.header,
    );
    let variables = source.given("vars").map_or(empty, with_texts);
    let Some(template) = source.config.get("template") else {
        return Map::default();
    };
    let rendered = match template.as_str() {
        Some(text) => as_text((source.render)(text, &variables)).made_from([template]),
        // Not known for the reason that the template is not.
        None => template.clone(),
    };
    Map::from_iter([("rendered".into(), rendered)])
}

/// What `read` makes of each of the blocks of one type; none when it makes nothing of one, or when it is
/// not known which there are.
fn blocks(
    blocks: Option<&Value>,
    read: impl Fn(&Value, &Map) -> Option<Value>,
) -> Option<Vec<Value>> {
    let Some(blocks) = blocks else {
        return Some(Vec::new());
    };
    match &blocks.data {
        Data::Null => Some(Vec::new()),
        Data::List(_, items) => items
            .iter()
            .map(|block| read(block, block.as_map()?))
            .collect(),
        // The JSON syntax writes a single block as an object.
        Data::Map(_, config) => Some(vec![read(blocks, config)?]),
        _ => None,
    }
}

/// A map of texts, which the schema of the data source asks for. What is none stays as it is.
fn with_texts(value: &Value) -> Value {
    convert(value, &Type::Map(Box::new(Type::String))).unwrap_or_else(|_| value.clone())
}

fn as_text(value: Value) -> Value {
    convert(&value, &Type::String).unwrap_or(value)
}
