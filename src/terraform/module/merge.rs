//! Override files: `override.tf`, `x_override.tf` and their JSON forms.
//!
//! A block of an override file changes the block of the same identity: its arguments replace those of
//! the original, its nested blocks replace all original blocks of their types. `lifecycle` is
//! merged argument by argument, `locals` name by name, `required_providers` entry by entry, and a state
//! backend replaces whatever stated where the state is kept.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Diagnostic, Gravity, Text};
use crate::terraform::ast::{Attribute, Block, Body, ExprKind};

/// Whether a file name is that of an override file.
pub(crate) fn is_override(file_name: &str) -> bool {
    let stem = [".tf.json", ".tofu.json", ".tf", ".tofu"]
        .iter()
        .find_map(|extension| file_name.strip_suffix(extension));
    stem.is_some_and(|stem| stem == "override" || stem.ends_with("_override"))
}

/// The top-level blocks of a module once its override files are applied.
///
/// `primary` and `overriding` are the bodies of the files of each sort, in the order of their names.
pub(crate) fn merged_blocks(
    primary: Vec<Body>,
    overriding: &[Body],
    problems: &mut Vec<Diagnostic>,
) -> Vec<Block> {
    let mut blocks: Vec<Block> = primary.into_iter().flat_map(|body| body.blocks).collect();
    if overriding.is_empty() {
        return blocks;
    }
    let mut positions: FxHashMap<String, usize> = FxHashMap::default();
    for (position, block) in blocks.iter().enumerate() {
        if let Some(identity) = identity(block) {
            positions.entry(identity).or_insert(position);
        }
    }
    for block in overriding.iter().flat_map(|body| &body.blocks) {
        match &*block.kind {
            "locals" => override_locals(&mut blocks, block, problems),
            "terraform" => override_settings(&mut blocks, block),
            _ => {
                let target = identity(block).and_then(|identity| positions.get(&identity).copied());
                if let Some(original) = target.and_then(|position| blocks.get_mut(position)) {
                    original.body = Arc::new(merged(&original.body, &block.body));
                } else {
                    problems.push(nothing_to_override(block));
                    blocks.push(block.clone());
                }
            }
        }
    }
    blocks
}

/// What makes two blocks declare the same thing; none for blocks that cannot be overridden by name.
fn identity(block: &Block) -> Option<String> {
    match &*block.kind {
        "locals" | "terraform" | "moved" | "removed" | "import" => None,
        kind => {
            let mut identity = kind.to_owned();
            for label in &block.labels {
                identity.push('\0');
                identity.push_str(&label.text);
            }
            if kind == "provider"
                && let Some(alias) = block
                    .body
                    .attributes
                    .iter()
                    .find(|attribute| &*attribute.name == "alias")
                && let ExprKind::String(alias) = &alias.expr.kind
            {
                identity.push('\0');
                identity.push_str(alias);
            }
            Some(identity)
        }
    }
}

fn merged(original: &Body, overriding: &Body) -> Body {
    let replaced: FxHashSet<&str> = overriding
        .blocks
        .iter()
        .filter(|block| &*block.kind != "lifecycle")
        .map(content_kind)
        .collect();
    let mut blocks = Vec::with_capacity(original.blocks.len() + overriding.blocks.len());
    for block in &original.blocks {
        if replaced.contains(content_kind(block)) {
            continue;
        }
        let lifecycle = overriding
            .blocks
            .iter()
            .find(|other| &*other.kind == "lifecycle");
        match lifecycle {
            Some(lifecycle) if &*block.kind == "lifecycle" => blocks.push(Block {
                body: Arc::new(merged(&block.body, &lifecycle.body)),
                ..block.clone()
            }),
            _ => blocks.push(block.clone()),
        }
    }
    let has_lifecycle = original
        .blocks
        .iter()
        .any(|block| &*block.kind == "lifecycle");
    blocks.extend(
        overriding
            .blocks
            .iter()
            .filter(|block| !(has_lifecycle && &*block.kind == "lifecycle"))
            .cloned(),
    );
    Body {
        attributes: merged_attributes(&original.attributes, &overriding.attributes),
        blocks,
    }
}

/// The type of block that a block, or a `dynamic` block, produces.
fn content_kind(block: &Block) -> &str {
    match block.labels.first() {
        Some(label) if &*block.kind == "dynamic" => &label.text,
        _ => &block.kind,
    }
}

fn merged_attributes(original: &[Attribute], overriding: &[Attribute]) -> Vec<Attribute> {
    let mut attributes = original.to_vec();
    let positions: FxHashMap<&str, usize> = original
        .iter()
        .enumerate()
        .map(|(position, attribute)| (&*attribute.name, position))
        .collect();
    // `count` and `for_each` exclude each other, so either one replaces the other.
    let repeats = |attribute: &Attribute| matches!(&*attribute.name, "count" | "for_each");
    let replaces_repeat = overriding.iter().any(repeats);
    for attribute in overriding {
        match positions.get(&*attribute.name) {
            Some(position) => attributes[*position] = attribute.clone(),
            None => attributes.push(attribute.clone()),
        }
    }
    if replaces_repeat {
        attributes.retain(|attribute| {
            !repeats(attribute) || overriding.iter().any(|other| other.name == attribute.name)
        });
    }
    attributes
}

fn override_locals(blocks: &mut Vec<Block>, overriding: &Block, problems: &mut Vec<Diagnostic>) {
    let mut replacing: FxHashMap<Arc<str>, &Attribute> = overriding
        .body
        .attributes
        .iter()
        .map(|attribute| (Arc::clone(&attribute.name), attribute))
        .collect();
    for block in blocks.iter_mut().filter(|block| &*block.kind == "locals") {
        for attribute in &mut Arc::make_mut(&mut block.body).attributes {
            if let Some(replacement) = replacing.remove(&attribute.name) {
                *attribute = replacement.clone();
            }
        }
    }
    if !replacing.is_empty() {
        problems.push(nothing_to_override(overriding));
        let mut body = (*overriding.body).clone();
        body.attributes
            .retain(|attribute| replacing.contains_key(&attribute.name));
        blocks.push(Block {
            body: Arc::new(body),
            ..overriding.clone()
        });
    }
}

fn override_settings(blocks: &mut Vec<Block>, overriding: &Block) {
    let states_backend = overriding
        .body
        .blocks
        .iter()
        .any(|block| matches!(&*block.kind, "backend" | "cloud"));
    let required: Vec<&Attribute> = overriding
        .body
        .blocks
        .iter()
        .filter(|block| &*block.kind == "required_providers")
        .flat_map(|block| &block.body.attributes)
        .collect();
    for block in blocks
        .iter_mut()
        .filter(|block| &*block.kind == "terraform")
    {
        let body = Arc::make_mut(&mut block.body);
        if states_backend {
            body.blocks
                .retain(|nested| !matches!(&*nested.kind, "backend" | "cloud"));
        }
        for nested in body
            .blocks
            .iter_mut()
            .filter(|nested| &*nested.kind == "required_providers")
        {
            Arc::make_mut(&mut nested.body)
                .attributes
                .retain(|attribute| !required.iter().any(|other| other.name == attribute.name));
        }
    }
    blocks.push(overriding.clone());
}

fn nothing_to_override(block: &Block) -> Diagnostic {
    let labels = block
        .labels
        .iter()
        .fold(String::new(), |mut labels, label| {
            labels.push_str(" \"");
            labels.push_str(&label.text);
            labels.push('"');
            labels
        });
    Diagnostic::at(
        Gravity::Warning,
        "override-without-original",
        block.header,
        Text::new(
            format!(
                "`{}{labels}` overrides nothing: no other file declares it",
                block.kind
            ),
            format!(
                "`{}{labels}` ne remplace rien : aucun autre fichier ne le déclare",
                block.kind
            ),
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::is_override;

    #[test]
    fn override_files_are_known_by_their_names() {
        for name in [
            "override.tf",
            "x_override.tf",
            "override.tf.json",
            "a_override.tofu",
            "a_override.tofu.json",
        ] {
            assert!(is_override(name), "{name}");
        }
        for name in [
            "main.tf",
            "override.txt",
            "xoverride.tf",
            "override_x.tf",
            "override.tf.yaml",
        ] {
            assert!(!is_override(name), "{name}");
        }
    }
}
