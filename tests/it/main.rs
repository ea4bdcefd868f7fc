//! Tests from the outside: files in, verdicts and reports out.

#[cfg(unix)]
mod action;
mod adoption;
mod arm;
mod baseline;
mod change;
mod cloud_plans;
mod command_line;
mod common;
mod configuration;
mod configured_views;
mod documents;
mod exit_codes;
mod explain;
mod fixtures;
mod heat;
mod hostile;
mod inspect;
mod language;
mod laws;
mod machine;
mod managed;
mod manifests;
mod manners;
mod places;
mod plan;
mod platform_team;
mod program;
mod questions;
mod regressions;
mod reports;
mod scenarios;
mod selection;
mod views;
mod waive;
mod waivers;
