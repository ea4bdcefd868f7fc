//! Data sources whose result follows from the configuration alone.
//!
//! This is the one place under `src/` that names resource types of clouds: how such a data source
//! computes its result is behaviour, which no table can hold. Each is listed in [`computed`].

pub(crate) mod builtin;
mod policy_document;
mod policy_merge;
mod policy_text;

use std::sync::Arc;

use crate::model::{Data, Map, ProviderInstance, Span, Value};
use crate::terraform::types::{Type, convert};

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
}

/// The attributes that a data source of type `kind` computes; none for one that has to be read from
/// the outside.
pub(crate) fn computed(kind: &str, source: &DataSource) -> Map {
    match kind {
        "aws_iam_policy_document" => policy_document::attributes(source),
        "aws_region" => region(source),
        "aws_partition" => partition(source),
        "google_client_config" => settings(source, &["project", "region", "zone"]),
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
        if source
            .config
            .get(*name)
            .is_some_and(|given| !given.is_null())
        {
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

/// The region of the provider, which goes by several names over the versions of the provider.
fn region(source: &DataSource) -> Map {
    let own = ["region", "name"].into_iter().find_map(|name| {
        source
            .config
            .get(name)
            .filter(|value| !value.is_null())
            .cloned()
    });
    let Some(region) = own.or_else(|| settings(source, &["region"]).swap_remove("region")) else {
        return Map::default();
    };
    ["name", "id", "region"]
        .into_iter()
        .map(|name| (name.into(), region.clone()))
        .collect()
}

/// The partition that the region of the provider belongs to.
fn partition(source: &DataSource) -> Map {
    let Some(region) = settings(source, &["region"]).swap_remove("region") else {
        return Map::default();
    };
    let Some(name) = region.as_str() else {
        return Map::default();
    };
    let (partition, suffix) = match name.split('-').take(2).collect::<Vec<_>>().as_slice() {
        ["cn", _] => ("aws-cn", "amazonaws.com.cn"),
        ["us", "gov"] => ("aws-us-gov", "amazonaws.com"),
        ["us", "iso"] => ("aws-iso", "c2s.ic.gov"),
        ["us", "isob"] => ("aws-iso-b", "sc2s.sgov.gov"),
        ["eu", "isoe"] => ("aws-iso-e", "cloud.adc-e.uk"),
        ["us", "isof"] => ("aws-iso-f", "csp.hci.ic.gov"),
        ["eusc", _] => ("aws-eusc", "amazonaws.eu"),
        _ => ("aws", "amazonaws.com"),
    };
    let text = |text: &str| Value::string(text, source.header).made_from([&region]);
    Map::from_iter([
        ("partition".into(), text(partition)),
        ("id".into(), text(partition)),
        ("dns_suffix".into(), text(suffix)),
    ])
}

fn inputs(source: &DataSource) -> Map {
    let inputs = source
        .config
        .get("inputs")
        .filter(|inputs| !inputs.is_null());
    inputs
        .map(|inputs| Map::from_iter([("outputs".into(), with_texts(inputs))]))
        .unwrap_or_default()
}

fn template(source: &DataSource) -> Map {
    let empty = Value::new(
        Data::Map(crate::model::MapKind::Object, Arc::new(Map::default())),
        source.header,
    );
    let variables = source
        .config
        .get("vars")
        .filter(|variables| !variables.is_null())
        .map_or(empty, with_texts);
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

/// A map of texts, which the schema of the data source asks for. What is none stays as it is.
fn with_texts(value: &Value) -> Value {
    convert(value, &Type::Map(Box::new(Type::String))).unwrap_or_else(|_| value.clone())
}

fn as_text(value: Value) -> Value {
    convert(&value, &Type::String).unwrap_or(value)
}
