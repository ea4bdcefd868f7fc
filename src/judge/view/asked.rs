//! Which zones of law rules ask the places of a facet to lie in.

use super::super::plan::{Binding, PlannedRule};
use crate::policy::definition::{Condition, Matcher, Operand, Scalar, Subject};

/// The zones that `rules` ask the places of `facet` to lie in, for any of their packs; each once.
pub(super) fn zones_asked(rules: &[PlannedRule<'_>], facet: &str) -> Vec<String> {
    let mut zones: Vec<String> = Vec::new();
    for planned in rules {
        let mut operands = Vec::new();
        for check in &planned.rule.checks {
            in_condition(&check.require, facet, &mut operands);
        }
        for binding in &planned.bindings {
            for zone in operands.iter().flat_map(|operand| texts(operand, binding)) {
                if !zones.contains(&zone) {
                    zones.push(zone);
                }
            }
        }
    }
    zones
}

fn texts(operand: &Operand, binding: &Binding<'_>) -> Vec<String> {
    let scalars = match operand {
        Operand::Scalar(scalar) => std::slice::from_ref(scalar),
        Operand::Parameter(name) => binding
            .parameters
            .get(name.as_str())
            .map_or(&[][..], |parameter| &parameter.value),
    };
    let texts = scalars.iter().filter_map(|scalar| match scalar {
        Scalar::Text(text) => Some(text.clone()),
        _ => None,
    });
    texts.collect()
}

fn in_condition<'r>(condition: &'r Condition, facet: &str, found: &mut Vec<&'r Operand>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            for part in parts {
                in_condition(part, facet, found);
            }
        }
        Condition::Test(Subject::Facet(name), matcher) if name == facet => {
            in_matcher(matcher, found);
        }
        // What must not hold is not asked for.
        Condition::Not(_) | Condition::Test(..) | Condition::Given(..) | Condition::Exists(_) => {}
    }
}

fn in_matcher<'r>(matcher: &'r Matcher, found: &mut Vec<&'r Operand>) {
    match matcher {
        Matcher::InZone(zone) => found.push(zone),
        Matcher::Each(inner) | Matcher::Some(inner) => in_matcher(inner, found),
        Matcher::All(parts) | Matcher::Any(parts) => {
            for part in parts {
                in_matcher(part, found);
            }
        }
        _ => {}
    }
}
