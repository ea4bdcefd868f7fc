//! Data sources computed from configuration.

use super::{main_tf, references, show};

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
        assert!(value.as_unknown().unwrap().not_null);
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
