//! Language, colour, links, and how a long report stays readable.

use std::fmt::Write as _;

use camino::Utf8Path;
use rempart::report::{Context, Format, Style, write};
use rempart::terraform::Options;
use rempart::text::Language;

use crate::common::LIBRARY;
use crate::program::{Sandbox, in_repository};

const OPEN: &str = "provider \"aws\" {\n  region = \"eu-west-3\"\n}\nresource \"aws_security_group\" \"open\" {\n  ingress {\n    from_port   = 22\n    to_port     = 22\n    protocol    = \"tcp\"\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }\n}\n";

fn open() -> Sandbox {
    Sandbox::new(&[("main.tf", OPEN)])
}

/// The paragraph of one rule.
#[track_caller]
fn about<'r>(report: &'r str, rule: &str) -> &'r str {
    let start = report
        .find(&format!("{rule} ("))
        .unwrap_or_else(|| panic!("no {rule} in\n{report}"));
    let rest = &report[start..];
    let end = rest
        .find("\n  next  ")
        .or_else(|| rest.find("\n  à faire"))
        .expect("a next step");
    let after = &rest[end..];
    let end = end + after.find("\n\n").unwrap_or(after.len());
    &rest[..end]
}

#[test]
fn a_failure_names_the_resource_the_fact_the_law_and_the_next_step() {
    let ran = open().run(&[]).exits(1);
    insta::assert_snapshot!(about(&ran.out, "admin-ports-closed"), @r#"
    admin-ports-closed (high)

      × `aws_security_group.open`: any address may connect to an administration port
      │ (`ingress.cidr_blocks` is `0.0.0.0/0`)
        ╭─[main.tf:9:20]
      5 │   ingress {
      6 │     from_port   = 22
        ·                   ─┬
        ·                    ╰── `ingress.from_port` is `22`
      7 │     to_port     = 22
        ·                   ─┬
        ·                    ╰── `ingress.to_port` is `22`
      8 │     protocol    = "tcp"
        ·                   ──┬──
        ·                     ╰── `ingress.protocol` is `tcp`
      9 │     cidr_blocks = ["0.0.0.0/0"]
        ·                    ─────┬─────
        ·                         ╰── `ingress.cidr_blocks` is `0.0.0.0/0`
     10 │   }
        ╰────
      why   Remote shell and remote desktop are attacked around the clock with stolen passwords and
            fresh flaws. One success gives the machine, and from it the network where the records are.
      asks  hds-v2 EXI 05.F, A.8.20, A.8.22; secnumcloud-3.2 9.6.d, 13.2.e, Annexe 2.i
      next  Restrict the rule to the addresses of a bastion or a VPN, or use the cloud's session
            service, which needs no open port. Check that you can still get in by that path before you
            close this one.
    "#);
}

#[test]
fn the_report_speaks_french() {
    let ran = open().run(&["--lang", "fr"]).exits(1);
    insta::assert_snapshot!(about(&ran.out, "admin-ports-closed"), @r#"
    admin-ports-closed (élevée)

      × `aws_security_group.open` : toute adresse peut se connecter à un port d'administration
      │ (`ingress.cidr_blocks` vaut `0.0.0.0/0`)
        ╭─[main.tf:9:20]
      5 │   ingress {
      6 │     from_port   = 22
        ·                   ─┬
        ·                    ╰── `ingress.from_port` vaut `22`
      7 │     to_port     = 22
        ·                   ─┬
        ·                    ╰── `ingress.to_port` vaut `22`
      8 │     protocol    = "tcp"
        ·                   ──┬──
        ·                     ╰── `ingress.protocol` vaut `tcp`
      9 │     cidr_blocks = ["0.0.0.0/0"]
        ·                    ─────┬─────
        ·                         ╰── `ingress.cidr_blocks` vaut `0.0.0.0/0`
     10 │   }
        ╰────
      risque    Les accès distants en ligne de commande ou bureau sont attaqués en permanence, avec des
                mots de passe volés et des failles récentes. Un seul succès donne la machine et, de là,
                le réseau où sont les dossiers.
      exigence  hds-v2 EXI 05.F, A.8.20, A.8.22; secnumcloud-3.2 9.6.d, 13.2.e, Annexe 2.i
      à faire   Limitez la règle aux adresses d'un bastion ou d'un VPN, ou utilisez le service de
                session du cloud, qui ne demande aucun port ouvert. Vérifiez que ce chemin fonctionne
                avant de fermer celui-ci.
    "#);
    assert!(
        ran.summary().starts_with("1 fichier, 2 ressources\u{a0}: "),
        "{}",
        ran.summary()
    );
}

#[test]
fn the_locale_says_the_language_when_nothing_else_does() {
    for (variables, french) in [
        (&[("LANG", "fr_FR.UTF-8")][..], true),
        (
            &[("LC_MESSAGES", "fr_CA.UTF-8"), ("LANG", "en_US.UTF-8")],
            true,
        ),
        (&[("LC_ALL", "en_US.UTF-8"), ("LANG", "fr_FR.UTF-8")], false),
        (&[("LC_ALL", ""), ("LANG", "fr_FR.UTF-8")], true),
        (&[("LANG", "C")], false),
        (&[], false),
    ] {
        let mut sandbox = open();
        for (name, value) in variables {
            sandbox = sandbox.with_variable(name, value);
        }
        let ran = sandbox.run(&[]);
        assert_eq!(ran.summary().contains("échecs"), french, "{variables:?}");
        // What the user says leads.
        assert!(
            sandbox
                .run(&["--lang", "en"])
                .summary()
                .contains("failures")
        );
    }
    let wrong = open()
        .with_variable("LANG", "fr_FR.UTF-8")
        .run(&["--pack", "hds-v3"]);
    wrong
        .exits(2)
        .warns("rempart : il n'y a pas de référentiel `hds-v3` : vouliez-vous dire `hds-v2` ?");
}

#[test]
fn a_pipe_gets_neither_colour_nor_links_nor_progress() {
    for arguments in [
        &[][..],
        &["--color", "auto"],
        &["--color", "never"],
        &["--format", "json"],
    ] {
        let ran = open()
            .with_variable("TERM", "xterm-256color")
            .with_variable("COLORTERM", "truecolor")
            .run(arguments);
        assert!(!ran.out.contains('\u{1b}'), "{arguments:?}");
        assert_eq!(ran.err, "", "{arguments:?}");
    }
}

#[test]
fn colour_comes_when_asked_for_and_links_do_not() {
    let ran = open().run(&["--color", "always"]);
    assert!(ran.out.contains("\u{1b}["), "{}", ran.out);
    assert!(!ran.out.contains("\u{1b}]8;"), "{}", ran.out);
    // What the user says now leads over what the environment says always.
    let ran = open()
        .with_variable("NO_COLOR", "1")
        .run(&["--color", "always"]);
    assert!(ran.out.contains("\u{1b}["));
    let ran = open().with_variable("NO_COLOR", "1").run(&[]);
    assert!(!ran.out.contains('\u{1b}'));
}

#[test]
fn links_lead_to_the_files_where_the_terminal_opens_them() {
    let (model, outcome) =
        crate::common::check("fixtures/scenarios/clinic-portal/infra", Options::default());
    let base = Utf8Path::new("/home/a user/clinic");
    let mut report = Vec::new();
    let context = Context {
        sources: model.workspace.sources(),
        library: &LIBRARY,
        base: Some(base),
        origin: ".".into(),
        label: None,
        date: None,
        tables: None,
        language: Language::En,
        style: Style {
            links: true,
            ..Style::default()
        },
    };
    write(Format::Human, &outcome, &context, &mut report).expect("it is memory");
    let report = String::from_utf8(report).expect("reports are UTF-8");
    let link = "\u{1b}]8;;file:///home/a%20user/clinic/fixtures/scenarios/clinic-portal/infra/main.tf\u{1b}\\";
    // In frames and in the list of open questions.
    assert!(report.contains(&format!("╭─[{link}")), "{report}");
    assert!(report.contains(&format!("      {link}")), "{report}");
    assert_eq!(
        report.matches("\u{1b}]8;;file").count(),
        report.matches("\u{1b}]8;;\u{1b}\\").count()
    );
}

#[test]
fn a_closed_pipe_is_no_fault() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("rempart"))
        .args(["check", "fixtures/scenarios", "--format", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(
        !err.contains("panicked") && !err.contains("cannot write"),
        "{err}"
    );
}

#[test]
fn alike_findings_are_told_once() {
    // Forty instances of one block, and forty blocks of one kind.
    let mut text = String::from(
        "provider \"aws\" {\n  region = \"eu-west-3\"\n}\nresource \"aws_db_instance\" \"same\" {\n  count             = 40\n  storage_encrypted = false\n}\n",
    );
    for n in 0..40 {
        write!(text, "resource \"aws_ebs_volume\" \"v{n}\" {{\n  availability_zone = \"eu-west-3a\"\n  size              = 8\n  encrypted         = false\n}}\n").expect("it is memory");
    }
    let ran = Sandbox::new(&[("main.tf", &text)])
        .run(&["--severity", "high"])
        .exits(1);
    let report = &ran.out;
    // One frame for the instances, with the others named under it.
    assert_eq!(
        report.matches("data is stored unencrypted").count(),
        1,
        "{report}"
    );
    assert!(
        report.contains("  also  `aws_db_instance.same[1]`, "),
        "{report}"
    );
    // Three frames for the blocks, the others in a line each.
    assert_eq!(
        report.matches("the disk is not encrypted").count(),
        3,
        "{report}"
    );
    assert!(report.contains("and at 37 more places:"), "{report}");
    assert!(report.contains("  aws_ebs_volume.v39\n"), "{report}");
    // The risk of a rule is told once.
    let why = "\n  why   ";
    let rules = report.matches(" (high)\n").count();
    assert!(report.matches(why).count() < rules, "{report}");
    // All frames on demand; and nothing is lost for programs.
    let detailed = Sandbox::new(&[("main.tf", &text)]).run(&["--severity", "high", "--detailed"]);
    assert_eq!(
        detailed.out.matches("the disk is not encrypted").count(),
        40
    );
    let json = Sandbox::new(&[("main.tf", &text)]).json(&["--severity", "high"]);
    let volumes = json["findings"].as_array().expect("a list").iter();
    let volumes = volumes.filter(|finding| finding["rule"] == "block-storage-encrypted");
    assert_eq!(volumes.count(), 40);
}

#[test]
fn hundreds_of_findings_stay_readable() {
    let ran = in_repository(&["check", "fixtures/rules", "--fail-on", "never"]);
    let findings = in_repository(&[
        "check",
        "fixtures/rules",
        "--format",
        "json",
        "--fail-on",
        "never",
    ]);
    let findings: serde_json::Value = serde_json::from_str(&findings.out).expect("JSON");
    let number = findings["findings"].as_array().expect("a list").len();
    assert!(number > 1000, "{number} findings");
    let lines = ran.out.lines().count();
    assert!(lines < number * 6, "{lines} lines for {number} findings");
    let longest = ran
        .out
        .lines()
        .filter(|line| !line.contains("─") && !line.contains('│'));
    // Places and addresses stay whole, to be copied; prose does not run on.
    let prose = longest.filter(|line| line.starts_with("  why") || line.starts_with("  next"));
    assert!(prose.clone().count() > 10);
    for line in prose {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

#[test]
fn the_gravest_comes_first_and_the_summary_last() {
    let ran = in_repository(&["check", "fixtures/scenarios/clinic-portal/infra"]);
    let order: Vec<usize> = [
        "(critical)\n",
        "(high)\n",
        "(medium)\n",
        "Not decided by the files:",
    ]
    .iter()
    .map(|mark| ran.out.find(mark).unwrap_or_else(|| panic!("{mark}")))
    .collect();
    assert!(order.is_sorted(), "{order:?}");
    let summary = ran.summary();
    assert!(
        summary.contains("resources: ")
            && summary.contains("  hds-v2: ")
            && summary.contains("  secnumcloud-3.2: "),
        "{summary}"
    );
}

#[test]
fn secrets_stay_hidden_in_frames() {
    let text = "provider \"aws\" {\n  region = \"eu-west-3\"\n}\nresource \"aws_db_instance\" \"d\" {\n  password            = \"invented-secret\"\n  publicly_accessible = true\n}\n";
    let sandbox = Sandbox::new(&[("main.tf", text)]);
    for arguments in [
        &[][..],
        &["--detailed"],
        &["--lang", "fr"],
        &["--format", "json"],
    ] {
        let ran = sandbox.run(arguments).exits(1);
        ran.says("no-plaintext-secret")
            .says_nothing_of("invented-secret");
    }
    sandbox
        .run(&[])
        .says("password            = \"***************\"");
}
