//! Tests from the outside: files in, verdicts and reports out.

mod common;
mod fixtures;
mod language;
mod regressions;
mod scenarios;
