//! Translations: their shape is the schema's matter and their reading serde's; here is what neither can answer.

use indexmap::IndexMap;
use serde_json::Value;

use super::context::Context;
use super::{read_entry, written};
use crate::policy::definition::Translation;
use crate::policy::layer::{Layer, Section};
use crate::text::Text;
use crate::yaml::{Entry, Node};

/// Reads the translations of `layer` into `known`.
pub(super) fn read<'a>(
    context: &mut Context<'a>,
    layer: &'a Layer,
    known: &mut IndexMap<String, Translation>,
) {
    let written = written(context, layer, &Section::Translations, "translations");
    for (name, (file, entry)) in written {
        let read = read_entry(context, file, entry, translation);
        known.extend(read.map(|translation| (name.to_owned(), translation)));
    }
}

fn translation(context: &mut Context<'_>, entry: &Entry) -> Option<Translation> {
    let before = context.problem_count();
    for group in entry
        .value
        .get("groups")
        .and_then(Node::items)
        .unwrap_or_default()
    {
        let pattern = group.scalar_text().unwrap_or_default();
        if pattern.matches('*').count() > 1 {
            context.error(
                &group.span,
                Text::new(
                    "`*` stands once in a group",
                    "`*` figure une seule fois dans un groupe",
                ),
                None,
            );
        }
    }
    let kinds = entry
        .value
        .get("kinds")
        .map(Node::entries)
        .unwrap_or_default();
    for kind in kinds {
        let variants = kind.value.get("variants").and_then(Node::items);
        for variant in variants.unwrap_or_default() {
            check_pattern(context, variant);
        }
    }
    if context.problem_count() > before {
        return None;
    }
    let mut value = entry.value.to_json();
    if let Some(Value::Object(kinds)) = value.get_mut("kinds") {
        // A kind that needs no more than its type is written as that.
        for kind in kinds.values_mut().filter(|kind| kind.is_string()) {
            *kind = serde_json::json!({"type": kind});
        }
    }
    match serde_json::from_value(value) {
        Ok(translation) => Some(translation),
        Err(error) => {
            context.error(
                &entry.key_span,
                Text::new(error.to_string(), format!("valeur refusée : {error}")),
                None,
            );
            None
        }
    }
}

/// What a setting must fit is a regular expression.
fn check_pattern(context: &mut Context<'_>, variant: &Node) {
    let Some(pattern) = variant.get("matches") else {
        return;
    };
    if let Err(error) = regex::Regex::new(pattern.scalar_text().unwrap_or_default()) {
        context.error(
            &pattern.span,
            Text::new(
                format!("invalid regular expression: {error}"),
                format!("expression régulière invalide : {error}"),
            ),
            None,
        );
    }
}
