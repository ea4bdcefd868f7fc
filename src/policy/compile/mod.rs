//! From trees to definitions: a layer compiled on top of what is already known.
//!
//! The order is that of need: facets and traits, then places and types, then rules, then packs. Names
//! are looked up in the merge of both, so that an added pack may use an embedded rule.

mod condition;
mod context;
mod derivation;
mod facets;
mod matcher;
mod pack_checks;
mod packs;
mod places;
mod rules;
mod scalar;
#[cfg(test)]
mod tests;
mod translations;
mod type_checks;
mod types;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use indexmap::IndexMap;

use super::definition::{Library, Pack};
use super::layer::{Layer, PolicyFile, Section};
use super::problem::PolicyProblem;
use crate::text::Text;
use crate::yaml::{Entry, Node};
use context::Context;
use packs::WrittenPack;
use types::WrittenType;

/// The written entries of one section of all files, by name.
type Written<'a> = IndexMap<&'a str, (&'a PolicyFile, &'a Entry)>;

/// Compiles `layer` on top of `base`. What is wrong is left out and reported.
pub(super) fn compile(base: Library, layer: &Layer) -> (Library, Vec<PolicyProblem>) {
    let mut library = base;
    let mut problems = Vec::new();

    let no_facets = IndexMap::new();
    let no_traits = IndexMap::new();
    let mut context = Context::new(&no_facets, &no_traits);
    let facets = written(&mut context, layer, &Section::Facets, "facets");
    for (name, (file, entry)) in &facets {
        let read = read_entry(&mut context, file, entry, |context, entry| {
            facets::facet(context, &entry.value)
        });
        library
            .facets
            .extend(read.map(|facet| ((*name).to_owned(), facet)));
    }
    for (name, (file, entry)) in written(&mut context, layer, &Section::Facets, "traits") {
        let read = read_entry(&mut context, file, entry, |context, entry| {
            context.bilingual(&entry.value)
        });
        library
            .traits
            .extend(read.map(|text| (name.to_owned(), text)));
    }
    problems.append(&mut context.into_problems());

    let mut context = Context::new(&no_facets, &no_traits);
    let mut places = places::Known {
        providers: &mut library.providers,
        operators: &mut library.operators,
        attestations: &mut library.attestations,
        zones: &mut library.zones,
        countries: &mut library.countries,
    };
    places::read(&mut context, layer, &mut places);
    problems.append(&mut context.into_problems());

    let mut context = Context::new(&library.facets, &library.traits);
    context.providers = library.providers.keys().map(String::as_str).collect();
    context.zones = places::zone_names(&library.zones, &library.countries);
    let operators = library.operators.values();
    context.attestations = operators
        .flat_map(|operator| operator.attestations.keys())
        .chain(library.attestations.keys())
        .map(String::as_str)
        .collect();
    let types = written(&mut context, layer, &Section::Catalog, "types")
        .into_iter()
        .map(|(name, (file, entry))| {
            (
                name,
                WrittenType {
                    file: &file.name,
                    entry,
                },
            )
        })
        .collect();
    let types = types::types(&mut context, &types, &library.types);
    library.types.extend(types);
    translations::read(&mut context, layer, &mut library.translations);

    let written_rules = written(&mut context, layer, &Section::Rules, "rules");
    for (name, (file, entry)) in &written_rules {
        let read = read_entry(&mut context, file, entry, rules::rule);
        library
            .rules
            .extend(read.map(|rule| ((*name).to_owned(), rule)));
    }
    let written_packs = written_packs(&mut context, layer);
    let unread = written_rules
        .keys()
        .copied()
        .filter(|name| !library.rules.contains_key(*name))
        .collect();
    let packs = packs::packs(
        &mut context,
        written_packs,
        &library.rules,
        &unread,
        &library.packs,
    );
    let earlier = library
        .packs
        .values()
        .filter(|pack| !packs.contains_key(&pack.name));
    for pack in earlier {
        for (name, (file, entry)) in &written_rules {
            if let (true, Some(rule)) = (pack.rules.contains_key(*name), library.rules.get(*name)) {
                context.enter(&file.name);
                pack_checks::check_rewritten_rule(&mut context, pack, rule, entry);
            }
        }
    }
    library.packs.extend(packs);
    check_rules_are_used(&mut context, &written_rules, &library.packs);
    problems.append(&mut context.into_problems());
    // The schema and the compiler may both have seen a mistake: it is said once.
    let flawed: HashMap<&str, HashSet<&Range<usize>>> = layer
        .files
        .iter()
        .filter(|file| !file.flaws.is_empty())
        .map(|file| (file.name.as_str(), file.flaws.iter().collect()))
        .collect();
    problems.retain(|problem| {
        let flaws = flawed.get(problem.file.as_str());
        !flaws.is_some_and(|flaws| flaws.contains(&problem.span))
    });
    (library, problems)
}

/// The entries of `key` in all files of `section`; an error where a name comes twice.
fn written<'a>(
    context: &mut Context<'a>,
    layer: &'a Layer,
    section: &Section,
    key: &str,
) -> Written<'a> {
    let mut found: Written<'a> = IndexMap::new();
    for file in layer.files.iter().filter(|file| file.section == *section) {
        for entry in file.tree.get(key).map(Node::entries).unwrap_or_default() {
            match found.get(entry.key.as_str()) {
                Some((other, _)) => {
                    context.enter(&file.name);
                    context.error(
                        &entry.key_span,
                        Text::new(
                            format!("`{}` is already defined in {}", entry.key, other.name),
                            format!("`{}` est déjà défini dans {}", entry.key, other.name),
                        ),
                        None,
                    );
                }
                None => {
                    found.insert(&entry.key, (file, entry));
                }
            }
        }
    }
    found
}

/// Reads one entry, and makes sure that one which cannot be read does not vanish silently.
fn read_entry<'a, T>(
    context: &mut Context<'a>,
    file: &'a PolicyFile,
    entry: &'a Entry,
    read: impl FnOnce(&mut Context<'a>, &'a Entry) -> Option<T>,
) -> Option<T> {
    context.enter(&file.name);
    let before = context.problem_count();
    let read = read(context, entry);
    if read.is_none() && context.problem_count() == before && file.flaws.is_empty() {
        context.error(
            &entry.key_span,
            Text::new(
                format!("`{}` could not be read", entry.key),
                format!("`{}` n'a pas pu être lu", entry.key),
            ),
            None,
        );
    }
    read
}

/// The pack folders of a layer.
fn written_packs<'a>(context: &mut Context<'a>, layer: &'a Layer) -> Vec<WrittenPack<'a>> {
    let mut folders: IndexMap<&str, Vec<(&str, &Node)>> = IndexMap::new();
    for file in &layer.files {
        if let Section::Pack(folder) = &file.section {
            folders
                .entry(folder)
                .or_default()
                .push((&file.name, &file.tree));
        }
    }
    let mut names: HashSet<&str> = HashSet::new();
    let mut found = Vec::new();
    for files in folders.into_values() {
        let mut heads = files.iter().filter(|(_, tree)| tree.get("pack").is_some());
        let Some(&head) = heads.next() else {
            if let Some((file, _)) = files.first() {
                context.enter(file);
                context.error(
                    &(0..0),
                    Text::new(
                        "no file of this folder names the pack",
                        "aucun fichier de ce dossier ne nomme le référentiel",
                    ),
                    Some(Text::new(
                        "one file starts with `pack: NAME`",
                        "un fichier commence par `pack: NOM`",
                    )),
                );
            }
            continue;
        };
        for (file, tree) in heads {
            context.enter(file);
            if let Some(entry) = tree.entry("pack") {
                context.error(
                    &entry.key_span,
                    Text::new(
                        format!("the pack is already named in {}", head.0),
                        format!("le référentiel est déjà nommé dans {}", head.0),
                    ),
                    None,
                );
            }
        }
        let Some((name, node)) = head
            .1
            .get("pack")
            .and_then(|node| Some((node.as_text()?, node)))
        else {
            continue;
        };
        if names.insert(name) {
            found.push(WrittenPack { name, head, files });
        } else {
            context.enter(head.0);
            context.error(
                &node.span,
                Text::new(
                    format!("another folder names the pack `{name}` too"),
                    format!("un autre dossier nomme aussi le référentiel `{name}`"),
                ),
                None,
            );
        }
    }
    found
}

/// A rule that no pack uses is never judged.
fn check_rules_are_used<'a>(
    context: &mut Context<'a>,
    rules: &Written<'a>,
    packs: &IndexMap<String, Pack>,
) {
    if packs.is_empty() {
        return;
    }
    let used: HashSet<&str> = packs
        .values()
        .flat_map(|pack| pack.rules.keys().map(String::as_str))
        .collect();
    for (name, (file, entry)) in rules.iter().filter(|(name, _)| !used.contains(*name)) {
        context.enter(&file.name);
        context.warn(
            &entry.key_span,
            Text::new(
                format!("no pack uses the rule `{name}`"),
                format!("aucun référentiel n'utilise la règle `{name}`"),
            ),
            None,
        );
    }
}
