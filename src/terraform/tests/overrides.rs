//! Override files and the hiding of files.

use super::evaluate;

#[test]
fn overrides_replace_arguments_and_blocks_by_type() {
    let evaluated = evaluate(&[
        (
            "main.tf",
            r#"
variable "v" {
  type    = string
  default = "a"
}
locals {
  x = 1
  y = 2
}
resource "t_t" "t" {
  a = 1
  b = 2
  rule { n = 1 }
  rule { n = 2 }
  other { n = 1 }
  lifecycle {
    prevent_destroy       = true
    create_before_destroy = true
  }
  v = var.v
  x = local.x
  y = local.y
}
provider "p" {
  region = "one"
}
"#,
        ),
        (
            "a_override.tf",
            r#"
variable "v" {
  default = "b"
}
locals {
  x = 10
}
resource "t_t" "t" {
  b = 20
  c = 30
  rule { n = 9 }
  lifecycle {
    prevent_destroy = false
  }
}
provider "p" {
  region = "two"
}
"#,
        ),
        ("b_override.tf", "resource \"t_t\" \"t\" {\n  c = 31\n}\n"),
    ]);
    let expected = [
        ("a", "1"),
        ("b", "20"),
        ("c", "31"),
        ("rule", "[{n:9}]"),
        ("other", "[{n:1}]"),
        (
            "lifecycle",
            "[{prevent_destroy:false,create_before_destroy:true}]",
        ),
        ("v", "\"b\""),
        ("x", "10"),
        ("y", "2"),
    ];
    for (name, value) in expected {
        assert_eq!(evaluated.shown("t_t.t", name), value, "{name}");
    }
    assert_eq!(evaluated.shown("provider.p", "region"), "\"two\"");
    assert_eq!(evaluated.codes(), Vec::<&str>::new());
}

#[test]
fn an_override_of_nothing_is_reported() {
    let evaluated = evaluate(&[
        ("main.tf", ""),
        ("override.tf", "resource \"t_t\" \"t\" {}\n"),
    ]);
    assert_eq!(evaluated.addresses(), ["t_t.t"]);
    assert_eq!(evaluated.codes(), ["override-without-original"]);
}

#[test]
fn a_backend_is_overridden_as_a_whole() {
    let evaluated = evaluate(&[
        (
            "main.tf",
            "terraform {\n  backend \"one\" {\n    a = 1\n  }\n}\n",
        ),
        ("override.tf", "terraform {\n  backend \"two\" {}\n}\n"),
    ]);
    assert_eq!(evaluated.addresses(), ["terraform.backend.two"]);
}

#[test]
fn tofu_files_hide_terraform_files() {
    let evaluated = evaluate(&[
        ("main.tf", "resource \"t_t\" \"terraform\" {}\n"),
        ("main.tofu", "resource \"t_t\" \"tofu\" {}\n"),
        ("more.tf", "resource \"t_t\" \"more\" {}\n"),
    ]);
    assert_eq!(evaluated.addresses(), ["t_t.tofu", "t_t.more"]);
}

#[test]
fn a_second_declaration_is_reported_and_not_read() {
    let evaluated = evaluate(&[
        (
            "a.tf",
            "resource \"t_t\" \"t\" { n = 1 }\nvariable \"v\" {}\n",
        ),
        (
            "b.tf",
            "resource \"t_t\" \"t\" { n = 2 }\nvariable \"v\" {}\n",
        ),
    ]);
    assert_eq!(evaluated.addresses(), ["t_t.t"]);
    assert_eq!(evaluated.shown("t_t.t", "n"), "1");
    assert_eq!(
        evaluated.codes(),
        ["duplicate-declaration", "duplicate-declaration"]
    );
}
