//! The pages on waivers and on adopting: what they show is what rempart prints.

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
