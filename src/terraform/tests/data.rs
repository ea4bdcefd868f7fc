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

/// The examples of the provider's documentation.
#[test]
fn an_arn_is_taken_apart() {
    let evaluated = main_tf(
        r#"
data "aws_arn" "db" { arn = "arn:aws:rds:eu-west-1:123456789012:db:mysql-db" }
data "aws_arn" "bucket" { arn = "arn:aws:s3:::my_corporate_bucket/Development/*" }
data "aws_arn" "computed" { arn = t_bucket.b.arn }
resource "t_bucket" "b" {}
resource "t_t" "t" {
  db       = data.aws_arn.db
  bucket   = data.aws_arn.bucket.resource
  nowhere  = data.aws_arn.bucket.region
  computed = data.aws_arn.computed.account
}
"#,
    );
    let db = evaluated.value("t_t.t", "db");
    let part = |name: &str| {
        let parts = db.as_map().unwrap();
        parts.get(name).and_then(crate::model::Value::as_str)
    };
    let parts = ["partition", "service", "region", "account", "resource"].map(part);
    let expected = ["aws", "rds", "eu-west-1", "123456789012", "db:mysql-db"];
    assert_eq!(parts, expected.map(Some));
    for (name, value) in [
        ("bucket", "\"my_corporate_bucket/Development/*\""),
        ("nowhere", "\"\""),
        ("computed", "?data data.aws_arn.computed"),
    ] {
        assert_eq!(evaluated.shown("t_t.t", name), value, "{name}");
    }
}

#[test]
fn default_tags_and_service_principals_come_from_the_provider() {
    let evaluated = main_tf(
        r#"
variable "owner" {}
variable "tags" {}
provider "aws" {
  region = "eu-west-3"
  default_tags {
    tags = { team = "care", cost = 1, owner = var.owner }
  }
}
provider "aws" {
  alias  = "bare"
  region = "cn-north-1"
}
provider "aws" {
  alias = "open"
  dynamic "default_tags" {
    for_each = var.tags
    content { tags = default_tags.value }
  }
}
data "aws_default_tags" "all" {}
data "aws_default_tags" "none" { provider = aws.bare }
data "aws_default_tags" "open" { provider = aws.open }
data "aws_service_principal" "logs" { service_name = "logs" }
data "aws_service_principal" "there" {
  service_name = "logs"
  region       = "us-east-1"
}
data "aws_service_principal" "china" {
  provider     = aws.bare
  service_name = "logs"
}
data "aws_partition" "china" { provider = aws.bare }
resource "t_t" "t" {
  team      = data.aws_default_tags.all.tags.team
  cost      = data.aws_default_tags.all.tags["cost"]
  owner     = data.aws_default_tags.all.tags.owner
  none      = length(data.aws_default_tags.none.tags)
  open      = data.aws_default_tags.open.tags
  principal = data.aws_service_principal.logs.name
  there     = data.aws_service_principal.there.id
  china     = data.aws_service_principal.china.name
  reversed  = data.aws_partition.china.reverse_dns_prefix
}
"#,
    );
    for (name, value) in [
        ("team", "\"care\""),
        ("cost", "\"1\""),
        ("owner", "?variable owner"),
        ("none", "0"),
        ("open", "?variable tags"),
        ("principal", "\"logs.amazonaws.com\""),
        ("there", "\"logs.us-east-1.amazonaws.com\""),
        ("china", "?data data.aws_service_principal.china"),
        ("reversed", "\"cn.com.amazonaws\""),
    ] {
        assert_eq!(evaluated.shown("t_t.t", name), value, "{name}");
    }
}

/// As Go writes the structure of the API: members of an object by name, those without a value left out.
#[test]
fn a_google_policy_is_written_as_the_provider_writes_it() {
    let evaluated = main_tf(
        r#"
provider "google" { project = "care-records" }
data "google_project" "own" {}
data "google_project" "other" { project_id = "another" }
data "google_iam_policy" "p" {
  binding {
    role    = "roles/storage.objectViewer"
    members = ["user:b@example.org", "group:a@example.org", "user:b@example.org"]
    condition {
      title       = "until"
      description = ""
      expression  = "request.time < timestamp(\"2027-01-01T00:00:00Z\")"
    }
  }
  binding {
    role    = "roles/owner"
    members = ["user:c@example.org"]
  }
  audit_config {
    service = "allServices"
    audit_log_configs {
      log_type         = "DATA_READ"
      exempted_members = ["user:c@example.org"]
    }
    audit_log_configs { log_type = "ADMIN_READ" }
  }
}
data "google_iam_policy" "open" {
  binding {
    role    = "roles/owner"
    members = [t_account.a.member]
  }
}
resource "t_account" "a" {}
resource "t_t" "t" {
  text  = data.google_iam_policy.p.policy_data
  open  = data.google_iam_policy.open.policy_data
  own   = data.google_project.own.project_id
  other = data.google_project.other.project_id
}
"#,
    );
    let text = evaluated.value("t_t.t", "text");
    assert_eq!(
        text.as_str().unwrap(),
        concat!(
            r#"{"auditConfigs":[{"auditLogConfigs":[{"exemptedMembers":["user:c@example.org"],"logType":"DATA_READ"},"#,
            r#"{"logType":"ADMIN_READ"}],"service":"allServices"}],"#,
            r#""bindings":[{"members":["user:c@example.org"],"role":"roles/owner"},"#,
            r#"{"condition":{"expression":"request.time \u003c timestamp(\"2027-01-01T00:00:00Z\")","title":"until"},"#,
            r#""members":["group:a@example.org","user:b@example.org"],"role":"roles/storage.objectViewer"}]}"#,
        )
    );
    let open = evaluated.value("t_t.t", "open");
    assert_eq!(
        show(open.as_unknown().unwrap().document().unwrap()),
        "{bindings:[{members:[?computed t_account.a.member],role:\"roles/owner\"}]}"
    );
    assert!(references(&open).contains(&"t_account.a.member".to_owned()));
    assert_eq!(evaluated.shown("t_t.t", "own"), "\"care-records\"");
    assert_eq!(evaluated.shown("t_t.t", "other"), "\"another\"");
}

#[test]
fn what_only_the_outside_tells_says_so() {
    let evaluated = main_tf(
        r#"
data "http" "h" { url = "https://example.org" }
data "external" "e" { program = ["true"] }
data "azurerm_client_config" "c" {}
data "cloudinit_config" "compressed" {
  part { content = "x" }
}
data "local_file" "missing" { filename = "nowhere.txt" }
resource "t_t" "t" {
  http       = data.http.h.response_body
  external   = data.external.e.result.key
  client     = data.azurerm_client_config.c.tenant_id
  compressed = data.cloudinit_config.compressed.rendered
  missing    = data.local_file.missing.content
}
"#,
    );
    for (name, value) in [
        ("http", "?data data.http.h"),
        ("external", "?data data.external.e"),
        ("client", "?data data.azurerm_client_config.c"),
        ("compressed", "?data data.cloudinit_config.compressed"),
        ("missing", "?data data.local_file.missing"),
    ] {
        assert_eq!(evaluated.shown("t_t.t", name), value, "{name}");
    }
}
