//! `rempart inspect`: what a pack author looks at, and the tables that a team files.

use std::io;

use super::args::{InspectArguments, InspectFormat, OutputArguments, ViewArgument};
use super::{CLEAN, Failure, INCOMPLETE, config, input, output, policies, terminal};
use crate::catalog::{Catalog, LocationOptions};
use crate::judge;
use crate::judge::view::{self, ViewOptions};
use crate::model::{Diagnostic, Gravity};
use crate::policy::definition::{Library, Pack};
use crate::report::view::{View, ViewFormat};
use crate::report::{self, Context, Style, inspection};
use crate::run::{self, Configured, Model};
use crate::text::{Language, Text};
use crate::threads::on_threads;

/// Reads, evaluates, and shows.
pub(super) fn run(arguments: &InspectArguments) -> Result<u8, Failure> {
    let configuration = config::load(
        &arguments.settings,
        &arguments.input.paths,
        arguments.input.root.as_deref(),
        arguments.output.lang,
    )?;
    let language = configuration.language;
    if arguments.view.is_none() && arguments.format == InspectFormat::Csv {
        return Err(Failure::Usage(Text::new(
            "--format csv is for a table: add --view residency or --view continuity",
            "--format csv sert à un tableau : ajouter --view residency ou --view continuity",
        )));
    }
    let directories = configuration.policy_dirs(&arguments.policy.policy_dir);
    let mut library = policies::library(&directories, language)?;
    let adapted = configuration.adapt(&mut library)?;
    let packs = configuration.packs(&library, &arguments.policy.packs)?;
    let (input, source) = input::input(&arguments.input, &configuration, &library)?;
    let scope = configuration.scope(source)?;
    let classes = configuration.classes(&adapted.classes, source)?;
    let evidence = configuration.evidence(&library, source, &arguments.settings)?;
    let mut model = run::load(input);
    run::spell(&mut model, &library);
    let variables = input::region_variables(&arguments.input);
    let location = LocationOptions {
        environment: variables.as_ref(),
    };
    match arguments.view {
        Some(view) => {
            let configured = Configured {
                rules_off: &adapted.rules_off,
                scope: scope.as_ref(),
                classes: classes.as_ref(),
                evidence: &evidence,
            };
            let (options, notes) = run::viewed(&model, &library, &configured, location);
            model.diagnostics.extend(notes);
            let policies = (&library, packs.as_slice());
            show_view(view, arguments, &model, policies, &options, language)?;
        }
        None => show_resources(arguments, &model, &library, location, language)?,
    }
    let base = model.workspace.absolute("".into());
    let context = Context {
        sources: model.workspace.sources(),
        library: &library,
        base: Some(&base),
        origin: ".".into(),
        label: None,
        date: None,
        tables: None,
        language,
        style: Style::default(),
    };
    // Nobody is left to tell when standard error is closed.
    let _ = report::write_diagnostics(&model.diagnostics, &context, &mut io::stderr().lock());
    let broken = |diagnostic: &Diagnostic| diagnostic.gravity == Gravity::Error;
    let incomplete = model.resources.is_empty() || model.diagnostics.iter().any(broken);
    Ok(if incomplete { INCOMPLETE } else { CLEAN })
}

fn show_view(
    view: ViewArgument,
    arguments: &InspectArguments,
    model: &Model,
    (library, packs): (&Library, &[&Pack]),
    options: &ViewOptions<'_>,
    language: Language,
) -> Result<(), Failure> {
    let resources = &model.resources;
    let view = on_threads(|| match view {
        ViewArgument::Residency => View::Residency(view::residency(resources, library, options)),
        ViewArgument::Continuity => {
            View::Continuity(view::continuity(resources, library, packs, options))
        }
    });
    let format = match arguments.format {
        InspectFormat::Human => ViewFormat::Human,
        InspectFormat::Json => ViewFormat::Json,
        InspectFormat::Csv => ViewFormat::Csv,
    };
    let width = terminal::table_width(&arguments.output);
    to_output(&arguments.output, |out| {
        let sources = model.workspace.sources();
        report::view::write(&view, format, sources, (language, width), out)
    })
}

fn show_resources(
    arguments: &InspectArguments,
    model: &Model,
    library: &Library,
    location: LocationOptions<'_>,
    language: Language,
) -> Result<(), Failure> {
    let resources = &model.resources;
    let catalog = Catalog::new(library);
    let readings = judge::inspect(resources, library, &catalog, &location);
    to_output(&arguments.output, |out| match arguments.format {
        InspectFormat::Json => inspection::json(resources, &readings, out),
        InspectFormat::Human | InspectFormat::Csv => {
            let sources = model.workspace.sources();
            inspection::human(resources, &readings, sources, language, out)
        }
    })
}

/// Gives `write` the file of the arguments, or standard output.
fn to_output(
    arguments: &OutputArguments,
    write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> Result<(), Failure> {
    match &arguments.output {
        Some(file) => output::to_file(file, write),
        None => output::to_standard_output(write),
    }
}
