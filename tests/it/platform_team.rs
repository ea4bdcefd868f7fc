//! A platform team's day: a cloud, a rule and a framework of its own, in a directory of YAML.

use crate::program::Sandbox;

const CLOUD: &str = "
provider:
  name: hearth
  title: Hearth
  operator: hearth
  sources: [example/hearth]
  types: [\"hearth_*\"]
  location:
    - {attr: region, holds: region}
    - {attr: \"provider:region\", holds: region}
  regions:
    lyon-1: {town: Lyon, country: FR}
    geneva-1: {town: Geneva, country: CH}
operators:
  hearth:
    title: Hearth SAS
    country: FR
    law: eu
    attestations: {}
types:
  hearth_vault:
    traits: [stores-data, database]
    identity: [id]
    facets:
      encrypted-at-rest: {attr: sealed, default: false}
      zones: {count: room}
      backup-retention-days: {attr: copies.keep_weeks, scale: 7, default: 0}
";

const RULES: &str = "
rules:
  vault-keeps-enough:
    family: backup
    severity: high
    title: {en: Vaults keep their copies, fr: Les coffres gardent leurs copies}
    defect: {en: its copies are not kept for long, fr: ses copies sont gardées trop peu de temps}
    why: {en: An old copy saves the day., fr: Une vieille copie sauve la mise.}
    remedy: {en: Keep copies longer., fr: Gardez les copies plus longtemps.}
    on: hearth_vault
    require: {backup-retention-days: {gte: $vault-days}}
";

const PACK: &str = "
pack: house
title: {en: House rules, fr: Règles de la maison}
edition: '1'
date: 2026-01-01
source: {title: House rules, url: 'https://example.org/house'}
extends: [hds-v2]
parameters:
  vault-days: {value: 28, title: {en: Days, fr: Jours}, source: H1}
  residency: {value: fr}
requirements:
  H1:
    title: {en: Copies are kept, fr: Les copies sont gardées}
    coverage: automated
    evidence: {en: A list of copies, fr: La liste des copies}
rules:
  vault-keeps-enough:
    requirements:
      H1: {strength: direct, because: {en: It says so, fr: Il le dit}}
";

const TERRAFORM: &str = "
terraform {
  required_providers {
    hearth = {
      source = \"example/hearth\"
    }
  }
}
provider \"hearth\" {
  region = \"geneva-1\"
}
resource \"hearth_vault\" \"records\" {
  sealed = true
  room { floor = 1 }
  room { floor = 2 }
  copies { keep_weeks = 2 }
}
";

fn team() -> Sandbox {
    Sandbox::new(&[
        ("infra/main.tf", TERRAFORM),
        ("policies/catalog/hearth.yaml", CLOUD),
        ("policies/rules/house.yaml", RULES),
        ("policies/packs/house/pack.yaml", PACK),
    ])
}

const BY_HOUSE: [&str; 5] = ["infra", "--policy-dir", "policies", "--pack", "house"];

/// Rule and verdict of the findings on the vault.
fn verdicts(sandbox: &Sandbox, arguments: &[&str]) -> Vec<(String, String)> {
    let report = sandbox.json(&[arguments, &["--show", "fail,unknown,pass"]].concat());
    let text = |json: &serde_json::Value| json.as_str().expect("a text").to_owned();
    let findings = report["findings"].as_array().expect("a list").iter();
    let mut verdicts: Vec<(String, String)> = findings
        .filter(|finding| finding["resource"]["address"] == "hearth_vault.records")
        .map(|finding| (text(&finding["rule"]), text(&finding["verdict"])))
        .collect();
    verdicts.sort();
    verdicts
}

fn pair(rule: &str, verdict: &str) -> (String, String) {
    (rule.to_owned(), verdict.to_owned())
}

#[test]
fn a_new_cloud_is_judged_by_the_rules_that_exist() {
    let resources = team().inspect(&["infra", "--policy-dir", "policies"]);
    let vault = resources
        .iter()
        .find(|resource| resource["type"] == "hearth_vault")
        .expect("it is there");
    assert_eq!(vault["provider"], "hearth");
    assert_eq!(vault["region"], "geneva-1");
    assert_eq!(vault["facets"]["encrypted-at-rest"], true);
    assert_eq!(vault["facets"]["zones"], 2);
    assert_eq!(vault["facets"]["backup-retention-days"], 14);
    // Without the catalogue of the team, it is a type that nobody described.
    let report = team().json(&["infra"]);
    assert_eq!(report["unknown_types"][0]["type"], "hearth_vault");
    // Lyon lies in the zone of HDS, Geneva does not.
    let verdicts = |sandbox: &Sandbox| {
        verdicts(
            sandbox,
            &["infra", "--policy-dir", "policies", "--pack", "hds-v2"],
        )
    };
    let geneva = verdicts(&team());
    assert!(geneva.contains(&pair("data-in-zone", "fail")), "{geneva:?}");
    assert!(
        geneva.contains(&pair("database-encrypted", "pass")),
        "{geneva:?}"
    );
    let sandbox = team();
    sandbox.write("infra/main.tf", TERRAFORM.replace("geneva-1", "lyon-1"));
    let lyon = verdicts(&sandbox);
    assert!(lyon.contains(&pair("data-in-zone", "pass")), "{lyon:?}");
    // A code that is not listed is unknown, never foreign.
    sandbox.write("infra/main.tf", TERRAFORM.replace("geneva-1", "atlantis-1"));
    let atlantis = verdicts(&sandbox);
    assert!(
        atlantis.contains(&pair("data-in-zone", "unknown")),
        "{atlantis:?}"
    );
}

#[test]
fn a_rule_of_its_own_reads_a_parameter_of_its_pack() {
    let sandbox = team();
    let ran = sandbox.run(&BY_HOUSE).exits(1);
    let ran = ran
        .says("vault-keeps-enough (high)")
        .says("its copies are not kept for long")
        .says("want  `backup-retention-days`: at least 28");
    assert!(ran.out.contains("asks  house H1"), "{}", ran.out);
    sandbox.write(
        "policies/packs/house/pack.yaml",
        PACK.replace("value: 28", "value: 14"),
    );
    let verdicts = verdicts(&sandbox, &BY_HOUSE);
    assert!(
        verdicts.contains(&pair("vault-keeps-enough", "pass")),
        "{verdicts:?}"
    );
    sandbox
        .run(&["explain", "H1", "--policy-dir", "policies", "--lang", "fr"])
        .exits(0)
        .says("house H1: Les copies sont gardées")
        .says("vault-keeps-enough: Les coffres gardent leurs copies");
}

#[test]
fn a_pack_that_extends_another_changes_its_parameters() {
    let aws =
        "provider \"aws\" {\n  region = \"eu-central-1\"\n}\nresource \"aws_s3_bucket\" \"b\" {}\n";
    let sandbox = team();
    sandbox.write("aws/main.tf", aws);
    let in_zone = |pack: &str| {
        let report = sandbox.json(&[
            "aws",
            "--policy-dir",
            "policies",
            "--pack",
            pack,
            "--show",
            "fail,pass",
        ]);
        let findings = report["findings"].as_array().expect("a list").iter();
        let verdicts: Vec<String> = findings
            .filter(|finding| finding["rule"] == "data-in-zone")
            .map(|finding| finding["verdict"].as_str().expect("a text").to_owned())
            .collect();
        verdicts
    };
    // Frankfurt lies in the EEA, and not in France.
    assert_eq!(in_zone("hds-v2"), ["pass"]);
    assert_eq!(in_zone("house"), ["fail"]);
}

#[test]
fn an_embedded_type_is_replaced() {
    let main = "resource \"aws_sqs_queue\" \"q\" {}\n";
    let sandbox = Sandbox::new(&[
        ("infra/main.tf", main),
        (
            "policies/catalog/ours.yaml",
            "types:\n  aws_sqs_queue:\n    traits: [network]\n    facets:\n      flow-logged: true\n",
        ),
    ]);
    let embedded = sandbox.inspect(&["infra"]);
    assert!(
        embedded[0]["facets"]["encrypted-at-rest"].is_boolean(),
        "{}",
        embedded[0]
    );
    let replaced = sandbox.inspect(&["infra", "--policy-dir", "policies"]);
    assert_eq!(
        replaced[0]["facets"],
        serde_json::json!({"flow-logged": true})
    );
    assert_eq!(replaced[0]["traits"], serde_json::json!(["network"]));
}

#[test]
fn a_mistake_is_shown_in_its_file_with_a_caret_and_the_nearest_name() {
    let sandbox = team();
    sandbox.write(
        "policies/rules/house.yaml",
        RULES.replace("family: backup", "family: bakcup"),
    );
    let ran = sandbox.run(&BY_HOUSE).exits(2);
    assert_eq!(ran.out, "", "nothing is judged by broken policies");
    let shown = ran
        .err
        .replace(&format!("{}/", sandbox.path("").display()), "");
    insta::assert_snapshot!(shown, @r"
    error: unknown word `bakcup`
     --> policies/rules/house.yaml:4:13
      |
    4 |     family: bakcup
      |             ^^^^^^
      = did you mean `backup`?

    warning: no rule of this pack uses the parameter `vault-days`
     --> policies/packs/house/pack.yaml:9:3
      |
    9 |   vault-days: {value: 28, title: {en: Days, fr: Jours}, source: H1}
      |   ^^^^^^^^^^

    rempart: the policies in policies cannot be used; errors: 1
    ");
    for (path, text, from, to, message) in [
        (
            "policies/rules/house.yaml",
            RULES,
            "require:",
            "requires:",
            "did you mean `require`?",
        ),
        (
            "policies/rules/house.yaml",
            RULES,
            "$vault-days",
            "$vault-day",
            "vault-day",
        ),
        (
            "policies/catalog/hearth.yaml",
            CLOUD,
            "[stores-data, database]",
            "[stores-dta]",
            "did you mean `stores-data`?",
        ),
        (
            "policies/catalog/hearth.yaml",
            CLOUD,
            "encrypted-at-rest:",
            "encrypted-at-rst:",
            "did you mean `encrypted-at-rest`?",
        ),
        (
            "policies/catalog/hearth.yaml",
            CLOUD,
            "{attr: sealed, default: false}",
            "{atr: sealed}",
            "did you mean `attr`?",
        ),
        (
            "policies/packs/house/pack.yaml",
            PACK,
            "extends: [hds-v2]",
            "extends: [hds-v1]",
            "did you mean `hds-v2`?",
        ),
        (
            "policies/packs/house/pack.yaml",
            PACK,
            "coverage: automated",
            "coverage: automatic",
            "did you mean `automated`?",
        ),
        (
            "policies/packs/house/pack.yaml",
            PACK,
            "      H1: {strength",
            "      H2: {strength",
            "did you mean `H1`?",
        ),
        (
            "policies/packs/house/pack.yaml",
            PACK,
            "pack: house",
            "pack: [house",
            "policies/packs/house/pack.yaml:",
        ),
        (
            "policies/packs/house/pack.yaml",
            PACK,
            "value: fr",
            "value: frr",
            "needs a zone of law or a country for `$residency`, and `frr` is none",
        ),
    ] {
        let sandbox = team();
        assert!(text.contains(from), "{from}");
        sandbox.write(path, text.replace(from, to));
        let ran = sandbox.run(&BY_HOUSE).exits(2).warns(message);
        assert!(ran.err.contains('^'), "a caret:\n{}", ran.err);
        assert!(
            ran.err.contains("  --> policies/") || ran.err.contains(" --> policies/"),
            "the file:\n{}",
            ran.err
        );
    }
}

#[test]
fn policies_that_are_no_text_are_refused() {
    for bytes in [
        &b"\xff\xfer\0u\0"[..],
        b"rules: \xe9",
        b"\0\0",
        b"- 1\n- 2\n",
        b"rules: {a: &x [*x]}\n",
    ] {
        let sandbox = team();
        sandbox.write("policies/rules/bad.yaml", bytes);
        sandbox
            .run(&BY_HOUSE)
            .exits(2)
            .warns("policies/rules/bad.yaml");
    }
    let sandbox = team();
    sandbox.write(
        "policies/rules/deep.yaml",
        format!("rules: {}", "[".repeat(50_000)),
    );
    sandbox
        .run(&BY_HOUSE)
        .exits(2)
        .warns("policies/rules/deep.yaml");
}
