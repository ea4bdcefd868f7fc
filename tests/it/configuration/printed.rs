//! `--dump-config`: what counts, and where it comes from.

use super::with;

#[test]
fn every_value_says_where_it_comes_from() {
    let sandbox =
        with("packs:\n  hds-v2:\n    parameters: {zones: 3}\nlanguage: fr\nseverity: high\n");
    let ran = sandbox
        .run(&["check", "--dump-config", "--fail-on", "unknown"])
        .exits(0);
    ran.says("    edition: \"2.0\"  # the pack\n")
        .says("      residency: eea  # the pack\n")
        .says("      zones: 3  # rempart.yaml:3\n")
        .says("language: fr  # rempart.yaml:4\n")
        .says("severity: high  # rempart.yaml:5\n")
        .says("fail-on: unknown  # --fail-on\n")
        .says("require-resources: 1  # default\n")
        .says_nothing_of("secnumcloud");
}

#[test]
fn what_is_printed_is_a_configuration_that_means_the_same() {
    let sandbox = with(
        "packs:\n  hds-v2:\n    edition: 2.0\n    parameters: {residency: fr, backup-retention-days: 30}\nrules:\n  database-encrypted: {off: \"As the volume: encrypted\"}\n  backup-enabled: {severity: low}\npaths: {exclude: [old]}\nenvironments:\n  prod:\n    variables: {region: eu-west-1, \"odd key\": [1, {a: \"b: c\"}]}\nfail-on: unknown\n",
    );
    let printed = sandbox.run(&["check", "--dump-config"]).exits(0).out;
    let before = sandbox.json(&[]);
    sandbox.write("rempart.yaml", &printed);
    let mut after = sandbox.json(&[]);
    // Values of the file moved to other lines of it.
    let strip = |report: &mut serde_json::Value| {
        for finding in report["findings"].as_array_mut().expect("a list") {
            finding["evidence"] = serde_json::Value::Null;
        }
        report["diagnostics"] = serde_json::Value::Null;
        // Its content is another.
        report["inputs"] = serde_json::Value::Null;
    };
    let mut before = before;
    strip(&mut before);
    strip(&mut after);
    assert_eq!(before, after, "{printed}");
}

#[test]
fn nothing_but_defaults_without_a_file() {
    let ran = with("severity: high\n")
        .run(&["check", "--dump-config", "--isolated"])
        .exits(0);
    ran.says("severity: low  # default\n")
        .says("secnumcloud-3.2:\n")
        .says("language: en  # locale\n");
}
