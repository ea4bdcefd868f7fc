//! Compositions: the templates in them, as objects; and the composites that they serve, which are not evaluated.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::super::object::Object;
use super::patch;
use crate::model::{Coverage, CoverageStatus, Map, Value};
use crate::text::Text;

/// The API group of compositions and of the definitions of composites.
const GROUP: &str = "apiextensions.crossplane.io";
/// Most templates of one run.
const MAX_TEMPLATES: usize = 100_000;
/// Functions that make no resource.
const MAKE_NOTHING: [&str; 6] = [
    "auto-ready",
    "environment-configs",
    "extra-resources",
    "sequencer",
    "status-transformer",
    "tag-manager",
];

/// The templates of all compositions as objects, named after their composition and themselves; and what of the
/// compositions is not evaluated.
pub(in super::super) fn compositions(objects: &[Object]) -> (Vec<Object>, Vec<Coverage>) {
    let mut templates = Vec::new();
    let mut coverage = Vec::new();
    for composition in objects.iter().filter(|object| is_of(object, "Composition")) {
        let composite = composition.at(&["spec"]).and_then(Value::as_map);
        let Some(spec) = composite else {
            continue;
        };
        templates_of(composition, spec, &mut templates);
        let pipeline = spec.get("pipeline").and_then(Value::as_list);
        for step in pipeline
            .unwrap_or_default()
            .iter()
            .filter_map(Value::as_map)
        {
            let input = step.get("input").and_then(Value::as_map);
            match input.filter(|input| input.contains_key("resources")) {
                Some(input) => templates_of(composition, input, &mut templates),
                None => coverage.extend(not_run(composition, step)),
            }
        }
    }
    (templates, coverage)
}

/// The kinds of composites, and of the claims for them, that the definitions among the objects declare.
#[derive(Debug, Default)]
pub(in super::super) struct Composites(FxHashSet<(Arc<str>, Arc<str>)>);

impl Composites {
    pub(in super::super) fn of(objects: &[Object]) -> Self {
        let definitions = objects
            .iter()
            .filter(|object| is_of(object, "CompositeResourceDefinition"));
        let mut kinds = FxHashSet::default();
        for definition in definitions {
            let text = |path: &[&str]| definition.at(path).and_then(Value::as_str);
            let Some(group) = text(&["spec", "group"]) else {
                continue;
            };
            for names in ["names", "claimNames"] {
                if let Some(kind) = text(&["spec", names, "kind"]) {
                    kinds.insert((group.into(), kind.into()));
                }
            }
        }
        Composites(kinds)
    }

    /// Whether an object is a composite, or a claim for one.
    pub(in super::super) fn hold(&self, object: &Object) -> bool {
        // Most sets have none.
        !self.0.is_empty()
            && self
                .0
                .contains(&(object.group().into(), object.short_kind().into()))
    }

    /// What is said of the composites among the objects: once for each file.
    pub(in super::super) fn coverage(&self, objects: &[Object]) -> Vec<Coverage> {
        let mut files: BTreeMap<&str, &str> = BTreeMap::new();
        for object in objects.iter().filter(|object| self.hold(object)) {
            files
                .entry(object.path.as_str())
                .or_insert(object.short_kind());
        }
        let coverage = files.into_iter().map(|(path, kind)| Coverage {
            subject: path.to_owned(),
            status: CoverageStatus::NotEvaluated,
            why: Text::new(
                format!("`{kind}` is a composite resource: the templates of its composition are judged, without the values that it gives them; `crossplane render … | rempart check -` judges the result"),
                format!("`{kind}` est une ressource composite : les modèles de sa composition sont jugés, sans les valeurs qu'elle leur donne ; `crossplane render … | rempart check -` juge le résultat"),
            ),
        });
        coverage.collect()
    }
}

fn is_of(object: &Object, kind: &str) -> bool {
    object.short_kind() == kind && object.group() == GROUP
}

/// The templates of a composition, or of a step that patches templates.
fn templates_of(composition: &Object, holder: &Map, templates: &mut Vec<Object>) {
    let list = |key: &str| {
        let listed = holder.get(key).and_then(Value::as_list);
        listed.unwrap_or_default()
    };
    let sets = list("patchSets");
    for (position, resource) in list("resources").iter().enumerate() {
        let Some(resource) = resource.as_map() else {
            continue;
        };
        let Some(base) = resource.get("base").and_then(Value::as_map) else {
            continue;
        };
        if templates.len() >= MAX_TEMPLATES {
            return;
        }
        let mut body = base.clone();
        let patches = resource.get("patches").and_then(Value::as_list);
        patch::apply(&mut body, patches.unwrap_or_default(), sets);
        let name = resource.get("name").and_then(Value::as_str);
        let name = name.map_or_else(|| position.to_string(), str::to_owned);
        templates.extend(template(composition, &name, body));
    }
}

/// A template as an object of its own, whatever name its metadata says.
fn template(composition: &Object, name: &str, body: Map) -> Option<Object> {
    let text = |key: &str| body.get(key).and_then(Value::as_str);
    let kind = format!("{}/{}", text("apiVersion")?, text("kind")?);
    let span = body.get("kind")?.origin.span;
    let composite = Arc::clone(&composition.name);
    let mut object = Object::new(composition.path.clone(), kind.into(), body, span);
    object.name = format!("{composite}/{name}").into();
    object.set.clone_from(&composition.set);
    object.composite = Some(composite);
    Some(object)
}

/// What is said of a step that another function runs.
fn not_run(composition: &Object, step: &Map) -> Option<Coverage> {
    let function = step.get("functionRef").and_then(Value::as_map);
    let name = function.and_then(|function| function.get("name")?.as_str());
    let name = name.unwrap_or("…");
    if MAKE_NOTHING.iter().any(|harmless| name.ends_with(harmless)) {
        return None;
    }
    Some(Coverage {
        subject: composition.path.to_string(),
        status: CoverageStatus::Partial,
        why: Text::new(
            format!(
                "the function `{name}` of a composition is not run; `crossplane render … | rempart check -` judges what it makes"
            ),
            format!(
                "la fonction `{name}` d'une composition n'est pas exécutée ; `crossplane render … | rempart check -` juge ce qu'elle produit"
            ),
        ),
    })
}
