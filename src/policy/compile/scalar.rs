//! The smallest readers: constants, paths, pseudo-attributes, operands.

use super::context::Context;
use crate::policy::definition::{Attestation, Operand, Operator, Path, Pseudo, Scalar};
use crate::policy::suggest::{did_you_mean, nearest};
use crate::text::Text;
use crate::yaml::{Entry, Kind, Node, resolve_plain};

use std::ops::Range;

/// A constant; `unlimited` is one of them where a number may stand.
pub(super) fn scalar(context: &mut Context<'_>, node: &Node) -> Option<Scalar> {
    let scalar = plain_scalar(node);
    if scalar.is_none() {
        context.expected(node, "a value", "valeur");
    }
    scalar.map(|scalar| match scalar {
        Scalar::Text(text) if text == "unlimited" => Scalar::Unlimited,
        other => other,
    })
}

/// The constant that a node is; nothing for null, lists and mappings.
pub(super) fn plain_scalar(node: &Node) -> Option<Scalar> {
    match &node.kind {
        Kind::Bool(value) => Some(Scalar::Bool(*value)),
        Kind::Number(number) => number.value.as_f64().map(Scalar::Number),
        Kind::Text(text) => Some(Scalar::Text(text.clone())),
        Kind::Null | Kind::Sequence(_) | Kind::Mapping(_) => None,
    }
}

/// The constant that a key is: a boolean or a number when it is written without quotes.
pub(super) fn key_scalar(entry: &Entry) -> Scalar {
    let plain = entry.key_plain.then(|| resolve_plain(&entry.key));
    match plain {
        Some(Kind::Bool(value)) => Scalar::Bool(value),
        Some(Kind::Number(number)) => number
            .value
            .as_f64()
            .map_or_else(|| Scalar::Text(entry.key.clone()), Scalar::Number),
        _ => Scalar::Text(entry.key.clone()),
    }
}

/// A path.
pub(super) fn path(context: &mut Context<'_>, text: &str, span: &Range<usize>) -> Option<Path> {
    if text.starts_with('@') {
        context.error(
            span,
            Text::new(
                format!("`{text}` is a pseudo-attribute, and an attribute's path is expected"),
                format!("`{text}` est un pseudo-attribut, et le chemin d'un attribut est attendu"),
            ),
            None,
        );
        return None;
    }
    match Path::parse(text) {
        Ok(path) => Some(path),
        Err(error) => {
            context.error(
                span,
                Text::new(
                    format!("`{text}` is not a path: {error}"),
                    format!("`{text}` n'est pas un chemin"),
                ),
                Some(Text::new(
                    "a path reads `block.name[0].*.\"quoted.key\"`",
                    "un chemin s'écrit `bloc.nom[0].*.\"clé.entre.guillemets\"`",
                )),
            );
            None
        }
    }
}

/// A path that is a value.
pub(super) fn path_value(context: &mut Context<'_>, node: &Node) -> Option<Path> {
    let text = context.text(node)?;
    path(context, text, &node.span)
}

/// One path or several.
pub(super) fn paths(context: &mut Context<'_>, node: &Node) -> Option<Vec<Path>> {
    let texts = context.texts(node)?;
    let paths: Vec<_> = texts
        .iter()
        .filter_map(|(text, span)| path(context, text, span))
        .collect();
    (paths.len() == texts.len()).then_some(paths)
}

/// A pseudo-attribute.
pub(super) fn pseudo(context: &mut Context<'_>, text: &str, span: &Range<usize>) -> Option<Pseudo> {
    let pseudo = Pseudo::parse(text);
    if pseudo.is_none() {
        let help = did_you_mean(text, Pseudo::NAMES);
        context.error(
            span,
            Text::new(
                format!("unknown pseudo-attribute `{text}`"),
                format!("pseudo-attribut inconnu `{text}`"),
            ),
            help,
        );
    }
    if let Some(Pseudo::Operator(Some(property))) = &pseudo
        && !is_operator_property(context, property)
    {
        let known = Operator::PROPERTIES
            .into_iter()
            .chain(context.attestations.iter().copied());
        let help = nearest(property, known).map(|near| {
            Text::new(
                format!("did you mean `@operator.{near}`?"),
                format!("vouliez-vous dire `@operator.{near}` ?"),
            )
        });
        context.error(
            span,
            Text::new(
                format!("an operator has no property `{property}`"),
                format!("un opérateur n'a pas de propriété `{property}`"),
            ),
            help,
        );
        return None;
    }
    pseudo
}

/// Whether operators may have such a property: one of their own, an attestation, or a detail of one.
fn is_operator_property(context: &Context<'_>, property: &str) -> bool {
    Operator::PROPERTIES.contains(&property)
        || match property.split_once('.') {
            Some((name, detail)) => {
                context.attestations.contains(name) && Attestation::PROPERTIES.contains(&detail)
            }
            None => context.attestations.contains(property),
        }
}

/// The name of a parameter, when `node` is one (`$name`).
pub(super) fn parameter(node: &Node) -> Option<String> {
    parameter_name(node.as_text()?)
}

/// The name in `$name`.
pub(super) fn parameter_name(text: &str) -> Option<String> {
    let name = text.strip_prefix('$')?;
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (!name.is_empty() && name.chars().all(is_name)).then(|| name.to_owned())
}

/// A constant or a parameter.
pub(super) fn operand(context: &mut Context<'_>, node: &Node) -> Option<Operand> {
    if let Some(name) = parameter(node) {
        return Some(Operand::Parameter(name));
    }
    let scalar = plain_scalar(node);
    if scalar.is_none() {
        context.expected(node, "a value", "valeur");
    }
    scalar.map(Operand::Scalar)
}
