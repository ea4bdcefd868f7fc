//! Manifests: YAML and JSON documents that describe what is deployed, as opposed to Terraform.
//!
//! The way: `triage` tells what a text may be before it is parsed, and what a document is after; `document` cuts
//! texts into documents and reads each, `file` sorts them by language, `value` turns them into
//! [`Value`](crate::model::Value)s, and each language makes resources of its own `sheet`s, all files together. A template that has to be rendered first is reported as not evaluated, with how
//! to render it; nothing is executed.

mod arm;
mod chart;
mod cloudformation;
mod document;
mod file;
mod gathered;
mod heat;
mod joined;
mod json;
mod kubernetes;
mod kustomize;
mod load;
mod merge_keys;
mod partial;
mod sheet;
mod target;
mod triage;
mod value;

pub(crate) use load::{gives_parameters, load};
pub use target::{Cluster, GivenValues, Targets};
