//! Exit codes: what a gate decides by.

use crate::program::Sandbox;

/// One failure, of severity high: a security group whose administration port is open to all.
const OPEN: &str = r#"
provider "aws" {
  region = "eu-west-3"
}
resource "aws_security_group" "open" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"#;

/// The same, closed.
const CLOSED: &str = r#"
resource "aws_security_group" "closed" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["192.0.2.0/24"]
  }
}
"#;

/// Nothing but the rule on administration ports.
const PACK: &str = "
pack: doors
title: {en: Doors, fr: Portes}
edition: '1'
date: 2026-01-01
source: {title: House rules, url: 'https://example.org/doors'}
parameters:
  admin-ports: {value: [22, 3389], title: {en: Ports, fr: Ports}, source: D1}
requirements:
  D1:
    title: {en: Doors are closed, fr: Les portes sont fermées}
    coverage: partial
    evidence: {en: A list of doors, fr: La liste des portes}
rules:
  admin-ports-closed:
    requirements:
      D1: {strength: direct, because: {en: They are doors, fr: Ce sont des portes}}
";

fn doors(main: &str) -> Sandbox {
    Sandbox::new(&[("main.tf", main), ("policies/packs/doors/pack.yaml", PACK)])
}

const BY_DOORS: [&str; 4] = ["--policy-dir", "policies", "--pack", "doors"];

fn by_doors<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&BY_DOORS, arguments].concat()
}

#[test]
fn clean_is_zero() {
    doors(CLOSED)
        .run(&by_doors(&[]))
        .exits(0)
        .says("1 file, 1 resource: 0 failures, 0 open questions, 1 check passed");
}

#[test]
fn a_failure_is_one() {
    doors(OPEN)
        .run(&by_doors(&[]))
        .exits(1)
        .says("admin-ports-closed (high)")
        .says("asks  doors D1");
}

#[test]
fn what_is_below_the_threshold_neither_shows_nor_counts() {
    doors(OPEN)
        .run(&by_doors(&["--severity", "critical"]))
        .exits(0)
        .says_nothing_of("admin-ports-closed")
        .says(": 0 failures");
    doors(OPEN).run(&by_doors(&["--severity", "high"])).exits(1);
}

#[test]
fn what_is_not_shown_counts_all_the_same() {
    doors(OPEN)
        .run(&by_doors(&["--show", "unknown"]))
        .exits(1)
        .says_nothing_of("admin-ports-closed")
        .says(": 1 failure (1 high)");
}

#[test]
fn the_user_says_what_fails_the_gate() {
    doors(OPEN)
        .run(&by_doors(&["--fail-on", "never"]))
        .exits(0)
        .says("admin-ports-closed");
    let unknown = OPEN.replace("[\"0.0.0.0/0\"]", "var.networks") + "variable \"networks\" {}\n";
    let sandbox = doors(&unknown);
    sandbox.run(&by_doors(&[])).exits(0).says("1 open question");
    sandbox.run(&by_doors(&["--fail-on", "unknown"])).exits(1);
}

#[test]
fn wrong_usage_is_two_and_says_the_nearest_name() {
    for (arguments, hint) in [
        (&["--pack", "hds-v3"][..], "did you mean `hds-v2`?"),
        (&["--pack", "zzz"], "known packs: hds-v2, secnumcloud-3.2"),
        (&["--severity", "hihg"], "'high'"),
        (&["--show", "fial"], "'fail'"),
        (&["--bogus"], "unexpected argument '--bogus'"),
        (&["--var", "region"], "expected NAME=VALUE, found `region`"),
        (
            &["--var-file", "gone.tfvars"],
            "--var-file gone.tfvars: there is no such file",
        ),
        (
            &["--env", "prod=gone.tfvars"],
            "--env prod=gone.tfvars: there is no such file",
        ),
        (&["--include", "["], "this pattern cannot be understood"),
        (&["--exclude", "{a"], "this pattern cannot be understood"),
        (&["--root", "gone"], "the root cannot be read"),
        (&["--policy-dir", "gone"], "gone"),
        (
            &["--output", "gone/report.txt"],
            "cannot write gone/report.txt",
        ),
    ] {
        let ran = doors(CLOSED).run(arguments).exits(2).warns(hint);
        assert!(ran.out.is_empty(), "{arguments:?} reported:\n{}", ran.out);
    }
}

#[test]
fn a_wrong_value_is_two_and_everything_else_is_still_reported() {
    let main = OPEN.to_owned()
        + "variable \"retention\" {\n  type = number\n}\nvariable \"zones\" {\n  type = list(string)\n}\n";
    for (value, message) in [
        (
            "retention=soon",
            "the value given to `var.retention` on the command line or in the environment does not fit",
        ),
        ("zones=[1,", "the value given to `var.zones`"),
        ("zones={}", "the value given to `var.zones`"),
        (
            "retenton=7",
            "a value is given to `retenton`, which is not declared; did you mean `retention`?",
        ),
    ] {
        let ran = doors(&main).run(&by_doors(&["--var", value])).exits(2);
        let told = ran.out.replace("\n  │", "");
        assert!(told.contains(message), "no {message:?} in\n{told}");
        ran.says("admin-ports-closed (high)");
    }
    doors(&main)
        .run(&by_doors(&[
            "--var",
            "retention=7",
            "--var",
            "zones=[\"a\"]",
        ]))
        .exits(1);
}

#[test]
fn a_wrong_value_is_told_once_however_many_roots_take_it() {
    let root = "variable \"n\" {\n  type = number\n}\nresource \"aws_s3_bucket\" \"b\" {}\n";
    let sandbox = Sandbox::new(&[("a/main.tf", root), ("b/main.tf", root)]);
    let ran = sandbox.run(&["--var", "n=x"]).exits(2);
    let told = ran.out.matches("the value given to `var.n`").count();
    assert_eq!(told, 1, "{}", ran.out);
    // The place is for the files to say; a question is for the team.
    ran.says("next  Write the value out in the configuration, or check this point by hand.");
}

#[test]
fn a_pattern_that_cannot_be_understood_is_two() {
    doors(OPEN)
        .run(&by_doors(&["main.tf", "a[/*.tf"]))
        .exits(2)
        .says("this pattern cannot be understood")
        .says("admin-ports-closed (high)");
}

#[test]
fn what_could_not_be_evaluated_is_three_and_findings_are_still_printed() {
    for (path, text, message) in [
        ("broken.tf", "resource \"aws_s3_bucket\" {\n", "broken.tf"),
        ("utf16.tf", "\u{feff}a\0", "utf16.tf"),
        (
            "module.tf",
            "module \"vpc\" {\n  source  = \"example/vpc/aws\"\n  version = \"1.0.0\"\n}\n",
            "module.vpc",
        ),
    ] {
        let sandbox = doors(OPEN);
        sandbox.write(path, text);
        sandbox
            .run(&by_doors(&[]))
            .exits(3)
            .says("Not evaluated, or in part only:")
            .says(message)
            .says("admin-ports-closed (high)");
    }
}

#[test]
fn a_missing_path_is_three_and_the_others_are_judged() {
    doors(OPEN)
        .run(&by_doors(&["gone", "main.tf"]))
        .exits(3)
        .says("gone: there is nothing at this path")
        .says("admin-ports-closed (high)");
}

#[test]
fn nothing_to_evaluate_is_three() {
    Sandbox::new(&[("notes.md", "nothing here")])
        .run(&[])
        .exits(3)
        .says("0 files, 0 resources: 0 failures")
        .warns("resources found: 0; expected: at least 1");
    // A module without resources is no better than no module, unless the user says so.
    let empty = Sandbox::new(&[("main.tf", "locals {\n  a = 1\n}\n")]);
    empty.run(&[]).exits(3);
    empty.run(&["--require-resources", "0"]).exits(0);
}

#[test]
fn the_user_says_how_many_resources_there_must_be() {
    doors(CLOSED)
        .run(&by_doors(&["--require-resources", "1"]))
        .exits(0);
    doors(CLOSED)
        .run(&by_doors(&["--require-resources", "2"]))
        .exits(3)
        .warns("resources found: 1; expected: at least 2");
}

#[test]
fn help_and_version_are_answers() {
    let sandbox = Sandbox::new(&[]);
    sandbox
        .run(&["--version"])
        .exits(0)
        .says(&format!("rempart {}\n", env!("CARGO_PKG_VERSION")));
    let help = sandbox.run(&["--help"]).exits(0);
    insta::assert_snapshot!(help.out, @r"
    Judges infrastructure-as-code against HDS v2 and SecNumCloud 3.2

    Usage: rempart <COMMAND>

    Commands:
      check        Judge files and directories (the default command)
      inspect      Show every resource as the rules see it: attributes, unknowns, references, facets
      explain      Explain a rule, a requirement or a facet
      baseline     Adopt rempart on what exists: from then on only what is new counts
      waive        Accept findings, with a reason, in the waivers file
      merge        Join JSON results, of shards or of several repositories, into any report
      init         Write a configuration to start from, from what a directory holds
      schema       Print a JSON Schema: of the policy files, of the configuration, or of the JSON report
      completions  Print the completions of a shell
      man          Print the manual, as a man page
      help         Print this message or the help of the given subcommand(s)

    Options:
      -h, --help     Print help
      -V, --version  Print version

    Exit codes:
      0  nothing found at or above the threshold
      1  findings
      2  wrong usage, configuration or policies
      3  something could not be evaluated, or there was nothing to evaluate
    ");
    for command in ["check", "inspect", "explain", "schema"] {
        sandbox
            .run(&[command, "--help"])
            .exits(0)
            .says("Usage: rempart ");
        sandbox
            .run(&["help", command])
            .exits(0)
            .says("Usage: rempart ");
    }
}

#[test]
fn check_is_the_command_when_none_is_named() {
    let sandbox = doors(OPEN);
    let named = sandbox.run(&[&["check"], &by_doors(&["."])[..]].concat());
    let unnamed = sandbox.run(&by_doors(&[]));
    assert_eq!(named.out, unnamed.out);
    assert_eq!(named.code, unnamed.code);
}
