//! Waivers: in comments of every place, in a file, ended, unused, malformed.

use serde_json::Value;

use crate::program::Sandbox;

const RULE: &str = "block-storage-encrypted";

const PROVIDER: &str = "provider \"aws\" {\n  region = \"eu-west-3\"\n}\n";

/// One volume that is not encrypted, with a text above it, beside its header, and around its argument.
fn volume(above: &str, header: &str, before: &str, beside: &str) -> String {
    format!(
        "{PROVIDER}{above}resource \"aws_ebs_volume\" \"data\" {{{header}\n  availability_zone = \"eu-west-3a\"\n  size = 8\n{before}  encrypted = false{beside}\n}}\n"
    )
}

fn run(text: &str, arguments: &[&str]) -> Value {
    let arguments = [&["--today", "2026-06-15"], arguments].concat();
    Sandbox::new(&[("main.tf", text)]).json(&arguments)
}

/// The verdicts of a rule, by address.
fn verdicts(report: &Value, rule: &str) -> Vec<(String, String)> {
    let findings = report["findings"].as_array().expect("a list").iter();
    findings
        .filter(|finding| finding["rule"] == rule)
        .map(|finding| {
            let text = |value: &Value| value.as_str().expect("a text").to_owned();
            (
                text(&finding["resource"]["address"]),
                text(&finding["verdict"]),
            )
        })
        .collect()
}

#[track_caller]
fn is(text: &str, verdict: &str) -> Value {
    let report = run(text, &[]);
    assert_eq!(
        verdicts(&report, RULE),
        [("aws_ebs_volume.data".to_owned(), verdict.to_owned())],
        "{text}\n{:#}",
        report["diagnostics"]
    );
    report
}

#[test]
fn a_comment_waives_what_stands_below_or_beside_it() {
    let waiver = format!("rempart:ignore {RULE} reason=\"moved in March\"");
    for text in [
        volume(&format!("# {waiver}\n"), "", "", ""),
        volume(&format!("// {waiver}\n# why\n\n"), "", "", ""),
        volume(&format!("/* {waiver} */\n"), "", "", ""),
        volume(&format!("/*\n * {waiver}\n */\n"), "", "", ""),
        volume("", &format!(" # {waiver}"), "", ""),
        volume("", &format!(" /* {waiver} */"), "", ""),
        volume("", "", &format!("  # {waiver}\n"), ""),
        volume("", "", "", &format!(" # {waiver}")),
        volume("", "", "", &format!(" # {waiver}\r")),
        volume("", "", &format!("  /* {waiver} */"), ""),
        format!(
            "# rempart:ignore-file {RULE} reason=\"a test bed\"\n{}",
            volume("", "", "", "")
        ),
        // The end of a block is as good as its head.
        format!("{} # {waiver}\n", volume("", "", "", "").trim_end()),
    ] {
        let report = is(&text, "waived");
        assert_eq!(report["summary"]["waived"], 1, "{text}");
        assert_eq!(report["waivers"][0]["state"], "active");
        assert_eq!(report["waivers"][0]["findings"], 1);
    }
}

#[test]
fn a_comment_elsewhere_waives_nothing() {
    let waiver = format!("rempart:ignore {RULE} reason=\"x\"");
    for text in [
        // Above another argument, above another block, below the block.
        volume("", &format!("\n  # {waiver}"), "", ""),
        format!("# {waiver}\n{}", volume("", "", "", "")),
        format!("{}# {waiver}\nlocals {{}}\n", volume("", "", "", "")),
        // Text is no comment.
        volume(
            "",
            &format!("\n  type = \"# {}\"", waiver.replace('"', "'")),
            "",
            "",
        ),
        volume(
            "",
            &format!("\n  tags = {{ a = <<EOT\n# {waiver}\nEOT\n  }}"),
            "",
            "",
        ),
        // Prose may name it.
        volume(&format!("# see {waiver}\n"), "", "", ""),
        // Another rule.
        volume("# rempart:ignore backup-enabled reason=\"x\"\n", "", "", ""),
    ] {
        is(&text, "fail");
    }
}

#[test]
fn a_waiver_covers_all_instances_and_every_rule_it_names() {
    let text = format!(
        "{PROVIDER}# rempart:ignore {RULE}, backup-enabled,second-site-copy until=2026-12-31 reason=\"a cache: \\\"nothing\\\" to lose\" approver=\"Dr Martin\" ticket=OPS-12\nresource \"aws_ebs_volume\" \"data\" {{\n  count = 3\n  availability_zone = \"eu-west-3a\"\n  size = 8\n  encrypted = false\n}}\n"
    );
    let report = run(&text, &[]);
    for rule in [RULE, "backup-enabled", "second-site-copy"] {
        let verdicts = verdicts(&report, rule);
        assert_eq!(verdicts.len(), 3, "{rule}");
        assert!(verdicts.iter().all(|(_, verdict)| verdict == "waived"));
    }
    assert_eq!(report["summary"]["waived"], 9);
    let waiver = &report["waivers"][0];
    assert_eq!(waiver["reason"], "a cache: \"nothing\" to lose");
    assert_eq!(waiver["until"], "2026-12-31");
    assert_eq!(waiver["approver"], "Dr Martin");
    assert_eq!(waiver["ticket"], "OPS-12");
    assert_eq!(waiver["findings"], 9);
    assert_eq!(waiver["location"]["line"], 4);
    let mut findings = report["findings"].as_array().expect("a list").iter();
    let finding = findings.find(|finding| finding["rule"] == RULE);
    assert_eq!(finding.expect("there")["waiver"]["ticket"], "OPS-12");
}

#[test]
fn a_nested_block_and_a_value_are_covered_alone() {
    let ingress = |before: &str, inside: &str| {
        format!(
            "{PROVIDER}resource \"aws_security_group\" \"open\" {{\n{before}  ingress {{\n    from_port = 22\n    to_port = 22\n    protocol = \"tcp\"\n    cidr_blocks = [\n{inside}      \"0.0.0.0/0\",\n    ]\n  }}\n}}\n"
        )
    };
    let waiver = "# rempart:ignore admin-ports-closed reason=\"a honeypot\"\n";
    for text in [
        ingress(waiver, ""),
        ingress("", waiver),
        ingress("", "").replace("ingress {", &format!("ingress {{ {}", waiver.trim_end())),
    ] {
        let report = run(&text, &[]);
        let verdicts = verdicts(&report, "admin-ports-closed");
        assert_eq!(
            verdicts,
            [("aws_security_group.open".into(), "waived".into())],
            "{text}"
        );
    }
}

#[test]
fn a_waiver_at_a_call_covers_what_the_module_declares() {
    let module = volume("", "", "", "").replace(PROVIDER, "");
    let root = format!(
        "{PROVIDER}# rempart:ignore {RULE} reason=\"scratch\"\nmodule \"scratch\" {{\n  source = \"./disk\"\n}}\nmodule \"real\" {{\n  source = \"./disk\"\n}}\n"
    );
    let sandbox = Sandbox::new(&[("main.tf", &root), ("disk/main.tf", &module)]);
    assert_eq!(
        verdicts(&sandbox.json(&[]), RULE),
        [
            ("module.scratch.aws_ebs_volume.data".into(), "waived".into()),
            ("module.real.aws_ebs_volume.data".into(), "fail".into()),
        ]
    );
}

#[test]
fn comments_of_downloaded_modules_count_on_demand() {
    let waiver = format!("# rempart:ignore {RULE} reason=\"says its author\"\n");
    let module = volume(&waiver, "", "", "").replace(PROVIDER, "");
    let manifest = r#"{"Modules":[{"Key":"disk","Source":"example/disk/aws","Dir":".terraform/modules/disk"}]}"#;
    let root = format!("{PROVIDER}module \"disk\" {{\n  source = \"example/disk/aws\"\n}}\n");
    let sandbox = Sandbox::new(&[
        ("main.tf", &root),
        (".terraform/modules/modules.json", manifest),
        (".terraform/modules/disk/main.tf", &module),
    ]);
    let is = |arguments: &[&str]| verdicts(&sandbox.json(arguments), RULE)[0].1.clone();
    assert_eq!(is(&[]), "fail");
    assert_eq!(is(&["--waivers-in-modules"]), "waived");
    assert_eq!(sandbox.json(&[])["waivers"], serde_json::json!([]));
}

#[test]
fn a_waiver_counts_on_its_last_day_and_not_after() {
    let text = |until: &str| {
        volume(
            &format!("# rempart:ignore {RULE} until={until} reason=\"x\"\n"),
            "",
            "",
            "",
        )
    };
    is(&text("2026-06-15"), "waived");
    is(&text("2026-06-16"), "waived");
    let report = is(&text("2026-06-14"), "fail");
    assert_eq!(report["waivers"][0]["state"], "expired");
    assert_eq!(report["waivers"][0]["expired_days"], 1);
    let report = is(&text("2025-06-15"), "fail");
    assert_eq!(report["waivers"][0]["expired_days"], 365);
    let findings = report["findings"].as_array().expect("findings");
    let mut waivers = findings.iter().map(|finding| &finding["waiver"]["until"]);
    assert!(waivers.any(|until| until == "2025-06-15"), "{findings:?}");
    let sandbox = Sandbox::new(&[("main.tf", &text("2025-06-15"))]);
    sandbox
        .run(&["--today", "2026-06-15"])
        .exits(1)
        .says("the last day of this waiver was 2025-06-15, 365 days ago")
        .says("  was   waived until 2025-06-15: x");
    // Without the argument, the day is that of a reproducible build.
    let sandbox = sandbox.with_variable("SOURCE_DATE_EPOCH", "1750086400");
    assert_eq!(sandbox.json(&[])["waivers"][0]["expired_days"], 1);
}

#[test]
fn an_unused_waiver_is_reported_and_fails_nothing() {
    let text = format!(
        "# rempart:ignore {RULE} reason=\"x\"\nresource \"aws_s3_bucket\" \"b\" {{}}\n{PROVIDER}"
    );
    let report = run(&text, &[]);
    assert_eq!(report["waivers"][0]["state"], "unused");
    let notes = report["diagnostics"].as_array().expect("a list").iter();
    let codes: Vec<&Value> = notes.map(|note| &note["code"]).collect();
    assert!(codes.contains(&&Value::from("unused-waiver")), "{codes:?}");
    Sandbox::new(&[("main.tf", &text)])
        .run(&["--fail-on", "never"])
        .exits(0)
        .says("Waivers under which nothing that was judged fails:\n  main.tf:1  block-storage-encrypted");
}

#[test]
fn open_questions_can_be_waived() {
    let text = format!(
        "variable \"e\" {{ type = bool }}\n{}",
        volume(
            &format!("# rempart:ignore {RULE} reason=\"asked\"\n"),
            "",
            "",
            ""
        )
        .replace("encrypted = false", "encrypted = var.e")
    );
    is(&text, "waived");
    assert_eq!(
        verdicts(&run(&text, &["--no-waivers"]), RULE)[0].1,
        "unknown"
    );
}

#[test]
fn an_auditor_sees_what_was_waived() {
    let text = volume(
        &format!("# rempart:ignore {RULE} reason=\"x\"\n"),
        "",
        "",
        "",
    );
    let report = run(&text, &["--no-waivers"]);
    assert_eq!(verdicts(&report, RULE)[0].1, "fail");
    assert_eq!(report["summary"]["waived"], 0);
    // A waived failure opens the gate, and is still told.
    let sandbox = Sandbox::new(&[("main.tf", &text)]);
    let ran = sandbox.run(&["--lang", "fr"]);
    assert!(
        ran.out.contains("Dérogations\u{a0}:\n  main.tf:4  sans terme\u{a0}: x\n      main.tf:8:15  aws_ebs_volume.data  block-storage-encrypted (élevée)"),
        "{}",
        ran.out
    );
}

#[test]
fn a_malformed_waiver_waives_nothing_and_is_wrong_usage() {
    for (waiver, complaint, place) in [
        (
            "rempart:ignore block-storage-encrypted",
            "a waiver needs a reason",
            3,
        ),
        (
            "rempart:ignore block-storage-encrypted reason=\" \"",
            "a waiver needs a reason",
            49,
        ),
        (
            "rempart:ignore block-storage-encryptd reason=\"x\"",
            "there is no rule `block-storage-encryptd`: did you mean `block-storage-encrypted`?",
            18,
        ),
        (
            "rempart:ignore block-storage-encrypted reson=\"x\"",
            "unknown key `reson`: did you mean `reason`?",
            42,
        ),
        (
            "rempart:ignore block-storage-encrypted until=2027-02-30 reason=\"x\"",
            "`2027-02-30` is not a day of the calendar",
            48,
        ),
        (
            "rempart:ignore block-storage-encrypted until=31/01/2027 reason=\"x\"",
            "`31/01/2027` is not a day of the calendar",
            48,
        ),
        (
            "rempart:ignore block-storage-encrypted reason=\"x",
            "this quote is not closed on its line",
            49,
        ),
        (
            "rempart:ignore block-storage-encrypted reason=",
            "`reason` has no value",
            42,
        ),
        (
            "rempart:ignore block-storage-encrypted reason=moved in March",
            "found `in`",
            55,
        ),
        (
            "rempart:ignore block-storage-encrypted reason=a reason=b",
            "`reason` is given twice",
            51,
        ),
        (
            "rempart:ignore reason=\"x\"",
            "name the rules that are waived",
            18,
        ),
        ("rempart:ignore", "name the rules that are waived", 3),
        (
            "rempart:ignore block-storage-encrypted, reason=\"x\"",
            "name the rules that are waived",
            43,
        ),
        (
            "rempart:ignore-block block-storage-encrypted reason=\"x\"",
            "there is no comment `rempart:ignore-block`",
            3,
        ),
        (
            "rempart:ignore-file block-storage-encrypted reason=\"x\"",
            "stands at its head",
            3,
        ),
        ("rempart:ignore * reason=\"x\"", "there is no rule `*`", 18),
    ] {
        let text = volume(&format!("# {waiver}\n"), "", "", "");
        let report = is(&text, "fail");
        let problem = &report["diagnostics"][0];
        assert_eq!(problem["code"], "bad-waiver", "{waiver}");
        let message = problem["message"]["en"].as_str().expect("a text");
        assert!(message.contains(complaint), "{waiver}: {message}");
        assert_ne!(problem["message"]["fr"], problem["message"]["en"]);
        assert_eq!(problem["location"]["line"], 4, "{waiver}");
        assert_eq!(problem["location"]["column"], place, "{waiver}");
        Sandbox::new(&[("main.tf", &text)])
            .run(&["--fail-on", "never"])
            .exits(2);
    }
    // Nothing stands below.
    let text = format!(
        "{}# rempart:ignore {RULE} reason=\"x\"\n",
        volume("", "", "", "")
    );
    let report = is(&text, "fail");
    assert_eq!(report["diagnostics"][0]["code"], "bad-waiver");
}

#[test]
fn the_caret_stands_at_the_mistake() {
    let text = volume(
        "# rempart:ignore block-storage-encryptd reason=\"x\"\n",
        "",
        "",
        "",
    );
    Sandbox::new(&[("main.tf", &text)]).run(&[]).exits(2).says(
        " 4 │ # rempart:ignore block-storage-encryptd reason=\"x\"\n   ·                  ──────────────────────\n",
    );
}

#[test]
fn a_rule_may_forbid_waivers() {
    let rule = "rules:\n  block-storage-encrypted:\n    family: encryption-at-rest\n    severity: high\n    waivable: false\n    title: {en: a, fr: b}\n    defect: {en: it is open, fr: c'est ouvert}\n    why: {en: a, fr: b}\n    remedy: {en: a, fr: b}\n    on: aws_ebs_volume\n    require: {\"attr:encrypted\": true}\n";
    let text = volume(
        &format!("# rempart:ignore {RULE} reason=\"x\"\n"),
        "",
        "",
        "",
    );
    let sandbox = Sandbox::new(&[("main.tf", &text), ("own/rules/own.yaml", rule)]);
    let arguments = ["--policy-dir", "own", "--fail-on", "never"];
    let ran = sandbox.run(&arguments).exits(2);
    ran.says("`block-storage-encrypted` cannot be waived");
    assert_eq!(verdicts(&sandbox.json(&arguments), RULE)[0].1, "fail");
    let file = format!("waivers:\n  - {{rule: {RULE}, resource: \"*\", reason: x}}\n");
    sandbox.write("main.tf", volume("", "", "", ""));
    sandbox.write("waivers.yaml", file);
    let arguments = ["--policy-dir", "own", "--waivers", "waivers.yaml"];
    sandbox.run(&arguments).exits(2).says("waivers.yaml:2:12");
}

/// Two volumes of one root, judged with a waivers file.
fn with_file(entries: &str, arguments: &[&str]) -> (Sandbox, Value) {
    let other = "resource \"aws_ebs_volume\" \"other\" {\n  for_each = toset([\"a\", \"b\"])\n  availability_zone = \"eu-west-3a\"\n  size = 8\n  encrypted = false\n}\n";
    let sandbox = Sandbox::new(&[
        ("infra/main.tf", &volume("", "", "", "")),
        ("infra/other.tf", other),
        ("waivers.yaml", &format!("waivers:\n{entries}")),
    ]);
    let report = sandbox.json(
        &[
            &["--today", "2026-06-15", "--waivers", "waivers.yaml"],
            arguments,
        ]
        .concat(),
    );
    (sandbox, report)
}

fn waived(report: &Value) -> Vec<String> {
    let verdicts = verdicts(report, RULE);
    assert_eq!(verdicts.len(), 3, "{:#}", report["diagnostics"]);
    let waived = verdicts
        .into_iter()
        .filter(|(_, verdict)| verdict == "waived");
    waived.map(|(address, _)| address).collect()
}

#[test]
fn an_entry_of_the_file_selects_by_address_path_environment_and_fingerprint() {
    let (a, b) = ("aws_ebs_volume.other[\"a\"]", "aws_ebs_volume.other[\"b\"]");
    let data = "aws_ebs_volume.data";
    let (_, report) = with_file("", &[]);
    let findings = report["findings"].as_array().expect("a list").iter();
    let mine =
        findings.filter(|finding| finding["rule"] == RULE && finding["resource"]["address"] == a);
    let fingerprint = mine
        .map(|finding| finding["fingerprint"].as_str().expect("a text"))
        .next();
    let by_fingerprint = format!("fingerprint: {}", fingerprint.expect("there"));
    for (selector, expected) in [
        ("resource: aws_ebs_volume.data", vec![data]),
        ("resource: aws_ebs_volume.other", vec![]),
        ("resource: 'aws_ebs_volume.other[\"b\"]'", vec![b]),
        ("resource: 'aws_ebs_volume.other[*]'", vec![a, b]),
        ("resource: '*'", vec![data, a, b]),
        ("path: infra/other.tf", vec![a, b]),
        ("path: other.tf", vec![a, b]),
        ("path: infra", vec![data, a, b]),
        ("path: 'infra/*.tf'", vec![data, a, b]),
        ("path: main.tf\n    resource: '*other*'", vec![]),
        ("environment: prod", vec![]),
        (by_fingerprint.as_str(), vec![a]),
        ("fingerprint: 00000000000000000000000000000000", vec![]),
    ] {
        let entries =
            format!("  - rule: {RULE}\n    {selector}\n    reason: x\n    until: 2026-06-15\n");
        let (_, report) = with_file(&entries, &[]);
        assert_eq!(waived(&report), expected, "{selector}");
        assert_eq!(report["waivers"][0]["findings"], expected.len());
    }
    // Paths are seen from the file, wherever the run starts.
    let entries =
        format!("  - {{rules: [backup-enabled, {RULE}], path: infra/other.tf, reason: x}}\n");
    let (sandbox, _) = with_file(&entries, &[]);
    let absolute = sandbox.path("infra/other.tf");
    let report = sandbox.json(&[
        "--waivers",
        "waivers.yaml",
        absolute.to_str().expect("UTF-8"),
    ]);
    assert_eq!(report["summary"]["waived"], 4, "{report:#}");
}

#[test]
fn an_entry_may_be_for_one_environment() {
    let text = "variable \"encrypted\" {}\n".to_owned()
        + &volume("", "", "", "").replace("encrypted = false", "encrypted = var.encrypted");
    let file = format!("waivers:\n  - {{rule: {RULE}, environment: test, reason: x}}\n");
    let sandbox = Sandbox::new(&[
        ("main.tf", &text),
        ("t.tfvars", "encrypted = false\n"),
        ("waivers.yaml", &file),
    ]);
    let report = sandbox.json(&[
        "--waivers",
        "waivers.yaml",
        "--env",
        "test=t.tfvars",
        "--env",
        "prod=t.tfvars",
    ]);
    let verdicts: Vec<String> = verdicts(&report, RULE)
        .into_iter()
        .map(|(_, verdict)| verdict)
        .collect();
    assert_eq!(verdicts, ["fail", "waived"]);
}

#[test]
fn a_mistake_in_the_file_is_wrong_usage_at_its_place() {
    for (entries, complaint, line, column) in [
        (
            "  - rule: x-y\n    resource: a\n    reason: x\n",
            "there is no rule `x-y`",
            2,
            11,
        ),
        (
            "  - rule: backup-enabled\n    resourc: a\n    reason: x\n    path: a\n",
            "unknown key `resourc`: did you mean `resource`?",
            3,
            5,
        ),
        (
            "  - rule: backup-enabled\n    resource: a\n",
            "a waiver needs a reason",
            2,
            5,
        ),
        (
            "  - rule: backup-enabled\n    reason: x\n",
            "say what this covers",
            2,
            5,
        ),
        (
            "  - resource: a\n    reason: x\n",
            "`rule` is missing",
            2,
            5,
        ),
        (
            "  - rule: backup-enabled\n    rules: [backup-enabled]\n    resource: a\n    reason: x\n",
            "either `rule` or `rules`",
            3,
            5,
        ),
        (
            "  - rule: backup-enabled\n    resource: a\n    reason: x\n    until: tomorrow\n",
            "`tomorrow` is not a day",
            5,
            12,
        ),
        (
            "  - rule: backup-enabled\n    resource: a\n    reason: [x]\n",
            "a text is expected",
            4,
            13,
        ),
        (
            "  - rule: backup-enabled\n    fingerprint: abc\n    reason: x\n",
            "32 hexadecimal digits",
            3,
            18,
        ),
        (
            "  - rule: backup-enabled\n    path: 'a['\n    reason: x\n",
            "not a pattern of paths",
            3,
            11,
        ),
        ("  - text\n", "an entry is a mapping", 2, 5),
        ("  a: 1\n", "`waivers` is a list", 2, 3),
        ("  - {\n", "invalid YAML", 3, 1),
        (
            "waiver: []\n",
            "unknown key `waiver`: did you mean `waivers`?",
            2,
            1,
        ),
    ] {
        let (sandbox, report) = with_file(entries, &[]);
        let problem = &report["diagnostics"][0];
        let message = problem["message"]["en"].as_str().expect("a text");
        assert!(message.contains(complaint), "{entries}: {message}");
        assert_eq!(problem["location"]["file"], "waivers.yaml");
        let place = (&problem["location"]["line"], &problem["location"]["column"]);
        assert_eq!(
            place,
            (&Value::from(line), &Value::from(column)),
            "{entries}"
        );
        assert!(waived(&report).is_empty());
        sandbox
            .run(&["--waivers", "waivers.yaml", "--fail-on", "never"])
            .exits(2);
    }
    let sandbox = Sandbox::new(&[("main.tf", "")]);
    sandbox
        .run(&["--waivers", "gone.yaml"])
        .exits(2)
        .warns("gone.yaml cannot be read");
}

#[test]
fn the_schema_of_the_file_agrees_with_the_reading() {
    let schema = Sandbox::new(&[]).run(&["schema", "waivers"]).exits(0).out;
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for (entry, sound) in [
        (
            serde_json::json!({"rule": RULE, "resource": "*", "reason": "x", "until": "2027-01-31"}),
            true,
        ),
        (
            serde_json::json!({"rules": [RULE], "fingerprint": "0".repeat(32), "reason": "x", "approver": "a", "ticket": 12}),
            true,
        ),
        (serde_json::json!({"rule": RULE, "reason": "x"}), false),
        (serde_json::json!({"rule": RULE, "resource": "*"}), false),
        (
            serde_json::json!({"rule": RULE, "resource": "*", "reason": " "}),
            false,
        ),
        (
            serde_json::json!({"rule": RULE, "rules": [RULE], "resource": "*", "reason": "x"}),
            false,
        ),
        (
            serde_json::json!({"rule": RULE, "resource": "*", "reason": "x", "until": "soon"}),
            false,
        ),
        (
            serde_json::json!({"rule": RULE, "resource": "*", "reason": "x", "because": "y"}),
            false,
        ),
        (
            serde_json::json!({"rule": RULE, "fingerprint": "A".repeat(32), "reason": "x"}),
            false,
        ),
    ] {
        assert_eq!(
            validator.is_valid(&serde_json::json!({"waivers": [entry]})),
            sound,
            "{entry}"
        );
        // JSON is YAML.
        let (_, report) = with_file(&format!("  [{entry}]\n"), &[]);
        let codes = report["diagnostics"].as_array().expect("a list").iter();
        let bad = codes
            .filter(|problem| problem["code"] == "bad-waiver")
            .count();
        assert_eq!(bad == 0, sound, "{entry}");
    }
}

#[test]
fn hostile_texts_cost_little_and_stay_on_their_line() {
    let many = format!("# rempart:ignore {RULE} reason=\"x\"\n").repeat(20_000);
    let report = is(&volume(&many, "", "", ""), "waived");
    assert_eq!(report["waivers"].as_array().expect("a list").len(), 20_000);
    // A reason does not write lines of a report.
    let entries =
        format!("  - rule: {RULE}\n    resource: '*'\n    reason: \"x\\n\\n0 failures\\e[31m\"\n");
    let (sandbox, report) = with_file(&entries, &[]);
    assert_eq!(report["waivers"][0]["reason"], "x 0 failures\u{1b}[31m");
    let ran = sandbox.run(&["--waivers", "waivers.yaml"]);
    assert!(!ran.out.contains('\u{1b}'));
    ran.says("without an end: x 0 failures?[31m");
    // Nor does a comment that holds only brackets and quotes break anything.
    for comment in [
        "rempart:ignore =",
        "rempart:ignore ,",
        "rempart:ignore \"",
        "rempart:ignore a=\\",
        "rempart:ignore é=\"\\é",
        "rempart:ignore\u{a0}x reason=y",
        "rempart:ignore /*",
    ] {
        let report = is(&volume(&format!("# {comment}\n"), "", "", ""), "fail");
        assert_eq!(report["diagnostics"][0]["code"], "bad-waiver", "{comment}");
    }
}
