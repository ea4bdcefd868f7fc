//! From the text of a plan or state to its resources.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::address::{Address, block_and_key, within};
use super::assembly::Assembly;
use super::body::Refused;
use super::configuration::Configuration;
use super::document::{
    Change, ConfigurationJson, Document, ModuleValues, ResourceJson, Values, tree,
};
use super::expression::Given;
use super::names::Names;
use super::place::Place;
use super::provider::Providers;
use super::trace::Map as Traces;
use super::triage;
use crate::model::{Diagnostic, Gravity, Resource, ResourceMode, RootModule, Span, Text, Via};

/// What a plan or state gives.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub(super) resources: Vec<Resource>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The root's variables, except those declared as sensitive: name and JSON.
    pub(super) variables: Vec<(String, Json)>,
    /// Why a part of it was not planned, when one was not.
    pub(super) incomplete: Option<Text>,
}

/// Reads a document that [`triage`] took for a plan or a state. With `keep_open`, what nobody wrote and nobody
/// knows is kept, for the sources to decide.
///
/// # Errors
/// When it is not laid out as one.
pub(super) fn read(
    place: Place<'_>,
    root: &Arc<RootModule>,
    keep_open: bool,
) -> Result<Contents, Text> {
    let document: Document<'_> = serde_json::from_str(triage::without_mark(place.text))
        .map_err(|error| triage::refused(&error))?;
    let mut contents = Contents {
        incomplete: incomplete(&document),
        ..Contents::default()
    };
    let has_configuration = document.configuration.is_some();
    let variables: FxHashMap<Cow<'_, str>, &RawValue> = document
        .variables
        .into_iter()
        .flatten()
        .filter_map(|(name, variable)| Some((name, variable.value?)))
        .collect();
    let changes = changes(document.resource_changes.as_deref().unwrap_or_default());
    let listed = listed(
        document.planned_values.or(document.values),
        document.prior_state.and_then(|state| state.values),
        &changes,
    );
    let mut pieces = Vec::with_capacity(listed.len());
    for raw in listed {
        match piece(raw, &changes) {
            Ok(Some(piece)) => pieces.push(piece),
            Ok(None) => {}
            Err(Refused) => contents
                .diagnostics
                .push(unreadable(place.start(raw.get()), None)),
        }
    }
    let traces = traces(
        document.configuration.unwrap_or(ConfigurationJson {
            provider_config: None,
            root_module: None,
        }),
        &pieces,
    );
    contents.variables = shareable(&variables, &traces.configuration);
    let values = pieces
        .iter()
        .filter_map(|piece| Some((piece.address.clone(), piece.values?)))
        .collect();
    let mut providers = Providers::new(&Given {
        traces: &traces,
        variables: &variables,
        values: &values,
        place,
    });
    drop(values);
    let mut assembly = Assembly {
        place,
        root: Arc::clone(root),
        traces: has_configuration.then_some(&traces),
        variables: &variables,
        names: Names::default(),
        keep_open,
        unwritten: Arc::new(Via {
            unwritten: true,
            ..Via::default()
        }),
    };
    for provider in &providers.configured {
        contents.resources.push(assembly.setting(provider));
    }
    for piece in pieces {
        let header = place.span(piece.head);
        match assembly.resource(&piece, header, &mut providers) {
            Ok(resource) => contents.resources.push(resource),
            Err(Refused) => {
                contents
                    .diagnostics
                    .push(unreadable(header, Some(&piece.address)));
            }
        }
    }
    Ok(contents)
}

/// A resource as the document lists it.
pub(super) struct Piece<'a> {
    pub(super) address: Cow<'a, str>,
    /// The text of the address, where the resource stands.
    pub(super) head: &'a str,
    pub(super) mode: ResourceMode,
    pub(super) kind: Cow<'a, str>,
    pub(super) provider: Cow<'a, str>,
    pub(super) values: Option<&'a RawValue>,
    pub(super) sensitive: Option<&'a RawValue>,
    pub(super) unknown: Option<&'a RawValue>,
    pub(super) after_sensitive: Option<&'a RawValue>,
    pub(super) depends_on: Vec<Cow<'a, str>>,
}

/// The entries of `resource_changes` that concern what is in use, by address.
fn changes<'a>(raws: &[&'a RawValue]) -> FxHashMap<Cow<'a, str>, (&'a RawValue, Change<'a>)> {
    let mut changes = FxHashMap::default();
    for raw in raws {
        let Ok(entry) = serde_json::from_str::<ResourceJson<'a>>(raw.get()) else {
            continue;
        };
        let (None, Some(change)) = (entry.deposed, entry.change) else {
            continue;
        };
        if let Ok(address) = serde_json::from_str(entry.address.get()) {
            changes.insert(address, (*raw, change));
        }
    }
    changes
}

/// The entries to read: planned values, else what changes; then the data sources that were read before.
fn listed<'a>(
    planned: Option<Values<'a>>,
    prior: Option<Values<'a>>,
    changes: &FxHashMap<Cow<'a, str>, (&'a RawValue, Change<'a>)>,
) -> Vec<&'a RawValue> {
    let has_planned = planned.is_some();
    let mut listed = entries(planned);
    if !has_planned {
        let mut changed: Vec<&RawValue> = changes
            .values()
            .filter(|(_, change)| !change.ends_it())
            .map(|(raw, _)| *raw)
            .collect();
        // As they stand in the text.
        changed.sort_unstable_by_key(|raw| raw.get().as_ptr().addr());
        listed.extend(changed);
    }
    listed.extend(entries(prior).into_iter().filter(|raw| {
        let entry: Result<ResourceJson<'a>, _> = serde_json::from_str(raw.get());
        entry.is_ok_and(|entry| entry.mode == "data")
    }));
    listed
}

fn entries(values: Option<Values<'_>>) -> Vec<&RawValue> {
    let mut found = Vec::new();
    let mut open: Vec<ModuleValues<'_>> = Vec::new();
    open.extend(values.and_then(|values| values.root_module));
    while let Some(module) = open.pop() {
        found.extend(module.resources.unwrap_or_default());
        let children = module.child_modules.unwrap_or_default();
        open.extend(children.into_iter().rev());
    }
    found
}

/// Reads the frame of an entry; none when there is nothing in it to judge.
fn piece<'a>(
    raw: &'a RawValue,
    changes: &FxHashMap<Cow<'a, str>, (&'a RawValue, Change<'a>)>,
) -> Result<Option<Piece<'a>>, Refused> {
    let entry: ResourceJson<'a> = serde_json::from_str(raw.get()).map_err(|_| Refused)?;
    let address: Cow<'a, str> = serde_json::from_str(entry.address.get()).map_err(|_| Refused)?;
    // An object that was replaced and is still to be destroyed is not what the address means.
    if entry.deposed_key.is_some() || entry.deposed.is_some() {
        return Ok(None);
    }
    let mode = match &*entry.mode {
        "managed" => ResourceMode::Managed,
        "data" => ResourceMode::Data,
        // Ephemeral resources and those of later versions hold nothing.
        _ => return Ok(None),
    };
    let change = changes.get(&address).map(|(_, change)| change);
    if change.is_some_and(Change::ends_it) {
        return Ok(None);
    }
    Ok(Some(Piece {
        head: entry.address.get(),
        mode,
        kind: entry.kind,
        provider: entry.provider_name.unwrap_or_default(),
        values: entry.values.or(change.and_then(|change| change.after)),
        sensitive: entry.sensitive_values,
        unknown: change.and_then(|change| change.after_unknown),
        after_sensitive: change.and_then(|change| change.after_sensitive),
        depends_on: entry.depends_on.unwrap_or_default(),
        address,
    }))
}

/// What references may lead to.
fn traces<'a>(json: ConfigurationJson<'a>, pieces: &[Piece<'a>]) -> Traces<'a> {
    let mut instances: FxHashMap<(String, String), Vec<String>> = FxHashMap::default();
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    let mut known: FxHashSet<String> = FxHashSet::default();
    for piece in pieces {
        let address = Address::parse(&piece.address);
        if !seen.insert(address.module(&piece.address)) {
            continue;
        }
        let mut parent = String::new();
        for step in &address.modules {
            let instance = within(&parent, step.text);
            if known.insert(instance.clone()) {
                instances
                    .entry((parent, step.name.to_owned()))
                    .or_default()
                    .push(step.text.to_owned());
            }
            parent = instance;
        }
    }
    let mut counts: FxHashMap<String, usize> = FxHashMap::default();
    for piece in pieces {
        let (block, key) = block_and_key(&piece.address);
        if !key.is_empty() {
            *counts.entry(block.to_owned()).or_default() += 1;
        }
    }
    Traces {
        configuration: Configuration::new(json),
        counts,
        resources: pieces.iter().map(|piece| piece.address.clone()).collect(),
        instances,
    }
}

/// The variables whose values may be given to the sources.
fn shareable(
    variables: &FxHashMap<Cow<'_, str>, &RawValue>,
    configuration: &Configuration<'_>,
) -> Vec<(String, Json)> {
    let root = configuration.node(Configuration::ROOT);
    let is_secret = |name: &str| {
        let declared = root.and_then(|root| root.variables.get(name));
        declared.is_some_and(|variable| variable.sensitive == Some(true))
    };
    let mut shareable: Vec<(String, Json)> = variables
        .iter()
        .filter(|(name, _)| !is_secret(name))
        .map(|(name, raw)| (name.to_string(), tree(Some(raw))))
        .collect();
    shareable.sort_by(|(a, _), (b, _)| a.cmp(b));
    shareable
}

fn incomplete(document: &Document<'_>) -> Option<Text> {
    if document.errored == Some(true) {
        return Some(Text::new(
            "planning ended with errors, so the plan is not whole: correct them and plan again",
            "la planification s'est terminée par des erreurs, le plan n'est donc pas entier : corrigez-les et planifiez de nouveau",
        ));
    }
    (document.complete == Some(false)).then(|| {
        Text::new(
            "the plan leaves a part for later (`-target`, or deferred changes), which is not judged",
            "le plan remet une partie à plus tard (`-target`, ou changements différés), qui n'est pas vérifiée",
        )
    })
}

fn unreadable(span: Span, address: Option<&str>) -> Diagnostic {
    let (subject_en, subject_fr) = match address {
        Some(address) => (format!("`{address}`"), format!("`{address}`")),
        None => (
            "a resource of this document".to_owned(),
            "une ressource de ce document".to_owned(),
        ),
    };
    Diagnostic::at(
        Gravity::Error,
        "plan-resource-unreadable",
        span,
        Text::new(
            format!(
                "{subject_en} cannot be read, and is not judged: its form is not the documented one, or it nests too deeply"
            ),
            format!(
                "{subject_fr} est illisible et n'est pas vérifiée : sa forme n'est pas celle de la documentation, ou son imbrication est trop profonde"
            ),
        ),
    )
}
