//! Tests from the outside: files in, verdicts and reports out.

mod common;
mod exit_codes;
mod fixtures;
mod hostile;
mod language;
mod laws;
mod program;
mod regressions;
mod scenarios;
mod selection;
