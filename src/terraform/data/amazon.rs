//! Data sources of the `aws` provider that read its settings, or take an identifier apart.

use super::{DataSource, settings};
use crate::model::{Data, Map, MapKind, Value};

/// The region of the provider, which goes by several names over the versions of the provider.
pub(super) fn region(source: &DataSource) -> Map {
    let own = ["region", "name"]
        .into_iter()
        .find_map(|name| source.given(name).cloned());
    let Some(region) = own.or_else(|| settings(source, &["region"]).swap_remove("region")) else {
        return Map::default();
    };
    ["name", "id", "region"]
        .into_iter()
        .map(|name| (name.into(), region.clone()))
        .collect()
}

/// The partition that the region of the provider belongs to.
pub(super) fn partition(source: &DataSource) -> Map {
    let Some(region) = settings(source, &["region"]).swap_remove("region") else {
        return Map::default();
    };
    let Some(name) = region.as_str() else {
        return Map::default();
    };
    let (partition, suffix) = partition_of(name);
    let reversed: Vec<&str> = suffix.rsplit('.').collect();
    let text = |text: &str| Value::string(text, source.header).made_from([&region]);
    Map::from_iter([
        ("partition".into(), text(partition)),
        ("id".into(), text(partition)),
        ("dns_suffix".into(), text(suffix)),
        ("reverse_dns_prefix".into(), text(&reversed.join("."))),
    ])
}

/// The name of a partition, and the end of the host names in it.
fn partition_of(region: &str) -> (&'static str, &'static str) {
    match region.split('-').take(2).collect::<Vec<_>>().as_slice() {
        ["cn", _] => ("aws-cn", "amazonaws.com.cn"),
        ["us", "gov"] => ("aws-us-gov", "amazonaws.com"),
        ["us", "iso"] => ("aws-iso", "c2s.ic.gov"),
        ["us", "isob"] => ("aws-iso-b", "sc2s.sgov.gov"),
        ["eu", "isoe"] => ("aws-iso-e", "cloud.adc-e.uk"),
        ["us", "isof"] => ("aws-iso-f", "csp.hci.ic.gov"),
        ["eusc", _] => ("aws-eusc", "amazonaws.eu"),
        _ => ("aws", "amazonaws.com"),
    }
}

/// The parts of an Amazon Resource Name: `arn:partition:service:region:account:resource`.
pub(super) fn arn(source: &DataSource) -> Map {
    let Some(arn) = source.given("arn") else {
        return Map::default();
    };
    let parts: Vec<&str> = arn
        .as_str()
        .map(|text| text.splitn(6, ':').collect())
        .unwrap_or_default();
    let ["arn", partition, service, region, account, resource] = parts.as_slice() else {
        return Map::default();
    };
    let parts = [
        ("partition", *partition),
        ("service", *service),
        ("region", *region),
        ("account", *account),
        ("resource", *resource),
    ];
    let mut attributes: Map = parts
        .into_iter()
        .map(|(name, part)| {
            let value = Value::string(part, source.header).made_from([arn]);
            (name.into(), value)
        })
        .collect();
    attributes.insert("id".into(), arn.clone());
    attributes
}

/// The tags that the provider gives to everything; none when it is configured without.
pub(super) fn default_tags(source: &DataSource) -> Map {
    let provider = (source.provider)();
    let Some(config) = provider.config.as_map() else {
        return Map::default();
    };
    let none = || {
        Value::new(
            Data::Map(MapKind::Map, std::sync::Arc::default()),
            source.header,
        )
    };
    let tags = match config.get("default_tags") {
        None => none(),
        Some(blocks) => match blocks.as_list() {
            Some([]) => none(),
            Some([block]) => match block.as_map().and_then(|block| block.get("tags")) {
                Some(tags) if !tags.is_null() => super::with_texts(tags),
                _ => none(),
            },
            Some(_) => return Map::default(),
            None if blocks.as_unknown().is_some() => {
                Value::new(blocks.data.clone(), source.header).made_from([blocks])
            }
            None => return Map::default(),
        },
    };
    // Possible lists of blocks are no possible maps of tags.
    let tags = match tags.as_unknown() {
        Some(unknown) => Value::unknown(unknown.reason.clone(), unknown.at).made_from([&tags]),
        None => tags,
    };
    Map::from_iter([("tags".into(), tags)])
}

/// The name by which a service is allowed something. Only in the commercial partition is it the same for
/// all services.
pub(super) fn service_principal(source: &DataSource) -> Map {
    let region = source
        .given("region")
        .cloned()
        .or_else(|| settings(source, &["region"]).swap_remove("region"));
    let (Some(service), Some(region)) = (source.given("service_name"), region) else {
        return Map::default();
    };
    let (Some(service_name), Some(region_name)) = (service.as_str(), region.as_str()) else {
        return Map::default();
    };
    let ("aws", suffix) = partition_of(region_name) else {
        return Map::default();
    };
    let text = |text: &str| Value::string(text, source.header).made_from([service, &region]);
    Map::from_iter([
        ("name".into(), text(&format!("{service_name}.{suffix}"))),
        ("service".into(), text(service_name)),
        ("suffix".into(), text(suffix)),
        ("region".into(), text(region_name)),
        (
            "id".into(),
            text(&format!("{service_name}.{region_name}.{suffix}")),
        ),
    ])
}
