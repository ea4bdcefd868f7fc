//! `rempart inspect`: what a pack author looks at.

use std::io;

use super::args::{FormatArgument, InspectArguments};
use super::{CLEAN, Failure, INCOMPLETE, check, input, policies, terminal};
use crate::catalog::{Catalog, LocationOptions};
use crate::judge;
use crate::model::{Diagnostic, Gravity};
use crate::report::inspection;
use crate::run;

/// Reads, evaluates, and shows.
pub(super) fn run(arguments: &InspectArguments) -> Result<u8, Failure> {
    let language = terminal::language(arguments.output.lang.map(Into::into));
    let library = policies::library(&arguments.policy_dir, language)?;
    let model = run::load(input::input(&arguments.input)?);
    let catalog = Catalog::new(&library);
    let variables = input::region_variables(&arguments.input);
    let location = LocationOptions {
        environment: variables.as_ref(),
    };
    let readings = judge::inspect(&model.resources, &library, &catalog, &location);
    check::to_output(
        &arguments.output,
        |out: &mut dyn io::Write| match arguments.output.format {
            FormatArgument::Json => inspection::json(&model.resources, &readings, out),
            FormatArgument::Human => inspection::human(
                &model.resources,
                &readings,
                model.workspace.sources(),
                language,
                out,
            ),
        },
    )?;
    let broken = |diagnostic: &Diagnostic| diagnostic.gravity == Gravity::Error;
    let incomplete = model.resources.is_empty() || model.diagnostics.iter().any(broken);
    for diagnostic in model
        .diagnostics
        .iter()
        .filter(|diagnostic| broken(diagnostic))
    {
        let place = model.workspace.sources().place(diagnostic.span);
        let place = place.map(|place| format!("{}:{}:{}: ", place.file, place.line, place.column));
        let path = || diagnostic.path.as_ref().map(|path| format!("{path}: "));
        let place = place.or_else(path).unwrap_or_default();
        let _ = io::Write::write_fmt(
            &mut io::stderr(),
            format_args!("rempart: {place}{}\n", diagnostic.message.get(language)),
        );
    }
    Ok(if incomplete { INCOMPLETE } else { CLEAN })
}
