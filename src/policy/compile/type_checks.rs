//! What can be wrong with a type though each of its derivations is well written: a value of another
//! type than the facet's, and facets that need each other.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::condition::type_names;
use super::context::Context;
use crate::policy::definition::{
    Condition, Derivation, FacetDefinition, FacetType, Matcher, Other, Over, Pseudo, Scalar,
    Subject, TypeDefinition,
};
use crate::text::Text;
use crate::yaml::Node;

/// Reports facets of the wrong type and cycles of facets; `node` is the written type.
pub(super) fn check_type(context: &mut Context<'_>, node: &Node, definition: &TypeDefinition) {
    for facet in node.get("facets").map(Node::entries).unwrap_or_default() {
        let Some(derivation) = definition.facets.get(&facet.key) else {
            continue;
        };
        let Some(expected) = context.facets.get(&facet.key).map(|facet| facet.facet_type) else {
            continue;
        };
        if let Some(found) = wrong_value(derivation, expected, context.facets) {
            let (english, french) = type_names(expected);
            context.error(
                &facet.value.span,
                Text::new(
                    format!(
                        "the facet `{}` is {english}, and {} is derived here",
                        facet.key, found.en
                    ),
                    format!(
                        "la facette `{}` est {french}, et {} en est déduit ici",
                        facet.key, found.fr
                    ),
                ),
                None,
            );
        }
        let mut needed = Vec::new();
        needs(derivation, &mut needed);
        for name in needed
            .into_iter()
            .filter(|name| !definition.facets.contains_key(*name))
        {
            context.warn(
                &facet.value.span,
                Text::new(
                    format!("the facet `{name}` is read here, and the type does not define it"),
                    format!("la facette `{name}` est lue ici, et le type ne la définit pas"),
                ),
                None,
            );
        }
    }
    let written = node.get("facets").map(Node::entries).unwrap_or_default();
    for cycle in cycles(definition) {
        let Some(first) = written
            .iter()
            .find(|facet| cycle.contains(&facet.key.as_str()))
        else {
            continue;
        };
        let way = way_from(&cycle, &first.key).join("` → `");
        context.error(
            &first.value.span,
            Text::new(
                format!("the facet needs itself: `{way}`"),
                format!("la facette dépend d'elle-même : `{way}`"),
            ),
            None,
        );
    }
}

/// What a derivation gives that a facet of type `expected` cannot hold.
fn wrong_value(
    derivation: &Derivation,
    expected: FacetType,
    facets: &IndexMap<String, FacetDefinition>,
) -> Option<Text> {
    let inner = |inner: &Derivation, expected| wrong_value(inner, expected, facets);
    let all = |list: &[Derivation], expected| list.iter().find_map(|item| inner(item, expected));
    let optional = |item: &Option<Derivation>| item.as_ref().and_then(|item| inner(item, expected));
    let textual = expected != FacetType::Bool && expected != FacetType::Number;
    let unless =
        |suits: bool, english: &str, french: &str| (!suits).then(|| Text::new(english, french));
    let is_bool = || unless(expected == FacetType::Bool, "a boolean", "un booléen");
    let is_number = || unless(expected == FacetType::Number, "a number", "un nombre");
    let joined = |over: Option<Over>| match over {
        Some(Over::All | Over::Any) => is_bool(),
        Some(Over::Min | Over::Max) => is_number(),
        Some(Over::First | Over::List) | None => None,
    };
    // Without `take`, a link says whether there is one.
    let taken = |take: &Option<Derivation>| match take {
        Some(take) => inner(take, expected),
        None => is_bool(),
    };
    match derivation {
        Derivation::Constant(Scalar::Bool(_))
        | Derivation::Present(_)
        | Derivation::Literal(_)
        | Derivation::Holds(_) => is_bool(),
        Derivation::Constant(Scalar::Number(_) | Scalar::Unlimited)
        | Derivation::Pseudo(Pseudo::ProviderMajor)
        | Derivation::Count(_)
        | Derivation::Distinct(_) => is_number(),
        // What an operator or a tag says may be of any type.
        Derivation::Pseudo(Pseudo::Operator(_) | Pseudo::Tags(_))
        | Derivation::NotApplicable(_)
        | Derivation::Ask(_) => None,
        Derivation::Constant(Scalar::Text(_)) | Derivation::Pseudo(_) => {
            unless(textual, "a text", "un texte")
        }
        Derivation::Attribute(source) => optional(&source.default)
            .or_else(|| source.map.iter().find_map(|(_, to)| inner(to, expected)))
            .or_else(|| optional(&source.otherwise))
            .or_else(|| source.scale.and_then(|_| is_number()))
            .or_else(|| source.reads.and_then(|_| is_number()))
            .or_else(|| joined(source.over)),
        Derivation::Any(list) | Derivation::All(list) => {
            is_bool().or_else(|| all(list, FacetType::Bool))
        }
        Derivation::Not(item) => is_bool().or_else(|| inner(item, FacetType::Bool)),
        Derivation::Cases(cases, otherwise) => cases
            .iter()
            .find_map(|(_, then)| inner(then, expected))
            .or_else(|| {
                otherwise
                    .as_deref()
                    .and_then(|otherwise| inner(otherwise, expected))
            }),
        Derivation::Linked(linked) => taken(&linked.take)
            .or_else(|| optional(&linked.none))
            .or_else(|| joined(linked.over)),
        Derivation::Refers(refers) => taken(&refers.take)
            .or_else(|| optional(&refers.none))
            .or_else(|| optional(&refers.outside))
            .or_else(|| joined(refers.over)),
        Derivation::Account(account) => taken(&account.take)
            .or_else(|| optional(&account.none))
            .or_else(|| joined(account.over)),
        Derivation::Facet(name) => {
            let found = facets.get(name)?.facet_type;
            let (english, french) = type_names(found);
            let suits = found == expected
                || matches!(
                    (found, expected),
                    (FacetType::Text, FacetType::Texts) | (FacetType::Place, FacetType::Places)
                );
            unless(suits, english, french)
        }
        Derivation::First(list) => all(list, expected),
        Derivation::Min(list) | Derivation::Max(list) | Derivation::Sum(list) => {
            is_number().or_else(|| all(list, FacetType::Number))
        }
        Derivation::List(list) => {
            let is_list = matches!(expected, FacetType::Texts | FacetType::Places);
            unless(is_list, "a list", "une liste").or_else(|| all(list, expected))
        }
        Derivation::Place(..) | Derivation::Paired(_) => unless(textual, "a place", "un lieu"),
    }
}

/// The cycles of facets that need each other, each as the facets on its way: one search through all
/// facets, with a stack of its own.
fn cycles(definition: &TypeDefinition) -> Vec<Vec<&str>> {
    let needed = |name: &str| {
        let mut found = Vec::new();
        if let Some(derivation) = definition.facets.get(name) {
            needs(derivation, &mut found);
        }
        found.into_iter()
    };
    let mut cycles = Vec::new();
    // Whether a facet that was met is still on the way.
    let mut met: HashMap<&str, bool> = HashMap::new();
    for start in definition.facets.keys() {
        if met.contains_key(start.as_str()) {
            continue;
        }
        met.insert(start, true);
        let mut way = vec![(start.as_str(), needed(start))];
        while let Some((name, rest)) = way.last_mut() {
            let Some(next) = rest.next() else {
                met.insert(name, false);
                way.pop();
                continue;
            };
            match met.get(next) {
                Some(true) => {
                    let names = way.iter().map(|(name, _)| *name);
                    cycles.push(names.skip_while(|name| *name != next).collect());
                }
                Some(false) => {}
                None => {
                    met.insert(next, true);
                    way.push((next, needed(next)));
                }
            }
        }
    }
    cycles
}

/// A cycle from one of its facets around to it.
fn way_from<'a>(cycle: &[&'a str], first: &str) -> Vec<&'a str> {
    let at = cycle
        .iter()
        .position(|name| *name == first)
        .unwrap_or_default();
    let around = cycle.iter().cycle().skip(at);
    around.take(cycle.len() + 1).copied().collect()
}

/// The facets of the same resource that a derivation reads. Those of satellites and targets are
/// another resource's.
fn needs<'a>(derivation: &'a Derivation, found: &mut Vec<&'a str>) {
    match derivation {
        Derivation::Facet(name) => found.push(name),
        Derivation::Holds(condition) => condition_needs(condition, found),
        Derivation::Cases(cases, _) => {
            for (when, _) in cases {
                condition_needs(when, found);
            }
        }
        _ => {}
    }
    for inner in derivation.on_the_resource() {
        needs(inner, found);
    }
}

fn condition_needs<'a>(condition: &'a Condition, found: &mut Vec<&'a str>) {
    match condition {
        Condition::All(list) | Condition::Any(list) => {
            for item in list {
                condition_needs(item, found);
            }
        }
        Condition::Not(item) => condition_needs(item, found),
        Condition::Test(subject, matcher) => {
            if let Subject::Facet(name) = subject {
                found.push(name);
            }
            if let Matcher::DiffersFrom(Other::Subject(Subject::Facet(name))) = matcher {
                found.push(name);
            }
        }
        Condition::Given(..) | Condition::Exists(_) => {}
    }
}
