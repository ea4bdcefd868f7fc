//! Each key, what it changes, and which argument wins over it.

use super::{DATABASE, of_rule, verdicts, with};
use crate::program::Sandbox;

#[test]
fn packs_are_chosen() {
    for text in [
        "packs: [hds-v2]\n",
        "packs: {hds-v2: {}}\n",
        "packs:\n  hds-v2:\n",
    ] {
        let sandbox = with(text);
        let by = |arguments: &[&str]| {
            let report = sandbox.json(arguments);
            let finding = of_rule(&report, "database-encrypted")[0].clone();
            let requirements = finding["requirements"].as_array().expect("a list").clone();
            requirements
                .iter()
                .map(|requirement| requirement["pack"].as_str().expect("a text").to_owned())
                .collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(by(&[]), ["hds-v2".to_owned()].into(), "{text}");
        let other = by(&["--pack", "secnumcloud-3.2"]);
        assert_eq!(other, ["secnumcloud-3.2".to_owned()].into(), "{text}");
        assert_eq!(by(&["--isolated"]).len(), 2, "{text}");
    }
}

#[test]
fn parameters_change_what_is_asked() {
    let verdict = |days: &str| {
        let sandbox = with(&format!(
            "packs: {{hds-v2: {{parameters: {{backup-retention-days: {days}}}}}}}\n"
        ));
        let report = sandbox.json(&["--show", "fail,pass"]);
        verdicts(&report, "backup-retention-minimum")
            .first()
            .map(ToString::to_string)
    };
    // The database keeps its backups for ten days.
    assert_eq!(verdict("10").as_deref(), Some("pass"));
    assert_eq!(verdict("11").as_deref(), Some("fail"));
    assert_eq!(verdict("unlimited").as_deref(), Some("fail"));
}

#[test]
fn a_parameter_is_that_of_its_pack_alone() {
    let sandbox =
        with("packs:\n  hds-v2: {parameters: {backup-retention-days: 30}}\n  secnumcloud-3.2:\n");
    let report = sandbox.json(&["--show", "fail,pass"]);
    assert_eq!(
        verdicts(&report, "backup-retention-minimum"),
        ["fail", "pass"]
    );
    // What is set for a pack holds when the command line chooses it.
    let report = sandbox.json(&["--show", "fail,pass", "--pack", "hds-v2"]);
    assert_eq!(verdicts(&report, "backup-retention-minimum"), ["fail"]);
}

#[test]
fn the_edition_must_match() {
    with("packs: {hds-v2: {edition: 2.0}}\n")
        .run(&["check"])
        .exits(1);
    with("packs: {hds-v2: {edition: \"2.0\"}}\n")
        .run(&["check"])
        .exits(1);
    let ran = with("packs: {hds-v2: {edition: 1.1}}\n")
        .run(&["check"])
        .exits(2);
    ran.warns("is edition 2.0, and the configuration asks for 1.1");
}

#[test]
fn a_rule_that_is_off_is_not_asked() {
    let sandbox = with("rules:\n  database-encrypted: {off: The volume below is encrypted}\n");
    let report = sandbox.json(&["--show", "fail,unknown,pass"]);
    assert!(verdicts(&report, "database-encrypted").is_empty());
    let isolated = sandbox.json(&["--isolated"]);
    assert_eq!(verdicts(&isolated, "database-encrypted"), ["fail"]);
    // Nobody overlooks that it is.
    let off = &report["rules_off"][0];
    assert_eq!(off["rule"], "database-encrypted");
    assert_eq!(off["reason"], "The volume below is encrypted");
    let ran = sandbox.run(&["check"]).exits(1);
    ran.says("database-encrypted: The volume below is encrypted");
}

#[test]
fn a_rule_may_have_another_severity() {
    let sandbox = with("rules:\n  database-encrypted: {severity: low}\n");
    let severity = |arguments: &[&str]| {
        let report = sandbox.json(arguments);
        of_rule(&report, "database-encrypted")
            .first()
            .map(|finding| finding["severity"].as_str().expect("a text").to_owned())
    };
    assert_eq!(severity(&[]).as_deref(), Some("low"));
    assert_eq!(severity(&["--severity", "medium"]), None);
    assert_eq!(
        severity(&["--severity", "medium", "--isolated"]).as_deref(),
        Some("high")
    );
}

/// A pack whose one rule cannot be waived.
const STRICT: &str = "
rules:
  doors-closed:
    family: network
    severity: high
    waivable: false
    title: {en: Doors are closed, fr: Les portes sont fermées}
    defect: {en: it is open, fr: elle est ouverte}
    why: {en: Anyone comes in., fr: N'importe qui entre.}
    remedy: {en: Close it., fr: Fermez-la.}
    on: aws_db_instance
    require: {attr:storage_encrypted: true}
";

const STRICT_PACK: &str = "
pack: strict
title: {en: Strict, fr: Stricte}
edition: '1'
date: 2026-01-01
source: {title: House rules, url: 'https://example.org/strict'}
requirements:
  S1:
    title: {en: Doors are closed, fr: Les portes sont fermées}
    coverage: automated
    evidence: {en: A list of doors, fr: La liste des portes}
rules:
  doors-closed:
    requirements:
      S1: {strength: direct, because: {en: They are doors, fr: Ce sont des portes}}
";

fn strict(rest: &str) -> Sandbox {
    Sandbox::new(&[
        ("infra/main.tf", DATABASE),
        ("house/rules/strict.yaml", STRICT),
        ("house/packs/strict/pack.yaml", STRICT_PACK),
        (
            "rempart.yaml",
            &format!("policy-dirs: [house]\npacks: [strict]\n{rest}"),
        ),
    ])
}

#[test]
fn policies_of_the_team_are_read() {
    let sandbox = strict("");
    for from in [&["check", "infra"][..], &["check"]] {
        sandbox.run(from).exits(1).says("doors-closed");
    }
    // Those of the command line lie on top.
    let softer = STRICT.replace("severity: high", "severity: low");
    sandbox.write("other/rules/strict.yaml", softer);
    let report = sandbox.json(&["--policy-dir", "other"]);
    assert_eq!(of_rule(&report, "doors-closed")[0]["severity"], "low");
}

#[test]
fn a_rule_that_cannot_be_waived_cannot_be_off_or_less_severe() {
    for change in ["{off: We know}", "{severity: low}"] {
        let sandbox = strict(&format!("rules:\n  doors-closed: {change}\n"));
        let ran = sandbox.run(&["check"]).exits(2);
        ran.warns("`doors-closed` cannot be waived")
            .warns("rempart.yaml:4:");
    }
    strict("rules:\n  doors-closed: {severity: critical}\n")
        .run(&["check"])
        .exits(1);
}

#[test]
fn paths_narrow_what_is_read() {
    let sandbox = Sandbox::new(&[
        ("infra/main.tf", DATABASE),
        ("legacy/main.tf", DATABASE),
        ("rempart.yaml", "paths: {exclude: [legacy]}\n"),
    ]);
    let files = |sandbox: &Sandbox, arguments: &[&str]| {
        let report = sandbox.json(arguments);
        let coverage = report["coverage"].as_array().expect("a list").clone();
        coverage
            .iter()
            .map(|entry| entry["file"].as_str().expect("a text").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(files(&sandbox, &[]), ["infra/main.tf"]);
    assert_eq!(files(&sandbox, &["--exclude", "infra"]), ["legacy/main.tf"]);
    sandbox.write("rempart.yaml", "paths: {include: [legacy/*.tf]}\n");
    assert_eq!(files(&sandbox, &[]), ["legacy/main.tf"]);
    assert_eq!(files(&sandbox, &["--include", "infra"]), ["infra/main.tf"]);
}

#[test]
fn globs_are_seen_from_the_directory_of_the_file() {
    let sandbox = Sandbox::new(&[
        ("infra/app/main.tf", DATABASE),
        ("infra/old/main.tf", DATABASE),
        ("infra/rempart.yaml", "paths: {exclude: [old/*]}\n"),
    ]);
    let report = sandbox.json(&["infra"]);
    assert_eq!(report["summary"]["files"], 1);
    let report = sandbox.json(&["infra", "--isolated"]);
    assert_eq!(report["summary"]["files"], 2);
}

#[test]
fn the_root_may_be_narrower() {
    let files = [
        (
            "infra/main.tf",
            "module \"m\" {\n  source = \"../shared\"\n}\n",
        ),
        ("shared/main.tf", DATABASE),
    ];
    let sandbox = Sandbox::new(&files);
    sandbox.write("rempart.yaml", "");
    assert_eq!(sandbox.json(&["infra"])["summary"]["resources"], 2);
    sandbox.write("rempart.yaml", "root: infra\n");
    let ran = sandbox.run(&["check", "infra"]).exits(3);
    ran.says("outside");
    assert_eq!(
        sandbox.json(&["infra", "--root", "."])["summary"]["resources"],
        2
    );
}

#[test]
fn environments_give_values() {
    let sandbox = Sandbox::new(&[
        ("infra/main.tf", DATABASE),
        ("infra/envs/prod.tfvars", "region = \"us-east-1\"\n"),
        (
            "rempart.yaml",
            "environments:\n  prod: {var-files: [infra/envs/prod.tfvars]}\n  test: {variables: {region: eu-west-1}}\n  both:\n    var-files: [infra/envs/prod.tfvars]\n    variables: {region: eu-central-1}\n",
        ),
    ]);
    let regions = |arguments: &[&str]| {
        let report = sandbox.json(&[&["infra", "--show", "fail,pass"], arguments].concat());
        of_rule(&report, "data-in-zone")
            .iter()
            .map(|finding| {
                let resource = &finding["resource"];
                let text = |key: &str| resource[key].as_str().unwrap_or_default().to_owned();
                (text("environment"), text("region"))
            })
            .collect::<std::collections::BTreeSet<_>>()
    };
    let pair = |environment: &str, region: &str| (environment.to_owned(), region.to_owned());
    assert_eq!(
        regions(&[]),
        [
            pair("both", "eu-central-1"),
            pair("prod", "us-east-1"),
            pair("test", "eu-west-1")
        ]
        .into()
    );
    // The command line's values lead over those of every environment, and its environments replace all.
    assert_eq!(
        regions(&["--var", "region=eu-west-2"]),
        [
            pair("both", "eu-west-2"),
            pair("prod", "eu-west-2"),
            pair("test", "eu-west-2")
        ]
        .into()
    );
    assert_eq!(
        regions(&["--env", "x=infra/envs/prod.tfvars"]),
        [pair("x", "us-east-1")].into()
    );
}

#[test]
fn a_value_of_the_file_is_shown_where_it_stands() {
    let sandbox = with("environments:\n  abroad:\n    variables:\n      region: us-east-1\n");
    let report = sandbox.json(&[]);
    let finding = of_rule(&report, "data-in-zone")[0].clone();
    let places: Vec<String> = finding["evidence"]
        .as_array()
        .expect("a list")
        .iter()
        .flat_map(|evidence| evidence["definitions"].as_array().expect("a list").clone())
        .map(|definition| {
            let place = &definition["location"];
            format!(
                "{}:{}",
                place["file"].as_str().expect("a text"),
                place["line"]
            )
        })
        .collect();
    assert!(places.contains(&"rempart.yaml:4".to_owned()), "{places:?}");
}

#[test]
fn values_of_every_form_are_given() {
    let main = r#"
variable "open" { type = bool }
variable "days" { type = number }
variable "zones" { type = list(string) }
variable "tags" { type = map(string) }
variable "nothing" {
  type    = string
  default = "x"
}
resource "aws_db_instance" "a" {
  publicly_accessible     = var.open
  backup_retention_period = var.days
  availability_zone       = var.zones[1]
  tags                    = var.tags
  kms_key_id              = var.nothing
}
"#;
    let configuration = "environments:\n  e:\n    variables:\n      open: true\n      days: 7\n      zones: [eu-west-3a, eu-west-3b]\n      tags: {team: \"1\", a: b}\n      nothing: null\n";
    let sandbox = Sandbox::new(&[("main.tf", main), ("rempart.yaml", configuration)]);
    let resources = sandbox.inspect(&[]);
    let attributes = &resources[0]["attributes"];
    assert_eq!(attributes["publicly_accessible"], true);
    assert_eq!(attributes["backup_retention_period"], 7);
    assert_eq!(attributes["availability_zone"], "eu-west-3b");
    assert_eq!(
        attributes["tags"],
        serde_json::json!({"team": "1", "a": "b"})
    );
    assert_eq!(attributes["kms_key_id"], serde_json::Value::Null);
}

#[test]
fn an_undeclared_variable_is_named() {
    let sandbox = with("environments:\n  e: {variables: {regoin: eu-west-3}}\n");
    let report = sandbox.json(&[]);
    let told = report["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .any(|diagnostic| {
            diagnostic["code"] == "undeclared-variable"
                && diagnostic["file"] == "rempart.yaml"
                && diagnostic["location"]["line"] == 2
        });
    assert!(told, "{}", report["diagnostics"]);
}

#[test]
fn an_environment_may_be_that_of_some_roots() {
    let sandbox = Sandbox::new(&[
        ("a/main.tf", DATABASE),
        ("b/main.tf", DATABASE),
        (
            "rempart.yaml",
            "environments:\n  prod: {roots: [a], variables: {region: eu-west-1}}\n  test: {roots: [a]}\n",
        ),
    ]);
    let report = sandbox.json(&[]);
    let of: Vec<(String, Option<String>)> = of_rule(&report, "database-encrypted")
        .iter()
        .map(|finding| {
            let resource = &finding["resource"];
            let environment = resource["environment"].as_str().map(str::to_owned);
            (
                resource["root"].as_str().expect("a text").to_owned(),
                environment,
            )
        })
        .collect();
    let own =
        |root: &str, environment: Option<&str>| (root.to_owned(), environment.map(str::to_owned));
    assert_eq!(
        of,
        [
            own("a", Some("prod")),
            own("a", Some("test")),
            own("b", None)
        ]
    );
}

#[test]
fn an_environment_may_have_its_workspace() {
    let main = "provider \"aws\" {\n  region = terraform.workspace == \"production\" ? \"us-east-1\" : \"eu-west-3\"\n}\nresource \"aws_db_instance\" \"a\" {\n}\n";
    let sandbox = Sandbox::new(&[
        ("main.tf", main),
        (
            "rempart.yaml",
            "environments:\n  prod: {workspace: production}\n  test: {workspace: staging}\n",
        ),
    ]);
    let report = sandbox.json(&["--show", "fail,pass"]);
    assert_eq!(verdicts(&report, "data-in-zone").len(), 2);
    let failed: Vec<&str> = of_rule(&report, "data-in-zone")
        .into_iter()
        .filter(|finding| finding["verdict"] == "fail")
        .map(|finding| finding["resource"]["environment"].as_str().expect("a text"))
        .collect();
    assert_eq!(failed, ["prod"]);
    let report = sandbox.json(&["--workspace", "staging"]);
    assert!(verdicts(&report, "data-in-zone").is_empty());
}

#[test]
fn the_language_is_that_of_the_file_unless_an_argument_says() {
    let sandbox = with("language: fr\n");
    sandbox.run(&["check"]).exits(1).says("exigence");
    sandbox
        .run(&["check", "--lang", "en"])
        .exits(1)
        .says("requirement");
    let english = with("language: en\n").with_variable("LANG", "fr_FR.UTF-8");
    english.run(&["check"]).exits(1).says("requirement");
}

#[test]
fn thresholds_are_those_of_the_file_unless_an_argument_says() {
    let sandbox = with("severity: critical\n");
    sandbox.run(&["check"]).exits(0);
    sandbox.run(&["check", "--severity", "low"]).exits(1);
    let sandbox = with("fail-on: never\n");
    sandbox.run(&["check"]).exits(0);
    sandbox.run(&["check", "--fail-on", "fail"]).exits(1);
    let sandbox = with("require-resources: 40\n");
    sandbox.run(&["check"]).exits(3);
    sandbox.run(&["check", "--require-resources", "2"]).exits(1);
    let sandbox = with("fail-on: unknown\nseverity: low\n");
    sandbox.run(&["check"]).exits(1);
}
