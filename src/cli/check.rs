//! `rempart check`.

use std::io::{self, Write as _};

use super::args::{CheckArguments, FailOn, OutputArguments};
use super::{CLEAN, FINDINGS, Failure, INCOMPLETE, input, policies, terminal};
use crate::judge::{Outcome, Verdict};
use crate::model::Gravity;
use crate::report::{self, Context};
use crate::run::{self, Criteria};

/// Judges and reports.
pub(super) fn run(arguments: &CheckArguments) -> Result<u8, Failure> {
    let language = terminal::language(arguments.output.lang.map(Into::into));
    let library = policies::library(&arguments.policy.policy_dir, language)?;
    let packs = policies::packs(&library, &arguments.policy.packs)?;
    let input = input::input(&arguments.input)?;
    let variables = input::region_variables(&arguments.input);
    let spinner = terminal::spinner("judging");
    let mut model = run::load(input);
    let outcome = run::check(
        &mut model,
        &library,
        &Criteria {
            packs,
            show: arguments
                .show
                .iter()
                .map(|verdict| (*verdict).into())
                .collect(),
            severity: arguments.severity.into(),
            environment: variables.as_ref(),
        },
    );
    spinner.finish_and_clear();
    let context = Context {
        sources: model.workspace.sources(),
        library: &library,
        language,
        style: terminal::style(&arguments.output),
    };
    to_output(&arguments.output, |out| {
        report::write(arguments.output.format.into(), &outcome, &context, out)
    })?;
    if outcome.resources < arguments.require_resources {
        let _ = writeln!(
            io::stderr(),
            "rempart: {} resource(s) found, at least {} expected: is this the right path?",
            outcome.resources,
            arguments.require_resources
        );
    }
    Ok(exit_code(&outcome, arguments))
}

/// Something that could not be evaluated outweighs findings: a gate must not trust the result.
fn exit_code(outcome: &Outcome, arguments: &CheckArguments) -> u8 {
    let broken = outcome
        .diagnostics
        .iter()
        .any(|diagnostic| diagnostic.gravity == Gravity::Error);
    if broken || outcome.not_evaluated() > 0 || outcome.resources < arguments.require_resources {
        return INCOMPLETE;
    }
    let counts = |verdict: Verdict| match arguments.fail_on {
        FailOn::Never => false,
        FailOn::Fail => verdict == Verdict::Fail,
        FailOn::Unknown => matches!(verdict, Verdict::Fail | Verdict::Unknown),
    };
    if outcome
        .judgement
        .findings
        .iter()
        .any(|finding| counts(finding.verdict))
    {
        FINDINGS
    } else {
        CLEAN
    }
}

/// Gives `write` the file of the arguments, or standard output.
pub(super) fn to_output(
    arguments: &OutputArguments,
    write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let (path, result) = match &arguments.output {
        Some(path) => {
            let written = std::fs::File::create(path).and_then(|file| {
                let mut out = io::BufWriter::new(file);
                write(&mut out)?;
                out.flush()
            });
            (path.to_string(), written)
        }
        None => {
            let mut out = io::BufWriter::new(io::stdout().lock());
            (
                "to standard output".to_owned(),
                write(&mut out).and_then(|()| out.flush()),
            )
        }
    };
    result.map_err(|error| Failure::Write { path, error })
}
