//! Judging without a report, for the commands that write down what was found.

use std::io;

use super::args::JudgingArguments;
use super::{Failure, config, gate, input, policies};
use crate::gate::{BAD_WAIVER, Gate, NOT_WAIVABLE};
use crate::judge::{Outcome, Verdict};
use crate::model::Gravity;
use crate::policy::definition::Severity;
use crate::report::{self, Context, Style};
use crate::run::{self, Configured, Criteria, Model};
use crate::text::Language;
use crate::text::Text;

/// What was judged.
pub(super) struct Judged {
    pub(super) model: Model,
    /// With every failure, open question and waived finding.
    pub(super) outcome: Outcome,
}

impl Judged {
    /// Whether some of the files could not be read or evaluated.
    pub(super) fn is_incomplete(&self) -> bool {
        let broken = self
            .outcome
            .diagnostics
            .iter()
            .any(|diagnostic| diagnostic.gravity == Gravity::Error);
        broken || self.outcome.not_evaluated() > 0
    }
}

/// Judges what the arguments ask, whatever the severity, and writes the problems with the files to standard
/// error.
///
/// # Errors
/// When the arguments cannot be followed, or a waiver is malformed: what is written down would be wrong.
pub(super) fn judged(
    arguments: &JudgingArguments,
    configuration: &config::Configuration,
) -> Result<Judged, Failure> {
    let language = configuration.language;
    let directories = configuration.policy_dirs(&arguments.policy.policy_dir);
    let mut library = policies::library(&directories, language)?;
    let adapted = configuration.adapt(&mut library)?;
    let packs = configuration.packs(&library, &arguments.policy.packs)?;
    let (input, source) = input::input(&arguments.input, configuration, &library)?;
    let scope = configuration.scope(source)?;
    let classes = configuration.classes(&adapted.classes, source)?;
    let evidence = configuration.evidence(&library, source, &arguments.settings)?;
    let waivers = gate::waivers(
        &arguments.waivers,
        &arguments.settings,
        configuration,
        &input.workspace,
        &library,
    )?;
    let variables = input::region_variables(&arguments.input);
    let mut model = run::load(input);
    let criteria = Criteria {
        packs,
        show: vec![Verdict::Fail, Verdict::Unknown, Verdict::Waived],
        severity: Severity::Low,
        environment: variables.as_ref(),
        gate: Gate {
            waivers,
            known: Vec::new(),
        },
        configured: Configured {
            rules_off: &adapted.rules_off,
            scope: scope.as_ref(),
            classes: classes.as_ref(),
            evidence: &evidence,
        },
    };
    let outcome = run::check(&mut model, &library, &criteria);
    let base = model.workspace.absolute("".into());
    let origin = model.workspace.origin();
    let context = Context {
        sources: model.workspace.sources(),
        library: &library,
        base: Some(&base),
        origin: &origin,
        label: None,
        date: None,
        tables: None,
        language,
        style: Style::default(),
    };
    // Nobody is left to tell when standard error is closed.
    let _ = report::write_diagnostics(&outcome.diagnostics, &context, &mut io::stderr().lock());
    let is_wrong = |code: &str| [BAD_WAIVER, NOT_WAIVABLE].contains(&code);
    if outcome
        .diagnostics
        .iter()
        .any(|diagnostic| is_wrong(diagnostic.code))
    {
        return Err(Failure::Policies(Text::new(
            "there is a waiver that cannot be used: correct it first",
            "une dérogation est inutilisable : corrigez-la d'abord",
        )));
    }
    Ok(Judged { model, outcome })
}

/// `1 finding` and the like.
pub(super) fn findings(language: Language, number: usize) -> String {
    match (language, number) {
        (Language::En, 1) => "1 finding".to_owned(),
        (Language::En, number) => format!("{number} findings"),
        (Language::Fr, 0 | 1) => format!("{number} constat"),
        (Language::Fr, number) => format!("{number} constats"),
    }
}
