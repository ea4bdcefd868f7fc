//! Derivations.

use super::{base, check, facet_file, overlay};
use crate::policy::Level;
use crate::policy::definition::{Derivation, Over, Scalar};

#[test]
fn mistakes_in_derivations() {
    // (facet, derivation, problems)
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "copies",
            "{place: x, provider: nowhere}",
            &["4:36: unknown provider `nowhere`"],
        ),
        (
            "encryptd",
            "true",
            &["4:7: unknown facet `encryptd` (did you mean `encrypted`?)"],
        ),
        (
            "encrypted",
            "{atr: x}",
            &["4:19: unknown derivation `atr` (did you mean `attr`?)"],
        ),
        (
            "encrypted",
            "{storage_encrypted: true}",
            &[
                "4:19: unknown derivation `storage_encrypted` (a condition stands in `{holds: …}`; the forms are in `docs/policy-language.md`)",
            ],
        ),
        (
            "encrypted",
            "{attr: x, defualt: false}",
            &["4:28: `defualt` does not go with `attr` (did you mean `default`?)"],
        ),
        (
            "encrypted",
            "{attr: x, present: y}",
            &[
                "4:28: `present` does not go with `attr` (known here: `default`, `reads`, `map`, `scale`, `over`)",
            ],
        ),
        (
            "encrypted",
            "{attr: a..b}",
            &[
                "4:25: `a..b` is not a path: a step is empty (a path reads `block.name[0].*.\"quoted.key\"`)",
            ],
        ),
        (
            "encrypted",
            "{attr: \"@region\"}",
            &["4:25: `@region` is a pseudo-attribute, and an attribute's path is expected"],
        ),
        (
            "tls-minimum",
            "\"@regoin\"",
            &["4:20: unknown pseudo-attribute `@regoin` (did you mean `@region`?)"],
        ),
        (
            "encrypted",
            "",
            &["4:16: expected a derivation, found nothing"],
        ),
        (
            "encrypted",
            "[true]",
            &[
                "4:18: a list is not a derivation (write `{list: […]}` to join values, `{any: […]}` or `{all: […]}` for booleans)",
            ],
        ),
        ("encrypted", "{any: []}", &["4:24: the list is empty"]),
        (
            "encrypted",
            "{when: {a: 1}, else: true}",
            &["4:18: `when` and `then` are both needed"],
        ),
        (
            "encrypted",
            "{linked: a_c}",
            &["4:19: `linked` needs `via` or `tags` to say how the others point here"],
        ),
        (
            "encrypted",
            "{linked: \"a_[\", via: x}",
            &["4:27: `a_[` is not a glob: invalid range pattern"],
        ),
        (
            "encrypted",
            "{attr: x, over: most}",
            &[
                "4:34: unknown way `most` to join values (known here: `all`, `any`, `min`, `max`, `first`, `list`)",
            ],
        ),
        (
            "encrypted",
            "{facet: customer_key}",
            &["4:26: unknown facet `customer_key` (did you mean `customer-key`?)"],
        ),
        (
            "encrypted",
            "{ask: {en: Why?}}",
            &["4:24: the text in `fr` is missing"],
        ),
        (
            "encrypted",
            "{holds: {}}",
            &["4:26: the condition is empty"],
        ),
        (
            "encrypted",
            "{holds: {a: {matchs: x}}}",
            &["4:31: unknown matcher `matchs` (did you mean `matches`?)"],
        ),
        (
            "encrypted",
            "{holds: {\"facet:enc\": true}}",
            &[
                "4:27: unknown facet `enc` (known here: `encrypted`, `customer-key`, `retention-days`, `tls-minimum`, `copies`)",
            ],
        ),
    ];
    for (facet, derivation, expected) in cases {
        check(
            "catalog/a.yaml",
            &[(&facet_file(facet, derivation), expected)],
        );
    }
}

#[test]
fn values_that_a_facet_cannot_hold() {
    // (facet, derivation, what is said to be derived, or nothing)
    let cases = [
        ("encrypted", "yes", "a boolean, and a text is"),
        (
            "encrypted",
            "{attr: x, default: 0}",
            "a boolean, and a number is",
        ),
        (
            "encrypted",
            "{when: {a: 1}, then: true, else: \"no\"}",
            "a boolean, and a text is",
        ),
        (
            "encrypted",
            "{any: [{attr: x}, {facet: customer-key}, {count: y}]}",
            "a boolean, and a number is",
        ),
        (
            "encrypted",
            "{linked: a_c, via: x, take: \"@region\"}",
            "a boolean, and a text is",
        ),
        (
            "encrypted",
            "{attr: x, over: max}",
            "a boolean, and a number is",
        ),
        (
            "retention-days",
            "{present: x}",
            "a number, and a boolean is",
        ),
        (
            "retention-days",
            "{attr: x, map: {a: 1, \"*\": never}}",
            "a number, and a text is",
        ),
        (
            "retention-days",
            "{min: [{attr: x}, true]}",
            "a number, and a boolean is",
        ),
        ("tls-minimum", "1.2", "a text, and a number is"),
        (
            "copies",
            "{refers: x}",
            "a list of places, and a boolean is",
        ),
        ("copies", "{list: [{place: x}, \"@region\"]}", ""),
        ("copies", "{refers: x, take: \"@region\"}", ""),
        (
            "retention-days",
            "{attr: x, map: {forever: unlimited}, default: {ask: {en: E, fr: F}}}",
            "",
        ),
        ("encrypted", "{attr: x, map: {0: false, \"*\": true}}", ""),
        (
            "tls-minimum",
            "{attr: x, map: {a: \"1.2\"}, default: {not-applicable: {en: E, fr: F}}}",
            "",
        ),
    ];
    for (facet, derivation, found) in cases {
        let (_, _, problems) = overlay(
            base(),
            &[("catalog/a.yaml", &facet_file(facet, derivation))],
        );
        let messages: Vec<_> = problems
            .iter()
            .filter(|problem| problem.level == Level::Error)
            .map(|problem| problem.message.en.as_str())
            .collect();
        if found.is_empty() {
            assert_eq!(messages, Vec::<&str>::new(), "{derivation}");
        } else {
            assert_eq!(
                messages,
                [format!("the facet `{facet}` is {found} derived here")],
                "{derivation}"
            );
        }
    }
}

#[test]
fn links_without_take_are_false_when_there_is_none() {
    let text = facet_file(
        "encrypted",
        "{linked: [a_c, \"a_d*\"], via: x.y, wildcard: true, tags: {map: t}, over: any}",
    );
    let (library, _, problems) = overlay(base(), &[("catalog/a.yaml", &text)]);
    assert_eq!(problems, []);
    let Derivation::Linked(linked) = &library.types["a_b"].facets["encrypted"] else {
        panic!("linked");
    };
    assert_eq!(linked.types, ["a_c", "a_d*"]);
    assert_eq!(linked.none, Some(Derivation::Constant(Scalar::Bool(false))));
    assert_eq!(linked.over, Some(Over::Any));
    assert!(linked.wildcard && linked.tags.is_some() && linked.take.is_none());
}
