//! The command line: arguments in, reports and exit codes out.
//!
//! The only room that reads the process environment and writes to standard output and error.

mod args;
mod check;
mod explain;
mod input;
mod inspect;
mod policies;
mod schema;
mod terminal;

use std::ffi::OsString;
use std::io::Write as _;

use clap::Parser as _;

use args::{Arguments, Command};

/// Nothing found at or above the threshold.
const CLEAN: u8 = 0;
/// Findings.
const FINDINGS: u8 = 1;
/// Wrong usage, configuration or policies.
const USAGE: u8 = 2;
/// Something could not be evaluated, or there was nothing to evaluate.
const INCOMPLETE: u8 = 3;

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// The user asked for something that is not possible; says what, and the next step.
    #[error("{0}")]
    Usage(String),
    /// The policies given cannot be used; the problems are already written out.
    #[error("{0}")]
    Policies(String),
    /// A report could not be written.
    #[error("cannot write {path}: {error}")]
    Write {
        /// Where to.
        path: String,
        /// Why.
        error: std::io::Error,
    },
}

/// Runs the command that `arguments` name, the program's own name first, and gives the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match Arguments::try_parse_from(args::with_default_command(arguments)) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers, not errors. A closed pipe leaves nobody to tell.
            let _ = error.print();
            return if error.use_stderr() { USAGE } else { CLEAN };
        }
    };
    let result = match arguments.command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
    };
    match result {
        Ok(code) => code,
        Err(Failure::Write { error, .. }) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            CLEAN
        }
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "rempart: {failure}");
            USAGE
        }
    }
}

/// Writes to standard output.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Failure::Write {
            path: "to standard output".to_owned(),
            error,
        })
}
