//! Types of the catalogue, with `same-as` resolved.

use indexmap::IndexMap;

use super::context::Context;
use super::derivation::derivation;
use super::scalar::path_value;
use super::type_checks::check_type;
use crate::policy::definition::{LocationHolds, LocationOverride, LocationSource, TypeDefinition};
use crate::text::Text;
use crate::yaml::{Entry, Node};

/// A type as written.
#[derive(Clone, Copy)]
pub(super) struct WrittenType<'a> {
    /// The file.
    pub(super) file: &'a str,
    /// Its entry there.
    pub(super) entry: &'a Entry,
}

/// Most facets of all types of a layer together.
const MOST_FACETS: usize = 1_000_000;

/// How far a type has come.
enum Progress {
    /// It is being read: to meet it again is a cycle.
    Started,
    /// It was read, or could not be.
    Done(Option<TypeDefinition>),
}

/// Reads all written types; `known` holds those of earlier layers.
pub(super) fn types<'a>(
    context: &mut Context<'a>,
    written: &IndexMap<&'a str, WrittenType<'a>>,
    known: &IndexMap<String, TypeDefinition>,
) -> Vec<(String, TypeDefinition)> {
    let mut progress: IndexMap<&str, Progress> = IndexMap::new();
    let mut copied = 0;
    for name in written.keys() {
        resolve(context, name, written, known, &mut progress, &mut copied);
    }
    progress
        .into_iter()
        .filter_map(|(name, progress)| match progress {
            Progress::Done(Some(definition)) => Some((name.to_owned(), definition)),
            _ => None,
        })
        .collect()
}

/// Reads the written type `first` and, before it, the chain of types that it is the same as.
fn resolve<'a>(
    context: &mut Context<'a>,
    first: &'a str,
    written: &IndexMap<&'a str, WrittenType<'a>>,
    known: &IndexMap<String, TypeDefinition>,
    progress: &mut IndexMap<&'a str, Progress>,
    copied: &mut usize,
) {
    // A loop and not a recursion: a chain may be as long as the file.
    let mut chain: Vec<(&str, WrittenType<'a>)> = Vec::new();
    let mut next = Some(first);
    while let Some(name) = next.take() {
        let (Some(written_type), false) = (written.get(name), progress.contains_key(name)) else {
            break;
        };
        progress.insert(name, Progress::Started);
        chain.push((name, *written_type));
        next = written_type
            .entry
            .value
            .get("same-as")
            .and_then(Node::as_text);
    }
    while let Some((name, written_type)) = chain.pop() {
        context.enter(written_type.file);
        let definition = read(
            context,
            written_type.entry,
            written,
            known,
            progress,
            copied,
        );
        progress.insert(name, Progress::Done(definition));
    }
}

fn read<'a>(
    context: &mut Context<'a>,
    entry: &Entry,
    written: &IndexMap<&'a str, WrittenType<'a>>,
    known: &IndexMap<String, TypeDefinition>,
    progress: &IndexMap<&'a str, Progress>,
    copied: &mut usize,
) -> Option<TypeDefinition> {
    let node = &entry.value;
    context.glob(&entry.key, &entry.key_span)?;
    let mut definition = match node.get("same-as") {
        None => TypeDefinition::default(),
        Some(target) => {
            let name = context.text(target)?;
            match progress.get(name) {
                Some(Progress::Done(Some(definition))) => definition.clone(),
                // What is wrong with it was said where it stands.
                Some(Progress::Done(None)) => return None,
                Some(Progress::Started) => {
                    context.error(
                        &target.span,
                        Text::new(
                            format!("`same-as` leads back to `{}`", entry.key),
                            format!("`same-as` ramène à `{}`", entry.key),
                        ),
                        None,
                    );
                    return None;
                }
                None => known_type(context, name, target, written, known)?.clone(),
            }
        }
    };
    if let Some(traits) = node.get("traits") {
        definition.traits = traits
            .items()?
            .iter()
            .filter_map(|item| context.class(item.scalar_text()?, &item.span))
            .collect();
    }
    if let Some(identity) = node.get("identity") {
        definition.identity = identity
            .items()?
            .iter()
            .map(|item| item.scalar_text().map(str::to_owned))
            .collect::<Option<_>>()?;
    }
    if let Some(location) = node.get("location") {
        definition.location = Some(location_override(context, location)?);
    }
    for facet in node.get("facets").map(Node::entries).unwrap_or_default() {
        let name = context.facet(&facet.key, &facet.key_span);
        let derivation = derivation(context, &facet.value);
        if let (Some(name), Some(derivation)) = (name, derivation) {
            definition.facets.insert(name, derivation);
        }
    }
    check_type(context, node, &definition);
    // `same-as` copies: a few lines could otherwise fill the memory.
    *copied += definition.facets.len();
    if *copied > MOST_FACETS {
        context.error(
            &entry.key_span,
            Text::new(
                format!("more than {MOST_FACETS} facets of types in all"),
                format!("plus de {MOST_FACETS} facettes de types au total"),
            ),
            None,
        );
        return None;
    }
    Some(definition)
}

/// A type of an earlier layer, or an error.
fn known_type<'k>(
    context: &mut Context<'_>,
    name: &str,
    target: &Node,
    written: &IndexMap<&str, WrittenType<'_>>,
    known: &'k IndexMap<String, TypeDefinition>,
) -> Option<&'k TypeDefinition> {
    let found = known.get(name);
    if found.is_none() {
        let names = known
            .keys()
            .map(String::as_str)
            .chain(written.keys().copied());
        let help = context.suggest(name, names);
        context.error(
            &target.span,
            Text::new(
                format!("unknown type `{name}`"),
                format!("type inconnu `{name}`"),
            ),
            help,
        );
    }
    found
}

fn location_override(context: &mut Context<'_>, node: &Node) -> Option<LocationOverride> {
    match node.as_text() {
        Some("global") => return Some(LocationOverride::Global),
        Some("none") => return Some(LocationOverride::None),
        Some(other) => {
            let help = context.suggest(other, ["global", "none"]);
            context.error(
                &node.span,
                Text::new(
                    format!("unknown location `{other}`"),
                    format!("lieu inconnu `{other}`"),
                ),
                help,
            );
            return None;
        }
        None => {}
    }
    let mut otherwise = None;
    let sources = context.list(node, |context, item| {
        if let Some(code) = item.get("otherwise") {
            context.only_keys(item, &["otherwise"]);
            otherwise = Some(context.text(code)?.to_owned());
            return Some(None);
        }
        context.only_keys(item, &["attr", "holds"]);
        let (Some(attribute), Some(holds)) = (item.get("attr"), item.get("holds")) else {
            context.expected(
                item,
                "`{attr: PATH, holds: WHAT}`",
                "`{attr: CHEMIN, holds: NATURE}`",
            );
            return None;
        };
        let (path, holds) = (
            path_value(context, attribute),
            location_holds(context, holds),
        );
        Some(Some(LocationSource {
            path: path?,
            holds: holds?,
        }))
    })?;
    let sources = sources.into_iter().flatten().collect();
    Some(LocationOverride::Sources(sources, otherwise))
}

pub(super) fn location_holds(context: &mut Context<'_>, node: &Node) -> Option<LocationHolds> {
    const WORDS: [&str; 6] = ["region", "zone", "any", "name", "endpoint", "resource"];
    let word = context.text(node)?;
    Some(match word {
        "region" => LocationHolds::Region,
        "zone" => LocationHolds::Zone,
        "any" => LocationHolds::Any,
        "name" => LocationHolds::Name,
        "endpoint" => LocationHolds::Endpoint,
        "resource" => LocationHolds::Resource,
        _ => {
            let help = context.suggest(word, WORDS);
            context.error(
                &node.span,
                Text::new(
                    format!("an attribute cannot hold `{word}`"),
                    format!("un attribut ne peut contenir `{word}`"),
                ),
                help,
            );
            return None;
        }
    })
}
