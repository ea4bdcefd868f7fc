//! Wrong files, and what is said of them.

use crate::policy::definition::Library;
use crate::policy::definition::{
    Condition, Derivation, LocationOverride, Matcher, Operand, Over, Scalar, Subject,
};
use crate::policy::layer::Layer;
use crate::policy::{Level, PolicyProblem};
use crate::text::Language;

/// A small library on which the wrong files stand.
const FACETS: &str = "\
traits:
  database: {en: A database, fr: Une base de données}
  key: {en: A key, fr: Une clé}
facets:
  encrypted: {type: bool, en: It is encrypted, fr: C'est chiffré}
  customer-key: {type: bool, en: Own key, fr: Clé propre}
  retention-days: {type: number, unit: day, en: How long, fr: Combien de temps}
  tls-minimum: {type: text, en: TLS, fr: TLS}
  copies: {type: [place], en: Copies, fr: Copies}
";

const RULES: &str = "\
rules:
  encrypted-at-rest:
    family: encryption-at-rest
    severity: high
    title: {en: Encrypted, fr: Chiffré}
    defect: {en: not encrypted, fr: pas chiffré}
    why: {en: Risk., fr: Risque.}
    remedy: {en: Encrypt., fr: Chiffrez.}
    on: {trait: database}
    require: {encrypted: true}
  kept-long:
    family: backup
    severity: low
    title: {en: Kept, fr: Conservé}
    defect: {en: not kept, fr: pas conservé}
    why: {en: Risk., fr: Risque.}
    remedy: {en: Keep., fr: Conservez.}
    on: {trait: database}
    require: {retention-days: {gte: $retention}}
";

const PACK: &str = "\
pack: base-1
title: {en: Base, fr: Base}
edition: 1.0
date: 2024-04-26
source: {title: Text, url: https://example.org/text}
parameters:
  retention: {value: 30, title: {en: Days, fr: Jours}, source: R 2}
requirements:
  R 1: {title: {en: One, fr: Un}, coverage: automated, evidence: {en: E, fr: P}, activities: [1, 2]}
  R 2: {title: {en: Two, fr: Deux}, coverage: partial, evidence: {en: E, fr: P}}
rules:
  encrypted-at-rest: {requirements: {R 1: {strength: direct, because: {en: It says so., fr: Il le dit.}}}}
  kept-long: {requirements: {R 2: {strength: intent, because: {en: It means it., fr: Il le sous-entend.}}}}
";

/// Compiles files, given as path and text, on top of `base`.
fn overlay(base: Library, files: &[(&str, &str)]) -> (Library, Layer, Vec<PolicyProblem>) {
    let mut layer = Layer::default();
    let mut problems = Vec::new();
    for (path, text) in files {
        layer.add((*path).to_owned(), path, (*text).to_owned(), &mut problems);
    }
    let (library, more) = base.overlay(&layer);
    problems.extend(more);
    (library, layer, problems)
}

/// The base library, without any problem.
fn base() -> Library {
    let files = [
        ("facets.yaml", FACETS),
        ("rules/base.yaml", RULES),
        ("packs/base/pack.yaml", PACK),
    ];
    let (library, layer, problems) = overlay(Library::default(), &files);
    assert_eq!(shown(&layer, &problems), Vec::<String>::new());
    library
}

/// Problems as `file:line:column: message (help)`, `warning:` before those that are.
fn shown(layer: &Layer, problems: &[PolicyProblem]) -> Vec<String> {
    problems
        .iter()
        .map(|problem| {
            let text = layer.text(&problem.file).unwrap_or_default();
            let (line, column) = problem.line_and_column(text);
            let level = if problem.level == Level::Warning {
                "warning: "
            } else {
                ""
            };
            let help = problem
                .help
                .as_ref()
                .map(|help| format!(" ({})", help.en))
                .unwrap_or_default();
            assert!(!problem.message.get(Language::Fr).is_empty());
            format!("{level}{line}:{column}: {}{help}", problem.message.en)
        })
        .collect()
}

/// Asserts that each file, put on top of the base, has exactly these problems.
#[track_caller]
fn check(path: &str, cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        let (_, layer, problems) = overlay(base(), &[(path, text)]);
        assert_eq!(shown(&layer, &problems), *expected, "{text}");
    }
}

/// One type with one facet.
fn facet_file(name: &str, derivation: &str) -> String {
    format!("types:\n  a_b:\n    facets:\n      {name}: {derivation}\n")
}

/// One rule with this selector and these conditions.
fn rule_file(on: &str, require: &str) -> String {
    format!(
        "rules:\n  encrypted-at-rest:\n    on: {on}\n    require: {require}\n    family: access\n    severity: low\n    title: {{en: T, fr: T}}\n    defect: {{en: d, fr: d}}\n    why: {{en: W., fr: W.}}\n    remedy: {{en: R., fr: R.}}\n"
    )
}

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
                "warning: 1:1: this file has no place here and is not read (policies are `facets.yaml` and what is below `catalog/`, `rules/` and `packs/NAME/`)",
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
                &["2:13: this is none of the forms that may stand here"],
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
fn mistakes_in_derivations() {
    // (facet, derivation, problems)
    let cases: &[(&str, &str, &[&str])] = &[
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
                "4:28: `present` does not go with `attr` (known here: `default`, `map`, `scale`, `over`)",
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
                &[
                    "4:18: the facet needs itself: `encrypted` → `customer-key` → `encrypted`",
                    "5:21: the facet needs itself: `customer-key` → `encrypted` → `customer-key`",
                ],
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
                &["2:19: this is none of the forms that may stand here"],
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

#[test]
fn mistakes_in_rules() {
    // (on, require, problems)
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "{trait: databse}",
            "{encrypted: true}",
            &["3:17: unknown trait `databse` (did you mean `database`?)"],
        ),
        (
            "{trat: database}",
            "{encrypted: true}",
            &[
                "3:10: unknown key `trat` (did you mean `trait`?)",
                "3:9: the selector selects nothing (give `trait`, `type`, `facet` or `mode`)",
            ],
        ),
        (
            "{facet: [encrypted, copy]}",
            "{encrypted: true}",
            &[
                "3:29: unknown facet `copy` (known here: `encrypted`, `customer-key`, `retention-days`, `tls-minimum`, `copies`)",
            ],
        ),
        (
            "{mode: date}",
            "{encrypted: true}",
            &["3:16: unknown word `date` (did you mean `data`?)"],
        ),
        (
            "{trait: database}",
            "{encryptd: true}",
            &["4:15: unknown facet `encryptd` (did you mean `encrypted`?)"],
        ),
        (
            "a_b",
            "{customer-kee: true}",
            &[
                "warning: 4:15: `customer-kee` is no facet and is read as an attribute (did you mean the facet `customer-key`? An attribute may be written `attr:customer-kee`)",
            ],
        ),
        ("a_b", "{some_attribute: true, attr:encrypted: 1}", &[]),
        (
            "{trait: database}",
            "{encrypted: \"yes\"}",
            &["4:26: the facet `encrypted` is a boolean: this can never hold"],
        ),
        (
            "{trait: database}",
            "{encrypted: {gte: 3}}",
            &["4:26: the facet `encrypted` is a boolean: this can never hold"],
        ),
        (
            "{trait: database}",
            "{retention-days: {gte: seven}}",
            &["4:37: expected a number, found a text"],
        ),
        (
            "{trait: database}",
            "{copies: {in-zone: [fr]}}",
            &["4:33: expected a text, found a list"],
        ),
        (
            "{trait: database}",
            "{copies: [a]}",
            &["4:23: a list is not a matcher (write `{in: […]}` for one of several values)"],
        ),
        (
            "{trait: database}",
            "{encrypted: {present: true}}",
            &["4:27: `present` stands alone (write `present` instead of the braces)"],
        ),
        (
            "{trait: database}",
            "{encrypted: }",
            &["4:24: nothing to compare with (write `absent` for a value that is not set)"],
        ),
        (
            "a_b",
            "{policy: {json: {Statement: {some: true}}}}",
            &[
                "4:31: unknown matcher `Statement` (to ask about a member, write `{where: {Statement: …}}`)",
            ],
        ),
        (
            "a_b",
            "{name: {matches: \"a(\"}}",
            &["4:31: invalid regular expression: unclosed group"],
        ),
        (
            "a_b",
            "{cidr: {cidr-within: [10.0.0.0/8, 300.0.0.0/8]}}",
            &["4:48: not a network in CIDR notation (for example `10.0.0.0/8`)"],
        ),
        (
            "a_b",
            "{v: {tls-at-least: \"1.4\"}}",
            &["4:33: unknown TLS version `1.4` (write `1.0`, `1.1`, `1.2` or `1.3`)"],
        ),
        ("a_b", "{v: {tls-at-least: 1.2}}", &[]),
        (
            "a_b",
            "{v: {schema: {type: strng}}}",
            &[
                "4:34: invalid JSON Schema: \"strng\" is not valid under any of the schemas listed in the 'anyOf' keyword",
            ],
        ),
        (
            "\"a[b\"",
            "{v: 1}",
            &["3:9: `a[b` is not a glob: invalid range pattern"],
        ),
        (
            "a_b",
            "{encrypted: {in: $kinds}}",
            &[
                "1:1: `encrypted-at-rest` uses the parameter `$kinds`, which this pack does not declare",
            ],
        ),
    ];
    for (on, require, expected) in cases {
        let expected: Vec<&str> = expected
            .iter()
            .copied()
            .filter(|text| !text.contains("this pack"))
            .collect();
        check("rules/a.yaml", &[(&rule_file(on, require), &expected)]);
    }
}

#[test]
fn a_rule_has_all_its_parts() {
    let whole = rule_file("a_b", "{x: 1}");
    let without = |key: &str| {
        whole
            .lines()
            .filter(|line| !line.trim_start().starts_with(key))
            .collect::<Vec<_>>()
            .join("\n")
    };
    check(
        "rules/a.yaml",
        &[
            (&without("why:"), &["2:3: `why` is missing"]),
            (
                &without("on:"),
                &["2:3: `on` is missing (a rule has `on` and `require`, or `checks`)"],
            ),
            (
                &without("require:"),
                &["2:3: `require` is missing (a rule has `on` and `require`, or `checks`)"],
            ),
            (
                &whole.replace("remedy: {en: R., fr: R.}", "remedy: {en: R.}"),
                &["10:5: `fr` is missing"],
            ),
            (
                &whole.replace("family: access", "family: acces"),
                &["5:13: unknown word `acces` (did you mean `access`?)"],
            ),
            (
                &format!("{whole}    checks: [{{on: x, require: {{y: 1}}}}]\n"),
                &["3:5: `on` stands in each of `checks`, not beside them"],
            ),
            (
                &format!("{whole}    once-per: \"@providr\"\n"),
                &[
                    "11:15: not of the form `^@(region|zone|country|town|provider|provider-major|operator(\\..+)?|tags(\\..+)?|type|address|name|mode)$`",
                ],
            ),
            (
                &format!("{whole}    waivable: maybe\n"),
                &["11:15: expected `true` or `false`"],
            ),
            (
                &whole.replace("encrypted-at-rest", "new-rule"),
                &["warning: 2:3: no pack uses the rule `new-rule`"],
            ),
        ],
    );
}

#[test]
fn what_a_plain_name_means() {
    // (on, require, subject): a facet where one is declared, an attribute otherwise or when asked for
    let path = |text: &str| {
        Subject::Attribute(crate::policy::definition::Path::parse(text).expect("a path"))
    };
    let cases = [
        (
            "{trait: database}",
            "{encrypted: true}",
            Subject::Facet("encrypted".into()),
        ),
        (
            "a_b",
            "{encrypted: true}",
            Subject::Facet("encrypted".into()),
        ),
        ("a_b", "{\"attr:encrypted\": true}", path("encrypted")),
        ("a_b", "{storage.kind: true}", path("storage.kind")),
        (
            "{trait: database}",
            "{\"provider:endpoint\": true}",
            path("provider:endpoint"),
        ),
    ];
    for (on, require, subject) in cases {
        let (library, _, problems) = overlay(base(), &[("rules/a.yaml", &rule_file(on, require))]);
        assert_eq!(problems, [], "{require}");
        let check = &library.rules["encrypted-at-rest"].checks[0];
        let expected = Condition::Test(subject, Matcher::Is(Operand::Scalar(Scalar::Bool(true))));
        assert_eq!(check.require, expected, "{require}");
    }
    // Inside `where` a name is a path from there, even that of a facet.
    let text = rule_file("a_b", "{rule: {some: {where: {encrypted: true}}}}");
    let (library, _, _) = overlay(base(), &[("rules/a.yaml", &text)]);
    let inner = Condition::Test(
        path("encrypted"),
        Matcher::Is(Operand::Scalar(Scalar::Bool(true))),
    );
    let some = Matcher::Some(Box::new(Matcher::Where(Box::new(inner))));
    assert_eq!(
        library.rules["encrypted-at-rest"].checks[0].require,
        Condition::Test(path("rule"), some)
    );
}

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
                "13:3: `kept-long` uses the parameter `$retention`, which this pack does not declare (did you mean `retentoin`?)",
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

#[test]
fn a_compiled_library_survives_its_embedded_form() {
    let types = "types:\n  a_b:\n    facets:\n      encrypted: {attr: x, map: {1: true, \"1\": false, \"*\": {ask: {en: E, fr: F}}}, scale: 2}\n      retention-days: unlimited\n";
    let (library, _, _) = overlay(base(), &[("catalog/a.yaml", types)]);
    let bytes = postcard::to_stdvec(&library).expect("plain data");
    assert_eq!(postcard::from_bytes::<Library>(&bytes), Ok(library));
}
