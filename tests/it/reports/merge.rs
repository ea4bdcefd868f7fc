//! `rempart merge`: results back into reports.

use serde_json::Value as Json;

use super::sandbox;
use crate::program::{Sandbox, in_repository};

const FORMATS: [&str; 9] = [
    "human", "json", "sarif", "junit", "github", "gitlab", "markdown", "comment", "csv",
];

#[test]
fn a_result_alone_gives_the_reports_of_its_run() {
    let sandbox = sandbox();
    sandbox.run(&["--output", "json=a.json"]).exits(1);
    for format in FORMATS {
        for lang in ["en", "fr"] {
            let arguments = ["--format", format, "--lang", lang];
            let direct = sandbox.run(&[&["check"], &arguments[..]].concat()).exits(1);
            let merged = sandbox
                .run(&[&["merge", "a.json"], &arguments[..]].concat())
                .exits(1);
            assert_eq!(merged.out, direct.out, "{format} {lang}");
        }
    }
    let detailed = ["--detailed", "--show", "fail,unknown,pass"];
    let direct = sandbox.run(&[&["check", "--output", "json=b.json"], &detailed[..]].concat());
    let merged = sandbox.run(&["merge", "b.json", "--detailed"]);
    assert_eq!(merged.out, direct.out);
}

#[test]
fn every_scenario_comes_back_whole() {
    let result = in_repository(&["check", "fixtures/scenarios", "--format", "json"]);
    let sandbox = Sandbox::new(&[("a.json", &result.out)]);
    let merged = sandbox.run(&["merge", "a.json", "--format", "json"]);
    assert_eq!(merged.code, result.code);
    assert!(merged.out == result.out, "the same to the byte");
    // Without the sources, places are told in words.
    sandbox
        .run(&["merge", "a.json"])
        .says("fixtures/scenarios/")
        .says_nothing_of("╭─[");
}

/// Two roots, each judged on its own.
fn two() -> Sandbox {
    let bucket = "resource \"aws_s3_bucket\" \"b\" {}\nresource \"aws_db_instance\" \"d\" {\n  storage_encrypted = false\n}\n";
    let sandbox = Sandbox::new(&[
        ("a/main.tf", bucket),
        ("b/main.tf", bucket),
        ("b/more.tf", "resource \"aws_sqs_queue\" \"q\" {}\n"),
    ]);
    sandbox.run(&["check", "a", "--output", "a.json"]);
    sandbox.run(&["check", "b", "--output", "b.json"]);
    sandbox.run(&["check", "a", "b", "--output", "both.json"]);
    sandbox
}

fn json(text: &str) -> Json {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn shards_joined_are_the_whole() {
    let sandbox = two();
    let whole = json(&sandbox.read("both.json"));
    let joined = json(
        &sandbox
            .run(&["merge", "b.json", "a.json", "--format", "json"])
            .out,
    );
    for part in [
        "summary",
        "findings",
        "requirements",
        "packs",
        "coverage",
        "inputs",
        "diagnostics",
    ] {
        assert_eq!(joined[part], whole[part], "{part}");
    }
    let human = sandbox.run(&["merge", "a.json", "b.json"]);
    assert_eq!(human.out, sandbox.run(&["check", "a", "b"]).out);
    assert_eq!(human.code, 1);
}

#[test]
fn what_two_results_list_is_told_once() {
    let sandbox = two();
    let whole = json(&sandbox.read("both.json"));
    for files in [
        &["both.json", "both.json"][..],
        &["both.json", "a.json", "b.json"],
    ] {
        let joined = json(
            &sandbox
                .run(&[&["merge", "--format", "json"], files].concat())
                .out,
        );
        assert_eq!(joined["findings"], whole["findings"], "{files:?}");
        for count in ["fail", "unknown", "waived", "not_evaluated", "failures"] {
            assert_eq!(
                joined["summary"][count], whole["summary"][count],
                "{files:?} {count}"
            );
        }
    }
}

#[test]
fn repositories_are_told_apart_by_their_labels() {
    let result = |more: &str| {
        let sandbox = Sandbox::new(&[(
            "main.tf",
            &format!(
                "resource \"aws_db_instance\" \"d\" {{\n  storage_encrypted = false\n{more}}}\n"
            ),
        )]);
        sandbox
            .run(&["--format", "json", "--pack", "secnumcloud-3.2"])
            .out
    };
    let (one, two) = (result(""), result("  # Another.\n"));
    let sandbox = Sandbox::new(&[("one.json", &one), ("two.json", &two)]);
    sandbox
        .run(&["merge", "one.json", "two.json"])
        .exits(2)
        .warns("one.json and two.json tell of `main.tf` with different contents")
        .warns("--label");
    let merge = [
        "merge", "one.json", "two.json", "--label", "team/one", "--label", "two", "--format",
        "json",
    ];
    let joined = json(&sandbox.run(&merge).exits(1).out);
    let findings = joined["findings"].as_array().expect("a list");
    let (first, second) = findings.split_at(findings.len() / 2);
    assert!(
        first
            .iter()
            .all(|finding| finding["resource"]["root"] == "team/one")
    );
    assert!(
        first
            .iter()
            .all(|finding| finding["location"]["file"] == "team/one/main.tf")
    );
    assert!(
        second
            .iter()
            .all(|finding| finding["location"]["file"] == "two/main.tf")
    );
    let alone = json(&one);
    let count = |report: &Json| report["summary"]["fail"].as_u64().expect("a number");
    assert_eq!(count(&joined), 2 * count(&alone));
    let mut prints: Vec<&str> = findings
        .iter()
        .map(|finding| finding["fingerprint"].as_str().expect("a text"))
        .collect();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), findings.len(), "fingerprints differ");
    // The run itself can say its name.
    let named = Sandbox::new(&[("main.tf", "resource \"aws_s3_bucket\" \"b\" {}\n")]);
    let labelled = named.run(&["--format", "json", "--label", "team/b"]).out;
    sandbox.write("named.json", labelled);
    sandbox
        .run(&["merge", "one.json", "named.json"])
        .says("team/b/main.tf")
        .says(" main.tf");
    for (label, hint) in [
        ("..", "expected a name"),
        ("a/../b", "expected a name"),
        ("", "expected a name"),
    ] {
        sandbox
            .run(&["check", "--label", label])
            .exits(2)
            .warns(hint);
    }
    sandbox
        .run(&["merge", "one.json", "--label", "a", "--label", "b"])
        .exits(2)
        .warns("give it once for each");
}

#[test]
fn a_run_below_the_root_is_seen_from_the_root() {
    let sandbox = sandbox();
    sandbox.write(
        "app/infra/main.tf",
        "resource \"aws_db_instance\" \"d\" {}\n",
    );
    let inside = sandbox.run_in("app/infra", &["--format", "json"]);
    assert_eq!(json(&inside.out)["base"], "app/infra");
    sandbox.write("inside.json", &inside.out);
    sandbox
        .run(&["merge", "inside.json"])
        .says("╭─[app/infra/main.tf:1:1]");
    let sarif = json(&sandbox.run_in("app/infra", &["--format", "sarif"]).out);
    assert_eq!(
        sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "app/infra/main.tf"
    );
    assert!(
        sandbox
            .run_in("app/infra", &["--format", "github"])
            .out
            .contains("file=app/infra/main.tf,line=1")
    );
}

#[test]
fn what_is_no_result_is_refused_with_its_name() {
    let sandbox = sandbox();
    sandbox.run(&["--output", "json=good.json"]);
    let good = sandbox.read("good.json");
    for (name, text, hint) in [
        (
            "foreign.json",
            "{\"version\": \"0.1.0\", \"runs\": []}".to_owned(),
            "foreign.json: this is no result of `rempart check --format json`",
        ),
        ("list.json", "[]".to_owned(), "list.json: this is no result"),
        (
            "text.json",
            "hello".to_owned(),
            "text.json: this is no result",
        ),
        (
            "deep.json",
            "[".repeat(100_000),
            "deep.json: this is no result",
        ),
        (
            "old.json",
            good.replacen(env!("CARGO_PKG_VERSION"), "9.9.9", 1),
            "old.json: this was written by rempart 9.9.9",
        ),
        (
            "less.json",
            good.replacen("\"fail\": ", "\"fail\": 0", 1).replacen(
                "\"fail\": 0",
                "\"fail\": 0.0e-",
                1,
            ),
            "less.json: this is no result",
        ),
    ] {
        sandbox.write(name, text);
        let ran = sandbox
            .run(&["merge", "good.json", name])
            .exits(2)
            .warns(hint);
        assert_eq!(ran.out, "", "{name}");
    }
    let mut changed = json(&good);
    changed["summary"]["fail"] = 0.into();
    sandbox.write("changed.json", changed.to_string());
    sandbox
        .run(&["merge", "changed.json"])
        .exits(2)
        .warns("changed.json: its summary counts less than its findings list");
    sandbox
        .run(&["merge", "gone.json"])
        .exits(2)
        .warns("gone.json: ");
    sandbox.run(&["merge"]).exits(2);
    sandbox.write("bytes.json", [0xff, 0xfe, 0x00]);
    sandbox
        .run(&["merge", "bytes.json"])
        .exits(2)
        .warns("bytes.json: this is not UTF-8 text");
}

#[test]
fn frames_are_drawn_from_files_that_are_still_what_was_judged() {
    let sandbox = sandbox();
    sandbox.run(&["--output", "json=a.json"]);
    sandbox
        .run(&["merge", "a.json"])
        .says("╭─[main.tf:")
        .says_nothing_of("invented-password");
    sandbox.write("main.tf", "# Changed.\n");
    sandbox
        .run(&["merge", "a.json"])
        .says_nothing_of("╭─[main.tf:")
        .says("main.tf:16:25: ");
    // A result may name any file; only those below the root are looked at.
    let outside = Sandbox::new(&[("secret.tf", "invented-secret\n")]);
    let at = outside.path("secret.tf").display().to_string();
    let text = sandbox
        .read("a.json")
        .replace("\"main.tf\"", &serde_json::to_string(&at).expect("JSON"));
    sandbox.write("b.json", text);
    sandbox
        .run(&["merge", "b.json"])
        .says_nothing_of("invented-secret");
}

#[test]
fn exit_codes_are_those_of_a_run() {
    let sandbox = two();
    sandbox
        .run(&["merge", "a.json", "--fail-on", "never"])
        .exits(0);
    sandbox.run(&["merge", "a.json"]).exits(1);
    sandbox
        .run(&["merge", "a.json", "--require-resources", "3"])
        .exits(3);
    sandbox
        .run(&["merge", "a.json", "b.json", "--require-resources", "5"])
        .exits(1);
    sandbox.write("c/main.tf", "resource \"a\" \"b\" {\n");
    sandbox.run(&["check", "c", "--output", "c.json"]).exits(3);
    sandbox
        .run(&["merge", "a.json", "c.json"])
        .exits(3)
        .says("c/main.tf");
}

#[test]
fn the_page_comes_back_with_its_tables() {
    let sandbox = sandbox().with_variable("SOURCE_DATE_EPOCH", "1790000000");
    sandbox
        .run(&["--tables", "--output", "json=a.json"])
        .exits(1);
    let direct = sandbox.run(&["--format", "html", "--lang", "fr"]);
    let merged = sandbox.run(&["merge", "a.json", "--format", "html", "--lang", "fr"]);
    assert_eq!(merged.out, direct.out);
    // Of two repositories both have their rows.
    let both = [
        "merge", "a.json", "a.json", "--label", "one", "--label", "two", "--format", "html",
    ];
    sandbox
        .run(&both)
        .says("<td>one</td>")
        .says("<td>two</td>")
        .says("Where data is");
}
