//! Provider configurations and how modules receive them; settings of the tool itself.

use super::{Evaluated, evaluate, main_tf};

/// `module/name (source): config` of the provider of a resource.
fn provider(evaluated: &Evaluated, address: &str) -> String {
    let provider = evaluated.resource(address).provider.clone().unwrap();
    format!(
        "{}/{} ({}): {}",
        provider.module,
        provider.name,
        provider.source,
        super::show(&provider.config)
    )
}

#[test]
fn resources_use_the_default_or_the_named_configuration() {
    let evaluated = main_tf(
        r#"
provider "aws" {
  region = "eu-west-3"
}
provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}
resource "aws_a" "default" {}
resource "aws_a" "named" {
  provider = aws.dr
}
resource "other_a" "none" {}
"#,
    );
    assert_eq!(
        provider(&evaluated, "aws_a.default"),
        "/aws (hashicorp/aws): {region:\"eu-west-3\"}"
    );
    assert_eq!(
        provider(&evaluated, "aws_a.named"),
        "/aws.dr (hashicorp/aws): {region:\"eu-central-1\"}"
    );
    assert_eq!(
        provider(&evaluated, "other_a.none"),
        "/other (hashicorp/other): {}"
    );
    assert_eq!(
        evaluated.addresses(),
        [
            "provider.aws",
            "provider.aws.dr",
            "aws_a.default",
            "aws_a.named",
            "other_a.none"
        ]
    );
    assert_eq!(&*evaluated.resource("provider.aws.dr").kind, "provider.aws");
}

#[test]
fn modules_inherit_defaults_and_receive_what_is_passed() {
    let child = r#"
terraform {
  required_providers {
    cloud = {
      source                = "example/cloud"
      configuration_aliases = [cloud.other]
    }
  }
}
resource "cloud_a" "default" {}
resource "cloud_a" "other" {
  provider = cloud.other
}
"#;
    let evaluated = evaluate(&[
        (
            "main.tf",
            r#"
terraform {
  required_providers {
    renamed = { source = "example/cloud", version = ">= 2.1, < 4.0" }
  }
}
provider "renamed" {
  region = "one"
}
provider "renamed" {
  alias  = "second"
  region = "two"
}
module "inherits" {
  source    = "./m"
  providers = { cloud.other = renamed.second }
}
module "swaps" {
  source    = "./m"
  providers = {
    cloud       = renamed.second
    cloud.other = renamed
  }
}
module "deep" {
  source    = "./deep"
  providers = { cloud = renamed.second }
}
"#,
        ),
        ("m/main.tf", child),
        (
            "deep/main.tf",
            "terraform {\n  required_providers {\n    cloud = { source = \"example/cloud\" }\n  }\n}\nmodule \"m\" {\n  source = \"../m\"\n  providers = { cloud.other = cloud }\n}\n",
        ),
    ]);
    let one = "/renamed (example/cloud): {region:\"one\"}";
    let two = "/renamed.second (example/cloud): {region:\"two\"}";
    let expected = [
        ("module.inherits.cloud_a.default", one),
        ("module.inherits.cloud_a.other", two),
        ("module.swaps.cloud_a.default", two),
        ("module.swaps.cloud_a.other", one),
        ("module.deep.module.m.cloud_a.default", two),
        ("module.deep.module.m.cloud_a.other", two),
    ];
    for (address, instance) in expected {
        assert_eq!(provider(&evaluated, address), instance, "{address}");
    }
    assert_eq!(
        evaluated
            .resource("module.deep.module.m.cloud_a.default")
            .provider
            .as_ref()
            .unwrap()
            .major,
        Some(2)
    );
}

#[test]
fn providers_may_be_repeated() {
    let evaluated = main_tf(
        r#"
provider "aws" {
  alias    = "by_region"
  for_each = toset(["eu-west-3", "eu-central-1"])
  region   = each.value
}
resource "aws_a" "a" {
  for_each = toset(["eu-west-3"])
  provider = aws.by_region[each.key]
}
"#,
    );
    assert_eq!(
        provider(&evaluated, "aws_a.a[\"eu-west-3\"]"),
        "/aws.by_region[\"eu-west-3\"] (hashicorp/aws): {region:\"eu-west-3\"}"
    );
    assert_eq!(
        evaluated.addresses()[0],
        "provider.aws.by_region[\"eu-central-1\"]"
    );
}

#[test]
fn a_repeated_provider_is_passed_by_its_key() {
    let evaluated = evaluate(&[
        (
            "main.tf",
            r#"
locals { regions = toset(["eu-west-3", "eu-central-1"]) }
provider "aws" {
  alias    = "by_region"
  for_each = local.regions
  region   = each.value
}
module "m" {
  source    = "./m"
  for_each  = local.regions
  providers = { aws = aws.by_region[each.key] }
}
"#,
        ),
        ("m/main.tf", "resource \"aws_a\" \"a\" {}\n"),
    ]);
    for region in ["eu-west-3", "eu-central-1"] {
        assert_eq!(
            provider(&evaluated, &format!("module.m[\"{region}\"].aws_a.a")),
            format!("/aws.by_region[\"{region}\"] (hashicorp/aws): {{region:\"{region}\"}}")
        );
    }
}

#[test]
fn versions_come_from_the_lock_file_else_from_the_constraints() {
    let main = "terraform {\n  required_providers {\n    a = { source = \"x/a\", version = \"~> 3.0\" }\n    b = { source = \"x/b\", version = \">= 2.0\" }\n    c = { source = \"x/c\" }\n  }\n}\nresource \"a_t\" \"t\" {}\nresource \"b_t\" \"t\" {}\nresource \"c_t\" \"t\" {}\nmodule \"m\" { source = \"./m\" }\n";
    let child = "terraform {\n  required_providers {\n    a = { source = \"x/a\", version = \">= 3.1, < 5.0\" }\n  }\n}\n";
    let lock = "provider \"registry.example.org/x/b\" {\n  version = \"4.2.0\"\n}\n";
    let evaluated = evaluate(&[
        ("main.tf", main),
        ("m/main.tf", child),
        (".terraform.lock.hcl", lock),
    ]);
    let major = |address: &str| evaluated.resource(address).provider.as_ref().unwrap().major;
    assert_eq!(
        [major("a_t.t"), major("b_t.t"), major("c_t.t")],
        [Some(3), Some(4), None]
    );
}

#[test]
fn settings_of_the_tool_are_resources_of_their_own() {
    let evaluated = evaluate(&[
        (
            "main.tf",
            "terraform {\n  backend \"s3\" {\n    bucket = \"state\"\n  }\n}\nmodule \"m\" { source = \"./m\" }\n",
        ),
        (
            "m/main.tf",
            "terraform {\n  backend \"gcs\" {}\n}\nprovider \"p\" {\n  a = 1\n}\n",
        ),
    ]);
    assert_eq!(
        evaluated.addresses(),
        ["terraform.backend.s3", "module.m.provider.p"]
    );
    assert_eq!(
        evaluated.shown("terraform.backend.s3", "bucket"),
        "\"state\""
    );
    assert!(
        evaluated
            .resource("terraform.backend.s3")
            .provider
            .is_none()
    );
}
