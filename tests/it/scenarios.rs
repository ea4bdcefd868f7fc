//! Whole small systems, against verdicts written by hand from the providers' documentation.

use std::collections::BTreeSet;

use camino::Utf8Path;
use rempart::judge::Verdict;
use rempart::terraform::Options;

use crate::common::{check, describe, repository};

/// One line of an `expected.yaml`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Expected {
    rule: String,
    address: String,
    verdict: String,
}

/// Reads the list of an `expected.yaml`: its entries are flow mappings or blocks with the keys `rule`,
/// `address`, `verdict` and `because`.
fn expected(path: &Utf8Path) -> BTreeSet<Expected> {
    let text = std::fs::read_to_string(path).expect("the expectations can be read");
    let document =
        rempart::yaml::parse_one(&text, rempart::yaml::Limits::default()).expect("they are YAML");
    let json = document.to_json();
    let entries = json
        .get("expected")
        .unwrap_or(&json)
        .as_array()
        .cloned()
        .expect("they are a list");
    let text = |entry: &serde_json::Value, key: &str| {
        entry
            .get(key)
            .and_then(|value| value.as_str())
            .map(str::to_owned)
            .unwrap_or_else(|| panic!("{key} in {entry}"))
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
    let (_, outcome) = check(&format!("fixtures/scenarios/{scenario}/{root}"), options);
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
