//! Packs.

use super::{PACK, base, overlay, rule_file, shown};
use crate::policy::definition::Scalar;

#[test]
fn mistakes_in_packs() {
    let cases: &[(&str, &str, &[&str])] = &[
        // (replaced, by, problems)
        (
            "  kept-long: ",
            "  kept-lng: ",
            &[
                "13:3: unknown rule `kept-lng` (did you mean `kept-long`?)",
                "10:47: `R 2` is said to be partial, and no rule bears on it",
                "warning: 7:3: no rule of this pack uses the parameter `retention`",
            ],
        ),
        (
            "{R 2: {strength: intent",
            "{R2: {strength: intent",
            &[
                "13:3: `kept-long` bears on the unknown requirement `R2` (did you mean `R 2`?)",
                "10:47: `R 2` is said to be partial, and no rule bears on it",
            ],
        ),
        (
            "strength: direct",
            "strength: intent",
            &["9:45: `R 1` is said to be automated, and no rule bears on it directly"],
        ),
        (
            "coverage: partial",
            "coverage: manual",
            &["10:47: `R 2` is said to be manual, and a rule bears on it"],
        ),
        (
            "coverage: partial",
            "coverage: some",
            &["10:47: unknown word `some` (known here: `automated`, `partial`, `manual`)"],
        ),
        (
            "  retention: ",
            "  retentoin: ",
            &[
                "13:3: `kept-long` uses the parameter `$retention`, which the pack `base-1` does not declare (did you mean `retentoin`?)",
                "warning: 7:3: no rule of this pack uses the parameter `retentoin`",
            ],
        ),
        (
            "value: 30",
            "value: thirty",
            &["13:3: `kept-long` needs a number for `$retention`"],
        ),
        (
            "value: 30",
            "value: [30, 60]",
            &["13:3: `kept-long` needs one value for `$retention`, and a list is declared"],
        ),
        ("edition: 1.0\n", "", &["1:1: `edition` is missing"]),
        (
            "2024-04-26",
            "26/04/2024",
            &["4:7: not of the form `^\\d{4}-\\d{2}-\\d{2}$`"],
        ),
        (
            "source: {title",
            "extends: [basis]\nsource: {title",
            &["5:11: unknown pack `basis` (known here: `base-1`)"],
        ),
        (
            "pack: base-1\n",
            "",
            &[
                "1:1: `pack` is missing",
                "1:1: no file of this folder names the pack (one file starts with `pack: NAME`)",
            ],
        ),
        (
            "requirements:\n",
            "classes:\n  activities: {1: {en: A, fr: A}}\nrequirements:\n",
            &["11:45: `R 1` has the unknown value `2` of `activities` (known here: `1`)"],
        ),
        ("{en: One, fr: Un}", "{en: One}", &["9:9: `fr` is missing"]),
    ];
    for (old, new, expected) in cases {
        assert!(PACK.contains(old), "{old}");
        let text = PACK.replacen(old, new, 1);
        let (_, layer, problems) = overlay(base(), &[("packs/base/pack.yaml", &text)]);
        let shown = shown(&layer, &problems);
        let expected: Vec<&str> = expected.to_vec();
        assert_eq!(shown, expected, "{old} -> {new}");
    }
}

#[test]
fn a_pack_extends_and_overrides_another() {
    let text = "\
pack: ours-1
title: {en: Ours, fr: Le nôtre}
edition: \"1\"
date: 2026-01-01
source: {title: Ours, url: https://example.org/ours}
extends: [base-1]
parameters:
  retention: {value: 90}
requirements:
  O 1: {title: {en: Own, fr: Propre}, coverage: manual, evidence: {en: E, fr: P}}
";
    let (library, layer, problems) = overlay(base(), &[("packs/ours/pack.yaml", text)]);
    assert_eq!(shown(&layer, &problems), Vec::<String>::new());
    let ours = &library.packs["ours-1"];
    assert_eq!(ours.parameters["retention"].value, [Scalar::Number(90.0)]);
    assert_eq!(ours.parameters["retention"].title.en, "Days");
    assert_eq!(
        ours.requirements.keys().collect::<Vec<_>>(),
        ["R 1", "R 2", "O 1"]
    );
    assert_eq!(ours.rules.len(), 2);
    assert_eq!(ours.requirements["R 1"].classes["activities"], ["1", "2"]);
    assert_eq!(
        library.packs["base-1"].parameters["retention"].value,
        [Scalar::Number(30.0)]
    );
    assert_eq!(library.packs["base-1"].edition, "1.0");

    let circle = text.replace("[base-1]", "[theirs-1]");
    let theirs = text
        .replace("ours-1", "theirs-1")
        .replace("[base-1]", "[ours-1]");
    let files = [
        ("packs/ours/pack.yaml", circle.as_str()),
        ("packs/theirs/pack.yaml", &theirs),
    ];
    let (_, layer, problems) = overlay(base(), &files);
    assert_eq!(
        shown(&layer, &problems),
        [
            "6:10: these packs extend each other",
            "6:10: these packs extend each other"
        ]
    );

    let other = text
        .replace("ours-1", "other-1")
        .replace("O 1", "O 2")
        .replace("90", "60");
    let both = text
        .replace("ours-1", "both-1")
        .replace("[base-1]", "[ours-1, other-1]")
        .replace("O 1", "B 1")
        .replace("parameters:\n  retention: {value: 90}\n", "");
    let files = [
        ("packs/ours/pack.yaml", text),
        ("packs/other/pack.yaml", &other),
        ("packs/both/pack.yaml", &both),
    ];
    let (_, layer, problems) = overlay(base(), &files);
    assert_eq!(
        shown(&layer, &problems),
        [
            "1:7: the packs that this one extends give the parameter `retention` different values (set it in this pack)"
        ]
    );
}

#[test]
fn a_zone_may_be_a_parameter() {
    let pack = "\
pack: ours-1
title: {en: Ours, fr: Le nôtre}
edition: \"1\"
date: 2026-01-01
source: {title: Ours, url: https://example.org/ours}
parameters:
  residency: {value: ZONE, title: {en: Zone, fr: Zone}, source: O 1}
requirements:
  O 1: {title: {en: Own, fr: Propre}, coverage: partial, evidence: {en: E, fr: P}}
rules:
  encrypted-at-rest: {requirements: {O 1: {strength: intent, because: {en: B, fr: B}}}}
";
    let rules = rule_file("a_b", "{\"@region\": {in-zone: $residency}}");
    // (zone, problem): the base pack does not know the parameter of the rewritten rule, whatever the zone
    let unknown = "11:3: `encrypted-at-rest` needs a zone of law or a country for `$residency`, and `europe` is none";
    let undeclared = "4:36: `encrypted-at-rest` uses the parameter `$residency`, which the pack `base-1` does not declare (known here: `retention`)";
    for (zone, expected) in [
        ("eea", vec![undeclared]),
        ("gb", vec![undeclared]),
        ("europe", vec![unknown, undeclared]),
    ] {
        let pack = pack.replace("ZONE", zone);
        let files = [
            ("rules/a.yaml", rules.as_str()),
            ("packs/ours/pack.yaml", &pack),
        ];
        let (_, layer, problems) = overlay(base(), &files);
        assert_eq!(shown(&layer, &problems), expected, "{zone}");
    }
}
