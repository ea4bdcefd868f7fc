//! `facets.yaml`: facets and traits.

use super::context::Context;
use crate::policy::definition::{FacetDefinition, FacetType};
use crate::policy::suggest::did_you_mean;
use crate::text::Text;
use crate::yaml::{Kind, Node};

/// One facet.
pub(super) fn facet(context: &mut Context<'_>, node: &Node) -> Option<FacetDefinition> {
    let facet_type = facet_type(context, node.get("type")?)?;
    let unit = node
        .get("unit")
        .and_then(Node::scalar_text)
        .map(str::to_owned);
    if let (Some(unit), true) = (node.get("unit"), facet_type != FacetType::Number) {
        context.error(
            &unit.span,
            Text::new("only a number has a unit", "seul un nombre a une unité"),
            None,
        );
    }
    let confidential = node
        .get("confidential")
        .and_then(|node| context.bool(node))
        .unwrap_or(false);
    let text = |language: &str| node.get(language).and_then(Node::scalar_text);
    Some(FacetDefinition {
        facet_type,
        unit,
        confidential,
        meaning: Text::new(text("en")?, text("fr")?),
    })
}

fn facet_type(context: &mut Context<'_>, node: &Node) -> Option<FacetType> {
    const WORDS: [&str; 4] = ["bool", "number", "text", "place"];
    let (word, list) = match &node.kind {
        Kind::Sequence(items) => {
            let [one] = items.as_slice() else {
                context.expected(node, "`[text]` or `[place]`", "`[text]` ou `[place]`");
                return None;
            };
            (one, true)
        }
        _ => (node, false),
    };
    let name = context.text(word)?;
    match (name, list) {
        ("bool", false) => Some(FacetType::Bool),
        ("number", false) => Some(FacetType::Number),
        ("text", false) => Some(FacetType::Text),
        ("place", false) => Some(FacetType::Place),
        ("text", true) => Some(FacetType::Texts),
        ("place", true) => Some(FacetType::Places),
        _ => {
            let help = did_you_mean(name, WORDS);
            let message = if list {
                Text::new(
                    format!("a list of `{name}` is no facet type"),
                    format!("une liste de `{name}` n'est pas un type de facette"),
                )
            } else {
                Text::new(
                    format!("unknown facet type `{name}`"),
                    format!("type de facette inconnu `{name}`"),
                )
            };
            context.error(&word.span, message, help);
            None
        }
    }
}
