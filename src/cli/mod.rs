//! The command line: arguments in, reports and exit codes out.
//!
//! The only room that reads the process environment and writes to standard output and error.

mod args;
mod baseline;
mod check;
mod compare;
mod config;
mod documents;
mod dump;
mod exit;
mod explain;
mod gate;
mod init;
mod input;
mod inspect;
mod judging;
mod merge;
mod output;
mod policies;
mod schema;
mod terminal;
mod waive;

use std::ffi::OsString;
use std::io::Write as _;

use args::Command;

use crate::text::{Language, Text};

/// Nothing found at or above the threshold.
const CLEAN: u8 = 0;
/// Findings.
const FINDINGS: u8 = 1;
/// Wrong usage, configuration or policies.
const USAGE: u8 = 2;
/// Something could not be evaluated, or there was nothing to evaluate.
const INCOMPLETE: u8 = 3;

/// Why a command could not do its work.
#[derive(Debug)]
enum Failure {
    /// The user asked for something that is not possible; says what, and the next step.
    Usage(Text),
    /// The policies given cannot be used; the problems are already written out.
    Policies(Text),
    /// A report could not be written.
    Write {
        /// Where to.
        path: Text,
        /// Why.
        error: output::WriteError,
    },
}

impl Failure {
    /// How a failure to write names standard output.
    fn standard_output() -> Text {
        Text::new("to standard output", "sur la sortie standard")
    }

    /// What went wrong and the next step, with the program's name in front as its language wants it.
    fn told(&self, language: Language) -> String {
        let text = match self {
            Failure::Usage(text) | Failure::Policies(text) => text.clone(),
            Failure::Write { path, error } => {
                let why = error.text();
                Text::new(
                    format!("cannot write {}: {}", path.en, why.en),
                    format!("impossible d'écrire {} : {}", path.fr, why.fr),
                )
            }
        };
        match language {
            Language::En => format!("rempart: {}", text.en),
            Language::Fr => format!("rempart : {}", text.fr),
        }
    }
}

/// Runs the command that `arguments` name, the program's own name first, and gives the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match args::parse(args::with_default_command(arguments)) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers, not errors. A closed pipe leaves nobody to tell.
            let _ = error.print();
            return if error.use_stderr() { USAGE } else { CLEAN };
        }
    };
    let (asked, result) = match arguments.command {
        Command::Check(arguments) => (arguments.output.lang, check::run(&arguments)),
        Command::Inspect(arguments) => (arguments.output.lang, inspect::run(&arguments)),
        Command::Explain(arguments) => (arguments.lang, explain::run(&arguments)),
        Command::Init(arguments) => (arguments.lang, init::run(&arguments)),
        Command::Merge(arguments) => (arguments.output.lang, merge::run(&arguments)),
        Command::Baseline(arguments) => (baseline::language(&arguments), baseline::run(&arguments)),
        Command::Waive(arguments) => (arguments.lang, waive::run(&arguments)),
        Command::Schema(arguments) => (None, schema::run(&arguments)),
        Command::Completions(arguments) => (None, documents::completions(&arguments)),
        Command::Man => (None, documents::manual()),
    };
    match result {
        Ok(code) => code,
        Err(Failure::Write { error, .. }) if error.is_closed_pipe() => CLEAN,
        Err(failure) => {
            let language = terminal::language(asked.map(Into::into));
            let _ = writeln!(std::io::stderr(), "{}", failure.told(language));
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
            path: Failure::standard_output(),
            error: error.into(),
        })
}
