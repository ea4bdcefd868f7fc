//! `rempart check`.

use std::io::{self, Write as _};
use std::mem::ManuallyDrop;

use super::args::{CheckArguments, OutputArguments};
use super::{
    CLEAN, FINDINGS, Failure, INCOMPLETE, USAGE, config, dump, gate, input, policies, terminal,
};
use crate::gate::{BAD_WAIVER, NOT_WAIVABLE};
use crate::judge::Outcome;
use crate::model::Gravity;
use crate::policy::definition::Severity;
use crate::report::{self, Context};
use crate::run::{self, Configured, Criteria};
use crate::settings::{FailOn, Placed, Settings};
use crate::text::{Language, Text};

/// Problems that make the run itself wrong: nobody may trust what it lets pass.
const USAGE_ERRORS: [&str; 4] = ["bad-pattern", "bad-variable", BAD_WAIVER, NOT_WAIVABLE];

/// What decides the exit code.
pub(super) struct Thresholds {
    /// The least severity that counts.
    pub(super) severity: Severity,
    /// The least verdict that counts.
    pub(super) fail_on: FailOn,
    /// How many resources there must be.
    pub(super) resources: usize,
}

impl Thresholds {
    /// What the arguments say, else the configuration.
    fn of(arguments: &CheckArguments, settings: &Settings) -> Self {
        let severity = arguments.severity.map(Into::into);
        let fail_on = arguments.fail_on.map(Into::into);
        Thresholds {
            severity: severity
                .or_else(|| said(settings.severity.as_ref()))
                .unwrap_or(Severity::Low),
            fail_on: fail_on
                .or_else(|| said(settings.fail_on.as_ref()))
                .unwrap_or(FailOn::Fail),
            resources: arguments
                .require_resources
                .or_else(|| said(settings.require_resources.as_ref()))
                .unwrap_or(1),
        }
    }
}

/// What the file says, without where.
fn said<T: Copy>(placed: Option<&Placed<T>>) -> Option<T> {
    placed.map(|placed| placed.value)
}

/// Judges and reports.
pub(super) fn run(arguments: &CheckArguments) -> Result<u8, Failure> {
    let configuration = config::load(
        &arguments.settings,
        &arguments.input.paths,
        arguments.input.root.as_deref(),
        arguments.output.lang,
    )?;
    let language = configuration.language;
    let thresholds = Thresholds::of(arguments, &configuration.settings);
    // The process ends with this function: what the system takes back at once is not freed piece by
    // piece, which would take up to a tenth of the run.
    let directories = configuration.policy_dirs(&arguments.policy.policy_dir);
    let mut library = ManuallyDrop::new(policies::library(&directories, language)?);
    let adapted = configuration.adapt(&mut library)?;
    let packs = configuration.packs(&library, &arguments.policy.packs)?;
    if arguments.dump_config {
        return dump::run(arguments, &configuration, &packs, &thresholds);
    }
    let (input, source) = input::input(&arguments.input, &configuration, &library)?;
    let scope = configuration.scope(source)?;
    let evidence = configuration.evidence(&library, source, &arguments.settings)?;
    let gate = gate::gate(arguments, &configuration, &input.workspace, &library)?;
    let variables = input::region_variables(&arguments.input);
    let spinner = terminal::spinner(match language {
        Language::En => "judging",
        Language::Fr => "jugement en cours",
    });
    let mut model = ManuallyDrop::new(run::load(input));
    let outcome = ManuallyDrop::new(run::check(
        &mut model,
        &library,
        &Criteria {
            packs,
            show: arguments
                .show
                .iter()
                .map(|verdict| (*verdict).into())
                .collect(),
            severity: thresholds.severity,
            environment: variables.as_ref(),
            configured: Configured {
                rules_off: &adapted.rules_off,
                scope: scope.as_ref(),
                evidence: &evidence,
            },
            gate,
        },
    ));
    spinner.finish_and_clear();
    let base = model.workspace.absolute("".into());
    let context = Context {
        sources: model.workspace.sources(),
        library: &library,
        base: Some(&base),
        language,
        style: terminal::style(&arguments.output),
    };
    to_output(&arguments.output, |out| {
        report::write(arguments.format.into(), &outcome, &context, out)
    })?;
    if outcome.resources < thresholds.resources {
        let (found, least) = (outcome.resources, thresholds.resources);
        let _ = match language {
            Language::En => writeln!(
                io::stderr(),
                "rempart: resources found: {found}; expected: at least {least}; is this the right path?"
            ),
            Language::Fr => writeln!(
                io::stderr(),
                "rempart : ressources trouvées : {found} ; attendues : au moins {least} ; est-ce le bon chemin ?"
            ),
        };
    }
    Ok(exit_code(&outcome, &thresholds))
}

/// What is wrong with the arguments comes first, then what could not be evaluated: a gate must not
/// trust the findings of such a run, nor their absence. Verdicts count whether or not they are shown.
fn exit_code(outcome: &Outcome, thresholds: &Thresholds) -> u8 {
    let mut errors = outcome
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.gravity == Gravity::Error)
        .peekable();
    let broken = errors.peek().is_some();
    if errors.any(|error| USAGE_ERRORS.contains(&error.code)) {
        return USAGE;
    }
    if broken || outcome.not_evaluated() > 0 || outcome.resources < thresholds.resources {
        return INCOMPLETE;
    }
    let tally = outcome.judgement.tally;
    let counted = match thresholds.fail_on {
        FailOn::Never => 0,
        FailOn::Fail => tally.fail,
        FailOn::Unknown => tally.fail + tally.unknown,
    };
    if counted > 0 { FINDINGS } else { CLEAN }
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
            (Text::new(path.as_str(), path.as_str()), written)
        }
        None => {
            let mut out = io::BufWriter::new(io::stdout().lock());
            (
                Failure::standard_output(),
                write(&mut out).and_then(|()| out.flush()),
            )
        }
    };
    result.map_err(|error| Failure::Write { path, error })
}
