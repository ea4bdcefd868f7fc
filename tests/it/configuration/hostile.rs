//! Files that were written to do harm.

use std::fmt::Write as _;

use super::with;

#[test]
fn an_alias_bomb_is_refused() {
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (from, to) in "abcdefgh".chars().zip("bcdefghi".chars()) {
        let items = vec![format!("*{from}"); 9].join(", ");
        // Writing to a string cannot fail.
        let _ = writeln!(bomb, "{to}: &{to} [{items}]");
    }
    let ran = with(&bomb).run(&["check"]).exits(2);
    ran.warns("nodes once aliases are replaced");
}

#[test]
fn a_deep_tree_is_refused() {
    let ran = with(&format!("scope: {}\n", "[".repeat(5000)))
        .run(&["check"])
        .exits(2);
    ran.warns("rempart.yaml:1:");
}

#[test]
fn a_huge_file_is_refused() {
    let text = format!("# {}\n", "x".repeat(2 << 20));
    with(&text).run(&["check"]).exits(2).warns("longer than");
}

#[test]
fn many_mistakes_cost_little_and_are_cut() {
    let mut text = "rules:\n".to_owned();
    for number in 0..4000 {
        let _ = writeln!(text, "  database-encryptet-{number}: {{off: x}}");
    }
    let ran = with(&text).run(&["check"]).exits(2);
    ran.warns("there is no rule");
}

#[test]
fn what_would_multiply_the_work_is_bounded() {
    let mut scope = "scope:\n".to_owned();
    let mut environments = "environments:\n".to_owned();
    for number in 0..201 {
        let _ = writeln!(scope, "  - include: {{type: t{number}}}");
        let _ = writeln!(environments, "  e{number}: {{}}");
    }
    for (text, words) in [
        (scope, "200 entries at most"),
        (environments, "100 entries at most"),
    ] {
        with(&text).run(&["check"]).exits(2).warns(words);
    }
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let sandbox = with("");
    sandbox.write("rempart.yaml", b"\xff\xfe\x00");
    sandbox.run(&["check"]).exits(2).warns("UTF-8");
    sandbox.write("rempart.yaml", b"severity: \x00\n");
    sandbox.run(&["check"]).exits(2);
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out() {
    let elsewhere = tempfile::tempdir().expect("the system gives a directory");
    std::fs::write(elsewhere.path().join("x.tfvars"), "region = \"secret\"\n").expect("written");
    let sandbox = with("environments: {e: {var-files: [out/x.tfvars]}}\n");
    std::os::unix::fs::symlink(elsewhere.path(), sandbox.path("out")).expect("a link");
    let ran = sandbox.run(&["check"]).exits(2);
    ran.warns("leads out of the repository");
    sandbox.write("rempart.yaml", "policy-dirs: [out]\n");
    sandbox
        .run(&["check"])
        .exits(2)
        .warns("leads out of the repository");
    sandbox.write("rempart.yaml", "baseline: out/new.json\n");
    sandbox
        .run(&["check"])
        .exits(2)
        .warns("leads out of the repository");
}

#[test]
fn names_from_the_file_cannot_forge_lines() {
    let ran = with("packs: [\"x\\nerror: forged\"]\n")
        .run(&["check"])
        .exits(2);
    assert!(!ran.err.contains("\nerror: forged"), "{}", ran.err);
}
