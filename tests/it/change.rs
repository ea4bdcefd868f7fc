//! `--changed-since` and `--shard`, with real repositories made by the git program.

use std::process::Command;

use serde_json::Value;

use crate::program::Sandbox;

const PROVIDER: &str = "provider \"aws\" {\n  region = \"eu-west-3\"\n}\n";

fn volume(name: &str, encrypted: bool) -> String {
    format!(
        "resource \"aws_ebs_volume\" \"{name}\" {{\n  availability_zone = \"eu-west-3a\"\n  size = 8\n  encrypted = {encrypted}\n}}\n"
    )
}

#[track_caller]
fn git(sandbox: &Sandbox, directory: &str, arguments: &[&str]) {
    let output = Command::new("git")
        .current_dir(sandbox.path(directory))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
        .args([
            "-c",
            "init.defaultBranch=main",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(["-c", "protocol.file.allow=always"])
        .args(arguments)
        .output()
        .expect("git is there");
    assert!(
        output.status.success(),
        "git {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn commit(sandbox: &Sandbox, message: &str) {
    git(sandbox, ".", &["add", "-A"]);
    git(sandbox, ".", &["commit", "-q", "-m", message]);
}

/// A repository whose main branch has a failing volume; `branch` starts there.
fn repository() -> Sandbox {
    let sandbox = Sandbox::new(&[(
        "infra/main.tf",
        &format!("{PROVIDER}{}", volume("old", false)),
    )]);
    std::fs::remove_dir(sandbox.path(".git")).expect("it is empty");
    git(&sandbox, ".", &["init", "-q"]);
    commit(&sandbox, "first");
    git(&sandbox, ".", &["checkout", "-q", "-b", "branch"]);
    sandbox
}

/// The addresses on which disks are not encrypted, that count, and how many findings do not.
fn open_disks(report: &Value) -> (Vec<&str>, u64) {
    let findings = report["findings"].as_array().expect("a list").iter();
    let disks = findings.filter(|finding| finding["rule"] == "block-storage-encrypted");
    let addresses = disks.map(|finding| finding["resource"]["address"].as_str().expect("a text"));
    let known = report["summary"]["known"].as_u64().expect("a number");
    (addresses.collect(), known)
}

#[test]
fn only_what_the_branch_adds_counts() {
    let sandbox = repository();
    let report = sandbox.json(&["--changed-since", "main"]);
    assert_eq!(report["findings"], serde_json::json!([]));
    let (_, before) = open_disks(&report);
    assert!(before > 0);
    sandbox.run(&["check", "--changed-since", "main"]).exits(0);
    // Committed, and only in the work tree, in the same file and in a new directory.
    sandbox.write("infra/new.tf", volume("new", false));
    commit(&sandbox, "second");
    sandbox.write(
        "other/main.tf",
        format!("{PROVIDER}{}", volume("work", false)),
    );
    let text = sandbox.read("infra/main.tf");
    sandbox.write("infra/main.tf", format!("\n\n# moved\n{text}"));
    let report = sandbox.json(&["--changed-since", "main"]);
    let (disks, known) = open_disks(&report);
    assert_eq!(disks, ["aws_ebs_volume.new", "aws_ebs_volume.work"]);
    assert_eq!(known, before);
    sandbox.run(&["check", "--changed-since", "main"]).exits(1);
    // What main has won since is not the branch's doing.
    git(&sandbox, ".", &["stash", "-q", "-u"]);
    git(&sandbox, ".", &["checkout", "-q", "main"]);
    sandbox.write(
        "infra/main.tf",
        format!("{PROVIDER}{}", volume("old", true)),
    );
    commit(&sandbox, "fixed on main");
    git(&sandbox, ".", &["checkout", "-q", "branch"]);
    let report = sandbox.json(&["--changed-since", "main"]);
    assert_eq!(open_disks(&report), (vec!["aws_ebs_volume.new"], before));
    // From a directory of the repository, on a part of it.
    let ran = sandbox.run_in(
        "infra",
        &["check", "--format", "json", "--changed-since", "main", "."],
    );
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(open_disks(&report).0, ["aws_ebs_volume.new"]);
    // Nothing of the repository changed.
    let status = Command::new("git")
        .current_dir(sandbox.path("."))
        .args(["status", "--porcelain"])
        .output()
        .expect("git is there");
    assert_eq!(String::from_utf8_lossy(&status.stdout), "");
}

#[test]
fn a_variable_file_and_a_module_are_those_of_the_old_tree() {
    let sandbox = repository();
    sandbox.write(
        "infra/v.tf",
        "variable \"e\" {}\n".to_owned() + &volume("by", true).replace("= true", "= var.e"),
    );
    sandbox.write("infra/prod.tfvars", "e = true\n");
    sandbox.write("modules/disk/main.tf", volume("inner", true));
    sandbox.write(
        "infra/call.tf",
        "module \"disk\" {\n  source = \"../modules/disk\"\n}\n",
    );
    commit(&sandbox, "second");
    sandbox.write("infra/prod.tfvars", "e = false\n");
    sandbox.write("modules/disk/main.tf", volume("inner", false));
    let report = sandbox.json(&[
        "--changed-since",
        "HEAD",
        "--var-file",
        "infra/prod.tfvars",
        "infra",
    ]);
    let (mut disks, _) = open_disks(&report);
    disks.sort_unstable();
    assert_eq!(
        disks,
        ["aws_ebs_volume.by", "module.disk.aws_ebs_volume.inner"]
    );
}

#[test]
fn downloaded_modules_are_in_no_revision_and_not_new() {
    let sandbox = repository();
    sandbox.write(".gitignore", ".terraform/\n");
    sandbox.write(
        "infra/call.tf",
        "module \"disk\" {\n  source = \"example/disk/aws\"\n}\n",
    );
    commit(&sandbox, "second");
    sandbox.write(
        "infra/.terraform/modules/modules.json",
        r#"{"Modules":[{"Key":"disk","Source":"example/disk/aws","Dir":".terraform/modules/disk"}]}"#,
    );
    sandbox.write(
        "infra/.terraform/modules/disk/main.tf",
        volume("inner", false),
    );
    let report = sandbox.json(&["--changed-since", "HEAD"]);
    assert_eq!(open_disks(&report).0, Vec::<&str>::new());
}

#[test]
fn what_cannot_be_compared_is_said_with_the_next_step() {
    let sandbox = repository();
    for (revision, complaint) in [
        ("gone", "there is no revision `gone` in this repository"),
        ("", "there is no revision ``"),
        ("--upload-pack=x", "there is no revision"),
        ("main..branch", "there is no revision `main..branch`"),
        ("main:infra/main.tf", "there is no revision"),
    ] {
        sandbox
            .run(&["check", &format!("--changed-since={revision}")])
            .exits(2)
            .warns(complaint);
    }
    sandbox
        .run(&["check", "--changed-since", "gone", "--lang", "fr"])
        .exits(2)
        .warns("rempart : il n'y a pas de révision `gone` dans ce dépôt");
    // A history of its own.
    git(&sandbox, ".", &["checkout", "-q", "--orphan", "alone"]);
    commit(&sandbox, "alone");
    sandbox
        .run(&["check", "--changed-since", "main"])
        .exits(2)
        .warns("share no history");
    // Nothing but files; a repository without a commit.
    let loose = Sandbox::new(&[("main.tf", PROVIDER)]);
    loose.run(&["check", "--changed-since", "main"]).exits(2);
    std::fs::remove_dir(loose.path(".git")).expect("it is empty");
    loose
        .run(&["check", "--changed-since", "main"])
        .exits(2)
        .warns("needs a git repository");
    git(&loose, ".", &["init", "-q"]);
    loose
        .run(&["check", "--changed-since", "main"])
        .exits(2)
        .warns("there is no revision `main`");
}

#[test]
fn a_shallow_clone_says_how_to_get_the_rest() {
    let sandbox = repository();
    sandbox.write("infra/new.tf", volume("new", false));
    commit(&sandbox, "second");
    git(&sandbox, ".", &["checkout", "-q", "main"]);
    sandbox.write("main2.tf", PROVIDER);
    commit(&sandbox, "third");
    git(&sandbox, ".", &["checkout", "-q", "branch"]);
    let origin = format!("file://{}", sandbox.path(".").display());
    let clone = Sandbox::new(&[]);
    git(
        &clone,
        ".",
        &[
            "clone",
            "-q",
            "--depth",
            "1",
            "--no-single-branch",
            "--branch",
            "branch",
            &origin,
            "c",
        ],
    );
    for revision in ["origin/main", "main"] {
        let ran = clone
            .run_in("c", &["check", "--changed-since", revision])
            .exits(2);
        ran.warns("fetch the whole history (`fetch-depth: 0` for actions/checkout");
    }
    git(&clone, "c", &["fetch", "-q", "--unshallow"]);
    let ran = clone.run_in(
        "c",
        &[
            "check",
            "--format",
            "json",
            "--changed-since",
            "origin/main",
        ],
    );
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(open_disks(&report).0, ["aws_ebs_volume.new"]);
}

#[test]
fn nothing_of_the_repository_is_executed_and_odd_names_are_read() {
    let sandbox = repository();
    for name in ["a b", "a'\"b", "a::b", "a\n::error::b", "a\u{202e}b"] {
        sandbox.write(
            &format!("{name}/main.tf"),
            format!("{PROVIDER}{}", volume("odd", false)),
        );
    }
    std::os::unix::fs::symlink("/etc", sandbox.path("out")).expect("it can be written to");
    commit(&sandbox, "odd");
    // Everything that git would run says that it ran.
    let trap = "#!/bin/sh\ntouch \"$(dirname \"$0\")/../../ran\"\n";
    for hook in [
        "post-checkout",
        "fsmonitor",
        "post-index-change",
        "reference-transaction",
    ] {
        let path = format!(".git/hooks/{hook}");
        sandbox.write(&path, trap);
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(sandbox.path(&path), mode).expect("it is ours");
    }
    let config = sandbox.read(".git/config");
    sandbox.write(
        ".git/config",
        config + "[core]\n\tfsmonitor = .git/hooks/fsmonitor\n[filter \"x\"]\n\tsmudge = .git/hooks/fsmonitor\n",
    );
    sandbox.write(".gitattributes", "* filter=x\n");
    sandbox.write("infra/new.tf", volume("new", false));
    let report = sandbox.json(&["--changed-since", "HEAD", "."]);
    assert_eq!(open_disks(&report).0, ["aws_ebs_volume.new"]);
    assert!(!sandbox.path("ran").exists());
}

#[test]
fn a_submodule_is_said_not_to_be_compared() {
    let sandbox = repository();
    let other = repository();
    let url = format!("file://{}", other.path(".").display());
    git(&sandbox, ".", &["submodule", "--quiet", "add", &url, "sub"]);
    commit(&sandbox, "with a submodule");
    let report = sandbox.json(&["--changed-since", "HEAD"]);
    let told = report["diagnostics"].as_array().expect("a list").iter();
    let codes: Vec<&str> = told
        .map(|problem| problem["code"].as_str().expect("a text"))
        .collect();
    assert!(codes.contains(&"submodule-not-compared"), "{codes:?}");
    assert_eq!(open_disks(&report).0, ["aws_ebs_volume.old"]);
}

#[test]
fn shares_add_up_to_the_whole() {
    let sandbox = Sandbox::new(&[("docs/broken.tf", "resource \"x\" {\n")]);
    for root in 0..11 {
        let volumes: String = (0..=root % 4)
            .map(|n| volume(&format!("v{n}"), false))
            .collect();
        sandbox.write(
            &format!("live/r{root}/main.tf"),
            format!("{PROVIDER}{volumes}"),
        );
    }
    let key = |finding: &Value| finding["fingerprint"].as_str().expect("a text").to_owned();
    let prints = |report: &Value| -> Vec<String> {
        report["findings"]
            .as_array()
            .expect("a list")
            .iter()
            .map(key)
            .collect()
    };
    let count = |report: &Value, name: &str| report["summary"][name].as_u64().expect("a number");
    let whole = sandbox.json(&[]);
    let lines = |report: &Value, key: &str| report[key].as_array().expect("a list").len();
    for of in [1, 3, 8, 20] {
        let shares: Vec<Value> = (1..=of)
            .map(|index| sandbox.json(&["--shard", &format!("{index}/{of}")]))
            .collect();
        let mut all: Vec<String> = shares.iter().flat_map(&prints).collect();
        let mut wanted = prints(&whole);
        all.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(all, wanted, "{of} shares");
        for name in [
            "files",
            "resources",
            "pass",
            "fail",
            "unknown",
            "not_evaluated",
        ] {
            let sum: u64 = shares.iter().map(|share| count(share, name)).sum();
            assert_eq!(sum, count(&whole, name), "{name} in {of} shares");
        }
        for list in ["coverage", "diagnostics"] {
            let sum: usize = shares.iter().map(|share| lines(share, list)).sum();
            assert_eq!(sum, lines(&whole, list), "{list} in {of} shares");
        }
        if of == 3 {
            let resources: Vec<u64> = shares
                .iter()
                .map(|share| count(share, "resources"))
                .collect();
            let (least, most) = (resources.iter().min(), resources.iter().max());
            assert!(
                most.expect("some") - least.expect("some") <= 5,
                "{resources:?}"
            );
        }
    }
    // A share without roots is no failure of its own.
    std::fs::remove_file(sandbox.path("docs/broken.tf")).expect("it is there");
    sandbox.run(&["check", "--shard", "20/20"]).exits(0);
    for wrong in ["0/3", "4/3", "3", "a/b", "1/0"] {
        sandbox
            .run(&["check", "--shard", wrong])
            .exits(2)
            .warns("INDEX/NUMBER");
    }
}
