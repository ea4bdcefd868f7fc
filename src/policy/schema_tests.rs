//! The published schemas against the files of this repository and against the compiler.

use std::path::Path;

use serde_json::Value;

use super::layer::{Section, load_dir};
use super::schema::{Depth, SCHEMAS, validator};
use crate::yaml::{Limits, parse_one};

fn whole(section: &Section) -> jsonschema::Validator {
    let name = match section {
        Section::Facets => "facets.json",
        Section::Catalog => "catalog.json",
        Section::Translations => "translations.json",
        Section::Rules => "rules.json",
        Section::Pack(_) => "pack.json",
    };
    validator(name, Depth::Whole)
}

#[test]
fn the_schemas_are_schemas() {
    for (name, text) in SCHEMAS {
        let schema: Value = serde_json::from_str(text).expect(name);
        assert_eq!(
            jsonschema::meta::validate(&schema).map_err(|error| error.to_string()),
            Ok(()),
            "{name}"
        );
        assert!(schema.get("title").is_some(), "{name} has a title");
    }
    for name in [
        "facets.json",
        "catalog.json",
        "translations.json",
        "rules.json",
        "pack.json",
    ] {
        validator(name, Depth::Whole);
        validator(name, Depth::Shape);
    }
}

#[test]
fn an_editor_accepts_every_embedded_file() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let (layer, _) = load_dir(&dir);
    assert!(layer.files.len() > 20);
    for file in &layer.files {
        let errors: Vec<String> = whole(&file.section)
            .iter_errors(&file.tree.to_json())
            .map(|error| format!("{}: {}", error.instance_path(), error))
            .collect();
        assert_eq!(errors, Vec::<String>::new(), "{}", file.name);
    }
}

#[test]
fn an_editor_refuses_what_the_compiler_refuses() {
    let derivation = |text: &str| format!("types: {{a_b: {{facets: {{x: {text}}}}}}}\n");
    let require = |text: &str| {
        format!(
            "rules: {{x: {{on: a, require: {text}, family: access, severity: low, title: {{en: a, fr: a}}, defect: {{en: a, fr: a}}, why: {{en: a, fr: a}}, remedy: {{en: a, fr: a}}}}}}\n"
        )
    };
    let accepts = |section: &Section, text: &str| {
        let tree = parse_one(text, Limits::default()).expect(text);
        whole(section).is_valid(&tree.to_json())
    };
    let derivations = [
        "{attr: a, default: {first: [1, {attr: b}]}, map: {x: true}, over: any}",
        "{linked: [a, b], via: c, where: {d: {each: {gte: 3}}}, none: false}",
        "{cases: [{when: {a: present}, then: 1}], else: unlimited}",
    ];
    for text in derivations {
        assert!(accepts(&Section::Catalog, &derivation(text)), "{text}");
    }
    let wrong = [
        "{atr: x}",
        "{attr: x, defualt: 1}",
        "{attr: x, present: y}",
        "[true]",
        "{any: []}",
        "{when: {a: 1}}",
        "{linked: a_c}",
        "{attr: x, over: most}",
        "{ask: {en: Why?}}",
        "{holds: {}}",
        "{holds: {a: {matchs: x}}}",
        "null",
        "{cases: [{when: {a: 1}}]}",
        "{not: [true]}",
    ];
    for text in wrong {
        assert!(!accepts(&Section::Catalog, &derivation(text)), "{text}");
    }
    assert!(accepts(
        &Section::Rules,
        &require("{\"@region\": {in-zone: $z}, any: [{a: absent}, {not: {b: 1}}]}")
    ));
    let wrong = [
        "{a: [b]}",
        "{a: {presnt: 1}}",
        "{a: null}",
        "{}",
        "{a: {gte: seven}}",
        "{a: {in: x}}",
        "{a: {tls-at-least: \"2\"}}",
        "{any: {a: 1}}",
        "{a: {where: {}}}",
    ];
    for text in wrong {
        assert!(!accepts(&Section::Rules, &require(text)), "{text}");
    }
}
