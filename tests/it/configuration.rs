//! The configuration of a team: what it changes, what wins over it, and what is said when it is wrong.

mod classes;
mod documented;
mod errors;
mod evidence;
mod hostile;
mod init;
mod keys;
mod lookup;
mod printed;
mod scope;

use serde_json::Value as Json;

use crate::program::Sandbox;

/// A database without encryption, in a region that a variable names.
pub(super) const DATABASE: &str = r#"
variable "region" {
  type    = string
  default = "eu-west-3"
}
provider "aws" {
  region = var.region
}
resource "aws_db_instance" "records" {
  storage_encrypted       = false
  backup_retention_period = 10
}
"#;

/// A repository with the database and a configuration.
pub(super) fn with(configuration: &str) -> Sandbox {
    Sandbox::new(&[("main.tf", DATABASE), ("rempart.yaml", configuration)])
}

/// The findings of a rule in a JSON report.
pub(super) fn of_rule<'j>(report: &'j Json, rule: &str) -> Vec<&'j Json> {
    let findings = report["findings"].as_array().expect("a list");
    findings
        .iter()
        .filter(|finding| finding["rule"] == rule)
        .collect()
}

/// The verdicts of a rule, in order.
pub(super) fn verdicts<'j>(report: &'j Json, rule: &str) -> Vec<&'j str> {
    of_rule(report, rule)
        .into_iter()
        .map(|finding| finding["verdict"].as_str().expect("a text"))
        .collect()
}
