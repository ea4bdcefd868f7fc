//! Whole small systems, against verdicts written by hand from the providers' documentation.

use std::collections::BTreeSet;

use camino::Utf8Path;
use rempart::judge::Verdict;
use rempart::terraform::{Environment, Options};

use crate::common::{check, describe, repository};

/// One line of an `expected.yaml`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Expected {
    rule: String,
    address: String,
    verdict: String,
}

/// Reads the list of an `expected.yaml`.
fn expected(path: &Utf8Path) -> BTreeSet<Expected> {
    let json = read(path);
    entries(json.get("expected").unwrap_or(&json))
}

fn read(path: &Utf8Path) -> serde_json::Value {
    let text = std::fs::read_to_string(path).expect("the expectations can be read");
    rempart::yaml::parse_one(&text, rempart::yaml::Limits::default())
        .expect("they are YAML")
        .to_json()
}

/// A list of flow mappings or blocks with the keys `rule`, `address`, `verdict` and `because`.
fn entries(list: &serde_json::Value) -> BTreeSet<Expected> {
    let entries = list.as_array().expect("the expectations are a list");
    let text = |entry: &serde_json::Value, key: &str| {
        entry
            .get(key)
            .and_then(|value| value.as_str())
            .map_or_else(|| panic!("{key} in {entry}"), str::to_owned)
    };
    entries
        .iter()
        .map(|entry| {
            assert!(
                !text(entry, "because").is_empty(),
                "every verdict has its reason"
            );
            Expected {
                rule: text(entry, "rule"),
                address: text(entry, "address"),
                verdict: text(entry, "verdict"),
            }
        })
        .collect()
}

fn compare(scenario: &str, root: &str, options: Options) {
    let directory = repository().join("fixtures/scenarios").join(scenario);
    let wanted = expected(&directory.join("expected.yaml"));
    compare_with(
        &wanted,
        &format!("fixtures/scenarios/{scenario}/{root}"),
        options,
    );
}

fn compare_with(wanted: &BTreeSet<Expected>, root: &str, options: Options) {
    let (_, outcome) = check(root, options);
    let mut found = BTreeSet::new();
    let mut why = Vec::new();
    for finding in &outcome.judgement.findings {
        let verdict = match finding.verdict {
            Verdict::Fail => "fail",
            Verdict::Unknown => "unknown",
            Verdict::Waived | Verdict::Pass => continue,
        };
        let entry = Expected {
            rule: finding.rule.to_string(),
            address: finding.resource.address.to_string(),
            verdict: verdict.to_owned(),
        };
        if !wanted.contains(&entry) {
            why.push(format!(
                "not expected: {}: {}",
                finding.rule,
                describe(finding)
            ));
        }
        found.insert(entry);
    }
    why.extend(
        wanted
            .difference(&found)
            .map(|entry| format!("missing: {entry:?}")),
    );
    assert!(
        why.is_empty(),
        "{} differences:\n{}",
        why.len(),
        why.join("\n")
    );
}

#[test]
fn the_clinic_portal_gets_the_verdicts_written_by_hand() {
    compare("clinic-portal", "infra", Options::default());
}

#[test]
fn the_health_record_gets_the_verdicts_written_by_hand() {
    compare("health-record", "infra", Options::default());
}

#[test]
fn home_care_gets_the_verdicts_written_by_hand() {
    compare("home-care", "infra", Options::default());
}

#[test]
fn the_imaging_archive_gets_the_verdicts_written_by_hand() {
    compare("imaging-archive", "infra", Options::default());
}

#[test]
fn the_laboratory_gets_the_verdicts_written_by_hand() {
    compare("laboratory", "infra", Options::default());
}

#[test]
fn teleradiology_gets_the_verdicts_written_by_hand() {
    compare("teleradiology", "infra", Options::default());
}

#[test]
fn the_perinatal_network_gets_the_verdicts_written_by_hand() {
    compare("perinatal-network", "infra", Options::default());
}

#[test]
fn each_environment_of_the_health_record_changes_what_its_file_says() {
    let directory = repository().join("fixtures/scenarios/health-record");
    let base = expected(&directory.join("expected.yaml"));
    let changes = read(&directory.join("environments.yaml"));
    for (name, change) in changes.as_object().expect("environments by name") {
        let gone = entries(&change["gone"]);
        assert!(gone.is_subset(&base), "{name} takes away what is there");
        let mut wanted: BTreeSet<Expected> = base.difference(&gone).cloned().collect();
        wanted.extend(entries(&change["added"]));
        let options = Options {
            environments: vec![Environment {
                name: name.clone(),
                var_files: vec![directory.join(format!("infra/envs/{name}.tfvars"))],
                ..Environment::default()
            }],
            ..Options::default()
        };
        compare_with(&wanted, "fixtures/scenarios/health-record/infra", options);
    }
}
