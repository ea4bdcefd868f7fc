//! Classes of data: which parameters count for which resources, and what is said when that is not clear.

use serde_json::Value as Json;

use super::{of_rule, verdicts};
use crate::program::Sandbox;

/// Two databases with backups of ten days, one of them of images.
const INFRA: &str = r#"
variable "class" {}
provider "aws" {
  region = "eu-west-3"
}
resource "aws_db_instance" "images" {
  storage_encrypted       = true
  backup_retention_period = 10
  tags                    = { data-class = "imaging", level = "high" }
}
resource "aws_db_instance" "other" {
  storage_encrypted       = true
  backup_retention_period = 10
}
"#;

/// The same, with a database whose class comes from outside.
const OPEN: &str = r#"
resource "aws_db_instance" "open" {
  storage_encrypted       = true
  backup_retention_period = 10
  tags                    = { data-class = var.class }
}
"#;

fn with_classes(infra: &str, classes: &str) -> Sandbox {
    Sandbox::new(&[
        ("main.tf", infra),
        ("rempart.yaml", &format!("classes:\n{classes}")),
    ])
}

/// The verdicts of a rule by the last name of the address.
fn by_name(report: &Json, rule: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = of_rule(report, rule)
        .into_iter()
        .map(|finding| {
            let address = finding["resource"]["address"].as_str().unwrap_or_default();
            let name = address.rsplit('.').next().unwrap_or_default();
            let verdict = finding["verdict"].as_str().unwrap_or_default();
            (name.to_owned(), verdict.to_owned())
        })
        .collect();
    found.sort();
    found
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter()
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
        .collect()
}

const RETENTION: &str = "backup-retention-minimum";
const ALL: [&str; 2] = ["--show", "fail,unknown,pass"];

#[test]
fn a_class_has_values_of_its_own_and_the_report_names_it() {
    let sandbox = with_classes(
        INFRA,
        "  imaging:\n    select: {tag: {data-class: imaging}}\n    parameters:\n      backup-retention-days: 90\n",
    );
    let report = sandbox.json(&ALL);
    assert_eq!(
        by_name(&report, RETENTION),
        pairs(&[("images", "fail"), ("other", "pass")])
    );
    let failing = of_rule(&report, RETENTION)
        .into_iter()
        .find(|finding| finding["verdict"] == "fail")
        .expect("it fails");
    let evidence = failing["evidence"].as_array().expect("a list");
    let class = evidence
        .iter()
        .find(|fact| fact["subject"] == "backup-retention-days")
        .expect("the class is told");
    assert_eq!(
        class["message"]["en"],
        "the class `imaging` sets `backup-retention-days` to `90`"
    );
    assert_eq!(class["location"]["file"], "rempart.yaml");
    assert_eq!(class["location"]["line"], 5);
    // Both packs have the parameter.
    let packs: Vec<&str> = failing["requirements"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|requirement| requirement["pack"].as_str())
        .collect();
    assert!(
        packs.contains(&"hds-v2") && packs.contains(&"secnumcloud-3.2"),
        "{packs:?}"
    );
    let told = sandbox.run(&["check"]).out;
    assert!(
        told.contains("want  at least 90 (class `imaging`)"),
        "{told}"
    );
}

#[test]
fn a_class_may_do_without_a_second_site() {
    let sandbox = with_classes(
        INFRA,
        "  test-data:\n    select:\n      - {address: \"*.nothing\"}\n      - {address: aws_db_instance.images}\n    parameters: {second-site: false}\n",
    );
    assert_eq!(
        by_name(&sandbox.json(&ALL), "second-site-copy"),
        pairs(&[("other", "fail")])
    );
}

#[test]
fn classes_add_up_where_they_agree() {
    let sandbox = with_classes(
        INFRA,
        "  imaging:\n    select: {tag: {data-class: imaging}}\n    parameters: {backup-retention-days: 5}\n  \
         high:\n    select: {tag: {level: high}}\n    parameters: {zones: 1, backup-retention-days: 5}\n",
    );
    let report = sandbox.json(&ALL);
    assert_eq!(
        by_name(&report, "multiple-zones"),
        pairs(&[("images", "pass"), ("other", "fail")])
    );
    assert_eq!(
        by_name(&report, RETENTION),
        pairs(&[("images", "pass"), ("other", "pass")])
    );
}

#[test]
fn classes_that_contradict_each_other_are_an_open_question() {
    let sandbox = with_classes(
        INFRA,
        "  imaging:\n    select: {tag: {data-class: imaging}}\n    parameters: {backup-retention-days: 90}\n  \
         high:\n    select: {tag: {level: high}}\n    parameters: {backup-retention-days: 5}\n",
    );
    let report = sandbox.json(&ALL);
    assert_eq!(
        by_name(&report, RETENTION),
        pairs(&[("images", "unknown"), ("other", "pass")])
    );
    let open = of_rule(&report, RETENTION)
        .into_iter()
        .find(|finding| finding["verdict"] == "unknown")
        .expect("it is open");
    let message = open["message"]["en"].as_str().unwrap_or_default();
    assert!(
        message.contains("the classes `imaging` (rempart.yaml:2) and `high` (rempart.yaml:5) give it different values of `backup-retention-days`: which of them counts?"),
        "{message}"
    );
    let warning = report["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|diagnostic| diagnostic["code"] == "classes-disagree")
        .expect("a warning");
    assert_eq!(warning["location"]["line"], 7);
    let french = warning["message"]["fr"].as_str().unwrap_or_default();
    assert!(
        french.contains("donnent à `backup-retention-days` des valeurs différentes"),
        "{french}"
    );
    assert!(french.contains("`aws_db_instance.images`"), "{french}");
}

#[test]
fn values_that_lead_to_the_same_verdict_are_no_question() {
    // Both are more than the ten days that are kept.
    let sandbox = with_classes(
        INFRA,
        "  imaging:\n    select: {tag: {data-class: imaging}}\n    parameters: {backup-retention-days: 90}\n  \
         high:\n    select: {tag: {level: high}}\n    parameters: {backup-retention-days: 60}\n",
    );
    assert_eq!(
        by_name(&sandbox.json(&ALL), RETENTION),
        pairs(&[("images", "fail"), ("other", "pass")])
    );
}

#[test]
fn a_tag_that_is_not_known_leaves_open_what_depends_on_it_only() {
    let infra = format!("{INFRA}{OPEN}");
    let classes = "  imaging:\n    select: {tag: {data-class: imaging}}\n    parameters: {backup-retention-days: 90}\n";
    let report = with_classes(&infra, classes).json(&ALL);
    assert_eq!(
        by_name(&report, RETENTION),
        pairs(&[("images", "fail"), ("open", "unknown"), ("other", "pass")])
    );
    assert_eq!(verdicts(&report, "second-site-copy"), ["fail"; 3]);
    let codes: Vec<&str> = report["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|diagnostic| diagnostic["code"].as_str())
        .collect();
    assert!(codes.contains(&"class-not-known"), "{codes:?}");
    let report = with_classes(&infra, classes).json(&["--var", "class=imaging", "--show", "fail"]);
    assert_eq!(
        by_name(&report, RETENTION),
        pairs(&[("images", "fail"), ("open", "fail")])
    );
}

#[test]
fn mistakes_are_shown_where_they_stand() {
    for (classes, expected) in [
        (
            "  imaging:\n    select: {tag: {a: b}}\n    parameters: {backup-retention-day: 90}\n",
            "error: there is no parameter `backup-retention-day`\n --> rempart.yaml:4:18",
        ),
        (
            "  imaging:\n    select: {tag: {a: b}}\n    parameters: {zones: many}\n",
            "error: expected a number, or `unlimited`, and not `many`\n --> rempart.yaml:4:25",
        ),
        (
            "  one:\n    select: {tag: {a: [b, c]}}\n    parameters: {zones: 2}\n  other:\n    select: {tag: {a: [c, b]}}\n    parameters: {zones: 3}\n",
            "error: `zones` has another value for the same resources at rempart.yaml:4:25\n --> rempart.yaml:7:25",
        ),
        (
            "  imaging:\n    select: {module: web}\n    parameters: {zones: 3}\n",
            "error: `web` is no address of a module\n --> rempart.yaml:3:22",
        ),
    ] {
        let ran = with_classes(INFRA, classes).run(&["check"]).exits(2);
        assert!(ran.err.starts_with(expected), "{}", ran.err);
    }
    let ran = with_classes(
        INFRA,
        "  imaging:\n    select: {tag: {data-class: images}}\n    parameters: {zones: 3}\n",
    )
    .run(&["check"]);
    assert!(
        ran.out.contains("selects no resource") || ran.err.contains("selects no resource"),
        "{}{}",
        ran.out,
        ran.err
    );
}

#[test]
fn the_effective_configuration_shows_the_classes() {
    let ran = with_classes(
        INFRA,
        "  imaging:\n    select: {tag: {data-class: imaging}}\n    parameters: {zones: 3}\n",
    )
    .run(&["check", "--dump-config"])
    .exits(0);
    assert!(
        ran.out.contains("classes:\n  imaging:\n    select:\n      tag:\n        data-class: imaging  # rempart.yaml:3\n    parameters:\n      zones: 3  # rempart.yaml:4\n"),
        "{}",
        ran.out
    );
}
