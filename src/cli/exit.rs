//! Exit codes: what a run, or what several joined, comes to.

use std::io::{self, Write as _};

use super::args::ThresholdArguments;
use super::{CLEAN, FINDINGS, INCOMPLETE, USAGE};
use crate::gate::{BAD_WAIVER, NOT_WAIVABLE};
use crate::judge::{Outcome, Tally};
use crate::model::Gravity;
use crate::policy::definition::Severity;
use crate::settings::FailOn;
use crate::text::Language;

/// What decides the exit code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thresholds {
    /// The least severity that counts.
    pub(super) severity: Severity,
    /// The least verdict that counts.
    pub(super) fail_on: FailOn,
    /// How many resources there must be.
    pub(super) resources: usize,
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds {
            severity: Severity::Low,
            fail_on: FailOn::Fail,
            resources: 1,
        }
    }
}

impl Thresholds {
    /// The same, but for what the arguments say.
    pub(super) fn or(self, arguments: &ThresholdArguments) -> Self {
        Thresholds {
            fail_on: arguments.fail_on.map_or(self.fail_on, Into::into),
            resources: arguments.require_resources.unwrap_or(self.resources),
            ..self
        }
    }
}

/// Problems that make the run itself wrong: nobody may trust what it lets pass.
const USAGE_ERRORS: [&str; 4] = ["bad-pattern", "bad-variable", BAD_WAIVER, NOT_WAIVABLE];

/// Says that less was judged than asked for.
pub(super) fn few_resources(found: usize, thresholds: &Thresholds, language: Language) {
    let least = thresholds.resources;
    if found >= least {
        return;
    }
    // Nobody is left to tell when standard error is closed.
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

/// What is wrong with the arguments comes first, then what could not be evaluated: a gate must not
/// trust the findings of such a run, nor their absence. Verdicts count whether or not they are shown.
pub(super) fn exit_code(outcome: &Outcome, thresholds: &Thresholds) -> u8 {
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
    if counted(outcome.judgement.tally, thresholds.fail_on) > 0 {
        FINDINGS
    } else {
        CLEAN
    }
}

fn counted(tally: Tally, fail_on: FailOn) -> usize {
    match fail_on {
        FailOn::Never => 0,
        FailOn::Fail => tally.fail,
        FailOn::Unknown => tally.fail + tally.unknown,
    }
}
