//! Questions that the catalogue puts to the team: each once per resource, whatever the number of rules.

use crate::common::check_text;
use crate::program::Sandbox;
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

/// What is asked about the trail: operator's address and verdict, for each root.
fn trails(files: &[(&str, &str)]) -> Vec<(String, String, String)> {
    let json = Sandbox::new(files).json(&["--show", "fail,unknown,pass"]);
    let findings = json["findings"].as_array().expect("findings").iter();
    let mut told: Vec<_> = findings
        .filter(|finding| finding["rule"] == "audit-trail-present")
        .map(|finding| {
            let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
            (
                word(&finding["resource"]["root"]),
                word(&finding["resource"]["address"]),
                word(&finding["verdict"]),
            )
        })
        .collect();
    told.sort();
    told
}

fn told(list: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    let owned = list.iter();
    owned
        .map(|(root, address, verdict)| {
            (
                (*root).to_owned(),
                (*address).to_owned(),
                (*verdict).to_owned(),
            )
        })
        .collect()
}

const STORES: &str = "provider \"aws\" {\n  region = \"eu-west-3\"\n}\nprovider \"aws\" {\n  alias  = \"b\"\n  region = \"eu-central-1\"\n}\n\
    provider \"scaleway\" {\n  region = \"fr-par\"\n}\n\
    resource \"aws_s3_bucket\" \"a\" {}\nresource \"aws_s3_bucket\" \"b\" {\n  provider = aws.b\n}\nresource \"scaleway_object_bucket\" \"c\" {}\n";

#[test]
fn a_trail_is_asked_for_once_per_operator_and_root() {
    assert_eq!(
        trails(&[
            ("app/main.tf", STORES),
            ("other/main.tf", "resource \"aws_s3_bucket\" \"z\" {}\n")
        ]),
        told(&[
            ("app", "provider.aws", "unknown"),
            ("app", "provider.scaleway", "unknown"),
            ("other", "aws_s3_bucket.z", "unknown"),
        ])
    );
}

#[test]
fn a_trail_in_any_root_of_the_operator_counts_for_all_of_its_roots() {
    let trail = "resource \"aws_cloudtrail\" \"main\" {\n  name           = \"main\"\n  s3_bucket_name = \"trail\"\n}\n";
    assert_eq!(
        trails(&[("app/main.tf", STORES), ("account/main.tf", trail)]),
        told(&[
            ("app", "provider.aws", "pass"),
            ("app", "provider.scaleway", "unknown"),
        ])
    );
    let json = Sandbox::new(&[("app/main.tf", STORES), ("account/main.tf", trail)])
        .json(&["--show", "pass"]);
    let passing = json["findings"].as_array().expect("findings").iter();
    let mut passing = passing.filter(|finding| finding["rule"] == "audit-trail-present");
    let evidence = passing
        .next()
        .map(|finding| finding["evidence"].to_string());
    let evidence = evidence.expect("it passes");
    assert!(
        evidence.contains("`aws_cloudtrail.main`: is declared in the root `account`"),
        "{evidence}"
    );
}

#[test]
fn a_trail_of_another_operator_and_one_that_may_not_exist_settle_nothing() {
    // The provider of Amazon, at an endpoint of another operator: its trail records nothing there.
    let elsewhere = "provider \"aws\" {\n  region = \"fr-par\"\n  endpoints {\n    s3 = \"https://s3.fr-par.scw.cloud\"\n  }\n}\n\
        resource \"aws_s3_bucket\" \"a\" {}\n";
    let trail = "variable \"trails\" {}\nresource \"aws_cloudtrail\" \"main\" {\n  count          = var.trails\n  name           = \"main\"\n  s3_bucket_name = \"trail\"\n}\n";
    let found = trails(&[("app/main.tf", elsewhere), ("account/main.tf", trail)]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].2, "unknown");
    let found = trails(&[("app/main.tf", STORES), ("account/main.tf", trail)]);
    assert_eq!(
        found[0],
        (
            "app".to_owned(),
            "provider.aws".to_owned(),
            "unknown".to_owned()
        )
    );
}

#[test]
fn what_is_out_of_scope_asks_for_no_trail() {
    let scope = "scope:\n  - exclude: {type: \"aws_*\"}\n    reason: Nothing of patients\n";
    let found = trails(&[("main.tf", STORES), ("rempart.yaml", scope)]);
    assert_eq!(found, told(&[(".", "provider.scaleway", "unknown")]));
}
