//! Data sources computed from configuration.

use super::{evaluate, main_tf, references, show};

#[test]
fn policy_documents_are_printed_as_the_provider_prints_them() {
    let evaluated = main_tf(include_str!("testdata/policy_document.tf"));
    let expected: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(include_str!("testdata/policy_document.json")).unwrap();
    for (name, text) in expected {
        let value = evaluated.value("t_t.t", &name);
        assert_eq!(value.as_str(), text.as_str(), "{name}");
    }
    assert_eq!(evaluated.codes(), Vec::<&str>::new());
}

#[test]
fn a_policy_with_unknown_parts_keeps_its_known_ones() {
    let evaluated = main_tf(
        r#"
variable "u" {}
resource "t_bucket" "b" {}
data "aws_iam_policy_document" "base" {
  statement {
    actions   = ["s3:*"]
    resources = [t_bucket.b.arn, "x"]
  }
  dynamic "statement" {
    for_each = var.u
    content {
      actions = [statement.value]
    }
  }
}
data "aws_iam_policy_document" "merged" {
  source_policy_documents = [data.aws_iam_policy_document.base.json, var.u]
  statement {
    sid     = "S"
    actions = ["*"]
  }
}
resource "t_t" "t" {
  base   = data.aws_iam_policy_document.base.json
  merged = data.aws_iam_policy_document.merged.json
}
"#,
    );
    let document = |name: &str| {
        let value = evaluated.value("t_t.t", name);
        assert!(value.as_unknown().unwrap().is_certainly_set());
        show(value.as_unknown().unwrap().document().unwrap())
    };
    let known = "{Effect:\"Allow\",Action:\"s3:*\",Resource:[\"x\",?computed t_bucket.b.arn]}";
    let open = "{Effect:\"Allow\",Action:?repetition statement.value}";
    assert_eq!(
        document("base"),
        format!("{{Version:\"2012-10-17\",Statement:?variable u<[{known}]|[{known},{open}]>}}")
    );
    let own = "{Sid:\"S\",Effect:\"Allow\",Action:\"*\"}";
    assert_eq!(
        document("merged"),
        format!(
            "{{Version:\"2012-10-17\",Statement:?variable u<[{known},?variable u,{own}]|[{known},{open},?variable u,{own}]>}}"
        )
    );
    let value = evaluated.value("t_t.t", "base");
    assert!(references(&value).contains(&"t_bucket.b.arn".to_owned()));
    assert!(references(&value).contains(&"data.aws_iam_policy_document.base.json".to_owned()));
}

#[test]
fn settings_of_the_provider_are_read_back() {
    let evaluated = main_tf(
        r#"
provider "aws" {
  region = "eu-west-3"
}
data "aws_region" "current" {}
data "aws_partition" "current" {}
data "aws_caller_identity" "current" {}
data "template_file" "t" {
  template = "hello $${name}"
  vars     = { name = "you" }
}
data "aws_region" "none" {
  provider = aws.nowhere
}
resource "t_t" "t" {
  region    = data.aws_region.current.name
  partition = data.aws_partition.current.partition
  account   = data.aws_caller_identity.current.account_id
  text      = data.template_file.t.rendered
  none      = data.aws_region.none.name
}
"#,
    );
    let expected = [
        ("region", "\"eu-west-3\""),
        ("partition", "\"aws\""),
        ("account", "?data data.aws_caller_identity.current"),
        ("text", "\"hello you\""),
        ("none", "?data data.aws_region.none"),
    ];
    for (name, value) in expected {
        assert_eq!(evaluated.shown("t_t.t", name), value, "{name}");
    }
}

#[test]
fn a_region_is_read_by_its_old_and_its_new_names() {
    let evaluated = main_tf(
        r#"
variable "region" { default = "eu-west-3" }
provider "aws" { region = var.region }
provider "aws" {
  alias  = "recovery"
  region = "eu-central-1"
}
data "aws_region" "here" {}
data "aws_region" "there" { provider = aws.recovery }
data "aws_region" "asked" { region = "eu-west-1" }
data "aws_region" "asked_before" { name = "eu-north-1" }
resource "t_t" "t" {
  five   = data.aws_region.here.name
  six    = data.aws_region.here.region
  id     = data.aws_region.here.id
  there  = data.aws_region.there.region
  asked  = data.aws_region.asked.region
  before = data.aws_region.asked_before.name
  rest   = data.aws_region.here.description
}
"#,
    );
    let expected = [
        ("five", "\"eu-west-3\""),
        ("six", "\"eu-west-3\""),
        ("id", "\"eu-west-3\""),
        ("there", "\"eu-central-1\""),
        ("asked", "\"eu-west-1\""),
        ("before", "\"eu-north-1\""),
        ("rest", "?data data.aws_region.here"),
    ];
    for (name, value) in expected {
        assert_eq!(evaluated.shown("t_t.t", name), value, "{name}");
    }
}

#[test]
fn the_client_of_google_is_the_provider_and_a_token() {
    let evaluated = main_tf(
        r#"
provider "google" {
  project = "records"
  region  = "europe-west9"
}
data "google_client_config" "current" {}
resource "t_t" "t" {
  project = data.google_client_config.current.project
  region  = data.google_client_config.current.region
  zone    = data.google_client_config.current.zone
  token   = data.google_client_config.current.access_token
}
"#,
    );
    let unknown = "?data data.google_client_config.current";
    let expected = [
        ("project", "\"records\""),
        ("region", "\"europe-west9\""),
        ("zone", unknown),
        ("token", unknown),
    ];
    for (name, value) in expected {
        assert_eq!(evaluated.shown("t_t.t", name), value, "{name}");
    }
}

#[test]
fn the_state_of_another_configuration_is_unknown() {
    let evaluated = evaluate(&[
        (
            "main.tf",
            r#"
data "terraform_remote_state" "network" {
  backend = "local"
  config  = { path = "network.tfstate" }
}
resource "t_t" "t" {
  backend = data.terraform_remote_state.network.backend
  output  = data.terraform_remote_state.network.outputs.subnet
  tried   = try(data.terraform_remote_state.network.outputs.zone, "none")
}
"#,
        ),
        (
            "network.tfstate",
            r#"{"version": 4, "outputs": {"subnet": {"value": "a", "type": "string"}}}"#,
        ),
    ]);
    let unknown = "?data data.terraform_remote_state.network";
    assert_eq!(evaluated.shown("t_t.t", "backend"), "\"local\"");
    assert_eq!(evaluated.shown("t_t.t", "output"), unknown);
    assert_eq!(evaluated.shown("t_t.t", "tried"), unknown);
    assert!(evaluated.codes().is_empty());
}

#[test]
fn variables_of_a_template_are_texts_and_so_is_what_it_gives() {
    let evaluated = main_tf(
        r#"
data "template_file" "t" {
  template = "$${size}"
  vars     = { size = 5 }
}
data "null_data_source" "n" {
  inputs = { size = 5 }
}
resource "t_t" "t" {
  rendered = data.template_file.t.rendered
  output   = data.null_data_source.n.outputs.size
}
"#,
    );
    assert_eq!(evaluated.shown("t_t.t", "rendered"), "\"5\"");
    assert_eq!(evaluated.shown("t_t.t", "output"), "\"5\"");
}
