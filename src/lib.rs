//! rempart judges infrastructure-as-code against French health-data and sovereign-cloud rules.
//!
//! One way through: [`source`] finds and reads files, `terraform` (and later front ends) parses and
//! evaluates them into the [`model`], [`plan`] reads the same from what Terraform planned, `catalog`
//! says where things are, `judge` applies what `policy` loaded, `report` tells.

pub mod catalog;
pub mod cli;
mod embedded;
pub mod gate;
pub mod judge;
pub mod manifest;
pub mod model;
pub mod plan;
pub mod policy;
pub mod report;
pub mod run;
pub mod settings;
pub mod source;
pub mod terraform;
pub mod text;
mod threads;
pub mod yaml;
