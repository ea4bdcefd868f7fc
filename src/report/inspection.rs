//! What `inspect` shows: resources as the rules see them.

use std::io;

use serde_json::{Map, Value as Json, json};

use crate::judge::{FacetReading, Reading};
use crate::model::{Data, Resource, Value};
use crate::source::SourceMap;
use crate::text::Language;

/// What stands in place of a value that is not shown.
const SENSITIVE: &str = "(sensitive)";

/// One JSON object with all resources; its form is that of design section 8.
pub fn json(
    resources: &[Resource],
    readings: &[FacetReading],
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let resources: Vec<Json> = resources
        .iter()
        .zip(readings)
        .map(|(resource, reading)| resource_json(resource, reading))
        .collect();
    serde_json::to_writer_pretty(&mut *out, &json!({ "resources": resources }))?;
    out.write_all(b"\n")
}

/// The same for a person: one paragraph per resource.
pub fn human(
    resources: &[Resource],
    readings: &[FacetReading],
    sources: &SourceMap,
    language: Language,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    for (resource, reading) in resources.iter().zip(readings) {
        let place = sources.place(resource.span);
        let place = place.map_or_else(String::new, |place| {
            format!(" ({}:{})", place.file, place.line)
        });
        writeln!(out, "{}{place}", resource.address)?;
        if !reading.traits.is_empty() {
            writeln!(out, "  {}", reading.traits.join(", "))?;
        }
        if let Some(region) = &reading.region {
            writeln!(out, "  @region: {region}")?;
        }
        for (name, value) in &reading.facets {
            writeln!(out, "  {name}: {}", shown(value, language))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn resource_json(resource: &Resource, reading: &FacetReading) -> Json {
    let mut unknown = Map::new();
    let attributes = value_json(&resource.body, &mut String::new(), &mut unknown);
    let mut references: Vec<String> = Vec::new();
    collect_references(&resource.body, &mut references);
    references.extend(
        resource
            .depends_on
            .iter()
            .map(|reference| reference.address.to_string()),
    );
    references.sort();
    references.dedup();
    let facets: Map<String, Json> = reading
        .facets
        .iter()
        .map(|(name, value)| (name.clone(), reading_json(value)))
        .collect();
    json!({
        "root": resource.root.path,
        "environment": resource.root.environment.as_deref(),
        "address": &*resource.address,
        "type": &*resource.kind,
        "provider": reading.provider,
        "region": reading.region,
        "traits": reading.traits,
        "attributes": attributes,
        "unknown": unknown,
        "references": references,
        "facets": facets,
    })
}

/// A value as JSON; what is unknown is null there, and said in `unknown` under its path.
fn value_json(value: &Value, path: &mut String, unknown: &mut Map<String, Json>) -> Json {
    if value.is_sensitive() {
        return SENSITIVE.into();
    }
    match &value.data {
        Data::Null => Json::Null,
        Data::Bool(bool) => (*bool).into(),
        Data::Number(number) => serde_json::from_str(&number.to_string()).unwrap_or(Json::Null),
        Data::String(text) => text.as_ref().into(),
        Data::List(_, items) => {
            let items = items.iter().enumerate().map(|(index, item)| {
                within(path, &format!("[{index}]"), |path| {
                    value_json(item, path, unknown)
                })
            });
            Json::Array(items.collect())
        }
        Data::Map(_, members) => {
            let members = members.iter().map(|(key, member)| {
                let step = if path.is_empty() {
                    key.to_string()
                } else {
                    format!(".{key}")
                };
                let json = within(path, &step, |path| value_json(member, path, unknown));
                (key.to_string(), json)
            });
            Json::Object(members.collect())
        }
        Data::Unknown(why) => {
            unknown.insert(
                path.clone(),
                crate::judge::reason_text(&why.reason).en.into(),
            );
            Json::Null
        }
    }
}

/// Runs `inner` with `step` at the end of `path`.
fn within<T>(path: &mut String, step: &str, inner: impl FnOnce(&mut String) -> T) -> T {
    let length = path.len();
    path.push_str(step);
    let result = inner(path);
    path.truncate(length);
    result
}

fn collect_references(value: &Value, references: &mut Vec<String>) {
    references.extend(value.references().iter().map(|reference| {
        if reference.attribute.is_empty() {
            reference.address.to_string()
        } else {
            format!("{}.{}", reference.address, reference.attribute)
        }
    }));
    match &value.data {
        Data::List(_, items) => {
            for item in items.iter() {
                collect_references(item, references);
            }
        }
        Data::Map(_, members) => {
            for member in members.values() {
                collect_references(member, references);
            }
        }
        _ => {}
    }
}

fn reading_json(reading: &Reading) -> Json {
    match reading {
        Reading::Known(value) => value_json(value, &mut String::new(), &mut Map::new()),
        Reading::Unlimited => "unlimited".into(),
        Reading::Absent => Json::Null,
        Reading::NotApplicable => json!({ "not-applicable": true }),
        Reading::Place(code) => code.as_str().into(),
        Reading::List(items) => Json::Array(items.iter().map(reading_json).collect()),
        Reading::Unknown(why) => json!({ "unknown": why.en }),
    }
}

fn shown(reading: &Reading, language: Language) -> String {
    match reading {
        Reading::Known(value) if value.is_sensitive() => SENSITIVE.to_owned(),
        Reading::Unknown(why) => format!("? {}", why.get(language)),
        Reading::List(items) => {
            let items: Vec<String> = items.iter().map(|item| shown(item, language)).collect();
            format!("[{}]", items.join(", "))
        }
        Reading::Absent => "-".to_owned(),
        Reading::NotApplicable => match language {
            Language::En => "not applicable".to_owned(),
            Language::Fr => "sans objet".to_owned(),
        },
        Reading::Unlimited => "unlimited".to_owned(),
        Reading::Place(code) => code.clone(),
        Reading::Known(_) => match reading_json(reading) {
            Json::String(text) => text,
            json => json.to_string(),
        },
    }
}
