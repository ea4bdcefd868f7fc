//! Packs: the files of a folder merged, and what they extend merged in.

use std::collections::HashSet;
use std::ops::Range;

use indexmap::IndexMap;

use super::context::Context;
use super::pack_checks::check_pack;
use super::rules::{from_word, link, severity};
use super::scalar::scalar;
use crate::policy::definition::{Bearing, Pack, Parameter, Requirement, Rule, RuleUse};
use crate::text::Text;
use crate::yaml::{Entry, Node};

/// The files of one pack folder: name and tree.
pub(super) struct WrittenPack<'a> {
    /// The pack's name.
    pub(super) name: &'a str,
    /// The file that names it, and its tree.
    pub(super) head: (&'a str, &'a Node),
    /// All files, the head among them.
    pub(super) files: Vec<(&'a str, &'a Node)>,
}

/// Where the parts of a pack are written.
#[derive(Default)]
pub(super) struct Places<'a> {
    /// The name of the pack, for what is written nowhere else.
    pub(super) pack: (&'a str, Range<usize>),
    /// Parameters declared here.
    pub(super) parameters: IndexMap<&'a str, (&'a str, Range<usize>)>,
    /// The word of coverage of each requirement declared here.
    pub(super) requirements: IndexMap<&'a str, (&'a str, Range<usize>)>,
    /// Rules used here.
    pub(super) rules: IndexMap<&'a str, (&'a str, Range<usize>)>,
}

/// Reads all written packs, those that others extend first; `known` holds those of earlier layers, and
/// `unread` the names of rules that are written but wrong, which was said where they stand.
pub(super) fn packs<'a>(
    context: &mut Context<'a>,
    mut written: Vec<WrittenPack<'a>>,
    rules: &IndexMap<String, Rule>,
    unread: &HashSet<&str>,
    known: &IndexMap<String, Pack>,
) -> IndexMap<String, Pack> {
    let mut read = IndexMap::new();
    loop {
        let names: Vec<&str> = written.iter().map(|pack| pack.name).collect();
        let (ready, waiting): (Vec<_>, Vec<_>) = written.into_iter().partition(|pack| {
            bases(pack).iter().all(|base| {
                let name = base.as_text().unwrap_or_default();
                // A pack may replace and extend the one of its name in an earlier layer.
                name == pack.name || !names.contains(&name)
            })
        });
        if ready.is_empty() {
            for pack in &waiting {
                context.enter(pack.head.0);
                if let Some(extends) = pack.head.1.get("extends") {
                    context.error(
                        &extends.span,
                        Text::new(
                            "these packs extend each other",
                            "ces référentiels s'étendent l'un l'autre",
                        ),
                        None,
                    );
                }
            }
            return read;
        }
        for pack in &ready {
            if let Some(compiled) = compile(context, pack, rules, unread, known, &read) {
                read.insert(pack.name.to_owned(), compiled);
            }
        }
        written = waiting;
    }
}

/// The names in `extends`.
fn bases<'a>(pack: &WrittenPack<'a>) -> &'a [Node] {
    pack.head
        .1
        .get("extends")
        .and_then(Node::items)
        .unwrap_or_default()
}

fn compile<'a>(
    context: &mut Context<'a>,
    written: &WrittenPack<'a>,
    rules: &IndexMap<String, Rule>,
    unread: &HashSet<&str>,
    known: &IndexMap<String, Pack>,
    read: &IndexMap<String, Pack>,
) -> Option<Pack> {
    let (file, head) = written.head;
    context.enter(file);
    let mut places = Places {
        pack: (file, head.get("pack")?.span.clone()),
        ..Places::default()
    };
    let scalar_of = |key: &str| head.get(key).and_then(Node::scalar_text).map(str::to_owned);
    let mut pack = Pack {
        name: written.name.to_owned(),
        title: context.bilingual(head.get("title")?)?,
        edition: scalar_of("edition")?,
        date: scalar_of("date")?,
        source: link(head.get("source")?)?,
        extends: Vec::new(),
        parameters: IndexMap::new(),
        classes: IndexMap::new(),
        requirements: IndexMap::new(),
        rules: IndexMap::new(),
    };
    let mut contested = Vec::new();
    for base in bases(written) {
        let name = base.as_text()?;
        let Some(found) = read.get(name).or_else(|| known.get(name)) else {
            let names = read.keys().chain(known.keys()).map(String::as_str);
            let help = context.suggest(name, names);
            context.error(
                &base.span,
                Text::new(
                    format!("unknown pack `{name}`"),
                    format!("référentiel inconnu `{name}`"),
                ),
                help,
            );
            continue;
        };
        contested.extend(inherit(&mut pack, found));
    }
    for &(file, tree) in &written.files {
        context.enter(file);
        own_sections(context, &mut pack, &mut places, file, tree, rules, unread);
    }
    context.enter(file);
    for name in contested
        .iter()
        .filter(|name| !places.parameters.contains_key(name.as_str()))
    {
        context.error(
            &places.pack.1,
            Text::new(
                format!(
                    "the packs that this one extends give the parameter `{name}` different values"
                ),
                format!(
                    "les référentiels étendus donnent au paramètre `{name}` des valeurs différentes"
                ),
            ),
            Some(Text::new(
                "set it in this pack",
                "fixez-le dans ce référentiel",
            )),
        );
    }
    check_pack(context, &pack, &places, rules);
    Some(pack)
}

/// Merges `base` into `pack`; returns the parameters on which the bases do not agree.
fn inherit(pack: &mut Pack, base: &Pack) -> Vec<String> {
    pack.extends.push(base.name.clone());
    let mut contested = Vec::new();
    for (name, parameter) in &base.parameters {
        match pack.parameters.get(name) {
            Some(other) if other.value != parameter.value => contested.push(name.clone()),
            Some(_) => {}
            None => {
                pack.parameters.insert(name.clone(), parameter.clone());
            }
        }
    }
    for (key, labels) in &base.classes {
        pack.classes
            .entry(key.clone())
            .or_default()
            .extend(labels.clone());
    }
    for (number, requirement) in &base.requirements {
        pack.requirements
            .insert(number.clone(), requirement.clone());
    }
    for (name, used) in &base.rules {
        match pack.rules.get_mut(name) {
            Some(mine) => {
                mine.severity = mine.severity.max(used.severity);
                mine.requirements.extend(used.requirements.clone());
            }
            None => {
                pack.rules.insert(name.clone(), used.clone());
            }
        }
    }
    contested
}

/// Adds the sections of one file.
fn own_sections<'a>(
    context: &mut Context<'a>,
    pack: &mut Pack,
    places: &mut Places<'a>,
    file: &'a str,
    tree: &'a Node,
    rules: &IndexMap<String, Rule>,
    unread: &HashSet<&str>,
) {
    let section = |key: &str| tree.get(key).map(Node::entries).unwrap_or_default();
    for entry in section("classes") {
        let labels = entry
            .value
            .entries()
            .iter()
            .filter_map(|label| Some((label.key.clone(), context.bilingual(&label.value)?)))
            .collect::<IndexMap<_, _>>();
        pack.classes
            .entry(entry.key.clone())
            .or_default()
            .extend(labels);
    }
    for entry in section("parameters") {
        once(
            context,
            &mut places.parameters,
            file,
            entry,
            &entry.key_span,
        );
        let inherited = pack.parameters.get(&entry.key).cloned();
        if let Some(read) = parameter(context, entry, inherited.as_ref()) {
            pack.parameters.insert(entry.key.clone(), read);
        }
    }
    for entry in section("requirements") {
        let coverage = entry
            .value
            .get("coverage")
            .map_or(&entry.key_span, |node| &node.span);
        once(context, &mut places.requirements, file, entry, coverage);
        if let Some(read) = requirement(context, &entry.value) {
            pack.requirements.insert(entry.key.clone(), read);
        }
    }
    for entry in section("rules") {
        once(context, &mut places.rules, file, entry, &entry.key_span);
        if !rules.contains_key(&entry.key) && !unread.contains(entry.key.as_str()) {
            let help = context.suggest(&entry.key, rules.keys().map(String::as_str));
            context.error(
                &entry.key_span,
                Text::new(
                    format!("unknown rule `{}`", entry.key),
                    format!("règle inconnue `{}`", entry.key),
                ),
                help,
            );
            continue;
        }
        if let Some(read) = rule_use(context, &entry.value) {
            pack.rules.insert(entry.key.clone(), read);
        }
    }
}

/// Remembers where `entry` is written; an error when another file of the folder has it too.
fn once<'a>(
    context: &mut Context<'_>,
    places: &mut IndexMap<&'a str, (&'a str, Range<usize>)>,
    file: &'a str,
    entry: &'a Entry,
    place: &Range<usize>,
) {
    if let Some((other, _)) = places.get(entry.key.as_str()) {
        context.error(
            &entry.key_span,
            Text::new(
                format!("`{}` is already given in {other}", entry.key),
                format!("`{}` est déjà donné dans {other}", entry.key),
            ),
            None,
        );
        return;
    }
    places.insert(&entry.key, (file, place.clone()));
}

/// A parameter; title and source may come from the pack that is extended.
fn parameter(
    context: &mut Context<'_>,
    entry: &Entry,
    inherited: Option<&Parameter>,
) -> Option<Parameter> {
    let node = &entry.value;
    let value = node.get("value")?;
    let (values, list) = if value.items().is_some() {
        (context.list(value, scalar)?, true)
    } else {
        (vec![scalar(context, value)?], false)
    };
    let mut text = |key: &str, inherited: Option<&Text>| match node.get(key) {
        // A requirement's number reads the same in both languages.
        Some(node) => match node.scalar_text() {
            Some(text) => Some(Text::new(text, text)),
            None => context.bilingual(node),
        },
        None if inherited.is_some() => inherited.cloned(),
        None => {
            context.error(
                &entry.key_span,
                Text::new(format!("`{key}` is missing"), format!("`{key}` manque")),
                None,
            );
            None
        }
    };
    let title = text("title", inherited.map(|parameter| &parameter.title));
    let source = text("source", inherited.map(|parameter| &parameter.source));
    Some(Parameter {
        value: values,
        list,
        title: title?,
        source: source?,
    })
}

fn requirement(context: &mut Context<'_>, node: &Node) -> Option<Requirement> {
    let title = node.get("title").and_then(|title| context.bilingual(title));
    let evidence = node
        .get("evidence")
        .and_then(|evidence| context.bilingual(evidence));
    let coverage = node
        .get("coverage")
        .and_then(Node::as_text)
        .and_then(from_word);
    let mut classes = IndexMap::new();
    for entry in node.entries() {
        if ["title", "evidence", "coverage"].contains(&entry.key.as_str()) {
            continue;
        }
        let values = context.texts(&entry.value)?;
        classes.insert(
            entry.key.clone(),
            values.into_iter().map(|(value, _)| value).collect(),
        );
    }
    Some(Requirement {
        title: title?,
        coverage: coverage?,
        evidence: evidence?,
        classes,
    })
}

fn rule_use(context: &mut Context<'_>, node: &Node) -> Option<RuleUse> {
    let severity = match node.get("severity") {
        Some(node) => Some(severity(context, node)?),
        None => None,
    };
    let mut requirements = IndexMap::new();
    for entry in node
        .get("requirements")
        .map(Node::entries)
        .unwrap_or_default()
    {
        let strength = entry
            .value
            .get("strength")
            .and_then(Node::as_text)
            .and_then(from_word);
        let because = entry
            .value
            .get("because")
            .and_then(|text| context.bilingual(text));
        requirements.insert(
            entry.key.clone(),
            Bearing {
                strength: strength?,
                because: because?,
            },
        );
    }
    Some(RuleUse {
        severity,
        requirements,
    })
}
