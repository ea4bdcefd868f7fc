//! The published JSON Schemas, and the check of a file's shape against them.
//!
//! The schemas describe the whole language, for editors. Here only the outer shape is checked: inside
//! derivations, conditions, matchers and the like the compiler says better what is wrong than a
//! schema with its alternatives could, so these definitions accept anything.

use std::ops::Range;
use std::sync::OnceLock;

use jsonschema::error::{TypeKind, ValidationError, ValidationErrorKind};
use serde_json::Value;

use super::layer::Section;
use super::problem::{Level, PolicyProblem};
use super::suggest::did_you_mean;
use crate::text::Text;
use crate::yaml::Node;

/// The schemas by file name. Those of the policies refer to each other; that of the configuration stands
/// alone, so that an editor needs no other file.
pub(super) const SCHEMAS: [(&str, &str); 8] = [
    (
        "language.json",
        include_str!("../../policies/schema/language.json"),
    ),
    (
        "facets.json",
        include_str!("../../policies/schema/facets.json"),
    ),
    (
        "catalog.json",
        include_str!("../../policies/schema/catalog.json"),
    ),
    (
        "catalog-provider.json",
        include_str!("../../policies/schema/catalog-provider.json"),
    ),
    (
        "translations.json",
        include_str!("../../policies/schema/translations.json"),
    ),
    (
        "rules.json",
        include_str!("../../policies/schema/rules.json"),
    ),
    ("pack.json", include_str!("../../policies/schema/pack.json")),
    (
        CONFIGURATION,
        include_str!("../../policies/schema/configuration.json"),
    ),
];

/// The schema of `rempart.yaml`.
const CONFIGURATION: &str = "configuration.json";

/// Definitions of `language.json` that the compiler checks.
const COMPILED: [&str; 7] = [
    "derivation",
    "condition",
    "matcher",
    "selector",
    "pseudo",
    "facet-type",
    "location",
];

/// Most errors of one file that are reported: it is refused after the first.
const MOST: usize = 50;

/// How much of the language a validator checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// All of it, as an editor does.
    #[cfg_attr(not(test), allow(dead_code))] // the tests hold the schemas against the compiler
    Whole,
    /// What is outside derivations, conditions, matchers and selectors.
    Shape,
}

/// What is wrong with the shape of a file.
#[derive(Debug, Default)]
pub(super) struct ShapeProblems {
    /// The problems.
    pub(super) problems: Vec<PolicyProblem>,
    /// Their places, and the nodes at fault: what else is said of these says the same.
    pub(super) places: Vec<Range<usize>>,
}

/// Checks the shape of a file.
pub(super) fn check_shape(file: &str, section: &Section, tree: &Node) -> ShapeProblems {
    static VALIDATORS: OnceLock<Vec<(&str, jsonschema::Validator)>> = OnceLock::new();
    let validators = VALIDATORS.get_or_init(|| {
        let names = [
            "facets.json",
            "catalog.json",
            "translations.json",
            "rules.json",
            "pack.json",
        ];
        let validators = names
            .into_iter()
            .map(|name| (name, validator(name, Depth::Shape)));
        validators.collect()
    });
    let name = match section {
        Section::Facets => "facets.json",
        Section::Catalog => "catalog.json",
        Section::Translations => "translations.json",
        Section::Rules => "rules.json",
        Section::Pack(_) => "pack.json",
    };
    let mut found = ShapeProblems::default();
    for (_, validator) in validators.iter().filter(|(known, _)| *known == name) {
        validate(validator, file, name, tree, &mut found);
    }
    found
}

/// What is wrong with the shape of a configuration.
pub fn configuration_problems(file: &str, tree: &Node) -> Vec<PolicyProblem> {
    let mut found = ShapeProblems::default();
    // Made anew each time: a run reads one configuration, and most read none.
    let validator = validator(CONFIGURATION, Depth::Shape);
    validate(&validator, file, CONFIGURATION, tree, &mut found);
    found.problems
}

/// Adds what the schema `name` finds wrong with a file.
fn validate(
    validator: &jsonschema::Validator,
    file: &str,
    name: &str,
    tree: &Node,
    found: &mut ShapeProblems,
) {
    let ShapeProblems { problems, places } = found;
    let instance = tree.to_json();
    for error in validator.iter_errors(&instance).take(MOST) {
        places.push(tree.at_pointer(error.instance_path().as_str()).span.clone());
        // Several keywords may find the same fault.
        for problem in problem(file, name, tree, &error) {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    }
    tags(file, tree, problems);
    places.extend(problems.iter().map(|problem| problem.span.clone()));
}

/// The validator of the schema `name`.
pub(super) fn validator(name: &str, depth: Depth) -> jsonschema::Validator {
    let read = |text: &str| -> Value {
        serde_json::from_str(text).expect("invariant: the schemas are JSON, which the tests check")
    };
    let mut schema = Value::Null;
    let mut registry = jsonschema::Registry::new();
    for (other, text) in SCHEMAS {
        // It stands alone.
        if (other == CONFIGURATION) != (name == CONFIGURATION) {
            continue;
        }
        let mut value = read(text);
        if other == "language.json" && depth == Depth::Shape {
            for definition in COMPILED {
                if let Some(slot) = value.pointer_mut(&format!("/$defs/{definition}")) {
                    *slot = Value::Bool(true);
                }
            }
        }
        if other == name {
            schema = value.clone();
        }
        registry = registry
            .add(format!("json-schema:///{other}"), value)
            .expect("invariant: the addresses of the schemas are valid");
    }
    let registry = registry
        .prepare()
        .expect("invariant: the schemas refer to each other only");
    jsonschema::options()
        .with_registry(&registry)
        .with_base_uri(format!("json-schema:///{name}"))
        .offline()
        .build(&schema)
        .expect("invariant: the schemas are valid, which the tests check")
}

/// The problems that one error of the validator stands for, with plain words and a place.
fn problem(
    file: &str,
    schema: &str,
    tree: &Node,
    error: &ValidationError<'_>,
) -> Vec<PolicyProblem> {
    let node = tree.at_pointer(error.instance_path().as_str());
    let make = |span: &Range<usize>, message: Text, help: Option<Text>| PolicyProblem {
        level: Level::Error,
        file: file.to_owned(),
        span: span.clone(),
        message,
        help,
    };
    let plain =
        |english: String, french: String| vec![make(&node.span, Text::new(english, french), None)];
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            let allowed = allowed_keys(schema, error);
            unexpected
                .iter()
                .take(MOST)
                .map(|key| {
                    let span = node.entry(key).map_or(&node.span, |entry| &entry.key_span);
                    let help = did_you_mean(key, allowed.iter().map(String::as_str));
                    make(
                        span,
                        Text::new(
                            format!("unknown key `{key}`"),
                            format!("clé inconnue `{key}`"),
                        ),
                        help,
                    )
                })
                .collect()
        }
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            let span = parent_key(tree, error).unwrap_or_else(|| node.span.clone());
            vec![make(
                &span,
                Text::new(format!("`{name}` is missing"), format!("`{name}` manque")),
                None,
            )]
        }
        ValidationErrorKind::Enum { options } => {
            let words: Vec<String> = options
                .as_array()
                .map(|options| {
                    options
                        .iter()
                        .filter_map(Value::as_str)
                        .map(str::to_owned)
                        .collect()
                })
                .unwrap_or_default();
            let found = node.scalar_text().unwrap_or("…");
            vec![make(
                &node.span,
                Text::new(
                    format!("unknown word `{found}`"),
                    format!("mot inconnu `{found}`"),
                ),
                did_you_mean(found, words.iter().map(String::as_str)),
            )]
        }
        ValidationErrorKind::Type { kind } => {
            let (english, french) = type_words(kind);
            plain(format!("expected {english}"), format!("{french} attendu"))
        }
        ValidationErrorKind::MinItems { .. } | ValidationErrorKind::MinProperties { .. } => {
            plain("it is empty".to_owned(), "c'est vide".to_owned())
        }
        ValidationErrorKind::MinLength { .. } => plain(
            "the text is empty".to_owned(),
            "le texte est vide".to_owned(),
        ),
        ValidationErrorKind::MaxItems { limit } | ValidationErrorKind::MaxProperties { limit } => {
            plain(
                format!("expected {limit} entries at most"),
                format!("{limit} entrées au plus"),
            )
        }
        ValidationErrorKind::Minimum { limit } => plain(
            format!("expected {limit} or more"),
            format!("{limit} ou plus attendu"),
        ),
        ValidationErrorKind::Maximum { limit } => plain(
            format!("expected {limit} or less"),
            format!("{limit} ou moins attendu"),
        ),
        ValidationErrorKind::UniqueItems => plain(
            "an item comes twice".to_owned(),
            "un élément figure deux fois".to_owned(),
        ),
        ValidationErrorKind::PropertyNames { error: name } => {
            let key = name.instance().as_str().unwrap_or_default().to_owned();
            let span = node.entry(&key).map_or(&node.span, |entry| &entry.key_span);
            vec![make(
                span,
                Text::new(
                    format!("`{key}` is not a valid name"),
                    format!("`{key}` n'est pas un nom valide"),
                ),
                Some(Text::new(
                    "names are lower-case words joined by hyphens",
                    "les noms sont des mots en minuscules joints par des traits d'union",
                )),
            )]
        }
        ValidationErrorKind::Pattern { pattern } => plain(
            format!("not of the form `{pattern}`"),
            format!("n'est pas de la forme `{pattern}`"),
        ),
        ValidationErrorKind::AnyOf { .. }
        | ValidationErrorKind::OneOfNotValid { .. }
        | ValidationErrorKind::OneOfMultipleValid { .. } => plain(
            "this is none of the forms that may stand here".to_owned(),
            "ce n'est aucune des formes possibles ici".to_owned(),
        ),
        _ => plain(error.to_string(), format!("valeur refusée : {error}")),
    }
}

/// The keys that the schema at fault knows: a part of the file's own schema, or of one that it refers
/// to.
fn allowed_keys(schema: &str, error: &ValidationError<'_>) -> Vec<String> {
    // The path ends with `additionalProperties`; its parent holds `properties`.
    let location = error.schema_path().as_str();
    let Some((parent, _)) = location.rsplit_once('/') else {
        return Vec::new();
    };
    let own = SCHEMAS.iter().filter(|(name, _)| *name == schema);
    let others = SCHEMAS.iter().filter(|(name, _)| *name != schema);
    for (_, text) in own.chain(others) {
        let Ok(schema) = serde_json::from_str::<Value>(text) else {
            continue;
        };
        if let Some(Value::Object(properties)) = schema.pointer(&format!("{parent}/properties")) {
            return properties.keys().cloned().collect();
        }
    }
    Vec::new()
}

/// The key whose value lacks something: a better place than the whole value.
fn parent_key(tree: &Node, error: &ValidationError<'_>) -> Option<Range<usize>> {
    let pointer = error.instance_path().as_str();
    let (parent, last) = pointer.rsplit_once('/')?;
    let key = last.replace("~1", "/").replace("~0", "~");
    tree.at_pointer(parent)
        .entry(&key)
        .map(|entry| entry.key_span.clone())
}

fn type_words(kind: &TypeKind) -> (String, String) {
    let word = |json_type: &str| match json_type {
        "null" => ("nothing", "rien"),
        "boolean" => ("`true` or `false`", "`true` ou `false`"),
        "integer" => ("a whole number", "nombre entier"),
        "number" => ("a number", "nombre"),
        "string" => ("a text", "texte"),
        "array" => ("a list", "liste"),
        _ => ("a mapping", "bloc de clés"),
    };
    let names: Vec<String> = match kind {
        TypeKind::Single(one) => vec![one.to_string()],
        TypeKind::Multiple(several) => several.iter().map(|one| one.to_string()).collect(),
    };
    let join = |words: Vec<&str>, or: &str| words.join(or);
    (
        join(names.iter().map(|name| word(name).0).collect(), " or "),
        join(names.iter().map(|name| word(name).1).collect(), " ou "),
    )
}

/// Policies have no use for tags: one that is not of the core schema is a slip.
fn tags(file: &str, tree: &Node, problems: &mut Vec<PolicyProblem>) {
    let mut nodes = vec![tree];
    while let Some(node) = nodes.pop() {
        if let Some(tag) = &node.tag {
            problems.push(PolicyProblem {
                level: Level::Error,
                file: file.to_owned(),
                span: node.span.clone(),
                message: Text::new(
                    format!("unknown tag `{tag}`"),
                    format!("étiquette inconnue `{tag}`"),
                ),
                help: Some(Text::new(
                    "quote a text that starts with `!`",
                    "mettez entre guillemets un texte qui commence par `!`",
                )),
            });
        }
        nodes.extend(node.items().unwrap_or_default());
        nodes.extend(node.entries().iter().map(|entry| &entry.value));
    }
}
