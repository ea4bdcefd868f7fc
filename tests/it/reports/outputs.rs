//! `--format` and `--output`: which report goes where.

use super::sandbox;

#[test]
fn several_reports_are_written_at_once() {
    let sandbox = sandbox();
    let ran = sandbox.run(&[
        "--format",
        "human",
        "--output",
        "sarif=out.sarif",
        "--output",
        "json=out.json",
        "--output",
        "csv=out.csv",
    ]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.out, sandbox.run(&[]).out, "human is the default");
    assert_eq!(
        sandbox.read("out.json"),
        sandbox.run(&["--format", "json"]).out
    );
    assert_eq!(
        sandbox.read("out.sarif"),
        sandbox.run(&["--format", "sarif"]).out
    );
    assert_eq!(
        sandbox.read("out.csv"),
        sandbox.run(&["--format", "csv"]).out
    );
    assert_eq!(ran.err, "");
}

#[test]
fn a_file_alone_takes_the_place_of_standard_output() {
    let sandbox = sandbox();
    for (arguments, file, format) in [
        (&["--output", "out.sarif"][..], "out.sarif", "sarif"),
        (
            &["--output", "gl.json", "--format", "gitlab"],
            "gl.json",
            "gitlab",
        ),
        (
            &["--output", "notes", "--format", "markdown"],
            "notes",
            "markdown",
        ),
        (&["--output", "report.xml"], "report.xml", "junit"),
    ] {
        let ran = sandbox.run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{arguments:?}");
        let printed = sandbox.run(&["--format", format]);
        assert_eq!(sandbox.read(file), printed.out, "{arguments:?}");
    }
    let ran = sandbox.run(&["--output", "sarif=-"]).exits(2);
    ran.warns("two reports would go to standard output");
    sandbox
        .run(&["--output", "a.sarif", "--output", "json=a.sarif"])
        .exits(2)
        .warns("two reports would go to a.sarif");
}

#[test]
fn one_that_cannot_be_written_keeps_no_other_from_being_written() {
    let sandbox = sandbox();
    let ran = sandbox.run(&[
        "--output",
        "sarif=gone/out.sarif",
        "--output",
        "json=out.json",
        "--output",
        "csv=db",
    ]);
    let ran = ran
        .exits(2)
        .warns("cannot write gone/out.sarif: there is no directory `gone`; make it first")
        .warns("cannot write db: this is a directory");
    assert!(ran.out.contains("aws_db_instance.open"), "{}", ran.out);
    assert!(sandbox.read("out.json").starts_with('{'));
    assert!(!sandbox.path("gone").exists(), "no directory is made");
    let ran = sandbox.run(&["--output", "sarif=gone/out.sarif", "--lang", "fr"]);
    ran.exits(2).warns(
        "impossible d'écrire gone/out.sarif : le répertoire `gone` n'existe pas ; créez-le d'abord",
    );
}

#[test]
fn an_earlier_report_stays_when_the_new_one_cannot_be_written() {
    let sandbox = sandbox();
    sandbox.write("out.json", "earlier");
    let path = sandbox.path("out.json");
    let mut permissions = std::fs::metadata(&path).expect("it is there").permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).expect("it is ours");
    let ran = sandbox.run(&["--output", "json=out.json"]);
    ran.exits(2)
        .warns("cannot write out.json: the file is read-only");
    assert_eq!(sandbox.read("out.json"), "earlier");
    let entries = std::fs::read_dir(sandbox.path("")).expect("it is there");
    let left = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with(".rempart"));
    assert_eq!(left.count(), 0, "no half a report is left");
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_a_report_is_readable() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let sandbox = sandbox();
    sandbox.write("real/out.json", "earlier");
    symlink("real/out.json", sandbox.path("out.json")).expect("links can be made");
    sandbox.run(&["--output", "json=out.json"]).exits(1);
    let link = std::fs::symlink_metadata(sandbox.path("out.json")).expect("it is there");
    assert!(link.is_symlink());
    assert!(sandbox.read("real/out.json").starts_with('{'));
    sandbox.run(&["--output", "json=new.json"]).exits(1);
    let mode = std::fs::metadata(sandbox.path("new.json")).expect("it is there");
    // The mask of those who run the tests decides the rest.
    assert_eq!(mode.permissions().mode() & 0o600, 0o600);
    sandbox.run(&["--output", "json=/dev/null"]).exits(1);
}
