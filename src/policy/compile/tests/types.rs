//! Types, and names given twice.

use super::{PACK, base, check, overlay, rule_file, shown};
use crate::policy::definition::{Derivation, LocationOverride, Scalar};

#[test]
fn types_that_need_each_other_or_themselves() {
    check(
        "catalog/a.yaml",
        &[
            (
                "types:\n  a_b: {same-as: a_c}\n  a_c: {same-as: a_d}\n  a_d: {same-as: a_b}\n",
                &["4:18: `same-as` leads back to `a_d`"],
            ),
            (
                "types:\n  a_b: {same-as: a_b}\n",
                &["2:18: `same-as` leads back to `a_b`"],
            ),
            (
                "types:\n  a_instance: {}\n  a_b: {same-as: a_instanc}\n",
                &["3:18: unknown type `a_instanc` (did you mean `a_instance`?)"],
            ),
            (
                "types:\n  a_b:\n    facets:\n      encrypted: {facet: customer-key}\n      customer-key: {when: {\"facet:encrypted\": true}, then: true}\n",
                &["4:18: the facet needs itself: `encrypted` → `customer-key` → `encrypted`"],
            ),
            (
                "types:\n  a_b:\n    facets:\n      encrypted: {not: {facet: encrypted}}\n",
                &["4:18: the facet needs itself: `encrypted` → `encrypted`"],
            ),
            // The facet of a satellite is another resource's.
            (
                "types:\n  a_b:\n    facets:\n      encrypted: {linked: a_c, via: x, take: {facet: encrypted}}\n",
                &[],
            ),
            (
                "types:\n  a_b:\n    facets:\n      encrypted: {facet: customer-key}\n",
                &[
                    "warning: 4:18: the facet `customer-key` is read here, and the type does not define it",
                ],
            ),
            (
                "types:\n  a_b: {location: nowhere}\n",
                &["2:19: unknown location `nowhere` (known here: `global`, `none`)"],
            ),
        ],
    );
}

#[test]
fn a_type_takes_what_it_does_not_give() {
    let text = "types:\n  a_new: {same-as: a_old, facets: {encrypted: false, copies: \"@region\"}, location: global}\n  a_old: {traits: [key], identity: [id], facets: {encrypted: true, retention-days: 7}}\n";
    let (library, layer, problems) = overlay(base(), &[("catalog/a.yaml", text)]);
    assert_eq!(shown(&layer, &problems), Vec::<String>::new());
    let new = &library.types["a_new"];
    assert_eq!(new.traits, ["key"]);
    assert_eq!(new.identity, ["id"]);
    assert_eq!(new.location, Some(LocationOverride::Global));
    assert_eq!(
        new.facets["encrypted"],
        Derivation::Constant(Scalar::Bool(false))
    );
    assert_eq!(
        new.facets["retention-days"],
        Derivation::Constant(Scalar::Number(7.0))
    );
    assert_eq!(new.facets.len(), 3);
    // A later layer may name a type of an earlier one.
    let (library, _, problems) = overlay(
        library,
        &[("catalog/b.yaml", "types:\n  b_c: {same-as: a_new}\n")],
    );
    assert_eq!(problems, []);
    assert_eq!(library.types["b_c"], library.types["a_new"]);
}

#[test]
fn names_given_twice_in_one_layer() {
    let one = "types:\n  a_b: {}\n";
    let (_, layer, problems) = overlay(base(), &[("catalog/a.yaml", one), ("catalog/b.yaml", one)]);
    assert_eq!(
        shown(&layer, &problems),
        ["2:3: `a_b` is already defined in catalog/a.yaml"]
    );
    let rule = rule_file("a_b", "{x: 1}");
    let (_, layer, problems) = overlay(base(), &[("rules/a.yaml", &rule), ("rules/b.yaml", &rule)]);
    assert_eq!(
        shown(&layer, &problems),
        ["2:3: `encrypted-at-rest` is already defined in rules/a.yaml"]
    );
    let more = "requirements:\n  R 1: {title: {en: One, fr: Un}, coverage: manual, evidence: {en: E, fr: P}}\n";
    let (_, layer, problems) = overlay(
        base(),
        &[("packs/base/a.yaml", PACK), ("packs/base/b.yaml", more)],
    );
    assert_eq!(
        shown(&layer, &problems)[0],
        "2:3: `R 1` is already given in packs/base/a.yaml"
    );
    let (_, layer, problems) = overlay(
        base(),
        &[("packs/a/a.yaml", PACK), ("packs/b/b.yaml", PACK)],
    );
    assert_eq!(
        shown(&layer, &problems),
        ["1:7: another folder names the pack `base-1` too"]
    );
}
