//! The tables of a team that says what is in scope, what its operators proved, and what its classes ask for.

use serde_json::Value as Json;

use crate::program::Sandbox;

const INFRA: &str = r#"
provider "aws" {
  region = "eu-west-3"
}
provider "scaleway" {
  region = "fr-par"
}
resource "aws_s3_bucket" "site" {
  bucket = "site"
  tags   = { data-class = "public" }
}
resource "aws_db_instance" "records" {
  backup_retention_period = 10
}
resource "scaleway_object_bucket" "letters" {
  name = "letters"
}
"#;

const CONFIGURATION: &str = r"
scope:
  - exclude: {tag: {data-class: public}}
    reason: The public website holds no health data
operators:
  scaleway:
    hds:
      certificate: FR-0123
      valid-until: 2027-01-31
      regions: [fr-par]
classes:
  records:
    select: {address: aws_db_instance.records}
    parameters: {backup-retention-days: 30}
";

fn sandbox() -> Sandbox {
    Sandbox::new(&[("main.tf", INFRA), ("rempart.yaml", CONFIGURATION)])
}

fn view(arguments: &[&str]) -> String {
    let all = [
        &["inspect", "--today", "2026-05-01", "--view"][..],
        arguments,
    ]
    .concat();
    sandbox().run(&all).exits(0).out
}

fn row<'j>(json: &'j Json, address: &str) -> &'j Json {
    let rows = json["rows"].as_array().expect("rows");
    let mut rows = rows.iter().filter(|row| row["address"] == address);
    rows.next()
        .unwrap_or_else(|| panic!("no {address} in {json}"))
}

#[test]
fn what_is_out_of_scope_is_told_and_not_judged() {
    for table in ["residency", "continuity"] {
        let json: Json = serde_json::from_str(&view(&[table, "--format", "json"])).expect("JSON");
        let site = row(&json, "aws_s3_bucket.site");
        assert_eq!(
            site["out_of_scope"]["en"],
            "The public website holds no health data (rempart.yaml:3)"
        );
        assert_eq!(site.get("verdict").unwrap_or(&Json::Null), &Json::Null);
        assert_eq!(
            row(&json, "aws_db_instance.records")["out_of_scope"],
            Json::Null
        );
        let text = view(&[table]);
        let (inside, outside) = text
            .split_once("Out of scope, and not in the table:")
            .expect("what is out of scope is told");
        assert!(!inside.contains("aws_s3_bucket.site"), "{inside}");
        assert!(outside.contains("aws_s3_bucket.site"), "{outside}");
        let csv = view(&[table, "--format", "csv", "--lang", "fr"]);
        assert!(
            csv.lines()
                .next()
                .is_some_and(|line| line.ends_with("hors périmètre")),
            "{csv}"
        );
        let line = csv.lines().find(|line| line.contains("aws_s3_bucket.site"));
        assert!(
            line.is_some_and(|line| line.contains("The public website")),
            "{csv}"
        );
    }
}

#[test]
fn what_an_operator_proved_stands_in_the_table() {
    let json: Json = serde_json::from_str(&view(&["residency", "--format", "json"])).expect("JSON");
    let held = row(&json, "scaleway_object_bucket.letters")["operator_holds"].clone();
    let hds = held
        .as_array()
        .and_then(|held| held.iter().find(|one| one["name"] == "hds"))
        .expect("the certificate");
    assert_eq!(hds["status"], "v2");
    assert_eq!(hds["location"]["file"], "rempart.yaml");
    let evidence = hds["evidence"].as_str().unwrap_or_default();
    assert!(evidence.contains("FR-0123"), "{evidence}");
    let csv = view(&["residency", "--format", "csv"]);
    assert!(csv.contains("hds v2 ("), "{csv}");
    // The same after its last day.
    let late = [
        "inspect",
        "--today",
        "2027-02-01",
        "--view",
        "residency",
        "--format",
        "csv",
    ];
    let csv = sandbox().run(&late).exits(0).out;
    assert!(csv.contains("hds expired ("), "{csv}");
}

#[test]
fn the_verdict_of_the_table_is_that_of_the_class() {
    let json: Json =
        serde_json::from_str(&view(&["continuity", "--format", "json"])).expect("JSON");
    let rules = row(&json, "aws_db_instance.records")["rules"].to_string();
    assert!(rules.contains("backup-retention-minimum"), "{rules}");
}
