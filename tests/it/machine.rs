//! The machine-readable report against its published schema, on everything there is to report on.

use serde_json::Value as Json;

use crate::common::{fixture_files, repository};
use crate::program::{Sandbox, in_repository};

fn validator() -> jsonschema::Validator {
    let text = std::fs::read_to_string(repository().join("policies/schema/findings.json"))
        .expect("the schema can be read");
    let schema: Json = serde_json::from_str(&text).expect("JSON");
    jsonschema::validator_for(&schema).expect("a schema")
}

#[track_caller]
fn assert_valid(validator: &jsonschema::Validator, report: &Json, subject: &str) {
    let errors: Vec<String> = validator
        .iter_errors(report)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{subject}:\n{}", errors.join("\n"));
    for finding in report["findings"].as_array().expect("a list") {
        let message = &finding["message"];
        for language in ["en", "fr"] {
            let text = message[language].as_str().expect("a text");
            let address = finding["resource"]["address"].as_str().expect("a text");
            assert!(
                text.contains(address),
                "{subject}: a message names its resource: {text}"
            );
        }
        let proven = !finding["evidence"].as_array().expect("a list").is_empty();
        assert!(
            proven || finding["verdict"] == "pass",
            "{subject}: {finding}"
        );
        assert!(!finding["location"].is_null(), "{subject}: {finding}");
        assert!(
            !finding["requirements"]
                .as_array()
                .expect("a list")
                .is_empty()
        );
    }
}

#[test]
fn every_scenario_and_hostile_fixture_reports_by_the_schema() {
    let validator = validator();
    let scenarios =
        std::fs::read_dir(repository().join("fixtures/scenarios")).expect("it is there");
    for scenario in scenarios {
        let name = scenario.expect("it can be read").file_name();
        let path = format!("fixtures/scenarios/{}", name.to_str().expect("UTF-8"));
        for show in ["fail,unknown,waived", "fail,unknown,waived,pass"] {
            let ran = in_repository(&["check", "--format", "json", "--show", show, &path]);
            let report: Json = serde_json::from_str(&ran.out).expect("JSON");
            assert_valid(&validator, &report, &path);
            assert!(
                !report["findings"].as_array().expect("a list").is_empty(),
                "{path}"
            );
        }
    }
    for path in fixture_files("fixtures/hostile") {
        let sandbox = Sandbox::new(&[("good.tf", "resource \"aws_s3_bucket\" \"good\" {}\n")]);
        let bytes = std::fs::read(repository().join(&path)).expect("a fixture can be read");
        sandbox.write(path.file_name().expect("a file"), bytes);
        let report = sandbox.json(&[]);
        assert_valid(&validator, &report, path.as_str());
        assert!(report["summary"]["resources"].as_u64() >= Some(1), "{path}");
    }
    let ran = in_repository(&["check", "--format", "json", "gone"]);
    let report: Json = serde_json::from_str(&ran.out).expect("JSON");
    assert_valid(&validator, &report, "a missing path");
    assert_eq!(report["diagnostics"][0]["code"], "missing-path");
}

#[test]
fn the_summary_counts_what_is_listed() {
    let ran = in_repository(&[
        "check",
        "--format",
        "json",
        "--show",
        "fail,unknown,pass",
        "fixtures/scenarios",
    ]);
    let report: Json = serde_json::from_str(&ran.out).expect("JSON");
    let count = |verdict: &str| {
        let findings = report["findings"].as_array().expect("a list");
        findings
            .iter()
            .filter(|finding| finding["verdict"] == verdict)
            .count() as u64
    };
    for verdict in ["fail", "unknown"] {
        assert_eq!(
            report["summary"][verdict].as_u64(),
            Some(count(verdict)),
            "{verdict}"
        );
        assert!(count(verdict) > 5);
    }
    assert_eq!(report["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn a_finding_is_told_with_its_place_its_proof_and_the_way_of_its_value() {
    let sandbox = Sandbox::new(&[
        (
            "main.tf",
            "provider \"aws\" {\n  region = \"eu-west-3\"\n}\nvariable \"encrypted\" {\n  type = bool\n}\nresource \"aws_db_instance\" \"d\" {\n  storage_encrypted = var.encrypted\n}\n",
        ),
        ("terraform.tfvars", "# Set for a test.\nencrypted = false\n"),
    ]);
    let report = sandbox.json(&["--pack", "secnumcloud-3.2"]);
    let findings = report["findings"].as_array().expect("a list");
    let finding = findings
        .iter()
        .find(|finding| finding["rule"] == "database-encrypted")
        .expect("it fails");
    assert_eq!(finding["verdict"], "fail");
    assert_eq!(finding["severity"], "high");
    assert_eq!(finding["family"], "encryption-at-rest");
    assert_eq!(
        finding["resource"],
        serde_json::json!({"root": ".", "address": "aws_db_instance.d", "type": "aws_db_instance", "provider": "aws", "region": "eu-west-3",
            "location": {"file": "main.tf", "line": 7, "column": 1, "end_line": 7, "end_column": 31}})
    );
    assert_eq!(
        finding["location"],
        serde_json::json!({"file": "main.tf", "line": 8, "column": 23, "end_line": 8, "end_column": 36})
    );
    assert_eq!(
        finding["requirements"],
        serde_json::json!([{"pack": "secnumcloud-3.2", "id": "10.1.a"}])
    );
    let proof = &finding["evidence"][0];
    assert_eq!(proof["subject"], "storage_encrypted");
    assert_eq!(proof["found"], "false");
    assert_eq!(proof["expected"]["en"], "`true`");
    assert_eq!(proof["definitions"][0]["label"], "var.encrypted");
    assert_eq!(
        proof["definitions"][0]["location"]["file"],
        "terraform.tfvars"
    );
    assert_eq!(proof["definitions"][0]["location"]["line"], 2);
}

#[test]
fn what_the_catalogue_does_not_describe_is_counted() {
    let sandbox = Sandbox::new(&[(
        "main.tf",
        "resource \"example_thing\" \"a\" {\n  count = 2\n}\nresource \"aws_s3_bucket\" \"b\" {}\n",
    )]);
    let report = sandbox.json(&[]);
    assert_eq!(
        report["unknown_types"],
        serde_json::json!([{"type": "example_thing", "resources": 2}])
    );
    sandbox.run(&[]).says(
        "2 resources were not judged, 1 type that the catalogue does not describe: example_thing",
    );
}

#[test]
fn a_report_can_go_to_a_file() {
    let sandbox = Sandbox::new(&[("main.tf", "resource \"aws_s3_bucket\" \"b\" {}\n")]);
    let printed = sandbox.run(&["--format", "json"]);
    let ran = sandbox.run(&["--format", "json", "--output", "report.json"]);
    assert_eq!(ran.out, "");
    assert_eq!(ran.code, printed.code);
    assert_eq!(sandbox.read("report.json"), printed.out);
}
