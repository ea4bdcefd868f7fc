//! Where the file is looked for, and what keeps it from being read.

use super::{DATABASE, with};
use crate::program::Sandbox;

const FRENCH: &str = "language: fr\n";

#[test]
fn the_file_is_found_beside_the_target_and_above_it() {
    for file in [
        "rempart.yaml",
        ".rempart.yaml",
        "infra/rempart.yaml",
        "infra/prod/.rempart.yaml",
    ] {
        let sandbox = Sandbox::new(&[("infra/prod/main.tf", DATABASE), (file, FRENCH)]);
        let ran = sandbox.run(&["check", "infra/prod"]).exits(1);
        ran.says("exigence");
    }
}

#[test]
fn the_nearest_file_counts_alone() {
    let sandbox = Sandbox::new(&[
        ("infra/main.tf", DATABASE),
        ("infra/rempart.yaml", "severity: low\n"),
        ("rempart.yaml", FRENCH),
    ]);
    sandbox
        .run(&["check", "infra"])
        .exits(1)
        .says("requirement");
}

#[test]
fn nothing_above_the_repository_is_read() {
    let sandbox = Sandbox::new(&[
        ("rempart.yaml", FRENCH),
        ("inner/main.tf", DATABASE),
        ("inner/.git/HEAD", "ref: refs/heads/main\n"),
    ]);
    let ran = sandbox.run(&["check", "inner"]).exits(1);
    ran.says("requirement");
    // A narrower root does not stop the search earlier than it ends by itself.
    let ran = sandbox.run(&["check", "inner", "--root", "."]).exits(1);
    ran.says("exigence");
}

#[test]
fn several_targets_share_the_file_above_them() {
    let sandbox = Sandbox::new(&[
        ("a/main.tf", DATABASE),
        ("b/main.tf", DATABASE),
        ("a/rempart.yaml", "language: en\n"),
        ("rempart.yaml", FRENCH),
    ]);
    sandbox.run(&["check", "a", "b"]).exits(1).says("exigence");
    sandbox.run(&["check", "a"]).exits(1).says("requirement");
}

#[test]
fn standard_input_has_the_file_of_the_working_directory() {
    let sandbox = Sandbox::new(&[("rempart.yaml", FRENCH)]).with_input(DATABASE);
    sandbox.run(&["check", "-"]).exits(1).says("exigence");
}

#[test]
fn a_file_may_be_named_or_passed_over() {
    let sandbox = with(FRENCH);
    sandbox.write("other.yaml", "severity: critical\n");
    sandbox.run(&["check"]).exits(1).says("exigence");
    let isolated = sandbox.run(&["check", "--isolated"]).exits(1);
    isolated.says("requirement");
    let named = sandbox.run(&["check", "--config", "other.yaml"]).exits(0);
    named.says_nothing_of("exigence");
    let sandbox = sandbox.with_variable("REMPART_CONFIG", "other.yaml");
    sandbox.run(&["check"]).exits(0);
    sandbox.run(&["check", "--config", "rempart.yaml"]).exits(1);
    sandbox.run(&["check", "--isolated"]).exits(1);
}

#[test]
fn a_named_file_must_be_there() {
    let ran = with("").run(&["check", "--config", "gone.yaml"]).exits(2);
    ran.warns("gone.yaml");
}

#[test]
fn two_files_in_one_directory_are_one_too_many() {
    let sandbox = with("");
    sandbox.write(".rempart.yaml", "");
    let ran = sandbox.run(&["check"]).exits(2);
    ran.warns("keep one of them");
}

#[test]
fn a_file_of_another_name_is_not_passed_over_in_silence() {
    let sandbox = Sandbox::new(&[("main.tf", DATABASE), ("rempart.yml", "severity: high\n")]);
    let ran = sandbox.run(&["check"]).exits(2);
    ran.warns("name it rempart.yaml");
    sandbox.run(&["check", "--isolated"]).exits(1);
}

#[test]
fn an_empty_file_changes_nothing() {
    for text in ["", "# nothing yet\n", "---\n", "{}\n"] {
        let ran = with(text).run(&["check"]).exits(1);
        let without = with(text).run(&["check", "--isolated"]);
        assert_eq!(ran.out, without.out, "{text:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_repository_is_not_followed() {
    let elsewhere = tempfile::tempdir().expect("the system gives a directory");
    let target = elsewhere.path().join("rempart.yaml");
    std::fs::write(&target, FRENCH).expect("it can be written to");
    let sandbox = Sandbox::new(&[("main.tf", DATABASE)]);
    std::os::unix::fs::symlink(&target, sandbox.path("rempart.yaml")).expect("a link");
    let ran = sandbox.run(&["check"]).exits(2);
    ran.warns("leads out of the repository");
    let named = target.to_str().expect("UTF-8");
    let ran = sandbox.run(&["check", "--config", named]).exits(1);
    ran.says("exigence");
}

#[test]
fn a_directory_is_no_configuration() {
    let sandbox = Sandbox::new(&[("main.tf", DATABASE), ("rempart.yaml/x", "")]);
    let ran = sandbox.run(&["check"]).exits(2);
    ran.warns("is not a file");
}

#[test]
fn the_other_commands_read_it_too() {
    let sandbox = with(
        "language: fr\nenvironments:\n  prod: {variables: {region: eu-central-1}}\nrules:\n  database-encrypted: {off: Chiffrée plus bas}\n",
    );
    let ran = sandbox.run(&["explain", "database-encrypted"]).exits(0);
    ran.says("Chiffrée plus bas");
    let resources = sandbox.inspect(&[]);
    let database = resources
        .iter()
        .find(|resource| resource["type"] == "aws_db_instance")
        .expect("it is read");
    assert_eq!(database["region"], "eu-central-1");
}
