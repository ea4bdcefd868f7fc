//! The contract evidence of a team, until it expires.

use serde_json::Value as Json;

use super::of_rule;
use crate::program::Sandbox;

/// A bucket at Scaleway, whose certificate the catalogue has not read.
const SCALEWAY: &str = r#"
provider "scaleway" {
  region = "fr-par"
}
resource "scaleway_object_bucket" "records" {
  name = "records"
}
"#;

const CERTIFIED: &str = "operator-certified-hds";
const QUALIFIED: &str = "operator-qualified";

fn with_evidence(terraform: &str, operators: &str) -> Sandbox {
    Sandbox::new(&[
        ("main.tf", terraform),
        ("rempart.yaml", &format!("operators:\n{operators}")),
    ])
}

/// The one finding of a rule on a day.
fn on(sandbox: &Sandbox, rule: &str, day: &str) -> Json {
    let report = sandbox.json(&["--show", "fail,unknown,pass", "--today", day]);
    let findings = of_rule(&report, rule);
    assert_eq!(findings.len(), 1, "{findings:?}");
    findings[0].clone()
}

const HDS: &str = "  scaleway:\n    hds: {certificate: FR-0123, valid-until: 2027-01-31}\n";

#[test]
fn evidence_counts_until_its_last_day() {
    let sandbox = with_evidence(SCALEWAY, HDS);
    for (day, verdict) in [
        ("2026-05-01", "pass"),
        ("2027-01-31", "pass"),
        ("2027-02-01", "unknown"),
        ("2029-02-01", "unknown"),
    ] {
        assert_eq!(on(&sandbox, CERTIFIED, day)["verdict"], verdict, "{day}");
    }
    let without = sandbox.json(&["--isolated"]);
    assert_eq!(of_rule(&without, CERTIFIED)[0]["verdict"], "unknown");
}

#[test]
fn evidence_points_to_its_line() {
    let finding = on(&with_evidence(SCALEWAY, HDS), CERTIFIED, "2026-05-01");
    let evidence = &finding["evidence"][0];
    assert_eq!(evidence["location"]["file"], "rempart.yaml");
    assert_eq!(evidence["location"]["line"], 3);
    assert_eq!(
        evidence["definitions"][0]["label"],
        "operators.scaleway.hds"
    );
}

#[test]
fn what_has_expired_is_an_open_question_with_date_and_age() {
    let sandbox = with_evidence(SCALEWAY, HDS);
    let message = |day: &str, language: &str| {
        let finding = on(&sandbox, CERTIFIED, day);
        finding["message"][language]
            .as_str()
            .expect("a text")
            .to_owned()
    };
    let day_after = message("2027-02-01", "en");
    assert!(
        day_after.contains(
            "HDS certificate FR-0123 expired on 2027-01-31, 1 day ago: has it been renewed?"
        ),
        "{day_after}"
    );
    // 2028 is a leap year.
    let later = message("2028-03-01", "en");
    assert!(later.contains("395 days ago"), "{later}");
    let french = message("2028-03-01", "fr");
    assert!(french.contains("il y a 395 jours"), "{french}");
    let finding = on(&sandbox, CERTIFIED, "2028-03-01");
    assert_eq!(finding["location"]["file"], "rempart.yaml");
    assert_eq!(finding["location"]["column"], 46);
}

#[test]
fn the_day_may_come_from_the_environment() {
    // 2027-02-01T00:00:00Z, and the second before.
    for (seconds, verdict) in [("1801440000", "unknown"), ("1801439999", "pass")] {
        let sandbox = with_evidence(SCALEWAY, HDS).with_variable("SOURCE_DATE_EPOCH", seconds);
        let report = sandbox.json(&["--show", "unknown,pass"]);
        assert_eq!(of_rule(&report, CERTIFIED)[0]["verdict"], verdict);
        assert_eq!(on(&sandbox, CERTIFIED, "2030-01-01")["verdict"], "unknown");
    }
    let sandbox = with_evidence(SCALEWAY, HDS).with_variable("SOURCE_DATE_EPOCH", "soon");
    sandbox
        .run(&["check"])
        .exits(2)
        .warns("SOURCE_DATE_EPOCH is `soon`");
}

#[test]
fn evidence_is_of_one_operator_and_one_certificate() {
    let sandbox = with_evidence(SCALEWAY, HDS);
    assert_eq!(on(&sandbox, QUALIFIED, "2026-05-01")["verdict"], "unknown");
    let other = HDS.replace("scaleway", "ovhcloud");
    let sandbox = with_evidence(SCALEWAY, &other);
    assert_eq!(on(&sandbox, CERTIFIED, "2026-05-01")["verdict"], "unknown");
}

#[test]
fn evidence_of_a_qualification_counts_too() {
    let sandbox = with_evidence(
        SCALEWAY,
        "  scaleway:\n    secnumcloud: {certificate: Q-1, valid-until: 2028-12-31}\n",
    );
    assert_eq!(on(&sandbox, QUALIFIED, "2026-05-01")["verdict"], "pass");
}

#[test]
fn the_perimeter_of_the_catalogue_holds_unless_the_evidence_names_another() {
    // The catalogue knows that the certificate is for Paris.
    let warsaw = SCALEWAY.replace("fr-par", "pl-waw");
    let sandbox = with_evidence(&warsaw, HDS);
    let report = sandbox.json(&["--show", "unknown,pass", "--today", "2026-05-01"]);
    let resources: Vec<(&str, &str)> = of_rule(&report, CERTIFIED)
        .into_iter()
        .map(|finding| {
            (
                finding["verdict"].as_str().expect("a text"),
                finding["message"]["en"].as_str().expect("a text"),
            )
        })
        .collect();
    assert!(
        resources
            .iter()
            .any(|(verdict, message)| *verdict == "unknown"
                && message.contains("not known to be part of it")),
        "{resources:?}"
    );
    for wider in ["regions: [pl-waw]", "types: [\"*\"]"] {
        let evidence = HDS.replace("2027-01-31", &format!("2027-01-31, {wider}"));
        let sandbox = with_evidence(&warsaw, &evidence);
        assert_eq!(
            on(&sandbox, CERTIFIED, "2026-05-01")["verdict"],
            "pass",
            "{wider}"
        );
    }
    let narrower = HDS.replace("2027-01-31", "2027-01-31, regions: [nl-ams]");
    let sandbox = with_evidence(&warsaw, &narrower);
    assert_eq!(on(&sandbox, CERTIFIED, "2026-05-01")["verdict"], "unknown");
}

#[test]
fn mistakes_are_shown_where_they_stand() {
    // (operators, where, English, French)
    let cases = [
        (
            "  scalway:\n    hds: {certificate: A, valid-until: 2027-01-31}\n",
            "2:3",
            "did you mean `scaleway`?",
            "vouliez-vous dire `scaleway` ?",
        ),
        (
            "  scaleway:\n    hsd: {certificate: A, valid-until: 2027-01-31}\n",
            "3:5",
            "did you mean `hds`?",
            "vouliez-vous dire `hds` ?",
        ),
        (
            "  scaleway:\n    hds: {valid-until: 2027-01-31}\n",
            "3:5",
            "`certificate` is missing",
            "`certificate` manque",
        ),
        (
            "  scaleway:\n    hds: {certificate: A}\n",
            "3:5",
            "`valid-until` is missing",
            "`valid-until` manque",
        ),
        (
            "  scaleway:\n    hds: {certificate: A, valid-until: 2027-02-29}\n",
            "3:40",
            "`2027-02-29` is no day",
            "`2027-02-29` n'est pas un jour",
        ),
        (
            "  scaleway:\n    hds: {certificate: A, valid-until: 31/01/2027}\n",
            "3:40",
            "write it as 2027-01-31",
            "écrivez-le sous la forme 2027-01-31",
        ),
        (
            "  scaleway:\n    hds: {certificate: A, valid-until: 2027-01-31, regions: [fr-pra]}\n",
            "3:62",
            "did you mean `fr-par`?",
            "vouliez-vous dire `fr-par` ?",
        ),
        (
            "  scaleway:\n    hds: {certificate: A, valid-until: 2027-01-31, activities: [0]}\n",
            "3:65",
            "expected 1 or more",
            "1 ou plus attendu",
        ),
        (
            "  scaleway:\n    hds: {certificate: A, valid-til: 2027-01-31}\n",
            "3:27",
            "did you mean `valid-until`?",
            "vouliez-vous dire `valid-until` ?",
        ),
        (
            "  aws:\n    secnumcloud: {certificate: A, valid-until: 2027-01-31}\n",
            "3:5",
            "cannot hold this: the catalogue says `not-eligible`",
            "ne peut pas l'avoir : le catalogue indique `not-eligible`",
        ),
        ("  scaleway: {}\n", "2:13", "it is empty", "c'est vide"),
    ];
    for (operators, place, english, french) in cases {
        for (language, words) in [("en", english), ("fr", french)] {
            let sandbox = with_evidence(SCALEWAY, operators);
            let ran = sandbox.run(&["check", "--lang", language]).exits(2);
            let ran = ran.warns(words);
            ran.warns(&format!("--> rempart.yaml:{place}\n"));
        }
    }
}

#[test]
fn clusters_sit_where_the_configuration_says() {
    let claim = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: records\nspec:\n  accessModes: [ReadWriteOnce]\n  resources:\n    requests:\n      storage: 1Gi\n";
    let placed = |place: &str| {
        let sandbox = Sandbox::new(&[
            ("claim.yaml", claim),
            ("rempart.yaml", &format!("kubernetes: {{{place}}}\n")),
        ]);
        let report = sandbox.json(&["--show", "fail,unknown,pass"]);
        // Of the cluster once; a claim is judged with it when the place is known, and asks nothing when it is not.
        let mut findings = of_rule(&report, "data-in-zone");
        findings.retain(|finding| finding["resource"]["address"] == "cluster");
        assert_eq!(findings.len(), 1, "{findings:?}");
        let finding = findings[0];
        let line = finding["location"]["line"].as_u64();
        (
            finding["verdict"].as_str().expect("a text").to_owned(),
            finding["location"]["file"]
                .as_str()
                .expect("a text")
                .to_owned(),
            line,
        )
    };
    assert_eq!(placed("").0, "unknown");
    let here = |verdict: &str| (verdict.to_owned(), "rempart.yaml".to_owned(), Some(1));
    assert_eq!(
        placed("cluster-region: {provider: scaleway, region: fr-par}"),
        here("pass")
    );
    assert_eq!(
        placed("cluster-region: {provider: aws, region: us-east-1}"),
        here("fail")
    );
    // A provider without a region of its own in its configuration.
    assert_eq!(
        placed("cluster-region: {provider: azurerm, region: eastus}"),
        here("fail")
    );
}

#[test]
fn the_region_of_clusters_is_one_of_the_catalogue() {
    let told = |text: &str| {
        let sandbox = Sandbox::new(&[
            ("main.tf", SCALEWAY),
            (
                "rempart.yaml",
                &format!("kubernetes: {{cluster-region: {text}}}\n"),
            ),
        ]);
        let ran = sandbox.run(&["check"]);
        (ran.code, ran.err)
    };
    let (code, err) = told("{provider: scaleway, region: fr-par}");
    assert_eq!(code, 1, "{err}");
    for (text, words) in [
        (
            "{provider: scalewy, region: fr-par}",
            "did you mean `scaleway`?",
        ),
        (
            "{provider: scaleway, region: fr-pra}",
            "did you mean `fr-par`?",
        ),
        ("{provider: scaleway}", "`region` is missing"),
    ] {
        let (code, err) = told(text);
        assert_eq!(code, 2, "{err}");
        assert!(err.contains(words), "{err}");
    }
}
