//! The baseline: a repository with hundreds of findings adopts rempart, and only what is new counts.

use std::fmt::Write as _;

use serde_json::Value;

use crate::program::Sandbox;

/// A repository of five roots with more than eighty findings each.
fn legacy() -> Sandbox {
    let sandbox = Sandbox::new(&[]);
    for root in 0..5 {
        let mut text = String::from("provider \"aws\" {\n  region = \"eu-west-3\"\n}\n");
        for volume in 0..27 {
            write!(
                text,
                "resource \"aws_ebs_volume\" \"v{volume}\" {{\n  availability_zone = \"eu-west-3a\"\n  size = 8\n  encrypted = false\n}}\n"
            )
            .expect("it is memory");
        }
        text.push_str(
            "resource \"aws_ebs_volume\" \"safe\" {\n  availability_zone = \"eu-west-3a\"\n  size = 8\n  encrypted = true\n}\n",
        );
        sandbox.write(&format!("live/r{root}/main.tf"), text);
    }
    sandbox
}

fn counts(report: &Value) -> (u64, u64) {
    let count = |key: &str| report["summary"][key].as_u64().expect("a number");
    (count("fail") + count("unknown"), count("known"))
}

const BASELINE: [&str; 2] = ["--baseline", "rempart-baseline.json"];

#[test]
fn a_repository_with_four_hundred_findings_is_adopted_and_broken_by_one_line() {
    let sandbox = legacy();
    let report = sandbox.json(&[]);
    let (before, _) = counts(&report);
    let summary = &report["summary"];
    assert!(before > 400, "{before}");
    sandbox.run(&["baseline", "write"]).exits(0).says(&format!(
        "rempart-baseline.json: {before} findings written."
    ));
    let adopted = sandbox.json(&BASELINE);
    assert_eq!(counts(&adopted), (0, before));
    assert_eq!(adopted["findings"], serde_json::json!([]));
    let ran = sandbox.run(&[&["check"][..], &BASELINE].concat()).exits(0);
    let told = ran.summary().replace('\n', " ");
    assert!(
        told.contains(&format!(
            "known before, not counted: {} failures, {} open questions",
            summary["fail"], summary["unknown"]
        )),
        "{told}"
    );
    // One line breaks it.
    let path = "live/r3/main.tf";
    let text = sandbox.read(path);
    assert_eq!(text.matches("encrypted = true\n").count(), 1);
    sandbox.write(
        path,
        text.replace("encrypted = true\n", "encrypted = false\n"),
    );
    let broken = sandbox.json(&BASELINE);
    let new: Vec<(&str, &str)> = broken["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|finding| {
            let rule = finding["rule"].as_str();
            let address = finding["resource"]["address"].as_str();
            (rule.expect("a text"), address.expect("a text"))
        })
        .collect();
    assert_eq!(new, [("block-storage-encrypted", "aws_ebs_volume.safe")]);
    // And one is gone: what is not encrypted at all needs no key of its own.
    assert_eq!(counts(&broken), (1, before - 1));
    sandbox.run(&[&["check"][..], &BASELINE].concat()).exits(1);
}

#[test]
fn moved_lines_renamed_files_reordered_blocks_and_another_directory_bring_nothing_new() {
    let sandbox = legacy();
    let (before, _) = counts(&sandbox.json(&[]));
    sandbox.run(&["baseline", "write"]).exits(0);
    let file = sandbox.read("rempart-baseline.json");
    let text = sandbox.read("live/r0/main.tf");
    let mut blocks: Vec<&str> = text.split_inclusive("\n}\n").collect();
    blocks.reverse();
    sandbox.write(
        "live/r0/renamed.tf",
        format!("\n\n# moved\n{}", blocks.concat()),
    );
    std::fs::remove_file(sandbox.path("live/r0/main.tf")).expect("it is there");
    assert_eq!(counts(&sandbox.json(&BASELINE)), (0, before));
    // What is compared is the same wherever the run starts.
    let part = sandbox.json(&[&BASELINE[..], &["live/r1"]].concat());
    assert_eq!(counts(&part), (0, before / 5));
    let elsewhere = sandbox.run_in(
        "live/r1",
        &[
            "check",
            "--format",
            "json",
            "--baseline",
            "../../rempart-baseline.json",
        ],
    );
    let elsewhere: Value = serde_json::from_str(&elsewhere.out).expect("JSON");
    assert_eq!(counts(&elsewhere), (0, before / 5));
    // The file is the same each time, sorted, one finding a line.
    std::fs::rename(
        sandbox.path("live/r0/renamed.tf"),
        sandbox.path("live/r0/main.tf"),
    )
    .expect("it is there");
    sandbox.run(&["baseline", "write"]).exits(0);
    assert_eq!(sandbox.read("rempart-baseline.json"), file);
    let lines = u64::try_from(file.lines().count()).expect("small");
    assert_eq!(lines, before + 6);
    sandbox
        .run_in(
            "live",
            &["baseline", "write", "..", "--baseline", "../b.json"],
        )
        .exits(0);
    assert_eq!(sandbox.read("b.json"), file);
}

#[test]
fn a_root_that_moves_is_known_where_it_is_the_only_one_of_its_kind() {
    let volume = "resource \"aws_ebs_volume\" \"only\" {\n  availability_zone = \"eu-west-3a\"\n  size = 8\n  encrypted = false\n}\n";
    let sandbox = Sandbox::new(&[
        ("a/main.tf", volume),
        ("b/main.tf", &volume.replace("only", "other")),
    ]);
    sandbox.run(&["baseline", "write"]).exits(0);
    std::fs::rename(sandbox.path("a"), sandbox.path("moved")).expect("it is there");
    assert_eq!(counts(&sandbox.json(&BASELINE)).0, 0);
    // Two of a kind might be either: one of them is new.
    let sandbox = Sandbox::new(&[("a/main.tf", volume), ("b/main.tf", volume)]);
    sandbox.run(&["baseline", "write"]).exits(0);
    sandbox.write("c/main.tf", volume);
    let new = sandbox.json(&BASELINE);
    let (counted, known) = counts(&new);
    assert_eq!(counted * 2, known);
    let roots = new["findings"].as_array().expect("a list").iter();
    assert!(roots.clone().count() > 0);
    for finding in roots {
        assert_eq!(finding["resource"]["root"], "c");
    }
}

#[test]
fn an_open_question_that_becomes_a_failure_is_new() {
    let text = "variable \"e\" { type = bool }\nprovider \"aws\" { region = \"eu-west-3\" }\nresource \"aws_ebs_volume\" \"v\" {\n  availability_zone = \"eu-west-3a\"\n  size = 8\n  encrypted = var.e\n}\n";
    let sandbox = Sandbox::new(&[("main.tf", text)]);
    sandbox.run(&["baseline", "write"]).exits(0);
    assert_eq!(counts(&sandbox.json(&BASELINE)).0, 0);
    sandbox.write("main.tf", text.replace("= var.e", "= false"));
    let new = sandbox.json(&BASELINE);
    let rules: Vec<&Value> = new["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|finding| &finding["rule"])
        .collect();
    assert_eq!(rules, ["block-storage-encrypted"]);
    // The other way round it got no worse.
    sandbox.run(&["baseline", "write"]).exits(0);
    sandbox.write("main.tf", text);
    let report = sandbox.json(&BASELINE);
    let rules = |key: &str| -> Vec<Value> {
        let findings = report[key].as_array().expect("a list").iter();
        findings.map(|finding| finding["rule"].clone()).collect()
    };
    assert!(rules("known").contains(&"block-storage-encrypted".into()));
    assert!(!rules("findings").contains(&"block-storage-encrypted".into()));
}

#[test]
fn what_is_fixed_is_pruned_and_comes_back_as_new() {
    let sandbox = legacy();
    let (before, _) = counts(&sandbox.json(&[]));
    sandbox.run(&["baseline", "write"]).exits(0);
    let path = "live/r2/main.tf";
    let text = sandbox.read(path);
    let fixed = text.replacen("encrypted = false", "encrypted = true", 2);
    sandbox.write(path, &fixed);
    // What was not looked at is kept.
    sandbox
        .run(&["baseline", "prune", "live/r1"])
        .exits(0)
        .says(&format!(
            "rempart-baseline.json: 0 findings dropped, {before} findings kept."
        ));
    sandbox.run(&["baseline", "prune"]).exits(0).says(&format!(
        "2 findings dropped, {} findings kept.",
        before - 2
    ));
    sandbox.write(path, &text);
    assert_eq!(counts(&sandbox.json(&BASELINE)), (2, before - 2));
    // Nothing is dropped when something cannot be read.
    let kept = sandbox.read("rempart-baseline.json");
    sandbox.write("live/r4/main.tf", "resource \"a\" {");
    sandbox
        .run(&["baseline", "prune"])
        .exits(3)
        .says("stays as it is");
    assert_eq!(sandbox.read("rempart-baseline.json"), kept);
    let shown = sandbox.run(&["baseline", "show", "live/r1"]).exits(0);
    assert!(shown.out.starts_with("live/r1\n  "), "{}", shown.out);
    assert!(
        shown.out.ends_with(&format!("\n{} findings\n", before / 5)),
        "{}",
        shown.out
    );
    let all = sandbox.run(&["baseline", "show", "--lang", "fr"]).exits(0);
    assert!(all.out.ends_with(&format!("\n{} constats\n", before - 2)));
}

#[test]
fn what_is_waived_is_not_in_the_baseline() {
    let volume = "# rempart:ignore block-storage-encrypted reason=\"x\"\nresource \"aws_ebs_volume\" \"only\" {\n  availability_zone = \"eu-west-3a\"\n  size = 8\n  encrypted = false\n}\n";
    let sandbox = Sandbox::new(&[("main.tf", volume)]);
    sandbox.run(&["baseline", "write"]).exits(0);
    let file: Value = serde_json::from_str(&sandbox.read("rempart-baseline.json")).expect("JSON");
    let findings = file["findings"].as_array().expect("a list");
    assert!(!findings.is_empty());
    assert!(
        findings
            .iter()
            .all(|finding| finding["rule"] != "block-storage-encrypted")
    );
    let schema = sandbox.run(&["schema", "baseline"]).exits(0).out;
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    assert!(
        jsonschema::validator_for(&schema)
            .expect("a schema")
            .is_valid(&file)
    );
    let report = sandbox.json(&BASELINE);
    assert_eq!(report["summary"]["waived"], 1);
    let findings = sandbox.run(&["schema", "findings"]).exits(0).out;
    let schema: Value = serde_json::from_str(&findings).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> = validator
        .iter_errors(&report)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    // A malformed waiver would make the baseline wrong.
    sandbox.write("main.tf", volume.replace("reason", "raison"));
    sandbox
        .run(&["baseline", "write"])
        .exits(2)
        .warns("correct it first");
}

#[test]
fn a_baseline_that_cannot_be_read_is_wrong_usage() {
    let sandbox = Sandbox::new(&[("main.tf", "")]);
    for (text, complaint) in [
        (
            "{\"version\": 2, \"tool\": \"rempart 9.0\", \"findings\": []}",
            "rempart-baseline.json: this baseline has version 2, and this rempart reads version 1: write it again with `rempart baseline write`",
        ),
        (
            "{\"version\": 1, \"tool\"",
            "rempart-baseline.json: this is no baseline of rempart: EOF while parsing",
        ),
        ("", "this is no baseline"),
        ("<<<<<<< HEAD", "expected value at line 1 column 1"),
    ] {
        sandbox.write("rempart-baseline.json", text);
        for command in [
            &["check"][..],
            &["baseline", "show"],
            &["baseline", "prune"],
        ] {
            sandbox
                .run(&[command, &BASELINE].concat())
                .exits(2)
                .warns(complaint);
        }
    }
    sandbox
        .run(&["check", "--baseline", "gone.json"])
        .exits(2)
        .warns("gone.json cannot be read");
    sandbox
        .run(&["baseline", "write", "--baseline", "no/such/directory.json"])
        .exits(2)
        .warns("cannot write");
}

#[test]
fn the_configuration_may_name_the_baseline() {
    let sandbox = legacy();
    sandbox.write("rempart.yaml", "baseline: policy/known.json\n");
    std::fs::create_dir(sandbox.path("policy")).expect("it can be written to");
    let (before, _) = counts(&sandbox.json(&[]));
    sandbox
        .run_in("live/r0", &["baseline", "write", "../.."])
        .exits(0);
    assert_eq!(counts(&sandbox.json(&[])), (0, before));
    assert_eq!(counts(&sandbox.json(&["--no-baseline"])), (before, 0));
    assert_eq!(counts(&sandbox.json(&["--isolated"])), (before, 0));
}

#[test]
fn names_that_would_break_a_line_are_kept_and_shown_safely() {
    let volume = "resource \"aws_ebs_volume\" \"v\" {\n  availability_zone = \"eu-west-3a\"\n  size = 8\n  encrypted = false\n}\n";
    let names = ["a b", "a'\"b", "a::b", "a\n::error::b", "a\u{202e}b"];
    let sandbox = Sandbox::new(&[]);
    for name in names {
        sandbox.write(&format!("{name}/main.tf"), volume);
    }
    let (before, _) = counts(&sandbox.json(&[]));
    sandbox.run(&["baseline", "write"]).exits(0);
    assert_eq!(counts(&sandbox.json(&BASELINE)), (0, before));
    let shown = sandbox.run(&["baseline", "show"]).exits(0);
    assert!(!shown.out.contains("\n::error"), "{}", shown.out);
}
