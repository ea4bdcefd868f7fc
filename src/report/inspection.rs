//! What `inspect` shows: resources as the rules see them.

use std::io;

use serde_json::{Map, Value as Json, json};

use super::visible;
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
        let environment = resource.root.environment.as_deref();
        let environment = environment.map_or_else(String::new, |name| format!(" [{name}]"));
        let mut lines = vec![format!("{}{environment}{place}", resource.address)];
        if !reading.traits.is_empty() {
            lines.push(format!("  {}", reading.traits.join(", ")));
        }
        if let Some(region) = &reading.region {
            lines.push(format!("  @region: {region}"));
        }
        let mut attributes = Vec::new();
        attribute_lines(
            &resource.body,
            &mut String::new(),
            language,
            &mut attributes,
        );
        section(
            ["attributes", "attributs"],
            language,
            &attributes,
            &mut lines,
        );
        let references = references(resource);
        section(
            ["references", "références"],
            language,
            &references,
            &mut lines,
        );
        let facets = reading.facets.iter();
        let facets = facets.map(|(name, value)| format!("{name}: {}", shown(value, language)));
        section(
            ["facets", "facettes"],
            language,
            &facets.collect::<Vec<_>>(),
            &mut lines,
        );
        for line in lines {
            writeln!(out, "{}", visible(&line))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn section(name: [&str; 2], language: Language, inner: &[String], lines: &mut Vec<String>) {
    let [en, fr] = name;
    if inner.is_empty() {
        return;
    }
    lines.push(match language {
        Language::En => format!("  {en}:"),
        Language::Fr => format!("  {fr}\u{a0}:"),
    });
    lines.extend(inner.iter().map(|line| format!("    {line}")));
}

/// One line per value that holds no other: its path, and it or the reason why it is not known.
fn attribute_lines(value: &Value, path: &mut String, language: Language, lines: &mut Vec<String>) {
    let mut line = |text: &str| lines.push(format!("{path} = {text}"));
    if value.is_sensitive() {
        return line(sensitive(language));
    }
    match &value.data {
        Data::List(_, items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                within(path, &format!("[{index}]"), |path| {
                    attribute_lines(item, path, language, lines);
                });
            }
        }
        Data::Map(_, members) if !members.is_empty() || path.is_empty() => {
            for (key, member) in members.iter() {
                within(path, &step(path, key), |path| {
                    attribute_lines(member, path, language, lines);
                });
            }
        }
        Data::Unknown(why) => {
            let why = crate::judge::reason_text(&why.reason);
            line(&format!("? {}", why.get(language)));
        }
        _ => line(&value_json(value, &mut String::new(), &mut Map::new()).to_string()),
    }
}

fn resource_json(resource: &Resource, reading: &FacetReading) -> Json {
    let mut unknown = Map::new();
    let attributes = value_json(&resource.body, &mut String::new(), &mut unknown);
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
        "references": references(resource),
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
        Data::Number(number) => {
            // JSON has no infinity, which is written as it is printed.
            let text = number.to_string();
            serde_json::from_str(&text).unwrap_or_else(|_| text.into())
        }
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
                let json = within(path, &step(path, key), |path| {
                    value_json(member, path, unknown)
                });
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

/// How a path goes on to a member.
fn step(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!(".{key}")
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

/// What a resource names, sorted.
fn references(resource: &Resource) -> Vec<String> {
    let mut references = Vec::new();
    collect_references(&resource.body, &mut references);
    let depends_on = resource.depends_on.iter();
    references.extend(depends_on.map(|reference| reference.address.to_string()));
    references.sort();
    references.dedup();
    references
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

fn sensitive(language: Language) -> &'static str {
    match language {
        Language::En => SENSITIVE,
        Language::Fr => "(sensible)",
    }
}

fn shown(reading: &Reading, language: Language) -> String {
    match reading {
        Reading::Known(value) if value.is_sensitive() => sensitive(language).to_owned(),
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
        Reading::Unlimited => match language {
            Language::En => "unlimited".to_owned(),
            Language::Fr => "illimité".to_owned(),
        },
        Reading::Place(code) => code.clone(),
        Reading::Known(_) => match reading_json(reading) {
            Json::String(text) => text,
            json => json.to_string(),
        },
    }
}
