//! Every matcher and every derivation of the policy language, on values that meet it, do not meet it,
//! and are not known.

use std::fmt::Write as _;

use camino::Utf8PathBuf;
use rempart::judge::{Outcome, Verdict};
use rempart::policy::definition::{Library, Severity};
use rempart::policy::{Level, load_dir};
use rempart::run::{self, Configured, Criteria, Input};
use rempart::terraform::Options;

use crate::common::{LIBRARY, describe, repository};

/// Judges `terraform` by the embedded policies with `policies`, pairs of path and text, on top.
fn judge(policies: &[(&str, &str)], terraform: &str) -> Outcome {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    for (path, text) in policies {
        let path = directory.path().join(path);
        std::fs::create_dir_all(path.parent().expect("it has a parent")).expect("it can be made");
        std::fs::write(path, text).expect("it can be written");
    }
    let (layer, mut problems) = load_dir(directory.path());
    let (library, found) = LIBRARY.clone().overlay(&layer);
    problems.extend(found);
    let told: Vec<&str> = problems
        .iter()
        .filter(|problem| problem.level == Level::Error)
        .map(|problem| problem.message.en.as_str())
        .collect();
    assert!(told.is_empty(), "{told:#?}");
    judged(&library, terraform)
}

fn judged(library: &Library, terraform: &str) -> Outcome {
    let paths = vec![Utf8PathBuf::from("-")];
    let workspace =
        run::workspace(&paths, Some(repository()), repository()).expect("it can be read");
    let mut selection = run::selection(paths, &[], &[]).expect("no pattern is given");
    selection.standard_input = Some(workspace.add_text("<stdin>", terraform));
    let mut model = run::load(Input {
        workspace,
        selection,
        terraform: Options::default(),
        targets: rempart::manifest::Targets::default(),
    });
    let criteria = Criteria {
        packs: vec![&library.packs["lab"]],
        show: vec![Verdict::Fail, Verdict::Unknown, Verdict::Pass],
        severity: Severity::Low,
        environment: None,
        configured: Configured::default(),
        gate: rempart::gate::Gate::default(),
    };
    run::check(&mut model, library, &criteria)
}

/// A rule of the lab, as YAML.
fn rule(name: &str, body: &str) -> String {
    format!(
        "  {name}:\n    family: access\n    severity: low\n    title: {{en: T, fr: T}}\n    defect: {{en: D, fr: D}}\n    \
         why: {{en: W, fr: W}}\n    remedy: {{en: R, fr: R}}\n{body}"
    )
}

/// The pack of the lab, with all `rules` and some parameters.
fn pack(rules: &[String]) -> String {
    let mut pack = String::from(
        "pack: lab\ntitle: {en: Lab, fr: Labo}\nedition: '1'\ndate: 2026-01-01\nsource: {title: Lab, url: 'https://example.com/lab'}\n\
         parameters:\n  least: {value: 7, title: {en: L, fr: L}, source: {en: S, fr: S}}\n  \
         colours: {value: [red, green], title: {en: C, fr: C}, source: {en: S, fr: S}}\n  \
         place: {value: eea, title: {en: P, fr: P}, source: {en: S, fr: S}}\n\
         requirements:\n  R1: {title: {en: One, fr: Un}, coverage: automated, evidence: {en: E, fr: E}}\nrules:\n",
    );
    for rule in rules {
        let _ = writeln!(
            pack,
            "  {rule}: {{requirements: {{R1: {{strength: direct, because: {{en: B, fr: B}}}}}}}}"
        );
    }
    pack
}

/// The verdicts on `lab_thing.<name>` of the rule `name`, for each name.
fn verdict_of(outcome: &Outcome, rule: &str, address: &str) -> Option<Verdict> {
    let mut found = outcome
        .judgement
        .findings
        .iter()
        .filter(|finding| &*finding.rule == rule && &*finding.resource.address == address);
    let verdict = found.next().map(|finding| finding.verdict);
    let more: Vec<String> = found.map(describe).collect();
    assert!(
        more.is_empty(),
        "one verdict per rule and resource: {more:?}"
    );
    verdict
}

#[test]
fn every_matcher_has_three_answers() {
    // The matcher; values of `x` that meet it and that do not; `-` stands for an absent attribute.
    let rows = [
        ("true", "true", "false"),
        ("true", "\"true\"", "\"yes\""),
        ("7", "7", "8"),
        ("7", "\"7\"", "-"),
        ("{is: red}", "\"red\"", "\"blue\""),
        ("{is-not: red}", "\"blue\"", "\"red\""),
        ("present", "\"red\"", "-"),
        ("present", "0", "null"),
        ("absent", "-", "\"red\""),
        ("absent", "null", "false"),
        ("{in: [red, green]}", "\"green\"", "\"blue\""),
        ("{in: $colours}", "\"green\"", "\"blue\""),
        ("{not-in: [red, green]}", "\"blue\"", "\"green\""),
        ("{gt: 7}", "8", "7"),
        ("{gte: $least}", "7", "6.5"),
        ("{lt: 7}", "\"6\"", "\"7\""),
        ("{lte: 7}", "7", "7.1"),
        ("{gte: 7, lt: 9}", "8", "9"),
        ("{matches: '^r.d$'}", "\"red\"", "\"road\""),
        ("{starts-with: re}", "\"red\"", "\"blue\""),
        ("{ends-with: ed}", "\"red\"", "\"blue\""),
        ("{contains: e}", "\"red\"", "\"gold\""),
        ("{contains: red}", "[\"blue\", \"red\"]", "[\"blue\"]"),
        ("{contains: red}", "{ red = 1 }", "{ blue = 1 }"),
        ("{each: {gte: 2}}", "[2, 3]", "[2, 1]"),
        ("{each: {gte: 2}}", "[]", "[1]"),
        ("{some: {gte: 2}}", "[1, 2]", "[1]"),
        ("{some: {gte: 2}}", "2", "[]"),
        ("{none: {gte: 2}}", "[1]", "[1, 2]"),
        ("{none: {gte: 2}}", "-", "[2]"),
        ("{count: 2}", "[1, 2]", "[1]"),
        ("{count: {gte: 1}}", "[1]", "[]"),
        ("{where: {y: 1}}", "{ y = 1 }", "{ y = 2 }"),
        ("{where: {y: 1}}", "[{ y = 1 }]", "[{ y = 1 }, { y = 2 }]"),
        (
            "{some: {where: {y: 1, z: absent}}}",
            "[{ y = 1 }]",
            "[{ y = 1, z = 1 }]",
        ),
        (
            "{json: {where: {y: {contains: 1}}}}",
            "\"{\\\"y\\\": [1]}\"",
            "\"{\\\"y\\\": [2]}\"",
        ),
        (
            "{json: {where: {y: 1}}}",
            "jsonencode({ y = 1 })",
            "jsonencode({ y = 2 })",
        ),
        ("{in-zone: fr}", "\"eu-west-3\"", "\"eu-west-1\""),
        ("{in-zone: $place}", "\"eu-north-1\"", "\"eu-west-2\""),
        ("{in-zone: IE}", "\"eu-west-1\"", "\"eu-west-3\""),
        ("{differs-from: red}", "\"blue\"", "\"red\""),
        ("{differs-from: 'attr:other'}", "\"blue\"", "\"here\""),
        ("{differs-from: '@town'}", "\"eu-west-1\"", "\"eu-west-3\""),
        (
            "{cidr-within: [10.0.0.0/8, 'fd00::/8']}",
            "\"10.1.0.0/16\"",
            "\"0.0.0.0/0\"",
        ),
        (
            "{cidr-within: [10.0.0.0/8]}",
            "\"10.1.2.3\"",
            "\"192.0.2.1\"",
        ),
        ("{tls-at-least: '1.2'}", "\"TLSv1.2\"", "\"TLS1_1\""),
        (
            "{schema: {type: object, required: [y]}}",
            "{ y = 1 }",
            "{ z = 1 }",
        ),
        ("{all: [{gte: 1}, {lte: 3}]}", "2", "4"),
        ("{any: [{lt: 1}, {gt: 3}]}", "4", "2"),
        ("{not: {gt: 3}}", "2", "4"),
    ];
    let mut rules = String::from("rules:\n");
    let mut names = Vec::new();
    let mut terraform = String::from(
        "terraform {\n  required_providers {\n    lab = { source = \"hashicorp/aws\" }\n  }\n}\n\
         provider \"lab\" {\n  region = \"eu-west-3\"\n}\nvariable \"open\" {}\n",
    );
    for (position, (matcher, met, not_met)) in rows.iter().enumerate() {
        let name = format!("row-{position}");
        let body = format!(
            "    checks:\n      - {{on: lab_thing, when: {{\"@name\": {{starts-with: r{position}_}}}}, require: {{\"attr:x\": {matcher}}}}}\n"
        );
        rules.push_str(&rule(&name, &body));
        names.push(name);
        for (kind, value) in [("met", met), ("not", not_met), ("open", &"var.open")] {
            let x = if *value == "-" {
                String::new()
            } else {
                format!("  x = {value}\n")
            };
            let _ = writeln!(
                terraform,
                "resource \"lab_thing\" \"r{position}_{kind}\" {{\n  other = \"here\"\n{x}}}"
            );
        }
    }
    let outcome = judge(
        &[
            ("rules/lab.yaml", &rules),
            ("packs/lab/pack.yaml", &pack(&names)),
            (
                "catalog/lab.yaml",
                "types:\n  lab_thing: {traits: [compute]}\n",
            ),
        ],
        &terraform,
    );
    let mut wrong = Vec::new();
    for (position, (matcher, met, not_met)) in rows.iter().enumerate() {
        let cases = [
            ("met", *met, Verdict::Pass),
            ("not", *not_met, Verdict::Fail),
            ("open", "var.open", Verdict::Unknown),
        ];
        for (kind, value, expected) in cases {
            let address = format!("lab_thing.r{position}_{kind}");
            let found = verdict_of(&outcome, &format!("row-{position}"), &address);
            if found != Some(expected) {
                wrong.push(format!(
                    "{matcher} on {value}: expected {expected:?}, found {found:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_derivation_gives_its_value() {
    // A derivation of the facet `zones` (a number), and of `encrypted-at-rest` (a boolean), with what
    // each must come to on `lab_thing.main`, which three satellites and one target surround.
    let numbers = [
        ("3", "3"),
        ("{attr: n}", "2"),
        ("{attr: absent_n, default: 5}", "5"),
        ("{attr: size, map: {small: 1, large: 9}}", "9"),
        ("{attr: size, map: {small: 1, '*': 4}}", "4"),
        ("{attr: n, scale: 24}", "48"),
        ("{attr: kept, reads: hours}", "720"),
        ("{attr: kept, reads: days}", "30"),
        ("{attr: kept, reads: hours, scale: 2}", "1440"),
        ("{attr: window, reads: calendar-days}", "90"),
        ("{attr: runs, reads: schedule}", "168"),
        ("{attr: absent_n, reads: days, default: 7}", "7"),
        ("{attr: disk.size}", "10"),
        ("{attr: disk.size, over: max}", "30"),
        ("{when: {n: 2}, then: 7, else: 8}", "7"),
        (
            "{cases: [{when: {n: 3}, then: 1}, {when: {n: 2}, then: 6}], else: 8}",
            "6",
        ),
        ("{linked: lab_rule, via: thing, take: {attr: weight}}", "1"),
        (
            "{linked: lab_rule, via: thing, take: {attr: weight}, over: max}",
            "4",
        ),
        (
            "{linked: lab_rule, via: thing, where: {weight: {gt: 2}}, take: {attr: weight}}",
            "4",
        ),
        (
            "{linked: lab_nothing, via: thing, take: {attr: weight}, none: 0}",
            "0",
        ),
        ("{refers: key, take: {attr: bits}}", "256"),
        ("{refers: absent_key, take: {attr: bits}, none: 12}", "12"),
        ("{refers: foreign, take: {attr: bits}, outside: 13}", "13"),
        // Of a data source only what its block says is known.
        ("{refers: read, take: {attr: bits}, outside: 14}", "512"),
        (
            "{refers: read, take: {attr: weight, default: 1}, outside: 14}",
            "14",
        ),
        ("{account: lab_setting, take: {attr: level}}", "11"),
        ("{first: [{attr: absent_n}, {attr: n}]}", "2"),
        ("{min: [{attr: n}, 5]}", "2"),
        ("{max: [{attr: n}, 5]}", "5"),
        ("{sum: [{attr: n}, 5]}", "7"),
        ("{count: disk}", "2"),
        ("{distinct: {attr: disk.zone, over: list}}", "1"),
    ];
    let booleans = [
        ("true", true),
        ("{present: key}", true),
        ("{present: [absent_key, absent_n]}", false),
        ("{literal: size}", true),
        ("{literal: key}", false),
        ("{holds: {n: {gt: 1}}}", true),
        ("{linked: lab_rule, via: thing}", true),
        ("{linked: lab_nothing, via: thing}", false),
        (
            "{linked: lab_by_tag, via: thing, tags: {key: tag.key, value: tag.value}}",
            true,
        ),
        (
            "{linked: lab_by_pattern, via: things, wildcard: true}",
            true,
        ),
        ("{any: [false, {present: key}]}", true),
        ("{all: [false, {present: key}]}", false),
        ("{not: {present: key}}", false),
    ];
    let mut catalog = String::from("types:\n  lab_key: {traits: [key], identity: [arn]}\n");
    let mut rules = String::from("rules:\n");
    let mut names = Vec::new();
    let mut terraform = String::new();
    let cases = numbers
        .iter()
        .map(|(derivation, value)| ("zones", *derivation, (*value).to_owned()))
        .chain(
            booleans
                .iter()
                .map(|(derivation, value)| ("encrypted-at-rest", *derivation, value.to_string())),
        );
    for (position, (facet, derivation, value)) in cases.enumerate() {
        let kind = format!("lab_thing{position}");
        let _ = writeln!(
            catalog,
            "  {kind}: {{traits: [compute], identity: [id, name], facets: {{{facet}: {derivation}}}}}"
        );
        let name = format!("row-{position}");
        rules.push_str(&rule(
            &name,
            &format!("    on: {kind}\n    require: {{{facet}: {value}}}\n"),
        ));
        names.push(name);
        let _ = writeln!(
            terraform,
            "resource \"{kind}\" \"main\" {{
  name = \"thing-{position}\"
  n = 2
  size = \"large\"
  kept = \"720h0m0s\"
  window = \"3m\"
  runs = \"0 3 * * 0\"
  key = lab_key.own.arn
  foreign = \"arn:elsewhere\"
  read = data.lab_key.read.arn
  tags = {{ backup = \"daily-{position}\" }}
  disk {{
    size = 10
    zone = \"a\"
  }}
  disk {{
    size = 30
    zone = \"a\"
  }}
}}
resource \"lab_rule\" \"light{position}\" {{
  thing = {kind}.main.id
  weight = 1
}}
resource \"lab_rule\" \"heavy{position}\" {{
  thing = \"thing-{position}\"
  weight = 4
}}
resource \"lab_by_tag\" \"plan{position}\" {{
  tag {{
    key = \"backup\"
    value = \"daily-{position}\"
  }}
}}
resource \"lab_by_pattern\" \"all{position}\" {{
  things = [\"thing-{position}*\"]
}}"
        );
    }
    terraform.push_str(
        "terraform {\n  required_providers {\n    lab = { source = \"hashicorp/aws\" }\n  }\n}\n\
         resource \"lab_key\" \"own\" {\n  bits = 256\n}\ndata \"lab_key\" \"read\" {\n  bits = 512\n}\nresource \"lab_setting\" \"main\" {\n  level = 11\n}\n",
    );
    let outcome = judge(
        &[
            ("rules/lab.yaml", &rules),
            ("packs/lab/pack.yaml", &pack(&names)),
            ("catalog/lab.yaml", &catalog),
        ],
        &terraform,
    );
    let wrong: Vec<String> = outcome
        .judgement
        .findings
        .iter()
        .filter(|finding| finding.verdict != Verdict::Pass)
        .map(|finding| {
            let position: usize = finding
                .rule
                .trim_start_matches("row-")
                .parse()
                .unwrap_or_default();
            let derivation = numbers
                .iter()
                .map(|(derivation, _)| *derivation)
                .chain(booleans.iter().map(|(derivation, _)| *derivation))
                .nth(position);
            format!("{}: {}", derivation.unwrap_or_default(), describe(finding))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(outcome.judgement.findings.len(), names.len());
}

#[test]
fn what_is_asked_of_a_facet_with_several_values_is_asked_of_each() {
    let outcome = judge(
        &[
            (
                "rules/lab.yaml",
                &format!(
                    "rules:\n{}{}",
                    rule(
                        "each",
                        "    on: lab_thing\n    require: {tls-minimum: {tls-at-least: '1.2'}}\n"
                    ),
                    rule(
                        "one",
                        "    on: lab_thing\n    require: {tls-minimum: {contains: '1.3'}}\n"
                    ),
                ),
            ),
            (
                "packs/lab/pack.yaml",
                &pack(&["each".to_owned(), "one".to_owned()]),
            ),
            (
                "catalog/lab.yaml",
                "types:\n  lab_thing: {traits: [compute], facets: {tls-minimum: {attr: port.tls, default: '1.2'}}}\n",
            ),
        ],
        "resource \"lab_thing\" \"recent\" {\n  port {}\n  port {\n    tls = \"1.3\"\n  }\n}\n\
         resource \"lab_thing\" \"old\" {\n  port {}\n  port {\n    tls = \"1.1\"\n  }\n}\n",
    );
    for (name, rule, expected) in [
        ("recent", "each", Verdict::Pass),
        ("old", "each", Verdict::Fail),
        ("recent", "one", Verdict::Pass),
        ("old", "one", Verdict::Fail),
    ] {
        let found = verdict_of(&outcome, rule, &format!("lab_thing.{name}"));
        assert_eq!(found, Some(expected), "{rule} of {name}");
    }
}

#[test]
fn what_a_confidential_facet_is_derived_from_is_never_shown() {
    let outcome = judge(
        &[
            (
                "rules/lab.yaml",
                &format!(
                    "rules:\n{}",
                    rule(
                        "quiet",
                        "    on: lab_thing\n    require: {plaintext-secret: false}\n"
                    )
                ),
            ),
            ("packs/lab/pack.yaml", &pack(&["quiet".to_owned()])),
            (
                "catalog/lab.yaml",
                "types:\n  lab_thing: {traits: [compute], facets: {plaintext-secret: {holds: {script: {contains: hush}}}}}\n",
            ),
        ],
        "resource \"lab_thing\" \"loud\" {\n  script = \"hush-hush\"\n}\n",
    );
    let [finding] = outcome.judgement.findings.as_slice() else {
        panic!("one finding is expected");
    };
    assert_eq!(finding.verdict, Verdict::Fail);
    assert!(!finding.message().en.contains("hush"), "{finding:?}");
    assert!(
        finding
            .evidence
            .iter()
            .all(|evidence| evidence.sensitive && evidence.found.is_none()),
        "{finding:?}"
    );
}

#[test]
fn a_place_that_does_not_decide_says_why() {
    let asked = |name: &str, zone: &str| {
        rule(
            name,
            &format!("    on: aws_instance\n    require: {{'@region': {{in-zone: {zone}}}}}\n"),
        )
    };
    let rules = format!(
        "rules:\n{}{}",
        asked("near", "adequate"),
        asked("area", "eea")
    );
    let outcome = judge(
        &[
            ("rules/lab.yaml", &rules),
            (
                "packs/lab/pack.yaml",
                &pack(&["near".to_owned(), "area".to_owned()]),
            ),
        ],
        "resource \"aws_instance\" \"partly\" {\n  region = \"us-east-1\"\n}\n\
         resource \"aws_instance\" \"unread\" {\n  region = \"eu-isoe-west-1\"\n}\n",
    );
    for (rule, address, why) in [
        (
            "near",
            "aws_instance.partly",
            "in the zone in part: Only organisations",
        ),
        (
            "area",
            "aws_instance.unread",
            "which the catalogue has not verified",
        ),
    ] {
        let finding = outcome
            .judgement
            .findings
            .iter()
            .find(|finding| &*finding.rule == rule && &*finding.resource.address == address);
        let finding = finding.expect("each resource is judged by each rule");
        assert_eq!(finding.verdict, Verdict::Unknown, "{finding:?}");
        assert!(finding.headline.en.contains(why), "{}", finding.headline.en);
    }
}

#[test]
fn facts_name_what_made_them_so() {
    let asked = |name: &str, require: &str| {
        rule(
            name,
            &format!("    on: azurerm_lab\n    require: {require}\n"),
        )
    };
    let rules = format!(
        "rules:\n{}{}{}",
        asked("spread", "{zones: {gte: 2}}"),
        asked("paired", "{copies: {each: {in-zone: fr}}}"),
        asked("given", "{static-credential: false}"),
    );
    let outcome = judge(
        &[
            ("rules/lab.yaml", &rules),
            (
                "packs/lab/pack.yaml",
                &pack(&["spread".to_owned(), "paired".to_owned(), "given".to_owned()]),
            ),
            (
                "catalog/lab.yaml",
                "types:\n  azurerm_lab:\n    traits: [compute]\n    facets:\n      zones: {max: [{count: subnet}, 1]}\n      \
                 copies: {list: [{paired: '@region'}]}\n      static-credential: true\n",
            ),
        ],
        "resource \"azurerm_lab\" \"main\" {\n  location = \"westeurope\"\n}\n",
    );
    for (rule, why) in [
        ("spread", "(`subnet` is not set)"),
        ("paired", "`northeurope`"),
        ("paired", "which pairs it with `westeurope`"),
        (
            "given",
            "(the facet `static-credential` of its type is `true`)",
        ),
    ] {
        let mut findings = outcome.judgement.findings.iter();
        let finding = findings.find(|finding| &*finding.rule == rule);
        let finding = finding.expect("the resource is judged by each rule");
        assert_eq!(finding.verdict, Verdict::Fail, "{finding:?}");
        assert!(finding.headline.en.contains(why), "{}", finding.headline.en);
    }
}
