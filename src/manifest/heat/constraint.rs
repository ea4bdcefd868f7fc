//! Constraints of parameters (`hot_spec.rst`, "Parameter Constraints"): Heat refuses what breaks one.

use crate::model::{Data, Diagnostic, Gravity, Number, Value};
use crate::text::Text;
use crate::yaml::{Kind, Node};

/// The values that a parameter may have, when the template lists them.
pub(super) fn allowed_values(parameter: &Node) -> Option<&[Node]> {
    constraints(parameter).find_map(|constraint| constraint.get("allowed_values")?.items())
}

/// What Heat would say of a value, at the value.
pub(super) fn refused(name: &str, parameter: &Node, value: &Value) -> Option<Diagnostic> {
    let broken = constraints(parameter).find_map(|constraint| broken(constraint, value))?;
    let [english, french] = broken;
    Some(Diagnostic::at(
        Gravity::Warning,
        "parameter-refused",
        value.origin.span,
        Text::new(
            format!("Heat refuses this value of `{name}`: {english}"),
            format!("Heat refuse cette valeur de `{name}` : {french}"),
        ),
    ))
}

fn constraints(parameter: &Node) -> impl Iterator<Item = &Node> {
    let listed = parameter.get("constraints").and_then(Node::items);
    listed.unwrap_or_default().iter()
}

/// How a known value breaks a constraint, in English and French.
fn broken(constraint: &Node, value: &Value) -> Option<[String; 2]> {
    if let Some(allowed) = constraint.get("allowed_values").and_then(Node::items) {
        let is_allowed = |value: &Value| allowed.iter().any(|node| is(value, node));
        let holds = match &value.data {
            Data::Unknown(_) => true,
            // Each item of a list has to be allowed.
            Data::List(_, items) => items
                .iter()
                .all(|item| item.as_unknown().is_some() || is_allowed(item)),
            _ => is_allowed(value),
        };
        return (!holds).then(|| {
            [
                "it is not one of the values allowed".to_owned(),
                "elle ne fait pas partie des valeurs admises".to_owned(),
            ]
        });
    }
    let (bounds, size) = if let Some(range) = constraint.get("range") {
        match &value.data {
            Data::Number(number) => (range, number.clone()),
            _ => return None,
        }
    } else {
        let length = match &value.data {
            Data::String(text) => text.chars().count(),
            Data::List(_, items) => items.len(),
            Data::Map(_, members) => members.len(),
            _ => return None,
        };
        (constraint.get("length")?, Number::from(length))
    };
    let bound = |key| Number::parse(bounds.get(key)?.scalar_text()?);
    if let Some(least) = bound("min").filter(|least| size < *least) {
        return Some([
            format!("{least} is the least"),
            format!("{least} est le minimum"),
        ]);
    }
    let most = bound("max").filter(|most| size > *most)?;
    Some([
        format!("{most} is the most"),
        format!("{most} est le maximum"),
    ])
}

/// Whether a value is what a node writes; texts and numbers that read alike are one.
fn is(value: &Value, node: &Node) -> bool {
    match (&value.data, &node.kind) {
        (Data::Bool(bool), Kind::Bool(allowed)) => bool == allowed,
        (Data::Number(number), _) => {
            let allowed = node.scalar_text().and_then(Number::parse);
            allowed.is_some_and(|allowed| allowed == *number)
        }
        (Data::String(text), _) => node.scalar_text().is_some_and(|allowed| {
            allowed == &**text
                || allowed.eq_ignore_ascii_case(text) && matches!(node.kind, Kind::Bool(_))
        }),
        // Words such as `yes` are booleans to Heat, and texts in the tree.
        _ => true,
    }
}
