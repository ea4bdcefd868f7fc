//! `rempart waive`: from a finding to an entry of the waivers file.

use crate::program::Sandbox;

const TEXT: &str = "provider \"aws\" {\n  region = \"eu-west-3\"\n}\nresource \"aws_ebs_volume\" \"data\" {\n  for_each = toset([\"a\", \"b\"])\n  availability_zone = \"eu-west-3a\"\n  size = 8\n  encrypted = false\n}\n";

fn fingerprints(sandbox: &Sandbox) -> Vec<String> {
    let report = sandbox.json(&[]);
    let findings = report["findings"].as_array().expect("a list").iter();
    findings
        .filter(|finding| finding["rule"] == "block-storage-encrypted")
        .map(|finding| finding["fingerprint"].as_str().expect("a text").to_owned())
        .collect()
}

#[test]
fn a_finding_is_waived_by_its_fingerprint() {
    let sandbox = Sandbox::new(&[("main.tf", TEXT)]);
    let prints = fingerprints(&sandbox);
    let [first, second] = prints.as_slice() else {
        panic!("two findings")
    };
    sandbox
        .run(&[
            "waive",
            first,
            "--reason",
            "a \"cache\"",
            "--until",
            "2027-01-31",
            "--approver",
            "Dr Martin",
            "--ticket",
            "OPS-12",
        ])
        .exits(0)
        .says("Waived in rempart-waivers.yaml, which counts with `--waivers rempart-waivers.yaml`")
        .says("  block-storage-encrypted  aws_ebs_volume.data[\"a\"]\n");
    let file = sandbox.read("rempart-waivers.yaml");
    assert!(
        file.ends_with(&format!("waivers:\n  - rule: block-storage-encrypted\n    resource: \"aws_ebs_volume.data[\\\"a\\\"]\"\n    fingerprint: \"{first}\"\n    reason: \"a \\\"cache\\\"\"\n    approver: \"Dr Martin\"\n    ticket: \"OPS-12\"\n    until: 2027-01-31\n")),
        "{file}"
    );
    let waivers = ["--waivers", "rempart-waivers.yaml", "--today", "2026-06-15"];
    assert_eq!(sandbox.json(&waivers)["summary"]["waived"], 1);
    // From a report, into the file that the configuration names, in another place.
    let report = sandbox.run(&["check", "--format", "json"]).out;
    sandbox.write("report.json", report);
    sandbox.write("rempart.yaml", "waivers: rempart-waivers.yaml\n");
    sandbox.write("rempart-waivers.yaml", format!("{file}# the end\n"));
    sandbox
        .run(&[
            "waive",
            second,
            "--reason",
            "x",
            "--from",
            "report.json",
            "--lang",
            "fr",
        ])
        .exits(0)
        .says("Dérogation inscrite dans rempart-waivers.yaml :\n");
    assert_eq!(
        sandbox.json(&["--today", "2026-06-15"])["summary"]["waived"],
        2
    );
    let after = sandbox.read("rempart-waivers.yaml");
    assert!(
        after.starts_with(&file) && after.ends_with("# the end\n"),
        "{after}"
    );
}

#[test]
fn what_cannot_be_waived_is_refused_and_nothing_is_written() {
    let sandbox = Sandbox::new(&[("main.tf", TEXT)]);
    let print = fingerprints(&sandbox).remove(0);
    let mut near = print.clone();
    near.replace_range(0..1, if print.starts_with('0') { "1" } else { "0" });
    for (arguments, complaint) in [
        (
            vec!["waive", "0", "--reason", "x"],
            "no finding has the fingerprint `0`".to_owned(),
        ),
        (
            vec!["waive", near.as_str(), "--reason", "x"],
            format!("did you mean `{print}`?"),
        ),
        (
            vec!["waive", &print, "--reason", "  "],
            "a waiver needs a reason".to_owned(),
        ),
        (vec!["waive", &print], "--reason".to_owned()),
        (
            vec!["waive", &print, "--reason", "x", "--until", "soon"],
            "--until".to_owned(),
        ),
        (
            vec!["waive", &print, "--reason", "x", "--from", "main.tf"],
            "main.tf is no JSON report of rempart".to_owned(),
        ),
        (
            vec!["waive", &print, "--reason", "x", "--file", "main.tf"],
            "main.tf: this is not a waivers file".to_owned(),
        ),
    ] {
        sandbox.run(&arguments).exits(2).warns(&complaint);
    }
    assert!(!sandbox.path("rempart-waivers.yaml").exists());
    assert_eq!(sandbox.read("main.tf"), TEXT);
}
