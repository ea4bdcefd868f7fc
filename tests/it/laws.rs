//! Laws that hold whatever the files say: the way a value comes does not change what is said of it,
//! and neither does the order of blocks and files.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::program::Sandbox;

const PROVIDER: &str = "provider \"aws\" {\n  region = \"eu-west-3\"\n}\n";

/// Rule, verdict and name of the resource of every finding.
fn verdicts(report: &Json) -> BTreeSet<(String, String, String)> {
    let text = |json: &Json| json.as_str().expect("a text").to_owned();
    let findings = report["findings"].as_array().expect("a list");
    findings
        .iter()
        .map(|finding| {
            let address = text(&finding["resource"]["address"]);
            let address = address.trim_start_matches("module.m.").to_owned();
            (text(&finding["rule"]), text(&finding["verdict"]), address)
        })
        .collect()
}

fn fingerprints(report: &Json) -> BTreeSet<String> {
    let findings = report["findings"].as_array().expect("a list");
    let all: Vec<String> = findings
        .iter()
        .map(|finding| finding["fingerprint"].as_str().expect("a text").to_owned())
        .collect();
    let distinct: BTreeSet<String> = all.iter().cloned().collect();
    assert_eq!(all.len(), distinct.len(), "a fingerprint names one finding");
    distinct
}

fn judged(files: &[(&str, &str)], arguments: &[&str]) -> BTreeSet<(String, String, String)> {
    let all = ["--show", "fail,unknown,pass"];
    verdicts(&Sandbox::new(files).json(&[&all, arguments].concat()))
}

/// A database whose argument is given by `value`, which `definitions` may define.
fn database(argument: &str, value: &str) -> String {
    format!(
        "{PROVIDER}resource \"aws_db_instance\" \"main\" {{\n  engine = \"postgres\"\n  {argument} = {value}\n}}\n"
    )
}

/// The arguments tried: name, type, and two values that no rule takes alike.
const ARGUMENTS: [(&str, &str, [&str; 2]); 3] = [
    ("storage_encrypted", "bool", ["true", "false"]),
    ("backup_retention_period", "number", ["0", "35"]),
    ("publicly_accessible", "bool", ["true", "false"]),
];

/// How a value comes: in words, the files, and the arguments.
type Way<'w> = (&'w str, Vec<(&'w str, &'w str)>, Vec<&'w str>);

#[test]
fn a_value_is_judged_alike_whichever_way_it_comes() {
    for (argument, kind, values) in ARGUMENTS {
        let mut answers = Vec::new();
        for value in values {
            let literal = judged(&[("main.tf", &database(argument, value))], &[]);
            assert!(
                literal.iter().all(|(_, verdict, _)| verdict != "unknown") || !literal.is_empty()
            );
            let declared = format!("variable \"v\" {{\n  type = {kind}\n}}\n");
            let by_variable = database(argument, "var.v");
            let with_default =
                format!("variable \"v\" {{\n  type    = {kind}\n  default = {value}\n}}\n");
            let assigned = format!("v = {value}\n");
            let given = format!("v={value}");
            let local = format!("locals {{\n  v = {value}\n}}\n");
            let module_call =
                format!("{PROVIDER}module \"m\" {{\n  source = \"./m\"\n  v      = {value}\n}}\n");
            let in_module = by_variable.replace(PROVIDER, "");
            let json = format!(
                r#"{{"provider": {{"aws": {{"region": "eu-west-3"}}}}, "resource": {{"aws_db_instance": {{"main": {{"engine": "postgres", "{argument}": {value}}}}}}}}}"#
            );
            let ways: Vec<Way<'_>> = vec![
                (
                    "a default",
                    vec![("main.tf", &by_variable), ("v.tf", &with_default)],
                    vec![],
                ),
                (
                    "terraform.tfvars",
                    vec![
                        ("main.tf", &by_variable),
                        ("v.tf", &declared),
                        ("terraform.tfvars", &assigned),
                    ],
                    vec![],
                ),
                (
                    "auto.tfvars",
                    vec![
                        ("main.tf", &by_variable),
                        ("v.tf", &declared),
                        ("x.auto.tfvars", &assigned),
                    ],
                    vec![],
                ),
                (
                    "a file",
                    vec![
                        ("main.tf", &by_variable),
                        ("v.tf", &declared),
                        ("x.tfvars", &assigned),
                    ],
                    vec!["--var-file", "x.tfvars"],
                ),
                (
                    "the command line",
                    vec![("main.tf", &by_variable), ("v.tf", &declared)],
                    vec!["--var", &given],
                ),
                (
                    "a module argument",
                    vec![
                        ("main.tf", &module_call),
                        ("m/main.tf", &in_module),
                        ("m/v.tf", &declared),
                    ],
                    vec![],
                ),
                ("the JSON syntax", vec![("main.tf.json", &json)], vec![]),
            ];
            for (way, files, arguments) in ways {
                assert_eq!(
                    judged(&files, &arguments),
                    literal,
                    "{argument} = {value} through {way}"
                );
            }
            let by_local = database(argument, "local.v");
            for (way, expression) in [
                ("a local", by_local.as_str()),
                (
                    "a conditional",
                    &database(argument, "1 == 1 ? local.v : null"),
                ),
                ("a list", &database(argument, "[null, local.v][1]")),
                (
                    "a lookup",
                    &database(argument, "lookup({ a = local.v }, \"a\", null)"),
                ),
                ("an override", by_local.as_str()),
            ] {
                assert_eq!(
                    judged(&[("main.tf", expression), ("l.tf", &local)], &[]),
                    literal,
                    "{argument} = {value} through {way}"
                );
            }
            let overridden =
                format!("resource \"aws_db_instance\" \"main\" {{\n  {argument} = {value}\n}}\n");
            assert_eq!(
                judged(
                    &[
                        ("main.tf", &database(argument, "null")),
                        ("override.tf", &overridden)
                    ],
                    &[]
                ),
                literal,
                "{argument} = {value} through an override file"
            );
            answers.push(literal);
        }
        assert_ne!(answers[0], answers[1], "{argument} makes a difference");
    }
}

#[test]
fn a_block_is_judged_alike_written_out_or_dynamic() {
    let group = |ingress: &str| {
        format!("{PROVIDER}resource \"aws_security_group\" \"g\" {{\n{ingress}}}\n")
    };
    for range in ["0.0.0.0/0", "192.0.2.0/24"] {
        let content = |port: &str, ranges: &str| {
            format!(
                "from_port = {port}\n to_port = {port}\n protocol = \"tcp\"\n cidr_blocks = {ranges}\n"
            )
        };
        let written = group(&format!(
            "ingress {{\n{}}}\n",
            content("22", &format!("[\"{range}\"]"))
        ));
        let literal = judged(&[("main.tf", &written)], &[]);
        for (way, dynamic) in [
            (
                "a list",
                group(&format!(
                    "dynamic \"ingress\" {{\n for_each = [22]\n content {{\n{}}}\n}}\n",
                    content("ingress.value", &format!("[\"{range}\"]"))
                )),
            ),
            (
                "a map of objects",
                group(&format!(
                    "dynamic \"ingress\" {{\n for_each = {{ ssh = {{ port = 22, ranges = [\"{range}\"] }} }}\n iterator = each_rule\n content {{\n{}}}\n}}\n",
                    content("each_rule.value.port", "each_rule.value.ranges")
                )),
            ),
        ] {
            assert_eq!(
                judged(&[("main.tf", &dynamic)], &[]),
                literal,
                "{range} through {way}"
            );
        }
    }
}

/// A small system whose parts lean on each other.
const BLOCKS: [&str; 7] = [
    "provider \"aws\" {\n  region = var.region\n}\n",
    "variable \"region\" {\n  default = \"eu-west-3\"\n}\n",
    "locals {\n  name = \"records-${var.region}\"\n}\n",
    "resource \"aws_kms_key\" \"k\" {\n  enable_key_rotation = false\n}\n",
    "resource \"aws_s3_bucket\" \"b\" {\n  bucket = local.name\n}\n",
    "resource \"aws_s3_bucket_versioning\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n  versioning_configuration {\n    status = \"Suspended\"\n  }\n}\n",
    "resource \"aws_s3_bucket_server_side_encryption_configuration\" \"b\" {\n  bucket = local.name\n  rule {\n    apply_server_side_encryption_by_default {\n      sse_algorithm     = \"aws:kms\"\n      kms_master_key_id = aws_kms_key.k.arn\n    }\n  }\n}\n",
];

#[test]
fn the_order_of_blocks_and_files_changes_nothing() {
    let whole = |blocks: &[&str]| blocks.concat();
    let first =
        Sandbox::new(&[("main.tf", &whole(&BLOCKS))]).json(&["--show", "fail,unknown,pass"]);
    let (expected, prints) = (verdicts(&first), fingerprints(&first));
    assert!(expected.len() > 5, "{expected:?}");
    for turn in 1..BLOCKS.len() {
        let mut blocks = BLOCKS;
        blocks.rotate_left(turn);
        if turn % 2 == 0 {
            blocks.reverse();
        }
        let report =
            Sandbox::new(&[("main.tf", &whole(&blocks))]).json(&["--show", "fail,unknown,pass"]);
        assert_eq!(verdicts(&report), expected, "blocks turned by {turn}");
        assert_eq!(fingerprints(&report), prints, "blocks turned by {turn}");
        // A file per block, named so that the files come in yet another order.
        let sandbox = Sandbox::new(&[]);
        for (position, block) in blocks.iter().enumerate() {
            let name = char::from(b'a' + u8::try_from((position * 5) % 7).expect("small"));
            sandbox.write(&format!("{name}.tf"), block);
        }
        let report = sandbox.json(&["--show", "fail,unknown,pass"]);
        assert_eq!(verdicts(&report), expected, "files turned by {turn}");
        assert_eq!(fingerprints(&report), prints, "files turned by {turn}");
    }
}

#[test]
fn fingerprints_survive_moved_lines_and_renamed_files() {
    let text = BLOCKS.concat();
    let before = fingerprints(&Sandbox::new(&[("main.tf", &text)]).json(&[]));
    let moved = format!(
        "# A comment,\n# and another.\n\n{}",
        text.replace("}\n", "}\n\n\n")
    );
    for (name, text) in [("main.tf", moved.as_str()), ("storage.tf", &text)] {
        let after = fingerprints(&Sandbox::new(&[(name, text)]).json(&[]));
        assert_eq!(after, before, "{name}");
    }
    // Another resource is another finding.
    let renamed = text
        .replace("\"b\" {", "\"c\" {")
        .replace("bucket.b.", "bucket.c.");
    let after = fingerprints(&Sandbox::new(&[("main.tf", &renamed)]).json(&[]));
    assert_ne!(after, before);
}

#[test]
fn two_runs_say_the_same() {
    let files: Vec<(String, String)> = (0..40)
        .map(|n| (format!("r{n}/main.tf"), BLOCKS.concat()))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let sandbox = Sandbox::new(&files);
    for arguments in [&["check"][..], &["check", "--format", "json"], &["inspect"]] {
        let first = sandbox.run(arguments);
        assert_eq!(first.out, sandbox.run(arguments).out, "{arguments:?}");
        assert_eq!(first.err, sandbox.run(arguments).err, "{arguments:?}");
    }
}
