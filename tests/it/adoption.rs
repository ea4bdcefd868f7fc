//! The pages on waivers, on adopting and on reports: what they show is what rempart prints.

use crate::documents::{blocks, page};
use crate::program::Sandbox;

/// The volumes that both pages speak of, with the waivers file that one of them writes.
fn volumes() -> Sandbox {
    let text = blocks(&page("docs/waivers.md"), "hcl").remove(0);
    Sandbox::new(&[("main.tf", &text)])
}

/// What a block shows below its command.
fn shown(block: &str) -> &str {
    match block.split_once('\n') {
        Some((command, report)) if command.starts_with("$ ") => report,
        _ => block,
    }
}

const DAY: [&str; 2] = ["--today", "2026-06-15"];

#[test]
fn the_page_on_waivers_shows_what_rempart_prints() {
    let shown_blocks = blocks(&page("docs/waivers.md"), "console");
    let [ended, active, waive] = shown_blocks.as_slice() else {
        panic!("three runs are shown")
    };
    let sandbox = volumes();
    let report = sandbox.run(&[&["check"][..], &DAY].concat()).exits(1).out;
    assert!(report.starts_with(shown(ended)), "{report}");
    assert!(report.contains(shown(active)), "{report}");
    let command = waive.lines().next().expect("a command");
    let fingerprint = command.split(' ').nth(3).expect("a fingerprint");
    let arguments = [
        "waive",
        fingerprint,
        "--reason",
        "a cache: nothing to restore",
        "--approver",
        "A. Martin",
        "--until",
        "2026-12-31",
    ];
    assert_eq!(sandbox.run(&arguments).exits(0).out, shown(waive));
}

#[test]
fn the_page_on_adopting_shows_what_rempart_prints() {
    let shown_blocks = blocks(&page("docs/adopting.md"), "console");
    let [write, check] = shown_blocks.as_slice() else {
        panic!("two runs are shown")
    };
    let sandbox = volumes();
    sandbox.write("rempart.yaml", "waivers: rempart-waivers.yaml\n");
    let written = sandbox
        .run(&[&["baseline", "write"][..], &DAY].concat())
        .exits(0);
    assert_eq!(written.out, shown(write));
    let arguments = [&["check", "--baseline", "rempart-baseline.json"][..], &DAY].concat();
    let report = sandbox.run(&arguments).exits(0).out;
    for line in shown(check).lines().filter(|line| *line != "…") {
        assert!(report.contains(line), "no {line:?} in\n{report}");
    }
}

#[test]
fn the_page_on_reports_shows_what_rempart_prints() {
    let text = page("docs/reports.md");
    let sandbox = Sandbox::new(&[("main.tf", &blocks(&text, "hcl").remove(0))]);
    let mut runs = 0;
    for block in blocks(&text, "console") {
        let command = block.lines().next().unwrap_or_default();
        let Some(arguments) = command.strip_prefix("$ rempart ") else {
            continue;
        };
        let expected = shown(&block).lines();
        let expected: Vec<&str> = expected
            .filter(|line| *line != "…" && !line.starts_with("$ "))
            .collect();
        if expected.is_empty() {
            continue;
        }
        let arguments: Vec<&str> = arguments.split(' ').chain(DAY).collect();
        let report = sandbox.run(&arguments).exits(1).out;
        let mut rest = report.as_str();
        for line in expected {
            let at = rest
                .find(line)
                .unwrap_or_else(|| panic!("no {line:?}, or not in this order, in\n{report}"));
            rest = &rest[at + line.len()..];
        }
        runs += 1;
    }
    assert_eq!(runs, 2, "two runs are shown");
}
