//! `rempart init`: what it writes is a configuration that works.

use super::DATABASE;
use crate::program::Sandbox;

const AT_SCALEWAY: &str = "provider \"scaleway\" {\n  region = \"fr-par\"\n}\n";

/// The examples of a written configuration, uncommented.
fn uncommented(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(example) if !example.starts_with(' ') || example.starts_with("  ") => example,
            _ => line,
        })
        .collect();
    lines.join("\n")
}

#[test]
fn what_is_written_changes_nothing_and_loads() {
    for language in ["en", "fr"] {
        let sandbox = Sandbox::new(&[("main.tf", DATABASE)]);
        let before = sandbox.run(&["check", "--lang", language]);
        let ran = sandbox.run(&["init", "--lang", language]).exits(0);
        assert_eq!(ran.out, "rempart.yaml\n");
        let text = sandbox.read("rempart.yaml");
        assert!(text.contains(&format!("language: {language}")), "{text}");
        let after = sandbox.run(&["check"]);
        assert_eq!(before.out, after.out, "{text}");
        assert_eq!(after.err, "", "{text}");
    }
}

#[test]
fn the_examples_are_right_once_uncommented() {
    for language in ["en", "fr"] {
        let sandbox = Sandbox::new(&[("main.tf", DATABASE), ("scw/main.tf", AT_SCALEWAY)]);
        sandbox.run(&["init", "--lang", language]).exits(0);
        let text = uncommented(&sandbox.read("rempart.yaml"));
        for key in [
            "parameters:",
            "scope:",
            "operators:",
            "rules:",
            "severity:",
            "environments:",
        ] {
            assert!(
                text.lines().any(|line| line.trim_start().starts_with(key)),
                "no {key} in\n{text}"
            );
        }
        sandbox.write("rempart.yaml", &text);
        let ran = sandbox.run(&["check", "--today", "2026-05-01"]).exits(1);
        assert!(!ran.err.contains("rempart.yaml:"), "{}\n{text}", ran.err);
    }
}

#[test]
fn operators_and_environments_are_those_of_the_files() {
    let sandbox = Sandbox::new(&[
        ("app/main.tf", DATABASE),
        ("app/envs/prod.tfvars", "region = \"eu-west-1\"\n"),
        ("app/envs/test.tfvars.json", "{\"region\": \"eu-west-3\"}\n"),
        ("app/terraform.tfvars", ""),
        ("app/x.auto.tfvars", ""),
        ("data/main.tf", AT_SCALEWAY),
        ("data/prod.tfvars", ""),
    ]);
    sandbox.run(&["init", "--lang", "en"]).exits(0);
    let text = sandbox.read("rempart.yaml");
    let expected = "environments:
  app-prod:
    var-files: [app/envs/prod.tfvars]
    roots: [app]
  data-prod:
    var-files: [data/prod.tfvars]
    roots: [data]
  test:
    var-files: [app/envs/test.tfvars.json]
    roots: [app]
";
    assert!(text.contains(expected), "{text}");
    assert!(
        text.contains("#  aws:") && text.contains("#  scaleway:"),
        "{text}"
    );
    // What the catalogue says cannot be held is no example.
    assert_eq!(text.matches("secnumcloud: {").count(), 1, "{text}");
    let report = sandbox.json(&[]);
    let environments: std::collections::BTreeSet<&str> = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|finding| finding["resource"]["environment"].as_str())
        .collect();
    assert_eq!(environments, ["app-prod", "data-prod", "test"].into());
}

#[test]
fn nothing_is_replaced_unless_asked() {
    let sandbox = Sandbox::new(&[("main.tf", DATABASE), ("rempart.yaml", "severity: high\n")]);
    let ran = sandbox.run(&["init", "--github"]).exits(2);
    ran.warns("rempart.yaml is already there");
    assert_eq!(sandbox.read("rempart.yaml"), "severity: high\n");
    assert!(
        !sandbox.path(".github").exists(),
        "all or nothing is written"
    );
    sandbox.run(&["init", "--force"]).exits(0);
    assert!(sandbox.read("rempart.yaml").contains("packs:"));
    sandbox
        .run(&["init", "gone"])
        .exits(2)
        .warns("there is no such directory");
}

#[test]
fn the_workflow_uses_the_action_of_the_owner() {
    let sandbox = Sandbox::new(&[("infra/main.tf", DATABASE)]);
    let ran = sandbox.run(&["init", "infra", "--github"]).exits(0);
    assert_eq!(
        ran.out,
        "infra/rempart.yaml\n.github/workflows/rempart.yml\n"
    );
    let workflow = |sandbox: &Sandbox| {
        let text = sandbox.read(".github/workflows/rempart.yml");
        let limits = rempart::yaml::Limits::default();
        let tree = rempart::yaml::parse_one(&text, limits)
            .expect(&text)
            .to_json();
        let steps = tree["jobs"]["rempart"]["steps"].clone();
        (
            steps[1]["uses"].as_str().expect("a text").to_owned(),
            steps[1]["with"]["path"]
                .as_str()
                .expect("a text")
                .to_owned(),
            tree["on"]["push"]["branches"][0]
                .as_str()
                .expect("a text")
                .to_owned(),
        )
    };
    let own = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
    assert_eq!(workflow(&sandbox), own("OWNER/rempart@v0", "infra", "main"));
    sandbox.write(
        ".git/config",
        "[remote \"origin\"]\n\turl = git@github.com:acme/infra.git\n",
    );
    sandbox.write(
        ".git/refs/remotes/origin/HEAD",
        "ref: refs/remotes/origin/trunk\n",
    );
    let arguments = ["init", "infra", "--github", "--force", "--lang", "fr"];
    sandbox.run(&arguments).exits(0);
    assert_eq!(workflow(&sandbox), own("acme/rempart@v0", "infra", "trunk"));
}

#[test]
fn the_workflow_asks_for_what_the_action_has() {
    let sandbox = Sandbox::new(&[("main.tf", DATABASE)]);
    sandbox.run(&["init", "--github"]).exits(0);
    let text = sandbox.read(".github/workflows/rempart.yml");
    let action = std::fs::read_to_string(crate::common::repository().join("action.yml"))
        .expect("the action can be read");
    for line in text
        .lines()
        .skip_while(|line| !line.contains("/rempart@"))
        .skip(2)
    {
        let Some((input, _)) = line.trim().trim_start_matches('#').split_once(": ") else {
            continue;
        };
        if !input.contains(' ') {
            assert!(
                action.contains(&format!("\n  {input}:\n")),
                "{input} is no input"
            );
        }
    }
    let checkout = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("- uses: actions/checkout@"))
        .expect("it checks out");
    let ours = crate::common::repository().join(".github/workflows/ci.yml");
    let ours = std::fs::read_to_string(ours).expect("it can be read");
    assert!(
        ours.contains(checkout),
        "the pin of this repository is another"
    );
}
