//! Questions that the catalogue puts to the team: each once per resource, whatever the number of rules.

use crate::common::check_text;
use rempart::judge::{Finding, Outcome, Verdict};

/// The findings of a rule on an address.
fn of<'o>(outcome: &'o Outcome, rule: &str, address: &str) -> Vec<&'o Finding> {
    let findings = outcome.judgement.findings.iter();
    findings
        .filter(|finding| &*finding.rule == rule && &*finding.resource.address == address)
        .collect()
}

/// The packs and numbers that a finding bears on.
fn requirements(finding: &Finding) -> Vec<String> {
    let requirements = finding.requirements.iter();
    requirements
        .map(|requirement| format!("{} {}", requirement.pack, requirement.id))
        .collect()
}

#[test]
fn where_a_store_is_copied_is_asked_once() {
    let (_, outcome) =
        check_text("resource \"scaleway_object_bucket\" \"records\" {\n  name = \"records\"\n}\n");
    let address = "scaleway_object_bucket.records";
    let asked = of(&outcome, "second-site-copy", address);
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].verdict, Verdict::Unknown);
    assert!(of(&outcome, "copies-in-zone", address).is_empty());
    // The answer settles what both rules bear on.
    let told = requirements(asked[0]);
    for requirement in [
        "hds-v2 EXI 28",
        "secnumcloud-3.2 19.2.b",
        "secnumcloud-3.2 17.2.a",
    ] {
        assert!(
            told.iter().any(|told| told == requirement),
            "{requirement} in {told:?}"
        );
    }
    let mut texts: Vec<&str> = outcome
        .judgement
        .findings
        .iter()
        .filter(|finding| {
            finding.verdict == Verdict::Unknown && &*finding.resource.address == address
        })
        .map(|finding| finding.fact.en.as_str())
        .collect();
    let count = texts.len();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), count, "{texts:?}");
}

#[test]
fn a_known_copy_leaves_the_place_of_the_others_to_the_rule_on_places() {
    // A copy in the other region is known: that it is a second site needs no answer.
    let text = "provider \"google\" {\n  project = \"p\"\n  region  = \"europe-west9\"\n}\n\
        resource \"google_compute_disk\" \"records\" {\n  name = \"records\"\n  zone = \"europe-west9-a\"\n}\n\
        resource \"google_compute_resource_policy\" \"daily\" {\n  name   = \"daily\"\n  region = \"europe-west9\"\n  snapshot_schedule_policy {\n    \
        schedule {\n      daily_schedule {\n        days_in_cycle = 1\n        start_time    = \"04:00\"\n      }\n    }\n    \
        snapshot_properties {\n      storage_locations = [\"europe-west3\"]\n    }\n  }\n}\n\
        resource \"google_compute_disk_resource_policy_attachment\" \"daily\" {\n  name = google_compute_resource_policy.daily.name\n  disk = google_compute_disk.records.name\n  zone = \"europe-west9-a\"\n}\n";
    let (_, outcome) = check_text(text);
    for rule in ["second-site-copy", "copies-in-zone"] {
        let found = of(&outcome, rule, "google_compute_disk.records");
        assert_eq!(found.len(), 1, "{rule}");
        assert_eq!(found[0].verdict, Verdict::Pass, "{rule}");
    }
}
