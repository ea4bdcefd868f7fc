//! Providers, operators, zones of law and countries, and whether they name each other rightly.
//!
//! Their shape is the schema's matter and their reading serde's; here are the questions that neither
//! can answer.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde::de::DeserializeOwned;

use super::context::Context;
use super::{Written, read_entry, written};
use crate::policy::definition::{AttestationKind, Country, Operator, Provider, ZoneOfLaw};
use crate::policy::layer::{Layer, Section};
use crate::text::Text;
use crate::yaml::{Entry, Node};

/// What is known, and grows.
pub(super) struct Known<'l> {
    /// Providers by name.
    pub(super) providers: &'l mut IndexMap<String, Provider>,
    /// Operators by name.
    pub(super) operators: &'l mut IndexMap<String, Operator>,
    /// Certificates and qualifications by name.
    pub(super) attestations: &'l mut IndexMap<String, AttestationKind>,
    /// Zones of law by name.
    pub(super) zones: &'l mut IndexMap<String, ZoneOfLaw>,
    /// Countries by code.
    pub(super) countries: &'l mut IndexMap<String, Country>,
}

/// Reads the places of `layer` into `known`.
pub(super) fn read<'a>(context: &mut Context<'a>, layer: &'a Layer, known: &mut Known<'_>) {
    let countries = written(context, layer, &Section::Catalog, "countries");
    section(context, &countries, known.countries);
    let zones = written(context, layer, &Section::Catalog, "zones");
    section(context, &zones, known.zones);
    let attestations = written(context, layer, &Section::Catalog, "attestations");
    section(context, &attestations, known.attestations);
    let operators = written(context, layer, &Section::Catalog, "operators");
    section(context, &operators, known.operators);
    let providers = providers(context, layer, known.providers);
    for (file, entry) in zones.values() {
        context.enter(&file.name);
        check_zone(context, &entry.value, known);
    }
    for (file, node) in providers {
        context.enter(file);
        check_provider(context, node, known);
    }
}

/// Every name that a question about a zone may use.
pub(super) fn zone_names<'k>(
    zones: &'k IndexMap<String, ZoneOfLaw>,
    countries: &'k IndexMap<String, Country>,
) -> HashSet<&'k str> {
    let aliases = countries.values().flat_map(|country| &country.aliases);
    let names = zones.keys().chain(countries.keys()).chain(aliases);
    names.map(String::as_str).collect()
}

fn section<'a, T: DeserializeOwned>(
    context: &mut Context<'a>,
    written: &Written<'a>,
    into: &mut IndexMap<String, T>,
) {
    for (name, (file, entry)) in written {
        let read = read_entry(context, file, entry, |context, entry| {
            from_node(context, &entry.value)
        });
        into.extend(read.map(|value| ((*name).to_owned(), value)));
    }
}

/// Reads a node by serde.
fn from_node<T: DeserializeOwned>(context: &mut Context<'_>, node: &Node) -> Option<T> {
    match serde_json::from_value(node.to_json()) {
        Ok(value) => Some(value),
        Err(error) => {
            context.error(
                &node.span,
                Text::new(error.to_string(), format!("valeur refusée : {error}")),
                None,
            );
            None
        }
    }
}

/// Reads the `provider` of each file; returns those that could be read, as written.
fn providers<'a>(
    context: &mut Context<'a>,
    layer: &'a Layer,
    known: &mut IndexMap<String, Provider>,
) -> Vec<(&'a str, &'a Node)> {
    let mut seen: IndexMap<String, &str> = IndexMap::new();
    let mut read = Vec::new();
    for file in layer
        .files
        .iter()
        .filter(|file| file.section == Section::Catalog)
    {
        let Some(entry) = file.tree.entry("provider") else {
            continue;
        };
        let Some(provider) = read_entry(context, file, entry, |context, entry: &Entry| {
            from_node::<Provider>(context, &entry.value)
        }) else {
            continue;
        };
        if let Some(other) = seen.get(&provider.name) {
            context.error(
                &entry.key_span,
                Text::new(
                    format!(
                        "the provider `{}` is already described in {other}",
                        provider.name
                    ),
                    format!(
                        "le fournisseur `{}` est déjà décrit dans {other}",
                        provider.name
                    ),
                ),
                None,
            );
            continue;
        }
        seen.insert(provider.name.clone(), &file.name);
        read.push((file.name.as_str(), &entry.value));
        known.insert(provider.name.clone(), provider);
    }
    read
}

fn check_zone(context: &mut Context<'_>, node: &Node, known: &Known<'_>) {
    for item in node
        .get("includes")
        .and_then(Node::items)
        .unwrap_or_default()
    {
        named(context, item, known.zones, ("zone", "zone"));
    }
    for item in node
        .get("countries")
        .and_then(Node::items)
        .unwrap_or_default()
    {
        named(context, item, known.countries, ("country", "pays"));
    }
}

fn check_provider(context: &mut Context<'_>, node: &Node, known: &Known<'_>) {
    if let Some(operator) = node.get("operator") {
        named(
            context,
            operator,
            known.operators,
            ("operator", "opérateur"),
        );
    }
    for key in ["types", "global", "located-by-configuration"] {
        for item in node.get(key).and_then(Node::items).unwrap_or_default() {
            if let Some(text) = item.as_text() {
                context.glob(text, &item.span);
            }
        }
    }
    for region in node.get("regions").map(Node::entries).unwrap_or_default() {
        if let Some(country) = region.value.get("country") {
            named(context, country, known.countries, ("country", "pays"));
        }
        let Some(pair) = region.value.get("pair") else {
            continue;
        };
        let regions = node.get("regions").map(Node::entries).unwrap_or_default();
        let name = pair.scalar_text().unwrap_or_default();
        if !regions.iter().any(|region| region.key == name) {
            let help = context.suggest(name, regions.iter().map(|region| region.key.as_str()));
            context.error(
                &pair.span,
                Text::new(
                    format!("unknown region `{name}`"),
                    format!("région inconnue `{name}`"),
                ),
                help,
            );
        }
    }
    for multi in node
        .get("multi-regions")
        .map(Node::entries)
        .unwrap_or_default()
    {
        for country in multi
            .value
            .get("countries")
            .and_then(Node::items)
            .unwrap_or_default()
        {
            named(context, country, known.countries, ("country", "pays"));
        }
    }
    for key in ["zone-patterns", "name-patterns", "endpoints"] {
        for item in node.get(key).and_then(Node::items).unwrap_or_default() {
            check_pattern(context, item);
            if let Some(operator) = item.get("operator") {
                named(
                    context,
                    operator,
                    known.operators,
                    ("operator", "opérateur"),
                );
            }
        }
    }
}

/// A pattern is a regular expression.
fn check_pattern(context: &mut Context<'_>, node: &Node) {
    let Some(pattern) = node.get("pattern") else {
        return;
    };
    let text = pattern.scalar_text().unwrap_or_default();
    if let Err(error) = regex::Regex::new(text) {
        context.error(
            &pattern.span,
            Text::new(
                format!("invalid regular expression: {error}"),
                format!("expression régulière invalide : {error}"),
            ),
            None,
        );
    }
}

/// Whether the name in `node` is known, or an error.
fn named<T>(
    context: &mut Context<'_>,
    node: &Node,
    known: &IndexMap<String, T>,
    what: (&str, &str),
) {
    let Some(name) = node.scalar_text().filter(|name| !known.contains_key(*name)) else {
        return;
    };
    let help = context.suggest(name, known.keys().map(String::as_str));
    context.error(
        &node.span,
        Text::new(
            format!("unknown {} `{name}`", what.0),
            format!("{} inconnu : `{name}`", what.1),
        ),
        help,
    );
}
