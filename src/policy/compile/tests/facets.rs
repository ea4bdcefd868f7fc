//! Files as a whole, facets, and what the schema says of the same words.

use std::collections::BTreeSet;

use super::{FACETS, PACK, RULES, ZONES, base, check, overlay, shown};
use crate::policy::definition::Library;

#[test]
fn mistakes_of_syntax_and_shape() {
    check(
        "catalog/a.yaml",
        &[
            (
                "types: [1\n",
                &["2:1: invalid YAML: while parsing a flow sequence, expected ',' or ']'"],
            ),
            (
                "types:\n  a_b: {}\n  a_b: {}\n",
                &["3:3: the key `a_b` is already given in this mapping"],
            ),
            (
                "tipes: {}\n",
                &["1:1: unknown key `tipes` (did you mean `types`?)"],
            ),
            (
                "types:\n  a_b: {facet: {}}\n",
                &["2:9: unknown key `facet` (did you mean `facets`?)"],
            ),
            (
                "types:\n  a_b: {traits: database}\n",
                &["2:17: expected a list"],
            ),
            (
                "types:\n  a_b: {traits: [é, databse]}\n",
                &[
                    "2:18: not of the form `^[a-z0-9]+([.-][a-z0-9]+)*$`",
                    "2:21: unknown trait `databse` (did you mean `database`?)",
                ],
            ),
            (
                "types:\n  a_b: !x {}\n",
                &["2:11: unknown tag `!x` (quote a text that starts with `!`)"],
            ),
            ("- a\n", &["1:1: expected a mapping"]),
            (
                "a: 1\n---\nb: 2\n",
                &["3:1: one document is expected and a second one starts here"],
            ),
        ],
    );
    check(
        "notes.yaml",
        &[(
            "a: 1\n",
            &[
                "warning: 1:1: this file has no place here and is not read (policies are `facets.yaml` and what is below `catalog/`, `translations/`, `rules/` and `packs/NAME/`)",
            ],
        )],
    );
}

#[test]
fn mistakes_in_facets() {
    check(
        "facets.yaml",
        &[
            (
                "facets:\n  x: {type: boolean, en: E, fr: F}\n",
                &[
                    "2:13: unknown facet type `boolean` (known here: `bool`, `number`, `text`, `place`)",
                ],
            ),
            (
                "facets:\n  x: {type: bool, en: E}\n",
                &["2:3: `fr` is missing"],
            ),
            (
                "facets:\n  x: {type: bool, unit: day, en: E, fr: F}\n",
                &["2:25: only a number has a unit"],
            ),
            (
                "facets:\n  X_y: {type: bool, en: E, fr: F}\n",
                &["2:3: `X_y` is not a valid name (names are lower-case words joined by hyphens)"],
            ),
        ],
    );
}

#[test]
fn a_compiled_library_survives_its_embedded_form() {
    let types = "types:\n  a_b:\n    facets:\n      encrypted: {attr: x, map: {1: true, \"1\": false, \"*\": {ask: {en: E, fr: F}}}, scale: 2}\n      retention-days: unlimited\n";
    let (library, _, _) = overlay(base(), &[("catalog/a.yaml", types)]);
    let bytes = postcard::to_stdvec(&library).expect("plain data");
    assert_eq!(postcard::from_bytes::<Library>(&bytes), Ok(library));
}

#[test]
fn the_schema_knows_the_same_words_as_the_compiler() {
    let schema = crate::policy::schema::SCHEMAS
        .iter()
        .find(|(name, _)| *name == "language.json")
        .and_then(|(_, text)| serde_json::from_str::<serde_json::Value>(text).ok())
        .expect("the schema");
    let keys = |form: &serde_json::Value| -> BTreeSet<String> {
        form["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, _)| key.clone())
            .collect()
    };
    let forms: BTreeSet<BTreeSet<String>> = schema["$defs"]["derivation"]["anyOf"]
        .as_array()
        .into_iter()
        .flatten()
        .skip(1)
        .map(keys)
        .collect();
    let compiled = crate::policy::compile::derivation::FORMS
        .iter()
        .map(|(head, others)| {
            others
                .iter()
                .chain([head])
                .map(|&key| key.to_owned())
                .collect()
        })
        .collect();
    assert_eq!(forms, compiled);
    let words = keys(&schema["$defs"]["matcher"]["anyOf"][1]);
    assert_eq!(
        words,
        crate::policy::compile::matcher::KEYWORDS
            .iter()
            .map(|&word| word.to_owned())
            .collect()
    );
}

#[test]
fn no_file_makes_it_panic() {
    let types = "types:\n  a_b:\n    location: [{attr: x, holds: zone}]\n    facets:\n      encrypted: {attr: x, map: {1: true, \"*\": {any: [{linked: a, via: b}, {holds: {c: {each: {gte: 3}}}}]}}}\n  a_c: {same-as: a_b, traits: [key]}\n";
    let files = [
        ("facets.yaml", FACETS),
        ("rules/base.yaml", RULES),
        ("packs/base/pack.yaml", PACK),
        ("catalog/a.yaml", types),
        ("catalog/zones.yaml", ZONES),
    ];
    let base = base();
    for (path, text) in files {
        let starts = text.char_indices().map(|(at, _)| at);
        for at in starts.filter(|at| text[*at..].starts_with([' ', ':', '{', '[', '"'])) {
            for noise in ["[", "{", "null", "- ", ": 1", "}", "'", "é"] {
                let wrong = format!("{}{noise}{}", &text[..at], &text[at + 1..]);
                let (_, layer, problems) = overlay(base.clone(), &[(path, &wrong)]);
                shown(&layer, &problems);
                for problem in &problems {
                    let span = problem.span.clone();
                    assert!(wrong.get(span).is_some(), "{path}: {problem:?}");
                }
            }
        }
    }
}
