//! `rempart inspect`: what a pack author looks at.

use std::io;

use super::args::{FormatArgument, InspectArguments};
use super::{CLEAN, Failure, INCOMPLETE, check, input, policies, terminal};
use crate::catalog::{Catalog, LocationOptions};
use crate::judge;
use crate::model::{Diagnostic, Gravity};
use crate::report::{self, Context, Style, inspection};
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
    let base = model.workspace.absolute("".into());
    let context = Context {
        sources: model.workspace.sources(),
        library: &library,
        base: Some(&base),
        language,
        style: Style::default(),
    };
    // Nobody is left to tell when standard error is closed.
    let _ = report::write_diagnostics(&model.diagnostics, &context, &mut io::stderr().lock());
    let broken = |diagnostic: &Diagnostic| diagnostic.gravity == Gravity::Error;
    let incomplete = model.resources.is_empty() || model.diagnostics.iter().any(broken);
    Ok(if incomplete { INCOMPLETE } else { CLEAN })
}
