//! Rules.

use super::condition::condition;
use super::context::{Context, PlainNames};
use super::scalar::pseudo;
use crate::policy::definition::{Ask, Check, Family, Link, Rule, Selector, Severity};
use crate::policy::suggest::did_you_mean;
use crate::text::Text;
use crate::yaml::{Entry, Node};

/// One rule.
pub(super) fn rule(context: &mut Context<'_>, entry: &Entry) -> Option<Rule> {
    let node = &entry.value;
    let family = node.get("family").and_then(|node| family(context, node));
    let severity = node
        .get("severity")
        .and_then(|node| severity(context, node));
    let mut text = |key: &str| node.get(key).and_then(|node| context.bilingual(node));
    let (title, defect, why, remedy) = (text("title"), text("defect"), text("why"), text("remedy"));
    let checks = checks(context, entry);
    // Questions are asked of all that the checks select: a name is an attribute only when each of
    // them names types.
    context.plain_names = names_of_all(node);
    let ask = match node.get("ask") {
        Some(ask) => context.list(ask, |context, item| {
            let when = item.get("when").and_then(|when| condition(context, when));
            let question = item
                .get("question")
                .and_then(|text| context.bilingual(text));
            Some(Ask {
                when: when?,
                question: question?,
            })
        }),
        None => Some(Vec::new()),
    };
    context.plain_names = PlainNames::Attributes;
    let once_per = match node.get("once-per") {
        Some(once_per) => {
            let text = context.text(once_per)?;
            Some(pseudo(context, text, &once_per.span)?)
        }
        None => None,
    };
    let waivable = match node.get("waivable") {
        Some(waivable) => context.bool(waivable)?,
        None => true,
    };
    let references = match node.get("references") {
        Some(references) => references
            .items()?
            .iter()
            .map(link)
            .collect::<Option<_>>()?,
        None => Vec::new(),
    };
    Some(Rule {
        name: entry.key.clone(),
        family: family?,
        severity: severity?,
        title: title?,
        defect: defect?,
        why: why?,
        remedy: remedy?,
        checks: checks?,
        ask: ask?,
        once_per,
        waivable,
        references,
    })
}

/// `on`, `when` and `require` of the rule itself, or its `checks`.
fn checks(context: &mut Context<'_>, entry: &Entry) -> Option<Vec<Check>> {
    let node = &entry.value;
    let Some(list) = node.get("checks") else {
        return Some(vec![check(context, node, &entry.key_span, None)?]);
    };
    if let Some(extra) = ["on", "when", "require"]
        .iter()
        .find_map(|key| node.entry(key))
    {
        context.error(
            &extra.key_span,
            Text::new(
                format!(
                    "`{}` stands in each of `checks`, not beside them",
                    extra.key
                ),
                format!(
                    "`{}` se place dans chacun des `checks`, pas à côté",
                    extra.key
                ),
            ),
            None,
        );
        return None;
    }
    context.list(list, |context, item| {
        context.only_keys(item, &["on", "when", "require", "defect", "remedy"]);
        check(context, item, &item.span, Some(item))
    })
}

fn check(
    context: &mut Context<'_>,
    node: &Node,
    span: &std::ops::Range<usize>,
    texts: Option<&Node>,
) -> Option<Check> {
    let (Some(on), Some(require)) = (node.get("on"), node.get("require")) else {
        let missing = if node.get("on").is_none() {
            "on"
        } else {
            "require"
        };
        context.error(
            span,
            Text::new(
                format!("`{missing}` is missing"),
                format!("`{missing}` manque"),
            ),
            Some(Text::new(
                "a rule has `on` and `require`, or `checks`",
                "une règle a `on` et `require`, ou `checks`",
            )),
        );
        return None;
    };
    let on = selector(context, on);
    context.plain_names = match &on {
        Some(on) if on.types.is_empty() => PlainNames::Facets,
        _ => PlainNames::FacetsThenAttributes,
    };
    let when = node.get("when").map(|when| condition(context, when));
    let require = condition(context, require);
    context.plain_names = PlainNames::Attributes;
    let text = |context: &mut Context<'_>, key: &str| {
        texts
            .and_then(|node| node.get(key))
            .map(|text| context.bilingual(text))
    };
    let (defect, remedy) = (text(context, "defect"), text(context, "remedy"));
    Some(Check {
        on: on?,
        when: all_read(when)?,
        require: require?,
        defect: all_read(defect)?,
        remedy: all_read(remedy)?,
    })
}

/// What a plain name means where all checks are concerned.
fn names_of_all(rule: &Node) -> PlainNames {
    let names_types = |check: &Node| {
        check
            .get("on")
            .is_some_and(|on| !on.is_mapping() || on.get("type").is_some())
    };
    let every = match rule.get("checks").and_then(Node::items) {
        Some(checks) => checks.iter().all(names_types),
        None => names_types(rule),
    };
    if every {
        PlainNames::FacetsThenAttributes
    } else {
        PlainNames::Facets
    }
}

/// From "absent, unreadable or read" to "unreadable, or absent or read".
#[allow(clippy::option_option)] // that is what it is about
fn all_read<T>(part: Option<Option<T>>) -> Option<Option<T>> {
    match part {
        None => Some(None),
        Some(None) => None,
        Some(read) => Some(read),
    }
}

fn selector(context: &mut Context<'_>, node: &Node) -> Option<Selector> {
    if !node.is_mapping() {
        return Some(Selector {
            types: context.globs(node)?,
            ..Selector::default()
        });
    }
    selector_with(context, node, &[])
}

/// A selector that is a mapping, in which `others` may stand too.
pub(super) fn selector_with<'a>(
    context: &mut Context<'a>,
    node: &Node,
    others: &[&'static str],
) -> Option<Selector> {
    const KEYS: [&str; 4] = ["trait", "type", "facet", "mode"];
    let known: Vec<&str> = KEYS.iter().chain(others).copied().collect();
    context.only_keys(node, &known);
    if !KEYS.iter().any(|key| node.get(key).is_some()) {
        context.error(
            &node.span,
            Text::new(
                "the selector selects nothing",
                "le sélecteur ne sélectionne rien",
            ),
            Some(Text::new(
                "give `trait`, `type`, `facet` or `mode`",
                "donnez `trait`, `type`, `facet` ou `mode`",
            )),
        );
        return None;
    }
    let mut known =
        |key: &str, read: fn(&mut Context<'a>, &str, &std::ops::Range<usize>) -> Option<String>| {
            let Some(node) = node.get(key) else {
                return Some(Vec::new());
            };
            let names = context.texts(node)?;
            let read: Vec<_> = names
                .iter()
                .map(|(name, span)| read(context, name, span))
                .collect();
            read.into_iter().collect::<Option<Vec<_>>>()
        };
    let traits = known("trait", Context::class);
    let types = known("type", Context::glob);
    let facets = known("facet", Context::facet);
    let mode = match node.get("mode") {
        Some(mode) => Some(word(context, mode, &["managed", "data", "setting"])?),
        None => None,
    };
    Some(Selector {
        traits: traits?,
        types: types?,
        facets: facets?,
        mode,
    })
}

/// One of a few words.
pub(super) fn word(context: &mut Context<'_>, node: &Node, words: &[&str]) -> Option<String> {
    let text = context.text(node)?;
    if words.contains(&text) {
        return Some(text.to_owned());
    }
    let help = did_you_mean(text, words.iter().copied());
    context.error(
        &node.span,
        Text::new(
            format!("unknown word `{text}`"),
            format!("mot inconnu `{text}`"),
        ),
        help,
    );
    None
}

/// A severity.
pub(super) fn severity(context: &mut Context<'_>, node: &Node) -> Option<Severity> {
    word(context, node, &["low", "medium", "high", "critical"]).and_then(|word| from_word(&word))
}

fn family(context: &mut Context<'_>, node: &Node) -> Option<Family> {
    const FAMILIES: [&str; 13] = [
        "encryption-at-rest",
        "encryption-in-transit",
        "key-management",
        "logging",
        "log-retention",
        "log-protection",
        "backup",
        "continuity",
        "residency",
        "sovereignty",
        "network",
        "access",
        "secrets",
    ];
    word(context, node, &FAMILIES).and_then(|word| from_word(&word))
}

/// A variant from its name in the files.
pub(super) fn from_word<T: serde::de::DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// `{title, url}`.
pub(super) fn link(node: &Node) -> Option<Link> {
    Some(Link {
        title: node.get("title")?.scalar_text()?.to_owned(),
        url: node.get("url")?.scalar_text()?.to_owned(),
    })
}
