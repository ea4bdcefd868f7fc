//! Rules, conditions and matchers.

use super::{base, check, overlay, rule_file};
use crate::policy::definition::{Condition, Matcher, Operand, Scalar, Subject};

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
            "{\"@region\": {in-zone: eaa}}",
            &["4:36: unknown zone of law or country `eaa` (did you mean `eea`?)"],
        ),
        ("a_b", "{\"@region\": {in-zone: uk}}", &[]),
        (
            "a_b",
            "{\"@operator.lwa\": eu}",
            &["4:15: an operator has no property `lwa` (did you mean `@operator.law`?)"],
        ),
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
                "4:31: `encrypted-at-rest` uses the parameter `$kinds`, which the pack `base-1` does not declare (known here: `retention`)",
            ],
        ),
    ];
    for (on, require, expected) in cases {
        check("rules/a.yaml", &[(&rule_file(on, require), expected)]);
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
                &["11:15: unknown pseudo-attribute `@providr` (did you mean `@provider`?)"],
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
