//! `rempart check`.

use std::mem::ManuallyDrop;

use super::args::CheckArguments;
use super::compare::{self, Asked};
use super::exit::{self, Thresholds};
use super::{Failure, config, dump, gate, input, output, policies, terminal};
use crate::catalog::LocationOptions;
use crate::judge::view::{self, ViewOptions};
use crate::policy::definition::{Library, Pack};
use crate::report::document::Tables;
use crate::report::view::{continuity_table, residency_table};
use crate::report::{self, Context, Format};
use crate::run::{self, Configured, Criteria, Model};
use crate::settings::{Placed, Settings};
use crate::text::Language;
use crate::threads::on_threads;

/// What the arguments say, else the configuration.
fn thresholds(arguments: &CheckArguments, settings: &Settings) -> Thresholds {
    let plain = Thresholds::default();
    let configured = Thresholds {
        severity: said(settings.severity.as_ref()).unwrap_or(plain.severity),
        fail_on: said(settings.fail_on.as_ref()).unwrap_or(plain.fail_on),
        resources: said(settings.require_resources.as_ref()).unwrap_or(plain.resources),
    };
    Thresholds {
        severity: arguments.severity.map_or(configured.severity, Into::into),
        ..configured.or(&arguments.thresholds)
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
    let mut thresholds = thresholds(arguments, &configuration.settings);
    // The process ends with this function: what the system takes back at once is not freed piece by
    // piece, which would take up to a tenth of the run.
    let directories = configuration.policy_dirs(&arguments.policy.policy_dir);
    let mut library = ManuallyDrop::new(policies::library(&directories, language)?);
    let adapted = configuration.adapt(&mut library)?;
    let packs = configuration.packs(&library, &arguments.policy.packs)?;
    if arguments.dump_config {
        return dump::run(arguments, &configuration, &packs, &thresholds);
    }
    let targets = output::targets(&arguments.output)?;
    let (input, source) = input::input(&arguments.input, &configuration, &library)?;
    let scope = configuration.scope(source)?;
    let classes = configuration.classes(&adapted.classes, source)?;
    let evidence = configuration.evidence(&library, source, &arguments.settings)?;
    let gate = gate::gate(
        &arguments.gate,
        &arguments.settings,
        &configuration,
        &input.workspace,
        &library,
    )?;
    let variables = input::region_variables(&arguments.input);
    let spinner = terminal::spinner(match language {
        Language::En => "judging",
        Language::Fr => "jugement en cours",
    });
    let asked = Asked::of(&input);
    let mut model = ManuallyDrop::new(run::load(input));
    if let Some(shard) = arguments.gate.shard {
        // There must be enough in all shares together.
        if model.resources.len() >= thresholds.resources {
            thresholds.resources = 0;
        }
        shard.keep(&mut model);
    }
    let mut criteria = Criteria {
        packs: packs.clone(),
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
            classes: classes.as_ref(),
            evidence: &evidence,
        },
        gate,
    };
    if let Some(revision) = &arguments.gate.changed_since {
        let known = compare::known(revision, asked, &mut model, &library, &criteria)?;
        criteria.gate.known.push(known);
    }
    let outcome = ManuallyDrop::new(run::check(&mut model, &library, &criteria));
    spinner.finish_and_clear();
    let base = model.workspace.absolute("".into());
    let origin = model.workspace.origin();
    let in_page = |target: &output::Target| target.format == Format::Html;
    let location = LocationOptions {
        environment: variables.as_ref(),
    };
    let tables = (arguments.tables || targets.iter().any(in_page)).then(|| {
        let (options, _) = run::viewed(&model, &library, &criteria.configured, location);
        tables(&model, &library, &packs, &options)
    });
    let date = gate::today(&arguments.settings)?;
    let context = |format, style| Context {
        sources: model.workspace.sources(),
        library: &library,
        base: Some(&base),
        origin: &origin,
        label: arguments.label.as_deref(),
        date: Some(date),
        tables: tables
            .as_ref()
            .filter(|_| arguments.tables || format == Format::Html),
        language,
        style,
    };
    output::write_all(
        &targets,
        &arguments.output,
        language,
        |format, style, out| report::write(format, &outcome, &context(format, style), out),
    )?;
    exit::few_resources(outcome.resources, &thresholds, language);
    Ok(exit::exit_code(&outcome, &thresholds))
}

/// Where data is and what survives a disaster, in words.
fn tables(model: &Model, library: &Library, packs: &[&Pack], options: &ViewOptions<'_>) -> Tables {
    let resources = &model.resources;
    let sources = model.workspace.sources();
    let (residency, continuity) = on_threads(|| {
        (
            view::residency(resources, library, options),
            view::continuity(resources, library, packs, options),
        )
    });
    let languages = [Language::En, Language::Fr];
    Tables::new(
        languages.map(|language| residency_table(&residency, sources, language)),
        languages.map(|language| continuity_table(&continuity, sources, language)),
    )
}
