//! What a pack author looks at: values, reasons, references, facets.

use serde_json::{Value as Json, json};

use crate::program::Sandbox;

const MAIN: &str = r#"
provider "aws" {
  region = "eu-west-3"
}
provider "aws" {
  alias  = "second"
  region = "eu-central-1"
}
variable "a" {}
variable "b" {}
variable "c" {}
variable "d" {}
variable "e" {}
variable "f" { default = "default" }
variable "open" {}
variable "secret" {
  sensitive = true
  default   = "invented"
}
data "aws_caller_identity" "me" {}
resource "aws_kms_key" "k" {}
resource "aws_db_instance" "main" {
  identifier              = var.a
  tags                    = { b = var.b, c = var.c, d = var.d, e = var.e, f = var.f }
  engine                  = var.open
  username                = data.aws_caller_identity.me.account_id
  password                = var.secret
  kms_key_id              = aws_kms_key.k.arn
  storage_encrypted       = true
  multi_az                = timestamp() == "x"
  backup_retention_period = 14
  depends_on              = [module.m]
}
module "m" {
  source    = "./m"
  providers = { aws = aws.second }
}
module "registry" {
  source = "example/vpc/aws"
}
resource "aws_subnet" "s" {
  vpc_id = module.registry.vpc_id
}
"#;

fn sandbox() -> Sandbox {
    let every = "terraform.tfvars";
    Sandbox::new(&[
        ("main.tf", MAIN),
        ("m/main.tf", "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"copies\"\n}\n"),
        (every, "a = \"terraform.tfvars\"\nb = \"terraform.tfvars\"\nc = \"terraform.tfvars\"\nd = \"terraform.tfvars\"\n"),
        ("x.auto.tfvars.json", r#"{"b": "auto.tfvars.json", "c": "auto.tfvars.json", "d": "auto.tfvars.json"}"#),
        ("x.tfvars", "c = \"var-file\"\nd = \"var-file\"\n"),
    ])
    .with_variable("TF_VAR_a", "environment")
    .with_variable("TF_VAR_e", "environment")
}

/// The resource at an address.
#[track_caller]
fn at<'r>(resources: &'r [Json], address: &str) -> &'r Json {
    resources
        .iter()
        .find(|resource| resource["address"] == address)
        .unwrap_or_else(|| panic!("no {address} in {resources:#?}"))
}

const GIVEN: [&str; 4] = ["--var-file", "x.tfvars", "--var", "d=command-line"];

#[test]
fn values_come_in_the_order_of_precedence_of_terraform() {
    let resources = sandbox().inspect(&GIVEN);
    let attributes = &at(&resources, "aws_db_instance.main")["attributes"];
    // terraform.tfvars beats the environment; nothing but the default gives `f`.
    assert_eq!(attributes["identifier"], "terraform.tfvars");
    assert_eq!(
        attributes["tags"],
        json!({
            "b": "auto.tfvars.json",
            "c": "var-file",
            "d": "command-line",
            "e": "environment",
            "f": "default",
        })
    );
    // On the command line the order is that of the arguments.
    let resources = sandbox().inspect(&["--var", "d=command-line", "--var-file", "x.tfvars"]);
    let attributes = &at(&resources, "aws_db_instance.main")["attributes"];
    assert_eq!(attributes["tags"]["d"], "var-file");
}

#[test]
fn what_is_not_known_has_its_reason() {
    let resources = sandbox().inspect(&GIVEN);
    let main = at(&resources, "aws_db_instance.main");
    assert_eq!(
        main["unknown"],
        json!({
            "engine": "`var.open` has no value here",
            "username": "`data.aws_caller_identity.me` is read from outside the files",
            "kms_key_id": "`aws_kms_key.k.arn` is known only after deployment",
            "multi_az": "the result of `timestamp` is not fixed by the files",
        })
    );
    for name in ["engine", "username", "kms_key_id", "multi_az"] {
        assert!(main["attributes"][name].is_null(), "{name}");
    }
    let subnet = at(&resources, "aws_subnet.s");
    assert_eq!(
        subnet["unknown"]["vpc_id"],
        "`module.registry.vpc_id` comes from a module whose sources are not at hand"
    );
}

#[test]
fn references_facets_and_places_are_shown() {
    let resources = sandbox().inspect(&GIVEN);
    let main = at(&resources, "aws_db_instance.main");
    assert_eq!(
        main["references"],
        json!([
            "aws_kms_key.k.arn",
            "data.aws_caller_identity.me.account_id",
            "module.m"
        ])
    );
    assert_eq!(main["type"], "aws_db_instance");
    assert_eq!(main["provider"], "aws");
    assert_eq!(main["region"], "eu-west-3");
    assert_eq!(main["root"], ".");
    assert_eq!(main["facets"]["encrypted-at-rest"], true);
    assert_eq!(main["facets"]["customer-key"], true);
    assert_eq!(main["facets"]["backup-retention-days"], 14);
    let zones = main["facets"]["zones"]["unknown"]
        .as_str()
        .expect("a reason");
    assert!(zones.contains("`multi_az` is not known"), "{zones}");
    // The module was given another provider.
    let bucket = at(&resources, "module.m.aws_s3_bucket.b");
    assert_eq!(bucket["region"], "eu-central-1");
}

#[test]
fn sensitive_values_are_shown_nowhere() {
    let sandbox = sandbox();
    let resources = sandbox.inspect(&GIVEN);
    let main = at(&resources, "aws_db_instance.main");
    assert_eq!(main["attributes"]["password"], "(sensitive)");
    for arguments in [
        &["inspect"][..],
        &["inspect", "--format", "json"],
        &["check"],
        &["check", "--detailed", "--show", "fail,unknown,pass"],
        &["check", "--format", "json", "--show", "fail,unknown,pass"],
    ] {
        sandbox.run(arguments).says_nothing_of("invented");
    }
}

#[test]
fn a_person_sees_the_same() {
    let ran = sandbox().run(&[&["inspect"], &GIVEN[..]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let paragraph = ran
        .out
        .split("\n\n")
        .find(|paragraph| paragraph.starts_with("aws_db_instance.main"))
        .expect("it is there");
    let until_facets = paragraph.split("  facets:").next().unwrap_or_default();
    insta::assert_snapshot!(until_facets, @r#"
    aws_db_instance.main (main.tf:22)
      stores-data, database
      @region: eu-west-3
      attributes:
        identifier = "terraform.tfvars"
        tags.b = "auto.tfvars.json"
        tags.c = "var-file"
        tags.d = "command-line"
        tags.e = "environment"
        tags.f = "default"
        engine = ? `var.open` has no value here
        username = ? `data.aws_caller_identity.me` is read from outside the files
        password = (sensitive)
        kms_key_id = ? `aws_kms_key.k.arn` is known only after deployment
        storage_encrypted = true
        multi_az = ? the result of `timestamp` is not fixed by the files
        backup_retention_period = 14
      references:
        aws_kms_key.k.arn
        data.aws_caller_identity.me.account_id
        module.m
    "#);
    assert!(
        paragraph.contains("\n    encrypted-at-rest: true\n"),
        "{paragraph}"
    );
    sandbox()
        .run(&["inspect", "--lang", "fr"])
        .says("attributs\u{a0}:")
        .says("? `var.open` n'a pas de valeur ici")
        .says("password = (sensible)");
}

#[test]
fn broken_files_are_told_on_standard_error() {
    let sandbox = sandbox();
    sandbox.write("broken.tf", "resource \"a\" {\n");
    let ran = sandbox.run(&["inspect"]).exits(3).warns("╭─[broken.tf:");
    assert!(ran.out.contains("aws_db_instance.main"));
    Sandbox::new(&[]).run(&["inspect"]).exits(3);
}

#[test]
fn each_environment_has_its_resources() {
    let sandbox = Sandbox::new(&[
        (
            "main.tf",
            "variable \"n\" {}\nresource \"aws_s3_bucket\" \"b\" {\n  bucket = var.n\n}\n",
        ),
        ("prod.tfvars", "n = \"prod\"\n"),
        ("test.tfvars", "n = \"test\"\n"),
    ]);
    let arguments = ["--env", "prod=prod.tfvars", "--env", "test=test.tfvars"];
    let mut seen: Vec<(String, String)> = sandbox
        .inspect(&arguments)
        .iter()
        .map(|resource| {
            let text = |json: &Json| json.as_str().expect("a text").to_owned();
            (
                text(&resource["environment"]),
                text(&resource["attributes"]["bucket"]),
            )
        })
        .collect();
    seen.sort();
    let pair = |name: &str| (name.to_owned(), name.to_owned());
    assert_eq!(seen, [pair("prod"), pair("test")]);
}

#[test]
fn the_environment_says_a_region_only_when_asked() {
    let sandbox = Sandbox::new(&[("main.tf", "resource \"aws_s3_bucket\" \"b\" {}\n")])
        .with_variable("AWS_REGION", "eu-west-3");
    assert!(sandbox.inspect(&[])[0]["region"].is_null());
    assert_eq!(sandbox.inspect(&["--env-region"])[0]["region"], "eu-west-3");
}
