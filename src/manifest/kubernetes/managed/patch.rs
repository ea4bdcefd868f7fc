//! Patches of a composition: what they write on the templates of its resources, none of which is known.

use std::sync::Arc;

use super::field_path::{self, Step};
use crate::model::{Data, Map, Presence, Reason, Span, Unknown, Value};

/// Sets of patches name no further sets; at most so many patches of one template are read.
const MAX_PATCHES: usize = 4096;

/// Applies all patches of a template, those of the sets that it names among them.
pub(super) fn apply(template: &mut Map, patches: &[Value], sets: &[Value]) {
    let mut all = Vec::new();
    for patch in patches.iter().filter_map(Value::as_map) {
        match text(patch, "type") {
            Some("PatchSet") => {
                let named = text(patch, "patchSetName");
                let set = sets.iter().filter_map(Value::as_map);
                let set = set.filter(|set| named.is_some() && text(set, "name") == named);
                for set in set {
                    let inside = set.get("patches").and_then(Value::as_list);
                    all.extend(inside.unwrap_or_default().iter().filter_map(Value::as_map));
                }
            }
            _ => all.push(patch),
        }
    }
    for patch in all.into_iter().take(MAX_PATCHES) {
        if let Some((steps, written)) = write(patch) {
            field_path::write(template, &steps, &|before| written.over(before));
        }
    }
}

/// What a patch writes on its template, and where; nothing for one that reads from it.
fn write(patch: &Map) -> Option<(Vec<Step>, Written)> {
    let kind = text(patch, "type").unwrap_or("FromCompositeFieldPath");
    let from = text(patch, "fromFieldPath");
    let said = match kind {
        "FromCompositeFieldPath" | "FromEnvironmentFieldPath" => from?.to_owned(),
        "CombineFromComposite" | "CombineFromEnvironment" => combined(patch),
        _ => return None,
    };
    let (to, span) = match patch.get("toFieldPath") {
        Some(to) => (to.as_str()?, to.origin.span),
        None => (from?, patch.get("fromFieldPath")?.origin.span),
    };
    let policy = patch.get("policy").and_then(Value::as_map);
    let required = policy.and_then(|policy| text(policy, "fromFieldPath")) == Some("Required");
    Some((
        field_path::parse(to)?,
        Written {
            said: said.into(),
            span,
            possible: possible(patch),
            required,
        },
    ))
}

/// A value that the composite gives.
struct Written {
    /// The fields of the composite that say it.
    said: Arc<str>,
    /// Where the patch writes.
    span: Span,
    /// The values that it can have, when a transform lists them.
    possible: Vec<Value>,
    /// Whether the composite must say it.
    required: bool,
}

impl Written {
    /// The value that stands at a place where `before` stood: that stays when the composite says nothing.
    fn over(&self, before: Option<&Value>) -> Value {
        let reason = Reason::Computed(format!("composite.{}", self.said).into());
        let mut unknown = Unknown::new(reason, self.span);
        unknown.presence = Presence::certain_if(self.required);
        unknown.candidates.clone_from(&self.possible);
        if !self.required && !unknown.candidates.is_empty() {
            match before {
                Some(before) if before.is_wholly_known() => unknown.candidates.push(before.clone()),
                Some(_) => unknown.candidates.clear(),
                None => unknown.candidates.push(Value::null(self.span)),
            }
        }
        if unknown.candidates.len() > Unknown::MAX_CANDIDATES {
            unknown.candidates.clear();
        }
        Value::new(Data::Unknown(Arc::new(unknown)), self.span)
    }
}

/// The values that the last transform of a patch chooses from, when it lists them.
fn possible(patch: &Map) -> Vec<Value> {
    let transforms = patch.get("transforms").and_then(Value::as_list);
    let last = transforms
        .unwrap_or_default()
        .last()
        .and_then(Value::as_map);
    let values: Vec<Value> = match last.and_then(|last| Some((text(last, "type")?, last))) {
        Some(("map", last)) => {
            let listed = last.get("map").and_then(Value::as_map);
            listed
                .into_iter()
                .flatten()
                .map(|(_, value)| value.clone())
                .collect()
        }
        _ => Vec::new(),
    };
    if values.iter().all(Value::is_wholly_known) {
        values
    } else {
        Vec::new()
    }
}

/// The fields that a patch combines.
fn combined(patch: &Map) -> String {
    let variables = patch
        .get("combine")
        .and_then(Value::as_map)
        .and_then(|combine| combine.get("variables"))
        .and_then(Value::as_list);
    let fields = variables
        .unwrap_or_default()
        .iter()
        .filter_map(Value::as_map);
    let fields = fields.filter_map(|variable| text(variable, "fromFieldPath"));
    fields.collect::<Vec<_>>().join(", ")
}

fn text<'m>(members: &'m Map, key: &str) -> Option<&'m str> {
    members.get(key).and_then(Value::as_str)
}
