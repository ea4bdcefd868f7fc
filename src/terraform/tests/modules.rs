//! Root modules, calls, sources.

use super::{evaluate, references};
use crate::model::CoverageStatus;

#[test]
fn values_go_into_modules_and_come_back() {
    let evaluated = evaluate(&[
        (
            "envs/prod/main.tf",
            r#"
module "db" {
  source = "../../modules/db"
  name   = "records"
  key    = t_key.k.arn
}
resource "t_key" "k" {}
resource "t_t" "t" {
  name = module.db.name
  id   = module.db.id
}
"#,
        ),
        (
            "modules/db/main.tf",
            r#"
variable "name" {}
variable "key" {}
resource "t_db" "main" {
  name = var.name
  key  = var.key
  path = path.module
}
output "name" { value = "${var.name}-db" }
output "id" { value = t_db.main.id }
"#,
        ),
    ]);
    assert_eq!(
        evaluated.addresses(),
        ["t_key.k", "t_t.t", "module.db.t_db.main"]
    );
    let database = evaluated.resource("module.db.t_db.main");
    assert_eq!(database.root.path, "envs/prod");
    assert_eq!(database.calls.len(), 1);
    assert_eq!(&*database.calls[0].address, "module.db");
    assert_eq!(evaluated.text(database.calls[0].span), "module \"db\"");
    assert_eq!(
        evaluated.shown("module.db.t_db.main", "path"),
        "\"../../modules/db\""
    );
    let key = evaluated.value("module.db.t_db.main", "key");
    assert_eq!(references(&key), ["t_key.k.arn"]);
    assert_eq!(evaluated.definitions(&key), ["var.key=t_key.k.arn"]);
    assert_eq!(evaluated.shown("t_t.t", "name"), "\"records-db\"");
    let id = evaluated.value("t_t.t", "id");
    assert_eq!(references(&id), ["module.db.t_db.main.id"]);
    assert_eq!(evaluated.definitions(&id), ["module.db.id=t_db.main.id"]);
    assert_eq!(evaluated.codes(), Vec::<&str>::new());
}

#[test]
fn roots_are_the_directories_that_nobody_calls() {
    let module = "resource \"t_t\" \"t\" {}\n";
    let evaluated = evaluate(&[
        ("main.tf", "module \"a\" { source = \"./modules/a\" }\n"),
        ("modules/a/main.tf", module),
        (
            "modules/alone/main.tf",
            "variable \"needed\" {}\nresource \"t_t\" \"t\" { a = var.needed }\n",
        ),
        ("other/main.tf", module),
    ]);
    let roots: Vec<(&str, &str)> = evaluated
        .loaded
        .resources
        .iter()
        .map(|resource| (resource.root.path.as_str(), &*resource.address))
        .collect();
    assert_eq!(
        roots,
        [
            (".", "module.a.t_t.t"),
            ("modules/alone", "t_t.t"),
            ("other", "t_t.t")
        ]
    );
    assert_eq!(evaluated.codes(), ["module-checked-alone"]);
    assert!(evaluated.messages("module-checked-alone")[0].contains("`needed`"));
}

#[test]
fn a_module_called_by_a_computed_source_is_no_root() {
    let evaluated = evaluate(&[
        (
            "main.tf",
            "variable \"which\" { default = \"a\" }\nmodule \"m\" { source = \"./modules/${var.which}\" }\n",
        ),
        ("modules/a/main.tf", "resource \"t_t\" \"t\" {}\n"),
        ("modules/b/main.tf", "resource \"t_t\" \"t\" {}\n"),
    ]);
    let roots: Vec<(&str, &str)> = evaluated
        .loaded
        .resources
        .iter()
        .map(|resource| (resource.root.path.as_str(), &*resource.address))
        .collect();
    assert_eq!(roots, [(".", "module.m.t_t.t"), ("modules/b", "t_t.t")]);
    assert_eq!(evaluated.codes(), ["module-checked-alone"]);
}

#[test]
fn of_roots_that_call_each_other_by_computed_sources_one_stays() {
    let call = |other: &str| {
        format!(
            "locals {{ name = \"{other}\" }}\nmodule \"m\" {{ source = \"../${{local.name}}\" }}\nresource \"t_t\" \"t\" {{}}\n"
        )
    };
    let evaluated = evaluate(&[("a/main.tf", &call("b")), ("b/main.tf", &call("a"))]);
    let mut roots: Vec<&str> = evaluated
        .loaded
        .resources
        .iter()
        .map(|resource| resource.root.path.as_str())
        .collect();
    roots.dedup();
    assert_eq!(roots, ["b"]);
    assert!(evaluated.addresses().contains(&"module.m.t_t.t"));
}

#[test]
fn modules_that_call_each_other_are_reported_and_still_judged() {
    let evaluated = evaluate(&[
        (
            "a/main.tf",
            "module \"b\" { source = \"../b\" }\nresource \"t_t\" \"a\" { x = module.b.x }\n",
        ),
        (
            "b/main.tf",
            "module \"a\" { source = \"../a\" }\nresource \"t_t\" \"b\" {}\noutput \"x\" { value = 1 }\n",
        ),
    ]);
    assert_eq!(evaluated.addresses(), ["t_t.a", "module.b.t_t.b"]);
    assert_eq!(evaluated.shown("t_t.a", "x"), "1");
    assert_eq!(evaluated.codes(), ["module-cycle", "module-cycle"]);
    assert!(
        evaluated.messages("module-cycle")[1].contains("a -> b -> a"),
        "{:?}",
        evaluated.loaded.diagnostics
    );
}

#[test]
fn a_module_that_calls_itself_is_a_root() {
    let evaluated = evaluate(&[(
        "main.tf",
        "module \"m\" { source = \"./\" }\nresource \"t_t\" \"t\" {}\n",
    )]);
    assert_eq!(evaluated.addresses(), ["t_t.t"]);
    assert_eq!(evaluated.codes(), ["module-cycle"]);
}

#[test]
fn modules_that_are_not_on_disk_are_reported_once_per_call() {
    let evaluated = evaluate(&[(
        "main.tf",
        r#"
module "vpc" {
  count  = 2
  source = "example/vpc/aws"
}
module "far" {
  source = "../elsewhere"
}
module "empty" {
  source = "./nothing"
}
resource "t_t" "t" {
  a = module.vpc[0].id
  b = module.far.id
}
"#,
    )]);
    assert_eq!(evaluated.shown("t_t.t", "a"), "?module module.vpc.id");
    assert_eq!(evaluated.shown("t_t.t", "b"), "?module module.far.id");
    assert_eq!(
        evaluated.codes(),
        [
            "module-not-installed",
            "module-outside-root",
            "module-not-found"
        ]
    );
    let coverage = &evaluated.loaded.coverage;
    let subjects: Vec<&str> = coverage.iter().map(|part| part.subject.as_str()).collect();
    assert_eq!(subjects, ["module.vpc", "module.far", "module.empty"]);
    assert!(
        coverage
            .iter()
            .all(|part| part.status == CoverageStatus::NotEvaluated)
    );
    assert!(coverage[0].why.en.contains("tofu init"));
}

#[test]
fn installed_modules_are_followed() {
    let manifest = r#"{"Modules":[{"Key":"","Source":"","Dir":"."},
        {"Key":"vpc","Source":"example/vpc/aws","Dir":".terraform/modules/vpc"},
        {"Key":"vpc.sub","Source":"example/sub/aws","Dir":".terraform/modules/vpc.sub"}]}"#;
    let evaluated = evaluate(&[
        (
            "main.tf",
            "module \"vpc\" {\n  source = \"example/vpc/aws\"\n  version = \"1.0\"\n}\n",
        ),
        (".terraform/modules/modules.json", manifest),
        (
            ".terraform/modules/vpc/main.tf",
            "module \"sub\" { source = \"example/sub/aws\" }\n",
        ),
        (
            ".terraform/modules/vpc.sub/main.tf",
            "resource \"t_t\" \"t\" {}\n",
        ),
    ]);
    assert_eq!(evaluated.addresses(), ["module.vpc.module.sub.t_t.t"]);
    assert_eq!(evaluated.codes(), Vec::<&str>::new());
}

#[test]
fn calls_are_checked_against_the_variables() {
    let evaluated = evaluate(&[
        (
            "main.tf",
            "module \"m\" {\n  source = \"./m\"\n  regoin = 1\n}\n",
        ),
        (
            "m/main.tf",
            "variable \"region\" {}\nresource \"t_t\" \"t\" { a = var.region }\n",
        ),
    ]);
    assert_eq!(evaluated.shown("module.m.t_t.t", "a"), "?variable region");
    let mut codes = evaluated.codes();
    codes.sort_unstable();
    assert_eq!(codes, ["missing-argument", "unknown-argument"]);
    assert!(evaluated.messages("unknown-argument")[0].contains("did you mean `region`?"));
}

#[test]
fn a_module_called_with_other_values_keeps_them_apart() {
    let evaluated = evaluate(&[
        (
            "main.tf",
            "module \"a\" {\n  source = \"./m\"\n  v = 1\n}\nmodule \"b\" {\n  source = \"./m\"\n}\n",
        ),
        (
            "m/main.tf",
            "variable \"v\" { default = 0 }\nresource \"t_t\" \"t\" { v = var.v }\n",
        ),
    ]);
    assert_eq!(evaluated.shown("module.a.t_t.t", "v"), "1");
    assert_eq!(evaluated.shown("module.b.t_t.t", "v"), "0");
}

#[test]
fn files_are_read_within_the_workspace_only() {
    let evaluated = evaluate(&[
        (
            "root/main.tf",
            r#"
resource "t_t" "t" {
  a = file("${path.module}/a.txt")
  b = file("/etc/hostname")
  c = file("missing.txt")
  d = templatefile("t.tftpl", { n = 3 })
  e = file("../shared.txt")
  f = fileexists("a.txt")
}
"#,
        ),
        ("root/a.txt", "content"),
        ("root/t.tftpl", "n is ${n}"),
        ("shared.txt", "shared"),
    ]);
    let expected = [
        ("a", "\"content\""),
        ("b", "?file /etc/hostname"),
        ("c", "?file missing.txt"),
        ("d", "\"n is 3\""),
        ("e", "\"shared\""),
        ("f", "true"),
    ];
    for (name, value) in expected {
        assert_eq!(evaluated.shown("t_t.t", name), value, "{name}");
    }
}

#[test]
fn unknown_block_types_are_reported_with_the_nearest_name() {
    let evaluated = evaluate(&[(
        "main.tf",
        "resorce \"a\" \"b\" {}\nmoved {\n  from = a.b\n  to = a.c\n}\nx = 1\n",
    )]);
    assert!(evaluated.messages("unknown-block-type")[0].contains("did you mean `resource`?"));
    assert_eq!(evaluated.messages("argument-outside-block").len(), 1);
    assert_eq!(evaluated.loaded.diagnostics.len(), 2);
}
