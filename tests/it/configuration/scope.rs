//! Which resources are judged, and what is said of the others.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::of_rule;
use crate::program::Sandbox;

/// Buckets with tags in every state, a module in two instances, and a database.
const INFRA: &str = r#"
variable "class" {}
variable "labels" {}
provider "aws" {
  region = "eu-west-3"
  default_tags {
    tags = {
      team = "care"
    }
  }
}
resource "aws_s3_bucket" "site" {
  bucket = "site"
  tags   = { data-class = "public", level = 1 }
}
resource "aws_s3_bucket" "plain" {
  bucket = "plain"
}
resource "aws_s3_bucket" "by_variable" {
  bucket = "by-variable"
  tags   = { data-class = var.class }
}
resource "aws_s3_bucket" "by_labels" {
  bucket = "by-labels"
  tags   = var.labels
}
resource "aws_s3_bucket" "own_team" {
  bucket = "own-team"
  tags   = { team = "press" }
}
module "web" {
  for_each = toset(["a.b", "c"])
  source   = "./modules/web"
}
"#;

const WEB: &str = r#"
resource "aws_s3_bucket" "pages" {
  bucket = "pages"
}
"#;

fn with_scope(scope: &str) -> Sandbox {
    Sandbox::new(&[
        ("main.tf", INFRA),
        ("modules/web/main.tf", WEB),
        ("rempart.yaml", &format!("scope:\n{scope}")),
    ])
}

/// The addresses that are judged, without those of settings.
fn judged(report: &Json) -> BTreeSet<String> {
    let findings = report["findings"].as_array().expect("a list");
    let address = |finding: &Json| finding["resource"]["address"].as_str().map(str::to_owned);
    findings
        .iter()
        .filter_map(address)
        .filter(|address| !address.starts_with("provider."))
        .collect()
}

/// Those that one configuration of the scope leaves in scope.
fn in_scope(scope: &str) -> BTreeSet<String> {
    let sandbox = with_scope(scope);
    judged(&sandbox.json(&["--show", "fail,unknown,pass"]))
}

const ALL: [&str; 7] = [
    "aws_s3_bucket.by_labels",
    "aws_s3_bucket.by_variable",
    "aws_s3_bucket.own_team",
    "aws_s3_bucket.plain",
    "aws_s3_bucket.site",
    "module.web[\"a.b\"].aws_s3_bucket.pages",
    "module.web[\"c\"].aws_s3_bucket.pages",
];

/// All but these.
fn without(left_out: &[&str]) -> BTreeSet<String> {
    let kept = ALL.iter().filter(|address| !left_out.contains(address));
    kept.map(ToString::to_string).collect()
}

#[test]
fn each_selector_excludes_what_it_matches_for_certain() {
    let web = [ALL[5], ALL[6]];
    let (by_variable, own, plain, site) = (ALL[1], ALL[2], ALL[3], ALL[4]);
    // (selector, what is left out)
    let cases: [(&str, &[&str]); 21] = [
        ("{tag: {data-class: public}}", &[site]),
        ("{tag: {data-class: \"pub*\"}}", &[site]),
        ("{tag: {\"data-*\": [internal, public]}}", &[site]),
        ("{tag: {data-class: Public}}", &[]),
        ("{tag: {level: 1}}", &[site]),
        // The key is there, whatever its value.
        ("{tag: {data-class: \"*\"}}", &[site, by_variable]),
        // The tags of the provider are those of every resource; a nearer one hides them.
        (
            "{tag: {team: care}}",
            &[site, by_variable, plain, web[0], web[1]],
        ),
        ("{tag: {team: press}}", &[own]),
        ("{tag: {data-class: public, team: press}}", &[]),
        ("{address: aws_s3_bucket.plain}", &[plain]),
        ("{address: \"*.pages\"}", &web),
        ("{address: module.web.aws_s3_bucket.pages}", &web),
        ("{address: 'module.web[\"c\"].*'}", &[web[1]]),
        ("{module: module.web}", &web),
        ("{module: 'module.web[\"c\"]'}", &[web[1]]),
        ("{module: \"*\"}", &web),
        ("{path: modules}", &web),
        ("{path: modules/web/*.tf}", &web),
        ("{type: [aws_s3_bucket, aws_x]}", &ALL),
        ("{type: \"aws_*\", address: \"*.site\"}", &[site]),
        ("{environment: \"*\"}", &[]),
    ];
    for (selector, left_out) in cases {
        let scope = format!("  - exclude: {selector}\n    reason: Public\n");
        assert_eq!(in_scope(&scope), without(left_out), "{selector}");
    }
}

#[test]
fn the_last_entry_that_matches_decides() {
    let only_web =
        "  - {exclude: {type: \"*\"}, reason: No patients}\n  - include: {module: module.web}\n";
    assert_eq!(in_scope(only_web), without(&ALL[..5]));
    let none =
        "  - include: {module: module.web}\n  - {exclude: {type: \"*\"}, reason: No patients}\n";
    assert_eq!(in_scope(none), BTreeSet::new());
    let but_one = "  - {exclude: {address: \"aws_*\"}, reason: R}\n  - include: {address: [\"*.plain\", \"*.site\"]}\n  - {exclude: {tag: {data-class: public}}, reason: R}\n";
    let kept = in_scope(but_one);
    assert_eq!(kept, without(&[ALL[2], ALL[4], ALL[0], ALL[1]]));
}

/// The diagnostics of a kind: severity, line and English message.
fn notes(report: &Json, code: &str) -> Vec<(String, u64, String)> {
    let diagnostics = report["diagnostics"].as_array().expect("a list");
    diagnostics
        .iter()
        .filter(|diagnostic| diagnostic["code"] == code)
        .map(|diagnostic| {
            assert_eq!(diagnostic["file"], "rempart.yaml");
            (
                diagnostic["severity"].as_str().expect("a text").to_owned(),
                diagnostic["location"]["line"].as_u64().expect("a line"),
                diagnostic["message"]["en"]
                    .as_str()
                    .expect("a text")
                    .to_owned(),
            )
        })
        .collect()
}

#[test]
fn what_is_not_known_stays_in_scope_and_is_said() {
    let sandbox = with_scope("  - exclude: {tag: {data-class: public}}\n    reason: Public\n");
    let report = sandbox.json(&["--show", "fail,unknown,pass"]);
    let told = notes(&report, "scope-not-known");
    let [(severity, line, message)] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!((severity.as_str(), *line), ("warning", 2));
    assert!(message.contains("`aws_s3_bucket.by_variable`"), "{message}");
    assert!(message.contains("`aws_s3_bucket.by_labels`"), "{message}");
    assert!(!message.contains("plain"), "{message}");
    // Once the value is known, so is the scope.
    let report = sandbox.json(&[
        "--var",
        "class=public",
        "--var",
        "labels={}",
        "--show",
        "fail,unknown,pass",
    ]);
    assert_eq!(judged(&report), without(&[ALL[1], ALL[4]]));
    assert!(notes(&report, "scope-not-known").is_empty());
}

#[test]
fn what_may_be_included_is_in_scope() {
    let scope = "  - {exclude: {type: \"*\"}, reason: No patients}\n  - include: {tag: {data-class: health}}\n";
    assert_eq!(
        in_scope(scope),
        [ALL[0].to_owned(), ALL[1].to_owned()].into()
    );
}

#[test]
fn a_doubt_that_changes_nothing_is_not_told() {
    let scope = "  - {exclude: {type: \"*\"}, reason: No patients}\n  - {exclude: {tag: {data-class: public}}, reason: Public}\n";
    let sandbox = with_scope(scope);
    let report = sandbox.json(&[]);
    assert!(notes(&report, "scope-not-known").is_empty());
    assert_eq!(judged(&report), BTreeSet::new());
}

#[test]
fn the_few_values_of_a_tag_decide_when_they_agree() {
    let main = "variable \"prod\" {\n  type = bool\n}\nprovider \"aws\" {\n  region = \"eu-west-3\"\n}\nresource \"aws_s3_bucket\" \"b\" {\n  bucket = \"b\"\n  tags = { class = var.prod ? \"public-a\" : \"public-b\" }\n}\n";
    let by = |glob: &str| {
        let sandbox = Sandbox::new(&[
            ("main.tf", main),
            (
                "rempart.yaml",
                &format!("scope: [{{exclude: {{tag: {{class: \"{glob}\"}}}}, reason: R}}]\n"),
            ),
        ]);
        let report = sandbox.json(&[]);
        (
            judged(&report).len(),
            notes(&report, "scope-not-known").len(),
        )
    };
    assert_eq!(by("public-*"), (0, 0));
    assert_eq!(by("health"), (1, 0));
    assert_eq!(by("public-a"), (1, 1));
}

#[test]
fn an_entry_that_matches_nothing_is_reported() {
    let sandbox = with_scope(
        "  - {exclude: {type: aws_gone}, reason: R}\n  - include: {module: module.gone}\n  - {exclude: {module: module.web}, reason: R}\n",
    );
    let report = sandbox.json(&[]);
    let told: Vec<(String, u64)> = notes(&report, "scope-matches-nothing")
        .into_iter()
        .map(|(severity, line, _)| (severity, line))
        .collect();
    assert_eq!(told, [("note".to_owned(), 2), ("warning".to_owned(), 3)]);
}

#[test]
fn what_is_left_out_is_listed_with_its_reason() {
    let sandbox =
        with_scope("  - exclude: {module: module.web}\n    reason: The site holds articles only\n");
    let report = sandbox.json(&[]);
    let listed: BTreeSet<(&str, &str)> = report["left_out"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| {
            let address = entry["resource"]["address"].as_str();
            let why = entry["why"]["en"].as_str();
            (address.expect("a text"), why.expect("a text"))
        })
        .collect();
    let why = "The site holds articles only (rempart.yaml:2)";
    assert_eq!(listed, [(ALL[5], why), (ALL[6], why)].into());
    for (language, words) in [
        ("en", "Out of scope, and not judged"),
        ("fr", "Hors périmètre, et non jugé"),
    ] {
        let ran = sandbox.run(&["check", "--lang", language]).exits(1);
        ran.says(words)
            .says("The site holds articles only (rempart.yaml:2)")
            .says("module.web[\"c\"].aws_s3_bucket.pages");
    }
}

#[test]
fn settings_stay_in_scope() {
    let sandbox = with_scope("  - {exclude: {type: \"*\"}, reason: No patients}\n");
    let report = sandbox.json(&["--show", "fail,unknown,pass"]);
    let findings = report["findings"].as_array().expect("a list");
    assert!(!findings.is_empty());
    assert!(
        findings
            .iter()
            .all(|finding| finding["resource"]["address"] == "provider.aws"),
        "{findings:?}"
    );
}

#[test]
fn what_is_out_of_scope_still_serves() {
    // The bucket in scope is encrypted and logged by resources that are out of it.
    let main = r#"
provider "aws" {
  region = "eu-west-3"
}
resource "aws_s3_bucket" "records" {
  bucket = "records"
}
resource "aws_s3_bucket_versioning" "records" {
  bucket = aws_s3_bucket.records.id
  versioning_configuration {
    status = "Enabled"
  }
}
"#;
    let sandbox = Sandbox::new(&[
        ("main.tf", main),
        (
            "rempart.yaml",
            "scope: [{exclude: {type: aws_s3_bucket_versioning}, reason: A part of the bucket}]\n",
        ),
    ]);
    let report = sandbox.json(&["--show", "fail,unknown,pass"]);
    let verdicts = |report: &Json| {
        let findings = report["findings"].as_array().expect("a list").clone();
        findings
            .iter()
            .map(|finding| {
                let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
                (
                    text(&finding["rule"]),
                    text(&finding["resource"]["address"]),
                    text(&finding["verdict"]),
                )
            })
            .filter(|(_, address, _)| address == "aws_s3_bucket.records")
            .collect::<BTreeSet<_>>()
    };
    let isolated = sandbox.json(&["--isolated", "--show", "fail,unknown,pass"]);
    assert_eq!(verdicts(&report), verdicts(&isolated));
    assert!(!verdicts(&report).is_empty());
    let summary = |report: &Json| report["summary"]["resources"].as_u64().expect("a number");
    assert_eq!(summary(&report) + 1, summary(&isolated));
}

#[test]
fn environments_may_be_out_of_scope() {
    let sandbox = Sandbox::new(&[
        ("main.tf", super::DATABASE),
        (
            "rempart.yaml",
            "environments: {prod: {}, demo-1: {}}\nscope: [{exclude: {environment: \"demo-*\"}, reason: Invented patients}]\n",
        ),
    ]);
    let report = sandbox.json(&[]);
    let of: Vec<&str> = of_rule(&report, "database-encrypted")
        .into_iter()
        .map(|finding| finding["resource"]["environment"].as_str().expect("a text"))
        .collect();
    assert_eq!(of, ["prod"]);
}

#[test]
fn paths_are_seen_from_the_directory_of_the_file() {
    let sandbox = Sandbox::new(&[
        ("infra/site/main.tf", super::DATABASE),
        ("infra/care/main.tf", super::DATABASE),
        (
            "rempart.yaml",
            "scope: [{exclude: {path: infra/site}, reason: Public}]\n",
        ),
    ]);
    let report = sandbox.json(&["infra"]);
    let roots: Vec<&str> = of_rule(&report, "database-encrypted")
        .into_iter()
        .map(|finding| finding["resource"]["root"].as_str().expect("a text"))
        .collect();
    assert_eq!(roots, ["infra/care"]);
}

#[test]
fn mistakes_of_the_scope_are_shown_where_they_stand() {
    // (scope, where, English, French)
    let cases = [
        (
            "  - include: {type: t}\n  - {exclude: {type: t}, reason: R}\n",
            "3:6",
            "the same resources are included at rempart.yaml:2:5",
            "les mêmes ressources sont incluses à rempart.yaml:2:5",
        ),
        (
            "  - {exclude: {type: [a, b], tag: {x: [u, v]}}, reason: R}\n  - {include: {tag: {x: [v, u]}, type: [b, a, b]}}\n",
            "3:6",
            "the same resources are excluded at rempart.yaml:2:6",
            "les mêmes ressources sont exclues à rempart.yaml:2:6",
        ),
        (
            "  - exclude: {type: t}\n",
            "2:5",
            "the `reason` of this exclusion is missing",
            "le motif (`reason`) de cette exclusion manque",
        ),
        (
            "  - {exclude: {type: t}, reason: \" \"}\n",
            "2:34",
            "the text is empty",
            "le texte est vide",
        ),
        (
            "  - {include: {type: t}, exclude: {type: u}, reason: R}\n",
            "2:26",
            "an entry includes or excludes, not both",
            "une entrée inclut ou exclut, pas les deux",
        ),
        (
            "  - {reason: R}\n",
            "2:5",
            "an entry has `include` or `exclude`",
            "une entrée a `include` ou `exclude`",
        ),
        (
            "  - include: {module: website}\n",
            "2:23",
            "write `module.website`",
            "écrivez `module.website`",
        ),
        (
            "  - include: {path: 'a['}\n",
            "2:21",
            "is not a glob",
            "n'est pas un motif de chemins",
        ),
        (
            "  - include: {tags: {a: b}}\n",
            "2:15",
            "did you mean `tag`?",
            "vouliez-vous dire `tag` ?",
        ),
        ("  - include: {}\n", "2:14", "it is empty", "c'est vide"),
        (
            "  - includ: {type: t}\n",
            "2:5",
            "did you mean `include`?",
            "vouliez-vous dire `include` ?",
        ),
        (
            "  - include: {tag: public}\n",
            "2:20",
            "expected a mapping",
            "bloc de clés attendu",
        ),
        ("  type: t\n", "2:3", "expected a list", "liste attendu"),
    ];
    for (scope, place, english, french) in cases {
        for (language, words) in [("en", english), ("fr", french)] {
            let ran = with_scope(scope)
                .run(&["check", "--lang", language])
                .exits(2);
            let ran = ran.warns(words);
            ran.warns(&format!("--> rempart.yaml:{place}\n"));
        }
    }
}
