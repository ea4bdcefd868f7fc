//! Derivations.

use super::condition::condition;
use super::context::Context;
use super::scalar::{key_scalar, path_value, paths, pseudo, scalar};
use super::types::location_holds;
use crate::policy::definition::{
    Account, AttributeSource, Derivation, Linked, LocationHolds, Over, PlaceSource, Reading,
    Refers, Scalar, TagLink,
};
use crate::policy::suggest::{did_you_mean, nearest};
use crate::text::Text;
use crate::yaml::{Entry, Kind, Node};

/// The forms: the key that names each, and the keys that may go with it.
pub(super) const FORMS: [(&str, &[&str]); 24] = [
    ("attr", &["default", "reads", "map", "scale", "over"]),
    ("present", &[]),
    ("literal", &[]),
    ("holds", &[]),
    ("when", &["then", "else"]),
    ("cases", &["else"]),
    (
        "linked",
        &["via", "tags", "wildcard", "where", "take", "over", "none"],
    ),
    ("refers", &["to", "take", "over", "none", "outside"]),
    ("account", &["where", "same-region", "take", "over", "none"]),
    ("facet", &[]),
    ("any", &[]),
    ("all", &[]),
    ("not", &[]),
    ("first", &[]),
    ("min", &[]),
    ("max", &[]),
    ("sum", &[]),
    ("list", &[]),
    ("count", &[]),
    ("distinct", &[]),
    ("place", &["provider", "holds"]),
    ("paired", &[]),
    ("not-applicable", &[]),
    ("ask", &[]),
];

/// One derivation.
pub(super) fn derivation(context: &mut Context<'_>, node: &Node) -> Option<Derivation> {
    match &node.kind {
        Kind::Text(text) if text.starts_with('@') => {
            pseudo(context, text, &node.span).map(Derivation::Pseudo)
        }
        Kind::Text(_) | Kind::Bool(_) | Kind::Number(_) => {
            scalar(context, node).map(Derivation::Constant)
        }
        Kind::Null => {
            context.expected(node, "a derivation", "dérivation");
            None
        }
        Kind::Sequence(_) => {
            context.error(
                &node.span,
                Text::new("a list is not a derivation", "une liste n'est pas une dérivation"),
                Some(Text::new(
                    "write `{list: […]}` to join values, `{any: […]}` or `{all: […]}` for booleans",
                    "écrivez `{list: […]}` pour joindre des valeurs, `{any: […]}` ou `{all: […]}` pour des booléens",
                )),
            );
            None
        }
        Kind::Mapping(entries) => {
            let head = head(context, node, entries)?;
            form(context, node, head)
        }
    }
}

/// The entry that names the form; reports none, several, and keys that do not go with it.
fn head<'n>(context: &mut Context<'_>, node: &Node, entries: &'n [Entry]) -> Option<&'n Entry> {
    let companions = |key: &str| {
        FORMS
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, keys)| *keys)
    };
    let mut heads = entries
        .iter()
        .filter(|entry| companions(&entry.key).is_some());
    let Some(head) = heads.next() else {
        unknown_form(context, node, entries);
        return None;
    };
    let allowed = companions(&head.key).unwrap_or_default();
    let mut wrong = false;
    for entry in entries.iter().filter(|entry| entry.key != head.key) {
        if allowed.contains(&entry.key.as_str()) {
            continue;
        }
        wrong = true;
        let help = did_you_mean(&entry.key, allowed.iter().copied());
        context.error(
            &entry.key_span,
            Text::new(
                format!("`{}` does not go with `{}`", entry.key, head.key),
                format!("`{}` ne va pas avec `{}`", entry.key, head.key),
            ),
            help,
        );
    }
    (!wrong).then_some(head)
}

fn unknown_form(context: &mut Context<'_>, node: &Node, entries: &[Entry]) {
    let Some(first) = entries.first() else {
        context.error(
            &node.span,
            Text::new("the derivation is empty", "la dérivation est vide"),
            None,
        );
        return;
    };
    let near = entries.iter().find_map(|entry| {
        Some((
            entry,
            nearest(&entry.key, FORMS.iter().map(|(name, _)| *name))?,
        ))
    });
    let (entry, help) = match near {
        Some((entry, near)) => (
            entry,
            Text::new(
                format!("did you mean `{near}`?"),
                format!("vouliez-vous dire `{near}` ?"),
            ),
        ),
        None => (
            first,
            Text::new(
                "a condition stands in `{holds: …}`; the forms are in `docs/policy-language.md`",
                "une condition se place dans `{holds: …}` ; les formes sont dans `docs/policy-language.md`",
            ),
        ),
    };
    context.error(
        &entry.key_span,
        Text::new(
            format!("unknown derivation `{}`", entry.key),
            format!("dérivation inconnue `{}`", entry.key),
        ),
        Some(help),
    );
}

fn form(context: &mut Context<'_>, node: &Node, head: &Entry) -> Option<Derivation> {
    let value = &head.value;
    let several = |context: &mut Context<'_>| context.list(value, derivation);
    match head.key.as_str() {
        "attr" => attribute(context, node, value),
        "present" => paths(context, value).map(Derivation::Present),
        "literal" => paths(context, value).map(Derivation::Literal),
        "holds" => condition(context, value).map(Derivation::Holds),
        "when" => {
            let case = case(context, node);
            let otherwise = optional(context, node, "else", derivation)?;
            Some(Derivation::Cases(vec![case?], otherwise.map(Box::new)))
        }
        "cases" => {
            let cases = context.list(value, |context, item| {
                context.only_keys(item, &["when", "then"]);
                case(context, item)
            });
            let otherwise = optional(context, node, "else", derivation)?;
            Some(Derivation::Cases(cases?, otherwise.map(Box::new)))
        }
        "linked" => linked(context, node, head),
        "refers" => refers(context, node, value),
        "account" => account(context, node, value),
        "facet" => {
            let name = context.text(value)?;
            context.facet(name, &value.span).map(Derivation::Facet)
        }
        "any" => several(context).map(Derivation::Any),
        "all" => several(context).map(Derivation::All),
        "not" => derivation(context, value).map(|inner| Derivation::Not(Box::new(inner))),
        "first" => several(context).map(Derivation::First),
        "min" => several(context).map(Derivation::Min),
        "max" => several(context).map(Derivation::Max),
        "sum" => several(context).map(Derivation::Sum),
        "list" => several(context).map(Derivation::List),
        "count" => path_value(context, value).map(Derivation::Count),
        "distinct" => derivation(context, value).map(|inner| Derivation::Distinct(Box::new(inner))),
        "place" => {
            let provider = optional(context, node, "provider", provider)?;
            let holds = optional(context, node, "holds", location_holds)?;
            Some(Derivation::Place(Box::new(PlaceSource {
                path: path_value(context, value)?,
                provider,
                holds: holds.unwrap_or(LocationHolds::Any),
            })))
        }
        "paired" => derivation(context, value).map(|inner| Derivation::Paired(Box::new(inner))),
        "not-applicable" => context.bilingual(value).map(Derivation::NotApplicable),
        "ask" => context.bilingual(value).map(Derivation::Ask),
        // `head` found this key among the forms.
        _ => None,
    }
}

/// The name of a provider.
fn provider(context: &mut Context<'_>, node: &Node) -> Option<String> {
    let name = context.text(node)?;
    if context.providers.contains(name) {
        return Some(name.to_owned());
    }
    let mut known: Vec<&str> = context.providers.iter().copied().collect();
    known.sort_unstable();
    let help = context.suggest(name, known);
    context.error(
        &node.span,
        Text::new(
            format!("unknown provider `{name}`"),
            format!("fournisseur inconnu `{name}`"),
        ),
        help,
    );
    None
}

/// The value of a key that may be absent: the outer option says whether it could be read.
#[allow(clippy::option_option)] // three states, told apart by `?` at every call
fn optional<'a, T>(
    context: &mut Context<'a>,
    node: &Node,
    key: &str,
    read: impl FnOnce(&mut Context<'a>, &Node) -> Option<T>,
) -> Option<Option<T>> {
    match node.get(key) {
        Some(value) => read(context, value).map(Some),
        None => Some(None),
    }
}

/// `{when, then}`.
fn case(
    context: &mut Context<'_>,
    node: &Node,
) -> Option<(crate::policy::definition::Condition, Derivation)> {
    let (Some(when), Some(then)) = (node.get("when"), node.get("then")) else {
        context.error(
            &node.span,
            Text::new(
                "`when` and `then` are both needed",
                "`when` et `then` sont tous deux nécessaires",
            ),
            None,
        );
        return None;
    };
    let (when, then) = (condition(context, when), derivation(context, then));
    Some((when?, then?))
}

fn over(context: &mut Context<'_>, node: &Node) -> Option<Over> {
    const WORDS: [&str; 6] = ["all", "any", "min", "max", "first", "list"];
    let word = context.text(node)?;
    Some(match word {
        "all" => Over::All,
        "any" => Over::Any,
        "min" => Over::Min,
        "max" => Over::Max,
        "first" => Over::First,
        "list" => Over::List,
        _ => {
            let help = did_you_mean(word, WORDS);
            context.error(
                &node.span,
                Text::new(
                    format!("unknown way `{word}` to join values"),
                    format!("façon inconnue `{word}` de réunir des valeurs"),
                ),
                help,
            );
            return None;
        }
    })
}

fn reading(context: &mut Context<'_>, node: &Node) -> Option<Reading> {
    const WORDS: [&str; 4] = ["hours", "days", "calendar-days", "schedule"];
    let word = context.text(node)?;
    Some(match word {
        "hours" => Reading::Hours,
        "days" => Reading::Days,
        "calendar-days" => Reading::CalendarDays,
        "schedule" => Reading::Schedule,
        _ => {
            let help = did_you_mean(word, WORDS);
            context.error(
                &node.span,
                Text::new(
                    format!("unknown way `{word}` to read a text"),
                    format!("façon inconnue `{word}` de lire un texte"),
                ),
                help,
            );
            return None;
        }
    })
}

fn number(context: &mut Context<'_>, node: &Node) -> Option<f64> {
    if let Kind::Number(number) = &node.kind {
        return number.value.as_f64();
    }
    context.expected(node, "a number", "nombre");
    None
}

fn attribute(context: &mut Context<'_>, node: &Node, path: &Node) -> Option<Derivation> {
    let path = path_value(context, path);
    let default = optional(context, node, "default", derivation);
    let reads = optional(context, node, "reads", reading);
    let scale = optional(context, node, "scale", number);
    let over = optional(context, node, "over", over);
    let mut map = Vec::new();
    let mut otherwise = None;
    if let Some(table) = node.get("map") {
        if table.entries().is_empty() {
            context.expected(table, "a mapping of values", "bloc de valeurs");
            return None;
        }
        for entry in table.entries() {
            let to = derivation(context, &entry.value)?;
            if entry.key == "*" {
                otherwise = Some(to);
            } else {
                map.push((key_scalar(entry), to));
            }
        }
    }
    Some(Derivation::Attribute(Box::new(AttributeSource {
        path: path?,
        default: default?,
        reads: reads?,
        map,
        otherwise,
        scale: scale?,
        over: over?,
    })))
}

fn linked(context: &mut Context<'_>, node: &Node, head: &Entry) -> Option<Derivation> {
    if node.get("via").is_none() && node.get("tags").is_none() {
        context.error(
            &head.key_span,
            Text::new(
                "`linked` needs `via` or `tags` to say how the others point here",
                "`linked` demande `via` ou `tags` pour dire comment les autres pointent ici",
            ),
            None,
        );
        return None;
    }
    let types = context.globs(&head.value);
    let via = optional(context, node, "via", paths);
    let tags = optional(context, node, "tags", tag_link);
    let wildcard = optional(context, node, "wildcard", Context::bool);
    let condition = optional(context, node, "where", condition);
    let take = optional(context, node, "take", derivation);
    let over = optional(context, node, "over", over);
    let otherwise = optional(context, node, "none", derivation);
    let take = take?;
    Some(Derivation::Linked(Box::new(Linked {
        types: types?,
        via: via?.unwrap_or_default(),
        tags: tags?,
        wildcard: wildcard?.unwrap_or(false),
        condition: condition?,
        none: otherwise?.or_else(|| false_for_existence(take.as_ref())),
        take,
        over: over?,
    })))
}

/// Without `take` the question is whether one exists, and without any the answer is false.
fn false_for_existence(take: Option<&Derivation>) -> Option<Derivation> {
    take.is_none()
        .then_some(Derivation::Constant(Scalar::Bool(false)))
}

fn tag_link(context: &mut Context<'_>, node: &Node) -> Option<TagLink> {
    match (node.get("key"), node.get("value"), node.get("map")) {
        (Some(key), Some(value), None) => {
            context.only_keys(node, &["key", "value"]);
            let (key, value) = (path_value(context, key), path_value(context, value));
            Some(TagLink::Pairs {
                key: key?,
                value: value?,
            })
        }
        (None, None, Some(map)) => {
            context.only_keys(node, &["map"]);
            path_value(context, map).map(TagLink::Map)
        }
        _ => {
            context.expected(
                node,
                "`{key: PATH, value: PATH}` or `{map: PATH}`",
                "`{key: CHEMIN, value: CHEMIN}` ou `{map: CHEMIN}`",
            );
            None
        }
    }
}

fn refers(context: &mut Context<'_>, node: &Node, head: &Node) -> Option<Derivation> {
    let paths = paths(context, head);
    let to = optional(context, node, "to", Context::globs);
    let take = optional(context, node, "take", derivation);
    let over = optional(context, node, "over", over);
    let otherwise = optional(context, node, "none", derivation);
    let outside = optional(context, node, "outside", derivation);
    Some(Derivation::Refers(Box::new(Refers {
        paths: paths?,
        to: to?.unwrap_or_default(),
        take: take?,
        over: over?,
        none: otherwise?,
        outside: outside?,
    })))
}

fn account(context: &mut Context<'_>, node: &Node, head: &Node) -> Option<Derivation> {
    let types = context.globs(head);
    let condition = optional(context, node, "where", condition);
    let same_region = optional(context, node, "same-region", Context::bool);
    let take = optional(context, node, "take", derivation);
    let over = optional(context, node, "over", over);
    let otherwise = optional(context, node, "none", derivation);
    let take = take?;
    Some(Derivation::Account(Box::new(Account {
        types: types?,
        condition: condition?,
        same_region: same_region?.unwrap_or(false),
        none: otherwise?.or_else(|| false_for_existence(take.as_ref())),
        take,
        over: over?,
    })))
}
