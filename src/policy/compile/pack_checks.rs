//! Whether the parts of a pack agree: requirements that rules name, coverage, parameters, classes.

use std::collections::HashSet;
use std::ops::Range;

use indexmap::IndexMap;

use super::context::Context;
use super::packs::Places;
use crate::policy::definition::{Coverage, Pack, ParameterUse, Rule, Scalar, Strength};
use crate::text::Text;
use crate::yaml::{Entry, Node};

/// Reports what does not agree in a pack with its extended packs merged in.
pub(super) fn check_pack<'a>(
    context: &mut Context<'a>,
    pack: &Pack,
    places: &Places<'a>,
    rules: &IndexMap<String, Rule>,
) {
    check_bearings(context, pack, places);
    check_coverage(context, pack, places);
    check_classes(context, pack, places);
    check_parameters(context, pack, places, rules);
}

/// Every requirement that a rule bears on exists.
fn check_bearings<'a>(context: &mut Context<'a>, pack: &Pack, places: &Places<'a>) {
    for (name, used) in &pack.rules {
        let (file, span) = places.rules.get(name.as_str()).unwrap_or(&places.pack);
        context.enter(file);
        for number in used.requirements.keys() {
            // One that is written but wrong was reported where it stands.
            let written = places.requirements.contains_key(number.as_str());
            if written || pack.requirements.contains_key(number) {
                continue;
            }
            let help = context.suggest(number, pack.requirements.keys().map(String::as_str));
            context.error(
                span,
                Text::new(
                    format!("`{name}` bears on the unknown requirement `{number}`"),
                    format!("`{name}` porte sur l'exigence inconnue `{number}`"),
                ),
                help,
            );
        }
    }
}

/// The coverage that a requirement claims is what the rules give.
fn check_coverage<'a>(context: &mut Context<'a>, pack: &Pack, places: &Places<'a>) {
    let mut borne: HashSet<&str> = HashSet::new();
    let mut direct: HashSet<&str> = HashSet::new();
    for used in pack.rules.values() {
        for (number, bearing) in &used.requirements {
            borne.insert(number);
            if bearing.strength == Strength::Direct {
                direct.insert(number);
            }
        }
    }
    for (number, requirement) in &pack.requirements {
        let wrong = match requirement.coverage {
            Coverage::Automated if !direct.contains(number.as_str()) => Text::new(
                format!("`{number}` is said to be automated, and no rule bears on it directly"),
                format!(
                    "`{number}` est dite automatisée, et aucune règle ne porte directement sur elle"
                ),
            ),
            Coverage::Partial if !borne.contains(number.as_str()) => Text::new(
                format!("`{number}` is said to be partial, and no rule bears on it"),
                format!("`{number}` est dite partielle, et aucune règle ne porte sur elle"),
            ),
            Coverage::Manual if borne.contains(number.as_str()) => Text::new(
                format!("`{number}` is said to be manual, and a rule bears on it"),
                format!("`{number}` est dite manuelle, et une règle porte sur elle"),
            ),
            _ => continue,
        };
        let (file, span) = places
            .requirements
            .get(number.as_str())
            .unwrap_or(&places.pack);
        context.enter(file);
        context.error(span, wrong, None);
    }
}

/// Values of a class that has labels are among the labels.
fn check_classes<'a>(context: &mut Context<'a>, pack: &Pack, places: &Places<'a>) {
    for (number, requirement) in &pack.requirements {
        let (file, span) = places
            .requirements
            .get(number.as_str())
            .unwrap_or(&places.pack);
        for (key, values) in &requirement.classes {
            let Some(labels) = pack.classes.get(key) else {
                continue;
            };
            for value in values
                .iter()
                .filter(|value| !labels.contains_key(value.as_str()))
            {
                let help = context.suggest(value, labels.keys().map(String::as_str));
                context.enter(file);
                context.error(
                    span,
                    Text::new(
                        format!("`{number}` has the unknown value `{value}` of `{key}`"),
                        format!("`{number}` a la valeur inconnue `{value}` de `{key}`"),
                    ),
                    help,
                );
            }
        }
    }
}

/// Every parameter that a used rule needs is declared and fits; every declared one is used.
fn check_parameters<'a>(
    context: &mut Context<'a>,
    pack: &Pack,
    places: &Places<'a>,
    rules: &IndexMap<String, Rule>,
) {
    let mut used: HashSet<&str> = HashSet::new();
    for name in pack.rules.keys() {
        let Some(rule) = rules.get(name) else {
            continue;
        };
        let (file, span) = places.rules.get(name.as_str()).unwrap_or(&places.pack);
        context.enter(file);
        let mut reported: HashSet<&str> = HashSet::new();
        for (parameter, usage) in rule.parameters() {
            used.insert(parameter);
            let Some(wrong) = wrong_parameter(context, pack, name, parameter, usage) else {
                continue;
            };
            if reported.insert(parameter) {
                let help = context.suggest(parameter, pack.parameters.keys().map(String::as_str));
                let help = help.filter(|_| !pack.parameters.contains_key(parameter));
                context.error(span, wrong, help);
            }
        }
    }
    for (name, (file, span)) in &places.parameters {
        if !used.contains(name) {
            context.enter(file);
            context.warn(
                span,
                Text::new(
                    format!("no rule of this pack uses the parameter `{name}`"),
                    format!("aucune règle de ce référentiel n'utilise le paramètre `{name}`"),
                ),
                None,
            );
        }
    }
}

/// Reports parameters of a rewritten rule that a pack of an earlier layer does not declare, or
/// declares otherwise; `entry` is the rule as written.
pub(super) fn check_rewritten_rule(
    context: &mut Context<'_>,
    pack: &Pack,
    rule: &Rule,
    entry: &Entry,
) {
    for (parameter, usage) in rule.parameters() {
        if let Some(wrong) = wrong_parameter(context, pack, &rule.name, parameter, usage) {
            let names = pack.parameters.keys().map(String::as_str);
            let help = context.suggest(parameter, names);
            let help = help.filter(|_| !pack.parameters.contains_key(parameter));
            let span = place_of(&entry.value, &format!("${parameter}")).unwrap_or(&entry.key_span);
            context.error(span, wrong, help);
        }
    }
}

/// Where a text stands inside a node.
fn place_of<'n>(node: &'n Node, text: &str) -> Option<&'n Range<usize>> {
    let mut nodes = vec![node];
    while let Some(node) = nodes.pop() {
        if node.as_text() == Some(text) {
            return Some(&node.span);
        }
        nodes.extend(node.items().unwrap_or_default());
        nodes.extend(node.entries().iter().map(|entry| &entry.value));
    }
    None
}

fn wrong_parameter(
    context: &Context<'_>,
    pack: &Pack,
    rule: &str,
    name: &str,
    usage: ParameterUse,
) -> Option<Text> {
    let pack_name = &pack.name;
    let Some(parameter) = pack.parameters.get(name) else {
        return Some(Text::new(
            format!(
                "`{rule}` uses the parameter `${name}`, which the pack `{pack_name}` does not declare"
            ),
            format!(
                "`{rule}` utilise le paramètre `${name}`, que le référentiel `{pack_name}` ne déclare pas"
            ),
        ));
    };
    if parameter.list && usage != ParameterUse::Several {
        return Some(Text::new(
            format!("`{rule}` needs one value for `${name}`, and a list is declared"),
            format!("`{rule}` demande une seule valeur pour `${name}`, et une liste est déclarée"),
        ));
    }
    let is_number = |value: &Scalar| matches!(value, Scalar::Number(_) | Scalar::Unlimited);
    if usage == ParameterUse::Number && !parameter.value.iter().all(is_number) {
        return Some(Text::new(
            format!("`{rule}` needs a number for `${name}`"),
            format!("`{rule}` demande un nombre pour `${name}`"),
        ));
    }
    if let (ParameterUse::Zone, [Scalar::Text(zone)]) = (usage, parameter.value.as_slice())
        && !context.zones.contains(zone.as_str())
        && !context.zones.contains(zone.to_uppercase().as_str())
    {
        return Some(Text::new(
            format!(
                "`{rule}` needs a zone of law or a country for `${name}`, and `{zone}` is none"
            ),
            format!(
                "`{rule}` demande une zone de droit ou un pays pour `${name}`, et `{zone}` n'en est pas"
            ),
        ));
    }
    None
}
