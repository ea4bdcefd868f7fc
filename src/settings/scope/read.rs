//! From the YAML of `scope` to its entries.

use std::collections::HashMap;
use std::ops::Range;

use super::{ScopeEntry, Selector};
use crate::settings::Placed;
use crate::settings::reader::{Reader, placed};
use crate::text::Text;
use crate::yaml::Node;

/// The entries of the list at `scope`; what contradicts itself is an error.
pub(in crate::settings) fn entries(reader: &mut Reader<'_>, node: &Node) -> Vec<ScopeEntry> {
    let mut entries = Vec::new();
    let mut known: HashMap<Selector, (bool, Range<usize>)> = HashMap::new();
    for item in node.items().unwrap_or_default() {
        let Some(entry) = entry(reader, item) else {
            continue;
        };
        let selector = normal(&entry.selector);
        match known.get(&selector) {
            Some((is_included, other)) if *is_included != entry.is_included => {
                contradiction(reader, &entry, other);
            }
            Some(_) => {}
            None => {
                known.insert(selector, (entry.is_included, entry.at.clone()));
            }
        }
        entries.push(entry);
    }
    entries
}

fn entry(reader: &mut Reader<'_>, item: &Node) -> Option<ScopeEntry> {
    let (include, exclude) = (item.entry("include"), item.entry("exclude"));
    let (is_included, chosen) = match (include, exclude) {
        (Some(include), None) => (true, include),
        (None, Some(exclude)) => (false, exclude),
        (Some(_), Some(exclude)) => {
            reader.error(
                &exclude.key_span,
                Text::new(
                    "an entry includes or excludes, not both",
                    "une entrée inclut ou exclut, pas les deux",
                ),
                Some(Text::new(
                    "write two entries: the last that matches decides",
                    "écrivez deux entrées : la dernière qui correspond décide",
                )),
            );
            return None;
        }
        (None, None) => {
            reader.error(
                &item.span,
                Text::new(
                    "an entry has `include` or `exclude`",
                    "une entrée a `include` ou `exclude`",
                ),
                None,
            );
            return None;
        }
    };
    let reason = reader.prose(item, "reason");
    if !is_included && item.get("reason").is_none() {
        reader.error(
            &chosen.key_span,
            Text::new(
                "the `reason` of this exclusion is missing",
                "le motif (`reason`) de cette exclusion manque",
            ),
            Some(Text::new(
                "say why these resources hold no health data: an auditor reads it",
                "dites pourquoi ces ressources ne portent pas de données de santé : un auditeur le lira",
            )),
        );
    }
    Some(ScopeEntry {
        is_included,
        selector: selector(reader, &chosen.value),
        reason: reason.map(|reason| reason.value),
        at: chosen.key_span.clone(),
    })
}

/// What a node selects.
pub(in crate::settings) fn selector(reader: &mut Reader<'_>, node: &Node) -> Selector {
    let texts = |key: &str| node.get(key).map(texts).unwrap_or_default();
    let plain = |found: Vec<Placed<String>>| found.into_iter().map(|text| text.value).collect();
    let tags = node.get("tag").map(Node::entries).unwrap_or_default();
    let modules = texts("module");
    for module in &modules {
        if !module.value.starts_with("module.") && !module.value.starts_with('*') {
            reader.error(
                &module.at,
                Text::new(
                    format!("`{}` is no address of a module", module.value),
                    format!("`{}` n'est pas l'adresse d'un module", module.value),
                ),
                Some(Text::new(
                    format!("write `module.{}`", module.value),
                    format!("écrivez `module.{}`", module.value),
                )),
            );
        }
    }
    let paths = texts("path");
    for path in &paths {
        reader.glob(path);
    }
    Selector {
        tags: tags
            .iter()
            .map(|entry| (entry.key.clone(), plain(self::texts(&entry.value))))
            .collect(),
        addresses: plain(texts("address")),
        modules: plain(modules),
        environments: plain(texts("environment")),
        paths: plain(paths),
        types: plain(texts("type")),
    }
}

/// One text or several.
fn texts(node: &Node) -> Vec<Placed<String>> {
    let items = node.items().unwrap_or(std::slice::from_ref(node));
    items.iter().filter_map(placed).collect()
}

/// The same selector, however it is written.
pub(in crate::settings) fn normal(selector: &Selector) -> Selector {
    let sorted = |list: &[String]| {
        let mut list = list.to_vec();
        list.sort_unstable();
        list.dedup();
        list
    };
    let mut tags: Vec<(String, Vec<String>)> = selector
        .tags
        .iter()
        .map(|(key, values)| (key.clone(), sorted(values)))
        .collect();
    tags.sort_unstable();
    Selector {
        tags,
        addresses: sorted(&selector.addresses),
        modules: sorted(&selector.modules),
        environments: sorted(&selector.environments),
        paths: sorted(&selector.paths),
        types: sorted(&selector.types),
    }
}

fn contradiction(reader: &mut Reader<'_>, entry: &ScopeEntry, other: &Range<usize>) {
    let place = reader.place(other.start);
    let message = if entry.is_included {
        Text::new(
            format!("the same resources are excluded at {place}"),
            format!("les mêmes ressources sont exclues à {place}"),
        )
    } else {
        Text::new(
            format!("the same resources are included at {place}"),
            format!("les mêmes ressources sont incluses à {place}"),
        )
    };
    reader.error(
        &entry.at,
        message,
        Some(Text::new(
            "keep one of the two entries",
            "ne gardez qu'une des deux entrées",
        )),
    );
}
